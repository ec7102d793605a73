/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* spool.h - stores the bodies of messages until they are delivered.
 *
 * Small bodies stay in memory.  Large ones, and any if much memory is in use, go to blocks of one
 * unlinked file that all messages share, so that neither a huge message nor many slow senders cost
 * memory or descriptors.  A thread writes that file, one body at a time: only senders whose bodies
 * go there wait for it.  Nothing here survives a crash, and nothing needs to: spooled messages are
 * not acknowledged.  All functions are for the loop's thread, except spooled_read(), which a worker
 * may call for a body that no longer grows.
 */
#ifndef SERVER_MAIL_SPOOL_H
#define SERVER_MAIL_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "common/buffer.h"

/* Maximum bytes in memory of one body, and of all together, not counting the last piece. */
#define SPOOL_TAIL_MAX   ((size_t)64 * 1024)
#define SPOOL_MEMORY_MAX ((size_t)16 * 1024 * 1024)

struct spool;

/* A body: the bytes in the file, then those in memory. */
struct spooled {
    struct spool *spool; /* borrowed */
    uint32_t *blocks;    /* owned; blocks of the file with its first bytes */
    size_t block_count;
    uint64_t stored;     /* bytes in the file */
    struct buffer tail;  /* the rest; append here, then call spooled_count() */
    size_t tail_counted; /* bytes of tail and of the body that the spool has counted */
    uint64_t all_counted;
    void *owner;                /* for the submitter's use */
    int error;                  /* errno of a failed write; 0: none */
    STAILQ_ENTRY(spooled) next; /* used by the spool */
};

/* What to do with a body that has grown. */
enum spool_advice {
    SPOOL_KEEP,  /* nothing: it stays in memory */
    SPOOL_STORE, /* call spool_submit() */
    SPOOL_FULL,  /* refuse the message: all bodies together exceed the limit */
};

/* Creates a spool in the folder DIRECTORY_FD, which is borrowed, for SIZE_MAX bytes of bodies, of
 * which some are reserved for small ones, and starts its thread.  The file is created when first
 * needed.  Returns NULL with errno on failure. */
struct spool *spool_new(int directory_fd, uint64_t size_max);

/* Ends the thread.  Waits until DEADLINE_MS of the monotonic clock: returns false if the thread is
 * still blocked by the disk then; the spool must not be freed.  Submitted bodies can be taken
 * afterwards. */
bool spool_finish(struct spool *spool, int64_t deadline_ms);

/* Frees SPOOL after spool_finish(), when all bodies are released. */
void spool_free(struct spool *spool);

/* Submits BODY, which must not be used until spool_take() returns it: its tail is then in the file,
 * or its error says why the body is lost. */
void spool_submit(struct spool *spool, struct spooled *body, void *owner);

/* Returns a descriptor that is readable while spool_take() has a body to return. */
int spool_fd(const struct spool *spool);

/* Returns the next body that was written, or NULL. */
struct spooled *spool_take(struct spool *spool);

void spooled_init(struct spooled *body, struct spool *spool);

/* Frees the memory and blocks of BODY, which is empty then. */
void spooled_release(struct spooled *body);

/* Counts the bytes that were appended to tail, and decides where to store them. */
enum spool_advice spooled_count(struct spooled *body);

/* Returns the size of the body in bytes. */
uint64_t spooled_size(const struct spooled *body);

/* Copies the SIZE bytes at OFFSET, which exist, to OUT.  Returns -1 with errno on failure. */
int spooled_read(const struct spooled *body, uint64_t offset, char *out, size_t size);

#endif
