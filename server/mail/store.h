/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* store.h - writes messages to mailboxes in worker threads, many with one sync.
 *
 * The loop submits sets of deliveries and continues.  A worker takes the waiting deliveries of one
 * mailbox, locks it, commits them as a group (commit.h), and sets their status.  A set is returned
 * when all its deliveries have one.  MAILBOX_OK means: on stable storage.  Any other status means:
 * not in the mailbox.  Deliveries to one mailbox are made in the order of submission, those to
 * different mailboxes in parallel.  A mailbox that another program has locked is retried later and
 * delays no others.  The loop polls a descriptor for answers.
 */
#ifndef SERVER_MAIL_STORE_H
#define SERVER_MAIL_STORE_H

#include "server/mail/delivery.h"
#include "server/mail/group.h"

struct store;

/* Starts WORKERS threads for the mailboxes of PLACE.  Mailboxes for which intents are kept are
 * repaired as soon as they can be locked.  Returns NULL with errno on failure. */
struct store *store_new(const struct group_place *place, unsigned workers);

/* Ends the threads.  Deliveries that were not started are returned as MAILBOX_STOPPED; waits for
 * those in progress until DEADLINE_MS of the monotonic clock.  Returns false if some are still in
 * progress then: the caller may take finished sets, but must not free the store.  Nothing may be
 * submitted from now on. */
bool store_finish(struct store *store, int64_t deadline_ms);

/* After store_finish() has returned false: copies the file name of a mailbox that is still in
 * progress to FILE_NAME of MAILBOX_FILE_NAME_MAX + 1 bytes.  Returns false if there is none. */
bool store_find_stuck(struct store *store, char *file_name);

/* Frees a store that has finished and whose sets were all taken. */
void store_free(struct store *store);

/* Submits SET, which the store uses until store_take() returns it.  Never waits for a mailbox. */
void store_submit(struct store *store, struct delivery_set *set);

/* Whether a submitted set waits for store_begin(); *SINCE_MS is the time of its submission by the
 * monotonic clock. */
bool store_has_submitted(struct store *store, int64_t *since_ms);

/* Lets the workers start with what was submitted, so that messages that arrive together are synced
 * together.  Mail that arrived while its mailbox was being written waits for this call too. */
void store_begin(struct store *store);

/* Returns a descriptor that is readable while store_take() has a set to return. */
int store_fd(const struct store *store);

/* Returns the next decided set, or NULL. */
struct delivery_set *store_take(struct store *store);

#endif
