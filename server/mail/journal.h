/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* journal.h - the file of intents, one slot for each append in progress.
 *
 * Before bytes are appended to a mailbox, an intent that describes them is synced; after they are
 * synced too, the intent is forgotten.  So an intent found at startup describes bytes that may be
 * incomplete.  The slots are preallocated, so a full disk does not prevent writing them.  All
 * functions are thread-safe.
 */
#ifndef SERVER_MAIL_JOURNAL_H
#define SERVER_MAIL_JOURNAL_H

#include <stdbool.h>

#include "server/mail/intent.h"

/* Maximum number of appends in progress or waiting for recovery. */
#define JOURNAL_SLOTS 64

struct journal;

/* State of the file when it was opened. */
struct journal_past {
    bool is_new;      /* it was missing */
    unsigned strange; /* slots with something other than an intent of this version */
};

/* Opens the file in the folder DIRECTORY_FD, which is borrowed, or creates it, with room for all
 * slots; syncs both.  Slots with an intent are kept for recovery.  Returns NULL with errno on
 * failure; EINVAL: something that is not a file of intents has its name; ENOTSUP: the file system
 * cannot sync a folder. */
struct journal *journal_open(int directory_fd);

/* Closes the file, and removes it if it has no intents. */
void journal_close(struct journal *journal);

struct journal_past journal_past(const struct journal *journal);

/* The name of the file, for messages. */
const char *journal_file_name(void);

/* Takes a slot for an append.  Returns -1 with errno EBUSY if all are taken. */
int journal_take(struct journal *journal);

/* Writes INTENT to SLOT and syncs it, sharing the sync with other threads.  Returns -1 with errno
 * on failure; *IS_WRITTEN then says whether only the sync failed. */
int journal_arm(struct journal *journal, int slot, const struct intent *intent, bool *is_written);

/* Reads the intent in SLOT.  Returns 1, 0 if there is no complete one, or -1 with errno. */
int journal_read(struct journal *journal, int slot, struct intent *intent);

/* Forgets the intent and frees the slot, after the append was completed or undone.  Not synced: an
 * intent that reappears describes bytes that are complete or absent.  Returns -1 with errno on
 * failure: the slot is then kept for recovery, which finds nothing to do and tries again. */
int journal_release(struct journal *journal, int slot);

/* Keeps the slot for recovery, after the append failed and could not be undone; recovery then
 * removes all its records. */
void journal_keep(struct journal *journal, int slot);

/* Postpones recovery of the mailbox FILE_NAME until it is next written to: its slots stay kept, if
 * necessary until the next start. */
void journal_set_aside(struct journal *journal, const char *file_name);

/* Returns the first slot from FIRST on that is kept for recovery of the mailbox FILE_NAME; -1 if
 * there is none. */
int journal_find_kept(struct journal *journal, const char *file_name, int first);

/* Returns the first slot from FIRST on that is kept for recovery of any mailbox and not set aside;
 * copies the name to FILE_NAME of MAILBOX_FILE_NAME_MAX + 1 bytes.  -1 if there is none. */
int journal_next_kept(struct journal *journal, int first, char *file_name);

#endif
