/* store.h - puts messages into mailboxes, off the loop.
 *
 * The loop submits a delivery and goes on; a worker locks the mailbox, appends the record, syncs
 * it, and hands the delivery back with its verdict.  DIALECT_DONE means: on stable storage.  Any
 * other verdict means: the file is as it was.  Deliveries to one mailbox happen one after the other
 * in the order submitted, those to different mailboxes side by side.  The loop learns of verdicts
 * through a descriptor that it polls.
 */
#ifndef SERVER_STORE_H
#define SERVER_STORE_H

#include "common/buffer.h"
#include "common/dialect.h"

/* Room for a reason, in bytes. */
#define STORE_REASON_MAX 160

struct delivery {
    const char *mailbox;           /* name from the users table; borrowed until it is taken back */
    struct buffer head;            /* the record up to the message; owned by the submitter */
    struct buffer body;            /* the rest of it; owned by the submitter */
    void *owner;                   /* the submitter's own */
    enum dialect_result verdict;   /* DONE, NO_STORAGE or LOCAL_ERROR; set by the store */
    char reason[STORE_REASON_MAX]; /* why not DONE, for the log; "" if DONE */
    struct delivery *next;         /* the store's, while it has the delivery */
};

struct store;

/* Starts WORKERS threads for the mailboxes in the folder DIRECTORY_FD, which is borrowed.  NULL
 * with errno. */
struct store *store_new(int directory_fd, unsigned workers);

/* Waits for the deliveries under way and ends the threads; those not yet begun are never begun and
 * come back as LOCAL_ERROR.  Whatever was submitted can be taken afterwards; nothing may be
 * submitted. */
void store_finish(struct store *store);

/* Frees a store that has finished and from which everything was taken. */
void store_free(struct store *store);

/* Hands over DELIVERY until store_take() returns it.  Never waits for a mailbox. */
void store_submit(struct store *store, struct delivery *delivery);

/* Readable while store_take() has something to return. */
int store_fd(const struct store *store);

/* The next finished delivery, or NULL. */
struct delivery *store_take(struct store *store);

#endif
