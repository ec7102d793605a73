/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* question.c - see question.h. */
#include <config.h>

#include "server/session/question.h"

#include <stdlib.h>

#include "server/session/details.h"
#include "server/session/verbs.h"

/* Returns NULL for an empty TEXT, and if out of memory. */
static char *keep(struct session *session, struct span text)
{
    char *copy = text.size > 0 ? verbs_copy(text) : NULL;

    session->out_of_memory |= text.size > 0 && copy == NULL;
    return copy;
}

void question_keep(struct session *session, const struct session_event *event,
                   const struct dialect_match *match, const struct dialect_outcome *outcome)
{
    struct session_question *question = &session->question;
    char buffer[DETAILS_MAX];

    question->cause = event->cause;
    question->reason = event->reason;
    question->row = match->row;
    question->outcome = outcome;
    question->shown = keep(session, event->argument);
    question->echo = keep(session, match->argument.value);
    question->detail =
        keep(session, details_of(session, event->cause, &match->argument, outcome->result, buffer));
}

void question_forget(struct session *session)
{
    free(session->question.shown);
    free(session->question.echo);
    free(session->question.detail);
    session->question = (struct session_question){0};
}

struct span question_span(const char *kept)
{
    return kept != NULL ? span_of(kept) : (struct span){NULL, 0};
}
