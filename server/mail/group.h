/* group.h - deliveries to one mailbox that share a sync, and what a worker does with them.
 *
 * A group is taken from a lane, and its mailbox is opened, locked, repaired if it must be, written
 * to and closed.  Who may take a lane, and who is answered when, is the store's concern.
 */
#ifndef SERVER_MAIL_GROUP_H
#define SERVER_MAIL_GROUP_H

#include "server/mail/commit.h"
#include "server/mail/lane.h"
#include "server/mail/recovery.h"

struct group {
    struct delivery_queue deliveries;
    size_t count; /* 0: the mailbox is only to be repaired */
};

/* Is told what became of the mailbox FILE_NAME, with errno if that is RECOVERY_FAILED; by any
 * thread, once for each change. */
typedef void group_repaired(void *context, const char *file_name, enum recovery_outcome outcome,
                            uint64_t cut_bytes);

/* What all workers have in common; all of it is borrowed. */
struct group_place {
    int directory_fd; /* of the mailboxes */
    struct journal *journal;
    group_repaired *repaired; /* NULL: nobody asks */
    void *repaired_context;
};

/* Takes as many of those that wait in LANE as one commit takes. */
void group_take(struct group *group, struct lane *lane);

/* Works on the mailbox of LANE, which no other thread does.  All of GROUP is judged then,
 * unless MAILBOX_BUSY is returned: the mailbox is locked by another program. */
enum mailbox_status group_serve(struct group *group, const struct group_place *place,
                                struct commit *commit, struct lane *lane);

#endif
