/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verbs.h - the actions of the verbs, before the reply.
 *
 * One function per action of the dialect tables.  It acts on the session's envelope and returns a
 * result; the reply and the next state are in the table.
 */
#ifndef SERVER_SESSION_VERBS_H
#define SERVER_SESSION_VERBS_H

#include "common/dialect.h"
#include "server/session/session.h"

/* Performs the action of ROW with ARGUMENT, parsed by the row's rule.  Sets session->out_of_memory
 * if memory ran out; the result is then meaningless. */
enum dialect_result verbs_act(struct session *session, const struct dialect_row *row,
                              const struct argument *argument);

/* Returns a copy of TEXT as a string, which the caller frees; NULL if out of memory.  A NUL in TEXT
 * becomes the four characters "\x00", as in replies. */
char *verbs_copy(struct span text);

#endif
