/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery.h - repairs a mailbox after an interrupted append.
 *
 * Uses the kept intents, and cuts off only bytes that they prove to be an incomplete append of ours
 * at the end of the file; complete records of that append are kept.  A file that differs in any
 * other way was changed by another program and is left alone.  RECOVERY.md says why this is
 * correct.
 */
#ifndef SERVER_MAIL_RECOVERY_H
#define SERVER_MAIL_RECOVERY_H

#include <stdint.h>

#include "server/mail/journal.h"
#include "server/mail/mailbox.h"

/* The first two are complete; the next four leave the file alone because the end of the mailbox is
 * neither complete nor provably ours; with the others the intents are still kept. */
enum recovery_outcome {
    RECOVERY_WHOLE,      /* nothing was incomplete */
    RECOVERY_CUT,        /* an incomplete append was cut off */
    RECOVERY_CHANGED,    /* there are bytes that are not ours */
    RECOVERY_SHORTENED,  /* bytes that were on disk are missing */
    RECOVERY_REPLACED,   /* it is not the file of the intent */
    RECOVERY_NO_MAILBOX, /* it is not a regular file of ours with one link */
    RECOVERY_NO_USER,    /* no user has it, so it was not examined */
    RECOVERY_BUSY,       /* locked by another program */
    RECOVERY_FAILED,     /* errno says why */
    RECOVERY_OUTCOMES
};

/* Processes all intents that are kept for MAILBOX, which is open and locked.  Stores the number of
 * bytes cut off in *CUT_BYTES. */
enum recovery_outcome recovery_settle(struct journal *journal, struct mailbox *mailbox,
                                      uint64_t *cut_bytes);

/* Opens and locks the mailbox FILE_NAME in the folder DIRECTORY_FD and calls recovery_settle().
 * Never waits for a lock. */
enum recovery_outcome recovery_run(struct journal *journal, int directory_fd, const char *file_name,
                                   uint64_t *cut_bytes);

#endif
