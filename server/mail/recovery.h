/* recovery.h - repairs a mailbox after an append that never ended.
 *
 * Goes by the intents that are kept, and cuts off only bytes that they prove to be an incomplete
 * append of ours at the end of the file; records of that append that are complete stay.  Whatever
 * differs in any other way was changed by someone else and is left alone.  RECOVERY.md says why
 * this is right.
 */
#ifndef SERVER_MAIL_RECOVERY_H
#define SERVER_MAIL_RECOVERY_H

#include <stdint.h>

#include "server/mail/journal.h"
#include "server/mail/mailbox.h"

/* The first two have settled all; the next four leave the file alone because the end of the mailbox
 * is neither whole nor provably ours; with the others the intents are still kept. */
enum recovery_outcome {
    RECOVERY_WHOLE,      /* nothing was incomplete */
    RECOVERY_CUT,        /* an incomplete append was cut off */
    RECOVERY_CHANGED,    /* bytes stand there that are not ours */
    RECOVERY_SHORTENED,  /* bytes are missing that were on disk */
    RECOVERY_REPLACED,   /* it is another file than the one of the intent */
    RECOVERY_NO_MAILBOX, /* it is no regular file of ours with one name */
    RECOVERY_NO_USER,    /* no user has it, so it was not looked at */
    RECOVERY_BUSY,       /* locked by another program */
    RECOVERY_FAILED,     /* errno says why */
    RECOVERY_OUTCOMES
};

/* Settles all intents that are kept for MAILBOX, which is open and locked.  *CUT_BYTES tells how
 * much was cut off. */
enum recovery_outcome recovery_settle(struct journal *journal, struct mailbox *mailbox,
                                      uint64_t *cut_bytes);

/* Opens, locks and settles the mailbox FILE_NAME in the folder DIRECTORY_FD.  Never waits for a
 * lock. */
enum recovery_outcome recovery_run(struct journal *journal, int directory_fd, const char *file_name,
                                   uint64_t *cut_bytes);

#endif
