/* store.h - puts messages into mailboxes, off the loop, many with one sync.
 *
 * The loop submits sets of deliveries and goes on.  A worker takes all that wait for one mailbox,
 * locks it, commits them as a group (commit.h), and judges them.  A set comes back when all of it
 * is judged.  MAILBOX_OK means: on stable storage.  Any other status means: not in the mailbox.
 * Deliveries to one mailbox happen in the order submitted, those to different mailboxes side by
 * side.  A mailbox that another program has locked is tried again later and holds up nobody else.
 * The loop learns of answers through a descriptor that it polls.
 */
#ifndef SERVER_MAIL_STORE_H
#define SERVER_MAIL_STORE_H

#include "server/mail/delivery.h"
#include "server/mail/group.h"

struct store;

/* Starts WORKERS threads for the mailboxes of PLACE.  Those for which intents are kept are repaired
 * as soon as they can be locked.  NULL with errno. */
struct store *store_new(const struct group_place *place, unsigned workers);

/* Ends the threads: deliveries that are not begun never are, and come back as MAILBOX_STOPPED;
 * those under way are waited for, but not beyond DEADLINE_MS of the monotonic clock.  False if some
 * are still under way then: the store must be left alone after what it has finished was taken.
 * Nothing may be submitted from now on. */
bool store_finish(struct store *store, int64_t deadline_ms);

/* After store_finish() has returned false: the file name of a mailbox that is still being worked on
 * is copied to FILE_NAME, which has room for MAILBOX_FILE_NAME_MAX + 1 bytes.  False: there is
 * none.
 */
bool store_find_stuck(struct store *store, char *file_name);

/* Frees a store that has finished and from which everything was taken. */
void store_free(struct store *store);

/* Hands over SET until store_take() returns it.  Never waits for a mailbox. */
void store_submit(struct store *store, struct delivery_set *set);

/* Whether something was submitted that waits for store_begin(); *SINCE_MS is when, by the monotonic
 * clock. */
bool store_has_submitted(struct store *store, int64_t *since_ms);

/* Lets the workers begin with what was submitted and is not begun, so that what comes together is
 * synced together.  Mail that came while a mailbox was written to waits for it too. */
void store_begin(struct store *store);

/* Readable while store_take() has something to return. */
int store_fd(const struct store *store);

/* The next set that is decided, or NULL. */
struct delivery_set *store_take(struct store *store);

#endif
