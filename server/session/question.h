/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* question.h - what a session keeps of an event whose reply must wait, since the input is gone by
 * then.
 *
 * Who asks, and what the answers mean, is not known here.
 */
#ifndef SERVER_SESSION_QUESTION_H
#define SERVER_SESSION_QUESTION_H

#include "common/dialect.h"
#include "common/span.h"
#include "server/session/session.h"

/* Keeps in session->question what the reply to EVENT needs, whose row is that of MATCH and whose
 * outcome is OUTCOME so far.  Sets session->out_of_memory if memory ran out. */
void question_keep(struct session *session, const struct session_event *event,
                   const struct dialect_match *match, const struct dialect_outcome *outcome);

/* Frees what session->question owns; nothing is asked any more. */
void question_forget(struct session *session);

/* Returns a string that was KEPT, which is NULL for an empty one. */
struct span question_span(const char *kept);

#endif
