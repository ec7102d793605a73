/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks.h - allocates blocks of an unnamed temporary file.
 *
 * The owner of blocks keeps a list of them; an offset counts through the blocks of that list,
 * wherever they are in the file.  blocks_take(), blocks_give(), blocks_forget() and
 * blocks_are_unneeded() need a mutex of the caller; reading and writing do not, since a block has
 * one owner.  Only one thread may call blocks_open() and blocks_cut().  What the bytes mean is not
 * known here.
 */
#ifndef SERVER_MAIL_BLOCKS_H
#define SERVER_MAIL_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Bytes of a block. */
#define BLOCKS_SIZE ((size_t)64 * 1024)

struct blocks {
    int directory_fd; /* borrowed */
    int fd;           /* owned; -1 until first needed */
    uint32_t *free;   /* owned */
    size_t free_count, free_room;
    uint32_t count; /* blocks of the file in use or free */
};

/* Name that the file has for a moment where there is no O_TMPFILE. */
const char *blocks_file_name(void);

/* Initializes BLOCKS for a file in the folder DIRECTORY_FD (borrowed), which is not created yet. */
void blocks_init(struct blocks *blocks, int directory_fd);

/* Frees BLOCKS after all blocks were given back. */
void blocks_release(struct blocks *blocks);

/* Creates the file unless it exists.  Returns -1 with errno on failure. */
int blocks_open(struct blocks *blocks);

/* Allocates a block.  Returns -1 if out of memory. */
int blocks_take(struct blocks *blocks, uint32_t *block);

/* Frees the COUNT blocks of LIST. */
void blocks_give(struct blocks *blocks, const uint32_t *list, size_t count);

/* Whether all blocks are free but the file takes disk space. */
bool blocks_are_unneeded(const struct blocks *blocks);

/* If blocks_are_unneeded(): blocks_forget() marks the file as empty; blocks_cut(), before another
 * block is taken, truncates it. */
void blocks_forget(struct blocks *blocks);
void blocks_cut(struct blocks *blocks);

/* Writes some of the SIZE bytes of DATA at OFFSET of LIST, which has a block for it.  Returns their
 * number, at least 1, or -1 with errno. */
ssize_t blocks_write(const struct blocks *blocks, const uint32_t *list, uint64_t offset,
                     const char *data, size_t size);

/* Reads some of the SIZE bytes at OFFSET of LIST, which exist.  Returns their number, or 0 with
 * errno. */
size_t blocks_read(const struct blocks *blocks, const uint32_t *list, uint64_t offset, char *out,
                   size_t size);

#endif
