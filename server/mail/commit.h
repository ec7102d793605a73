/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* commit.h - appends a group of records to a mailbox, durably and atomically.
 *
 * The order is: sync the intent, write the bytes, sync them, forget the intent; after a failure in
 * between, the file is cut back to its old size.  Results may be reported only after that.  So a
 * group costs two syncs, however many messages share it.
 */
#ifndef SERVER_MAIL_COMMIT_H
#define SERVER_MAIL_COMMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "server/mail/delivery.h"
#include "server/mail/journal.h"
#include "server/mail/mailbox.h"

/* The state of one worker. */
struct commit;

/* JOURNAL is borrowed.  Returns NULL if out of memory. */
struct commit *commit_new(struct journal *journal);

void commit_free(struct commit *commit);

/* Whether COUNT deliveries of SIZE bytes (of all their records) fit into one group.  A single one
 * always does. */
bool commit_fits(size_t count, uint64_t size);

/* Appends the records of COUNT deliveries from FIRST on, in order, to MAILBOX, which is and stays
 * open and locked, syncs it, and sets their offsets.  IS_KNOWN: nobody has changed it since an
 * earlier commit; otherwise the mailbox is synced first, and its folder last.  On failure restores
 * the file, or keeps it for recovery if that fails, and returns MAILBOX_NO_SPACE or MAILBOX_ERROR
 * with errno. */
enum mailbox_status commit_group(struct commit *commit, struct mailbox *mailbox,
                                 struct delivery *first, size_t count, bool is_known);

/* Tests whether DELIVERY alone would fit: as commit_group(), but always restores the file. */
enum mailbox_status commit_trial(struct commit *commit, struct mailbox *mailbox,
                                 struct delivery *delivery, bool is_known);

#endif
