/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* lines.h - generated reply lines, which depend on the conversation.
 *
 * One function per generator of the dialect tables, as verbs.h has one per action.
 */
#ifndef SERVER_SESSION_LINES_H
#define SERVER_SESSION_LINES_H

#include "common/dialect.h"
#include "common/reply.h"
#include "server/session/session.h"

/* Returns the lines of GENERATOR for SESSION, which must not change until they were used. */
struct reply_lines lines_of(enum dialect_lines generator, const struct session *session);

#endif
