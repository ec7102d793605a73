/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* question.c - see question.h. */
#include <config.h>

#include "server/session/question.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "server/session/details.h"
#include "server/session/verbs.h"

/* Returns NULL for an empty TEXT, and if out of memory. */
static char *keep(struct session *session, struct span text)
{
    char *copy = text.size > 0 ? verbs_copy(text) : NULL;

    session->out_of_memory |= text.size > 0 && copy == NULL;
    return copy;
}

/* Keeps TEXT as it is, for logs. */
static void keep_shown(struct session *session, struct span text)
{
    struct session_question *question = &session->question;

    question->shown = text.size > 0 ? malloc(text.size) : NULL;
    question->shown_size = question->shown != NULL ? text.size : 0;
    session->out_of_memory |= text.size > 0 && question->shown == NULL;
    if (question->shown_size > 0)
        memcpy(question->shown, text.data, text.size);
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
    keep_shown(session, event->argument);
    if (!dialect_is_secret(session->config->dialect, event->cause))
        question->echo = keep(session, match->argument.value);
    question->detail =
        keep(session, details_of(session, event->cause, &match->argument, outcome->result, buffer));
}

static int set_detail(struct session *session, struct span text)
{
    struct session_question *question = &session->question;

    assert(question->ask == SESSION_ASK_AUTHENTICATE);
    free(question->detail);
    question->detail = text.size > 0 ? verbs_copy(text) : NULL;
    return text.size > 0 && question->detail == NULL ? -1 : 0;
}

int session_set_challenge(struct session *session, struct span text)
{
    struct buffer encoded;
    int status;

    buffer_init(&encoded, REPLY_BYTES_MAX);
    status = base64_encode_unbroken(text, &encoded);
    if (status == 0)
        status = set_detail(session, buffer_span(&encoded));
    buffer_release(&encoded);
    return status;
}

int session_set_flaw(struct session *session, const char *flaw)
{
    return set_detail(session, span_of(flaw));
}

void question_forget(struct session *session)
{
    struct session_credentials *credentials = &session->question.credentials;

    if (credentials->response != NULL)
        explicit_bzero(credentials->response, credentials->size);
    free(credentials->response);
    free(session->question.shown);
    free(session->question.echo);
    free(session->question.detail);
    session->question = (struct session_question){0};
}

struct span question_span(const char *kept)
{
    return kept != NULL ? span_of(kept) : (struct span){NULL, 0};
}
