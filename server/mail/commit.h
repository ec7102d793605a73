/* commit.h - appends a group of records to a mailbox, all of them durably or none.
 *
 * The order is: the intent on disk, the bytes written, the bytes on disk, the intent forgotten;
 * what fails in between is undone by cutting the file back to the size it had.  Only then may
 * anyone be told.  So a group costs two syncs, however many messages share it.
 */
#ifndef SERVER_MAIL_COMMIT_H
#define SERVER_MAIL_COMMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "server/mail/delivery.h"
#include "server/mail/journal.h"
#include "server/mail/mailbox.h"

/* What one worker needs to commit. */
struct commit;

/* INTENTS is borrowed.  NULL if memory ran out. */
struct commit *commit_new(struct journal *journal);

void commit_free(struct commit *commit);

/* Whether the deliveries with this COUNT and SIZE (bytes of all their records) may be one group.  A
 * single one always may. */
bool commit_fits(size_t count, uint64_t size);

/* Appends the records of the COUNT deliveries from FIRST on, in their order, to MAILBOX, which is
 * open and locked and stays so, and syncs it.  IS_KNOWN: nobody has changed it since an earlier
 * commit; otherwise what others wrote is synced first, and its name in the folder last.  On any
 * failure the file is as it was, or is kept for recovery if that cannot be done: MAILBOX_NO_SPACE
 * or MAILBOX_ERROR with errno. */
enum mailbox_status commit_group(struct commit *commit, struct mailbox *mailbox,
                                 const struct delivery *first, size_t count, bool is_known);

/* Finds out whether DELIVERY alone would fit: as commit_group(), but even if that works the file is
 * as it was. */
enum mailbox_status commit_trial(struct commit *commit, struct mailbox *mailbox,
                                 const struct delivery *delivery, bool is_known);

#endif
