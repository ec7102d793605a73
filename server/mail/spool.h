/* spool.h - where the bodies of messages wait until they are delivered.
 *
 * A small body stays in memory.  A large one, and any when much memory is taken, goes to blocks of
 * one unlinked file that all messages share, so that neither a huge message nor many slow senders
 * cost memory or descriptors.  A thread writes that file, one body after the other: only senders
 * whose bodies go there wait for it.  Nothing here survives a crash, and nothing needs to: no
 * message that is spooled was acknowledged.  All functions are for the loop's thread but
 * spooled_read(), which a worker may call for a body that no longer grows.
 */
#ifndef SERVER_MAIL_SPOOL_H
#define SERVER_MAIL_SPOOL_H

#include <stdbool.h>
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
    uint64_t stored;     /* bytes in the file */
    struct buffer tail;  /* the rest; append here, then call spooled_count() */
    size_t tail_counted; /* bytes of tail, and of all of it, that the spool knows of */
    uint64_t all_counted;
    void *owner;          /* the submitter's own */
    int error;            /* errno of what failed while it was written; 0: nothing did */
    struct spooled *next; /* the spool's, while it has the body */
};

/* What is to be done with a body that has grown. */
enum spool_advice {
    SPOOL_KEEP,  /* nothing: it may stay in memory */
    SPOOL_STORE, /* call spool_submit() */
    SPOOL_FULL,  /* refuse the message: all bodies together are too large */
};

/* Starts the thread of a spool for the folder DIRECTORY_FD, which is borrowed, and for SIZE_MAX
 * bytes of bodies, of which some are kept free for small ones.  The file is made when it is first
 * needed.  NULL with errno. */
struct spool *spool_new(int directory_fd, uint64_t size_max);

/* Lets the thread end, but waits not beyond DEADLINE_MS of the monotonic clock: false if the disk
 * still holds it then, and the spool must be left alone.  What was submitted can be taken. */
bool spool_finish(struct spool *spool, int64_t deadline_ms);

/* After spool_finish(), when all bodies are released. */
void spool_free(struct spool *spool);

/* Hands over BODY, which must not be touched until spool_take() returns it: its tail is then in the
 * file, or its error tells why the body is of no use any more. */
void spool_submit(struct spool *spool, struct spooled *body, void *owner);

/* Readable while spool_take() has something to return. */
int spool_fd(const struct spool *spool);

/* The next body that was written, or NULL. */
struct spooled *spool_take(struct spool *spool);

void spooled_init(struct spooled *body, struct spool *spool);

/* Gives back what the body takes; it is empty then. */
void spooled_release(struct spooled *body);

/* Takes note of the bytes that were appended to tail, and decides where they go. */
enum spool_advice spooled_count(struct spooled *body);

/* Bytes of the body. */
uint64_t spooled_size(const struct spooled *body);

/* Copies the SIZE bytes at OFFSET, which exist, to OUT.  -1 with errno. */
int spooled_read(const struct spooled *body, uint64_t offset, char *out, size_t size);

#endif
