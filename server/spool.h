/* spool.h - where the bodies of messages wait until they are delivered.
 *
 * A small body stays in memory.  A large one, and any when much memory is taken, goes to blocks of
 * one unlinked file that all messages share, so that neither a huge message nor many slow senders
 * cost memory or descriptors.  Nothing here survives a crash, and nothing needs to: no message that
 * is spooled was acknowledged.  Bodies are made and released by the loop's thread; a worker may
 * read one meanwhile that no longer grows.
 */
#ifndef SERVER_SPOOL_H
#define SERVER_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "common/buffer.h"

/* Most bytes of one body that stay in memory, and of all together, but for the last piece. */
#define SPOOL_TAIL_MAX   ((size_t)64 * 1024)
#define SPOOL_MEMORY_MAX ((size_t)16 * 1024 * 1024)

struct spool;

/* A body: the bytes in the file, then those in memory. */
struct spooled {
    struct spool *spool; /* borrowed */
    uint32_t *blocks;    /* owned; blocks of the file that hold its first bytes */
    size_t block_count;
    uint64_t stored;    /* bytes in the file */
    struct buffer tail; /* the rest; append here, then call spooled_settle() */
    size_t counted;     /* bytes of tail that the spool knows of */
};

/* A spool for the folder DIRECTORY_FD, which is borrowed.  Its file is made when it is first
 * needed. NULL if memory ran out. */
struct spool *spool_new(int directory_fd);

/* When all bodies are released. */
void spool_free(struct spool *spool);

void spooled_init(struct spooled *body, struct spool *spool);

/* Gives back what the body takes; it is empty then. */
void spooled_release(struct spooled *body);

/* Decides where the bytes that were appended to tail go.  -1 with errno if they cannot be kept; the
 * body is then of no use. */
int spooled_settle(struct spooled *body);

/* Bytes of the body. */
uint64_t spooled_size(const struct spooled *body);

/* Copies the SIZE bytes at OFFSET, which exist, to OUT.  -1 with errno. */
int spooled_read(const struct spooled *body, uint64_t offset, char *out, size_t size);

#endif
