/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* password.c - see password.h. */
#include <config.h>

#include "tui-client/auth/password.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "common/utf8.h"

#define ROOM (PASSWORD_MAX + 1)

/* Whole pages, so that no other data shares them. */
static char *allocate(void)
{
    void *text = mmap(NULL, ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (text == MAP_FAILED)
        return NULL;
    (void)mlock(text, ROOM);
    (void)madvise(text, ROOM, MADV_DONTDUMP);
    return text;
}

int password_append(struct password *password, struct span text)
{
    bool has_nul = text.size > 0 && memchr(text.data, '\0', text.size) != NULL;

    if (has_nul || text.size > PASSWORD_MAX - password->size) {
        errno = has_nul ? EINVAL : ENOBUFS;
        return -1;
    }
    if (password->text == NULL)
        password->text = allocate();
    if (password->text == NULL)
        return -1;
    if (text.size > 0)
        memcpy(password->text + password->size, text.data, text.size);
    password->size += text.size;
    return 0;
}

void password_erase(struct password *password)
{
    bool is_inside = true;

    while (is_inside && password->size > 0) {
        char *last = &password->text[--password->size];
        is_inside = utf8_is_continuation(*last);
        explicit_bzero(last, 1);
    }
}

void password_wipe(struct password *password)
{
    if (password->text != NULL) {
        explicit_bzero(password->text, ROOM);
        (void)munmap(password->text, ROOM);
    }
    *password = (struct password){0};
}
