/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* hearing.c - see hearing.h. */
#include <config.h>

#include "server/net/hearing.h"

#include <time.h>

void hearing_init(struct hearing *hearing, struct verdicts *verdicts, const struct dialect *dialect,
                  uint64_t number, const char *client)
{
    hearing->number = number;
    hearing->client = client;
    hearing->verdicts = verdicts;
    hearing->ahead = 0;
    if (verdicts != NULL)
        witness_init(&hearing->witness, dialect);
}

void hearing_release(struct hearing *hearing)
{
    if (hearing->verdicts != NULL)
        witness_release(&hearing->witness);
    hearing->verdicts = NULL;
}

void hearing_receive(struct hearing *hearing, size_t size)
{
    hearing->ahead += size;
}

void hearing_next(struct hearing *hearing, struct observer *observer, struct session *session,
                  const char *in, size_t size, char *text, struct session_event *event)
{
    enum dialect_state state = session->position.state;

    observer_next(observer, session, in, size, text, event);
    if (hearing->verdicts == NULL)
        return;
    witness_hear(&hearing->witness, state, (struct span){in, event->consumed});
    if (observer->habits.is_foreign)
        witness_foreign(&hearing->witness);
    hearing->ahead -= event->consumed;
}

void hearing_reply(struct hearing *hearing, const struct session *session,
                   const struct session_event *reply, const struct wire *wire)
{
    if (hearing->verdicts != NULL)
        witness_reply(&hearing->witness, session, reply,
                      hearing->ahead > 0 || wire_has_unread(wire), (int64_t)time(NULL));
}

void hearing_drop(struct hearing *hearing)
{
    if (hearing->verdicts != NULL && hearing->ahead > 0)
        witness_unprotected(&hearing->witness);
    hearing->ahead = 0;
}

void hearing_signal(struct hearing *hearing, const struct session *session,
                    enum dialect_event cause)
{
    if (hearing->verdicts != NULL && cause != DIALECT_CONNECT)
        witness_end(&hearing->witness, session, hearing->ahead > 0,
                    cause == DIALECT_TIMEOUT ? WITNESS_CLIENT_SILENT : WITNESS_SERVER_LEFT);
}

/* Whether it was the client that ended the conversation. */
static bool has_left(const struct wire *wire)
{
    return (wire->at_end || wire->is_broken) && !wire->is_starved;
}

void hearing_end(struct hearing *hearing, const struct session *session, const struct wire *wire)
{
    struct verdict verdict = {hearing->number, hearing->client, &hearing->witness.findings};

    if (hearing->verdicts == NULL)
        return;
    witness_end(&hearing->witness, session, hearing->ahead > 0,
                has_left(wire) ? WITNESS_CLIENT_LEFT : WITNESS_SERVER_LEFT);
    if (hearing->witness.has_heard)
        verdicts_add(hearing->verdicts, &verdict);
    hearing_release(hearing);
}
