/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* attention.c - what is known of a conversation and its client, in the words of conversation.h,
 * without a step of it.
 */
#include <config.h>

#include "server/net/conversation.h"

#include "server/net/secure.h"

bool conversation_awaits_answer(const struct conversation *conversation)
{
    enum session_ask ask = session_asks(&conversation->session);

    return conversation->is_spooling || (ask != SESSION_ASK_NOTHING && ask != SESSION_ASK_PAUSE);
}

int64_t conversation_pause_ends_ms(const struct conversation *conversation)
{
    return conversation->paused_until_ms;
}

static bool is_paused(const struct conversation *conversation)
{
    return conversation->paused_until_ms != DEADLINE_NEVER;
}

/* A client that leaves while its own errors make it wait costs nothing until then. */
static bool listens(const struct conversation *conversation)
{
    return is_paused(conversation) && conversation->session.fault.effect.kind != FAULT_NONE;
}

/* Whether nothing is watched. */
static bool is_deaf(const struct conversation *conversation)
{
    return is_paused(conversation) && !listens(conversation) &&
           !wire_has_output(&conversation->wire);
}

/* In a pause input is kept, as far as there is room. */
static short wanted_events(const struct conversation *conversation)
{
    const struct wire *wire = &conversation->wire;

    if (is_paused(conversation) && !wire_has_output(wire) && !wire_may_receive(wire))
        return 0;
    return wire_wants(wire);
}

int64_t conversation_patience_ends_ms(const struct conversation *conversation)
{
    return patience_deadline(&conversation->patience, session_in_message(&conversation->session));
}

/* A client that must read needs no advice. */
static int64_t due_ms_of(const struct conversation *conversation, bool is_advised)
{
    int64_t due_ms = conversation_patience_ends_ms(conversation);

    if (is_paused(conversation))
        return conversation->paused_until_ms;
    if (is_advised && !wire_has_output(&conversation->wire))
        due_ms =
            deadline_sooner(due_ms, observer_due_ms(&conversation->observer, &conversation->session,
                                                    wire_rest(&conversation->wire)));
    return due_ms;
}

void conversation_watch(const struct conversation *conversation, bool is_advised,
                        struct polled *polled)
{
    polled->fd = is_deaf(conversation) ? -1 : conversation->wire.transport.fd;
    polled->events = wanted_events(conversation);
    polled->deadline_ms = due_ms_of(conversation, is_advised);
}

bool conversation_is_left(const struct conversation *conversation)
{
    const struct wire *wire = &conversation->wire;

    return listens(conversation) && wire->at_end && wire->held == 0;
}

bool conversation_must_secure(const struct conversation *conversation)
{
    return conversation->side != NULL &&
           session_asks(&conversation->session) == SESSION_ASK_NOTHING;
}

void conversation_hear(struct conversation *conversation, struct span bytes, int64_t now_ms)
{
    patience_input(&conversation->patience, bytes, now_ms);
    observer_hear(&conversation->observer, now_ms);
    hearing_receive(&conversation->hearing, bytes.size);
}

void conversation_advise(struct conversation *conversation, int64_t now_ms)
{
    observer_advise(&conversation->observer, &conversation->session, wire_rest(&conversation->wire),
                    now_ms);
}

void conversation_tell_late(const struct conversation *conversation, enum dialect_event cause)
{
    secure_tell_late(&conversation->observer, conversation->service->timeout_ms, cause);
}

void conversation_tell_closing(const struct conversation *conversation, enum event_closing closing)
{
    observer_tell_closing(&conversation->observer, closing);
}

void conversation_tell_impatience(const struct conversation *conversation, int64_t now_ms)
{
    bool is_late = session_in_message(&conversation->session) &&
                   patience_is_message_late(&conversation->patience, now_ms);

    conversation_tell_closing(conversation, is_late ? EVENT_CLOSING_LATE : EVENT_CLOSING_IDLE);
}
