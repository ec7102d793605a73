/* aftermath.h - what is done at the start about an earlier server that was killed.
 *
 * Repairs the mailboxes of users for which intents are kept.  Evidence that cannot be used is
 * reported, never dropped without a word.
 */
#ifndef SERVER_MAIL_AFTERMATH_H
#define SERVER_MAIL_AFTERMATH_H

#include "server/mail/group.h"
#include "server/session/users.h"

/* Repairs what can be repaired in PLACE now, and tells PLACE->repaired.  What a mailbox of none of
 * USERS needs waits until somebody has it, unless it is gone. */
void aftermath_settle(const struct group_place *place, const struct users *users);

#endif
