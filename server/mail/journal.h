/* journal.h - the file of intents, one slot for each append under way.
 *
 * Before bytes are appended to a mailbox, an intent that describes them is on disk; when they are
 * on disk too, the intent is forgotten.  So an intent that is found at the start tells of bytes
 * that may be incomplete.  The slots have their place on disk from the start, so a full disk is no
 * reason why one cannot be written.  All functions may be called by several threads at once.
 */
#ifndef SERVER_MAIL_JOURNAL_H
#define SERVER_MAIL_JOURNAL_H

#include <stdbool.h>

#include "server/mail/intent.h"

/* Appends that can be under way, or waiting for recovery, at once. */
#define JOURNAL_SLOTS 64

struct journal;

/* What the file was like when it was opened. */
struct journal_past {
    bool is_new;      /* it was missing */
    unsigned strange; /* slots that hold something else than an intent of this version */
};

/* Opens the file in the folder DIRECTORY_FD, which is borrowed, or creates it, with room for all
 * slots; syncs both.  Slots that hold an intent are kept for recovery.  NULL with errno; EINVAL:
 * something that is no file of intents has its name; ENOTSUP: the file system cannot sync a folder.
 */
struct journal *journal_open(int directory_fd);

/* Closes the file; removes it if it has nothing to tell. */
void journal_close(struct journal *journal);

struct journal_past journal_past(const struct journal *journal);

/* The name of the file, for messages. */
const char *journal_file_name(void);

/* Takes a slot for an append.  -1 with errno EBUSY: all are taken. */
int journal_take(struct journal *journal);

/* Writes INTENT to SLOT and syncs it, sharing the sync with others who do the same.  -1 with errno;
 * *IS_WRITTEN tells whether only the sync failed. */
int journal_arm(struct journal *journal, int slot, const struct intent *intent, bool *is_written);

/* Reads the intent in SLOT: 1; 0 if it holds none that is whole; -1 with errno. */
int journal_read(struct journal *journal, int slot, struct intent *intent);

/* The append is complete, or undone: forgets the intent and gives the slot back.  Not synced: an
 * intent that comes back describes what is complete, or is not there.  -1 with errno if it cannot
 * be forgotten: the slot is then kept for recovery, which finds nothing to do and tries again. */
int journal_release(struct journal *journal, int slot);

/* The append failed and could not be undone: keeps the slot for recovery, which then leaves no
 * record of it. */
void journal_keep(struct journal *journal, int slot);

/* Recovery of the mailbox FILE_NAME is not due before something is to be put into it: its kept
 * slots stay, if need be for the next start. */
void journal_set_aside(struct journal *journal, const char *file_name);

/* The first slot from FIRST on that is kept for recovery of the mailbox FILE_NAME; -1 if there is
 * none. */
int journal_find_kept(struct journal *journal, const char *file_name, int first);

/* The first slot from FIRST on that is kept for recovery of any mailbox and not set aside; the name
 * is copied to FILE_NAME of MAILBOX_FILE_NAME_MAX + 1 bytes.  -1 if there is none. */
int journal_next_kept(struct journal *journal, int first, char *file_name);

#endif
