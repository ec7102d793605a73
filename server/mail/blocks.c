/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks.c - see blocks.h. */
#include <config.h>

#include "server/mail/blocks.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/base/full_io.h"

/* Temporary name of the file where there is no O_TMPFILE; it is unlinked at once. */
#define FILE_NAME ".smtpd-proto.spool"

const char *blocks_file_name(void)
{
    return FILE_NAME;
}

void blocks_init(struct blocks *blocks, int directory_fd)
{
    *blocks = (struct blocks){.directory_fd = directory_fd, .fd = -1};
}

void blocks_release(struct blocks *blocks)
{
    assert(blocks->free_count == blocks->count);
    if (blocks->fd >= 0)
        close(blocks->fd);
    free(blocks->free);
}

/* The folder has one server, so an existing file of that name is left from a crash. */
static int open_and_unlink(int directory_fd)
{
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(directory_fd, FILE_NAME, flags, 0600);

    if (fd < 0 && errno == EEXIST && unlinkat(directory_fd, FILE_NAME, 0) == 0)
        fd = openat(directory_fd, FILE_NAME, flags, 0600);
    if (fd >= 0)
        unlinkat(directory_fd, FILE_NAME, 0);
    return fd;
}

#if HAVE_DECL_O_TMPFILE

static int open_unnamed(int directory_fd)
{
    return openat(directory_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

#else

static int open_unnamed(int directory_fd)
{
    (void)directory_fd;
    errno = EOPNOTSUPP;
    return -1;
}

#endif

int blocks_open(struct blocks *blocks)
{
    if (blocks->fd >= 0)
        return 0;
    blocks->fd = open_unnamed(blocks->directory_fd);
    if (blocks->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        blocks->fd = open_and_unlink(blocks->directory_fd);
    return blocks->fd >= 0 ? 0 : -1;
}

/* Grows the free list before a block is taken, so that giving it back cannot fail. */
int blocks_take(struct blocks *blocks, uint32_t *block)
{
    if (blocks->free_count > 0) {
        *block = blocks->free[--blocks->free_count];
        return 0;
    }
    if (blocks->count == blocks->free_room) {
        size_t room = blocks->free_room > 0 ? blocks->free_room * 2 : 64;
        uint32_t *list = realloc(blocks->free, room * sizeof *list);
        if (list == NULL)
            return -1;
        blocks->free = list;
        blocks->free_room = room;
    }
    *block = blocks->count++;
    return 0;
}

void blocks_give(struct blocks *blocks, const uint32_t *list, size_t count)
{
    memcpy(blocks->free + blocks->free_count, list, count * sizeof *list);
    blocks->free_count += count;
}

bool blocks_are_unneeded(const struct blocks *blocks)
{
    return blocks->count > 0 && blocks->free_count == blocks->count;
}

void blocks_forget(struct blocks *blocks)
{
    blocks->free_count = blocks->count = 0;
}

/* If the cut fails, the old blocks are overwritten later. */
void blocks_cut(struct blocks *blocks)
{
    (void)!ftruncate(blocks->fd, 0);
}

static off_t place_of(const uint32_t *list, uint64_t offset)
{
    uint64_t block = list[offset / BLOCKS_SIZE];

    return (off_t)(block * BLOCKS_SIZE + offset % BLOCKS_SIZE);
}

/* Returns how many of SIZE bytes at OFFSET are in one block. */
static size_t within_block(uint64_t offset, size_t size)
{
    size_t rest = BLOCKS_SIZE - (size_t)(offset % BLOCKS_SIZE);

    return rest < size ? rest : size;
}

ssize_t blocks_write(const struct blocks *blocks, const uint32_t *list, uint64_t offset,
                     const char *data, size_t size)
{
    ssize_t written = pwrite(blocks->fd, data, within_block(offset, size), place_of(list, offset));

    if (written == 0)
        errno = ENOSPC;
    return written > 0 ? written : -1;
}

size_t blocks_read(const struct blocks *blocks, const uint32_t *list, uint64_t offset, char *out,
                   size_t size)
{
    size = within_block(offset, size);
    return full_io_read(blocks->fd, out, size, place_of(list, offset)) == 0 ? size : 0;
}
