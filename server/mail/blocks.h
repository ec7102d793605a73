/* blocks.h - a file without a name, whose blocks are taken, filled, and given back.
 *
 * Whoever takes blocks keeps a list of them, and an offset counts through the blocks of that list,
 * wherever in the file they stand.  Taking, giving back, forgetting and asking whether any are
 * needed take a mutex of the caller's; reading and writing do not, since a block that is taken is
 * its taker's. Making and cutting the file is one thread's.  What the bytes are is not known here.
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
    int fd;           /* owned; -1 until it is needed */
    uint32_t *free;   /* owned */
    size_t free_count, free_room;
    uint32_t count; /* blocks that the file was ever asked for since it was empty */
};

/* A file in the folder DIRECTORY_FD, which is not made yet. */
void blocks_init(struct blocks *blocks, int directory_fd);

/* When all are given back. */
void blocks_release(struct blocks *blocks);

/* Makes the file, if that was not done yet.  -1 with errno. */
int blocks_open(struct blocks *blocks);

/* Takes one.  -1 if memory ran out. */
int blocks_take(struct blocks *blocks, uint32_t *block);

/* Gives back the COUNT blocks of LIST. */
void blocks_give(struct blocks *blocks, const uint32_t *list, size_t count);

/* Whether the file holds nothing that is still needed, but takes space. */
bool blocks_are_unneeded(const struct blocks *blocks);

/* While they are unneeded: the file counts as empty, and blocks_cut(), before any is taken again,
 * gives its space back to the disk. */
void blocks_forget(struct blocks *blocks);
void blocks_cut(struct blocks *blocks);

/* Writes some of the SIZE bytes of DATA at OFFSET of LIST, which has a block for that; their
 * number, which is not 0, or -1 with errno. */
ssize_t blocks_write(const struct blocks *blocks, const uint32_t *list, uint64_t offset,
                     const char *data, size_t size);

/* Reads some of the SIZE bytes at OFFSET of LIST, which exist; their number, or 0 with errno. */
size_t blocks_read(const struct blocks *blocks, const uint32_t *list, uint64_t offset, char *out,
                   size_t size);

#endif
