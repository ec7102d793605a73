/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* overlay.h - faults laid over the rows of a dialect.
 *
 * Part of session.h.  Which events meet with a fault is decided in server/fault/; here is what that
 * means to a session: a refusal is another outcome of the row, and silence is the end.
 */
#ifndef SERVER_SESSION_OVERLAY_H
#define SERVER_SESSION_OVERLAY_H

#include "server/session/session.h"

/* Decides about the event of MATCH, which is not refused, and stores the fault that it meets with
 * in SESSION and EVENT. */
void overlay_judge(struct session *session, const struct dialect_match *match,
                   struct session_event *event);

/* Whether the event that was judged last gets no reply. */
bool overlay_is_silent(const struct session *session);

/* Ends the conversation: nothing more is said. */
void overlay_end(struct session *session);

/* Returns the outcome of a refusal by EFFECT in place of ROW of DIALECT: next state and facts are
 * those of a failure of the row, and 421 closes. */
struct dialect_outcome overlay_outcome(const struct dialect *dialect, const struct dialect_row *row,
                                       const struct fault_effect *effect);

/* Returns the text of that refusal, which its template calls {detail}. */
struct span overlay_text(const struct fault_effect *effect);

#endif
