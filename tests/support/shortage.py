# Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later
"""A server whose memory runs out at an allocation that a test chooses, its own or one of a library."""

import os
import shutil
import subprocess
import tempfile

import e2e

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* The byte at the start of the file, changed by the test: how many allocations still work. */
#include <sys/mman.h>
#include <fcntl.h>

static atomic_int *left;

__attribute__((constructor)) static void start(void)
{
    int fd = open(getenv("ALLOCATIONS_LEFT"), O_RDWR);
    void *map = mmap(NULL, sizeof *left, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    left = map;
}

static int fails(void)
{
    if (left == NULL || atomic_load(left) <= 0 || atomic_fetch_sub(left, 1) != 1)
        return 0;
    errno = ENOMEM;
    return 1;
}

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *old, size_t size) { return fails() ? NULL : __libc_realloc(old, size); }
"""


class Shim:
    """The library, and the number that tells it when to fail; a context manager."""

    def __enter__(self):
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None or e2e.is_instrumented():
            raise e2e.Skip("no compiler, or allocations are watched already")
        self.folder = tempfile.mkdtemp(prefix="smtpd-memory.")
        source, self.preloaded = (os.path.join(self.folder, n) for n in ("shim.c", "shim.so"))
        self.number = os.path.join(self.folder, "left")
        with open(source, "w", encoding="ascii") as file:
            file.write(SOURCE)
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", self.preloaded, source],
                       check=True)
        self.set(0)
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def set(self, left):
        """Lets the allocation number LEFT from now fail; none if it is 0."""
        fd = os.open(self.number, os.O_RDWR | os.O_CREAT, 0o600)
        os.pwrite(fd, left.to_bytes(4, "little"), 0)
        os.close(fd)

    def left(self):
        with open(self.number, "rb") as file:
            return int.from_bytes(file.read(4), "little")

    @property
    def env(self):
        return {"LD_PRELOAD": self.preloaded, "ALLOCATIONS_LEFT": self.number}
