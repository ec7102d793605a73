/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* aftermath.h - recovery at startup after a server that was killed.
 *
 * Repairs the mailboxes of users for which intents are kept.  Evidence that cannot be used is
 * reported, never dropped silently.
 */
#ifndef SERVER_MAIL_AFTERMATH_H
#define SERVER_MAIL_AFTERMATH_H

#include "server/mail/group.h"
#include "server/session/users.h"

/* Repairs what can be repaired in PLACE now, and reports it to PLACE->repaired.  The repair of a
 * mailbox that is not in USERS waits until it is, unless the file is gone. */
void aftermath_settle(const struct group_place *place, const struct users *users);

#endif
