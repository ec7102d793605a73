/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* group.h - deliveries to one mailbox that share a sync, processed by a worker.
 *
 * A group is taken from a lane; its mailbox is opened, locked, repaired if needed, written and
 * closed.  Which worker takes which lane, and when results are returned, is the store's concern.
 */
#ifndef SERVER_MAIL_GROUP_H
#define SERVER_MAIL_GROUP_H

#include "server/mail/commit.h"
#include "server/mail/lane.h"
#include "server/mail/recovery.h"

struct group {
    struct delivery_queue deliveries;
    size_t count; /* 0: only repair the mailbox */
};

/* Called by any thread, once for each change, with the OUTCOME for the mailbox FILE_NAME, and errno
 * for RECOVERY_FAILED. */
typedef void group_repaired(void *context, const char *file_name, enum recovery_outcome outcome,
                            uint64_t cut_bytes);

/* Shared by all workers; all borrowed. */
struct group_place {
    int directory_fd; /* of the mailboxes */
    struct journal *journal;
    group_repaired *repaired; /* NULL: none */
    void *repaired_context;
};

/* Takes as many waiting deliveries from LANE as fit into one commit. */
void group_take(struct group *group, struct lane *lane);

/* Processes GROUP in the mailbox of LANE, which no other thread uses.  Sets the status of all
 * deliveries, unless it returns MAILBOX_BUSY: the mailbox is locked by another program. */
enum mailbox_status group_serve(struct group *group, const struct group_place *place,
                                struct commit *commit, struct lane *lane);

#endif
