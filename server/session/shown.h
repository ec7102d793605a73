/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* shown.h - what logs may show of a client's lines.
 *
 * Part of session.h.  Secrets are the arguments that the dialect says are, and what secrecy.h takes
 * for credentials.
 */
#ifndef SERVER_SESSION_SHOWN_H
#define SERVER_SESSION_SHOWN_H

#include "server/session/session.h"

/* Records LINE, without blanks at its ends, which SESSION is about to refuse unread. */
void shown_take(struct session *session, struct span line);

/* Returns the part of ARGUMENT, of an event CAUSE of SESSION, that may be shown. */
struct span shown_argument(const struct session *session, enum dialect_event cause,
                           struct span argument);

/* Whether that is only the front of a line. */
bool shown_is_cut(const struct session *session, enum dialect_event cause);

/* Whether the line of an event CAUSE of SESSION, or a part of it, is a secret. */
bool shown_is_secret(const struct session *session, enum dialect_event cause);

/* Whether what SESSION discards of a line that is too long is of a secret. */
bool shown_discards_secret(const struct session *session);

/* Returns the part of LINE, the unfinished next one of the client, that may be shown: *IS_CUT if it
 * is not all. */
struct span shown_line(const struct session *session, struct span line, bool *is_cut);

#endif
