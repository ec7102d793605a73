/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation.c - see conversation.h.
 *
 * What an event borrows is used before the input is consumed, which may wipe it, and before another
 * connection is served, which uses the same room for pieces of its message.
 */
#include <config.h>

#include "server/net/conversation.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

#include "common/deadline.h"
#include "common/tls.h"
#include "common/uncleared.h"
#include "server/mail/incoming.h"
#include "server/net/fate.h"
#include "server/net/secure.h"

static_assert(WIRE_REST_BYTES > DIALECT_LINE_MAX + 1, "room for an unfinished line");

void conversation_init(struct conversation *conversation,
                       const struct conversation_service *service, struct transport transport,
                       uint64_t number, const char *client, void *owner, int64_t now_ms)
{
    conversation->service = service;
    conversation->owner = owner;
    conversation->incoming = NULL;
    conversation->is_spooling = false;
    conversation->side = NULL;
    conversation->login = (struct login){0};
    conversation->is_encrypted = false;
    conversation->paused_until_ms = DEADLINE_NEVER;
    strncpy(conversation->client, client, sizeof conversation->client - 1);
    conversation->client[sizeof conversation->client - 1] = '\0';
    wire_init(&conversation->wire, transport, service->room);
    observer_init(&conversation->observer, service->events, number, now_ms);
    hearing_init(&conversation->hearing, service->verdicts, service->session.dialect, number,
                 conversation->client);
    session_init(&conversation->session, &service->session);
    conversation->session.number = number;
    conversation->session.client = conversation->client;
    if (tls_is_below(&transport))
        session_begin_encrypted(&conversation->session);
    patience_init(&conversation->patience, service->timeout_ms, now_ms);
}

static void drop_message(struct conversation *conversation)
{
    assert(!conversation->is_spooling);
    incoming_free(conversation->incoming);
    conversation->incoming = NULL;
}

void conversation_release(struct conversation *conversation)
{
    assert(!conversation_awaits_answer(conversation));
    drop_message(conversation);
    session_release(&conversation->session);
    observer_release(&conversation->observer);
    hearing_release(&conversation->hearing);
    credentials_drop_side(conversation->side);
    login_release(&conversation->login);
    wire_close(&conversation->wire);
}

static void tell_lost(const struct conversation *conversation, struct event_lost lost)
{
    observer_tell_lost(&conversation->observer, &conversation->session, lost);
}

/* Reports that the current message cannot be stored because of errno; returns the result for the
 * client. */
static enum dialect_result tell_no_room(const struct conversation *conversation)
{
    int error = errno;

    tell_lost(conversation, (struct event_lost){.loss = EVENT_LOSS_NO_ROOM, .error_number = error});
    return fate_of(mailbox_status_of_write(error));
}

static void lose_message(struct conversation *conversation)
{
    session_lose_message(&conversation->session, tell_no_room(conversation));
    drop_message(conversation);
}

/* Returns the current message, creating it for its first piece or, if it is empty, for its
 * delivery. */
static struct incoming *need_message(struct conversation *conversation)
{
    const struct conversation_service *service = conversation->service;

    if (conversation->incoming == NULL)
        conversation->incoming = incoming_new(service->spool, service->keeps_headings);
    return conversation->incoming;
}

/* The reply to the current command or message is not sent at once, or not all of it. */
static void disturb_reply(struct conversation *conversation, struct span reply, int64_t now_ms)
{
    const struct fault_effect *effect = &conversation->session.fault.effect;

    if (effect->kind == FAULT_DRIP) {
        wire_hold(&conversation->wire, reply.size);
        conversation->paused_until_ms = now_ms + effect->time_ms;
    } else if (effect->kind == FAULT_CUT) {
        credentials_drop_side(conversation->side);
        conversation->side = NULL;
    }
}

static void handle_reply(struct conversation *conversation, const struct session_event *event,
                         int64_t now_ms)
{
    const struct fault_effect *effect = &conversation->session.fault.effect;
    struct span reply = {event->reply, event->reply_size};

    hearing_reply(&conversation->hearing, &conversation->session, event, &conversation->wire);
    if (effect->kind == FAULT_CUT && effect->bytes < reply.size)
        reply.size = effect->bytes;
    observer_reply(&conversation->observer, &conversation->session, reply, now_ms);
    if (session_in_message(&conversation->session))
        patience_message(&conversation->patience, now_ms);
    else
        drop_message(conversation);
    wire_say(&conversation->wire, reply);
    disturb_reply(conversation, reply, now_ms);
}

static void handle_piece(struct conversation *conversation, struct span piece, int64_t now_ms)
{
    struct incoming *incoming = need_message(conversation);
    enum incoming_status status = INCOMING_LOST;

    if (incoming != NULL)
        status = incoming_add(incoming, piece, conversation->owner);
    if (status == INCOMING_LOST)
        lose_message(conversation);
    conversation->is_spooling = status == INCOMING_WAITS;
    if (conversation->is_spooling)
        patience_wait(&conversation->patience, now_ms);
}

/* The pause precedes the reply, whatever it is. */
static void pause_conversation(struct conversation *conversation, int64_t now_ms)
{
    conversation->paused_until_ms = now_ms + conversation->session.pause_ms;
    if (conversation_is_left(conversation))
        conversation->paused_until_ms = now_ms;
}

static void answer(struct conversation *conversation, enum dialect_result result, int64_t now_ms)
{
    struct session_event event UNCLEARED;

    session_answer(&conversation->session, result, &event);
    patience_progress(&conversation->patience, now_ms);
    if (event.kind == SESSION_ASK) {
        pause_conversation(conversation, now_ms);
        return;
    }
    observer_judge(&conversation->observer, &conversation->session, &event);
    handle_reply(conversation, &event, now_ms);
}

void conversation_resume(struct conversation *conversation, int64_t now_ms)
{
    conversation->paused_until_ms = DEADLINE_NEVER;
    if (session_asks(&conversation->session) == SESSION_ASK_PAUSE)
        answer(conversation, DIALECT_DONE, now_ms);
    else if (wire_let_go(&conversation->wire))
        conversation->paused_until_ms = now_ms + conversation->session.fault.effect.time_ms;
}

static void deliver(struct conversation *conversation, int64_t now_ms)
{
    struct incoming *incoming = need_message(conversation);
    struct delivery_set *set = NULL;

    if (incoming != NULL)
        set = incoming_finish(incoming, &conversation->session, conversation->client,
                              (int64_t)time(NULL), conversation->owner);
    if (set != NULL)
        store_submit(conversation->service->store, set);
    else
        answer(conversation, tell_no_room(conversation), now_ms);
}

static void tell_unfinished(struct conversation *conversation)
{
    observer_end(&conversation->observer, &conversation->session, wire_rest(&conversation->wire));
}

/* Prepared before the reply, which tells the client whether it can begin. */
static void prepare_tls(struct conversation *conversation, int64_t now_ms)
{
    conversation->side = credentials_new_side(conversation->service->credentials);
    answer(conversation, conversation->side != NULL ? DIALECT_DONE : DIALECT_LOCAL_ERROR, now_ms);
}

int conversation_secure(struct conversation *conversation)
{
    struct ssl_st *side = conversation->side;

    conversation->side = NULL;
    return secure_begin(&conversation->wire, side);
}

static void authenticate(struct conversation *conversation, int64_t now_ms)
{
    if (login_submit(&conversation->login, conversation->service->authority, &conversation->session,
                     conversation->owner) != 0)
        answer(conversation, DIALECT_LOCAL_ERROR, now_ms);
}

void conversation_authenticated(struct conversation *conversation, int64_t now_ms)
{
    answer(conversation,
           login_take(&conversation->login, &conversation->session, &conversation->observer),
           now_ms);
}

static void handle_question(struct conversation *conversation, int64_t now_ms)
{
    static void (*const acts[])(struct conversation *, int64_t) = {
        [SESSION_ASK_DELIVER] = deliver,
        [SESSION_ASK_AUTHENTICATE] = authenticate,
        [SESSION_ASK_SECURE] = prepare_tls,
        [SESSION_ASK_PAUSE] = pause_conversation,
    };

    acts[session_asks(&conversation->session)](conversation, now_ms);
}

/* Nothing more is said.  A client that a fault stalls keeps its connection for as long as one that
 * is idle, unless it has left. */
static void fall_silent(struct conversation *conversation, const struct session_event *event,
                        int64_t now_ms)
{
    bool is_stalled = event->fault != NULL && event->fault->kind == FAULT_STALL;

    drop_message(conversation);
    if (is_stalled && !conversation->wire.at_end)
        conversation->paused_until_ms = now_ms + conversation->service->timeout_ms;
}

static void handle_event(struct conversation *conversation, const struct session_event *event,
                         int64_t now_ms)
{
    const struct session *session = &conversation->session;

    switch (event->kind) {
    case SESSION_MORE:
        if (session_in_message(session) && session_judge_message(session) != DIALECT_DONE)
            drop_message(conversation);
        break;
    case SESSION_REPLY:
        observer_judge(&conversation->observer, session, event);
        handle_reply(conversation, event, now_ms);
        break;
    case SESSION_PIECE:
        handle_piece(conversation, event->piece, now_ms);
        break;
    case SESSION_ASK:
        handle_question(conversation, now_ms);
        break;
    case SESSION_CLOSE:
        fall_silent(conversation, event, now_ms);
        break;
    }
}

void conversation_signal(struct conversation *conversation, enum dialect_event cause,
                         int64_t now_ms)
{
    struct session_event event UNCLEARED;

    tell_unfinished(conversation);
    hearing_signal(&conversation->hearing, &conversation->session, cause);
    session_signal(&conversation->session, cause, &event);
    login_break_off(&conversation->login, &conversation->session);
    observer_fault(&conversation->observer, &conversation->session, &event);
    if (event.kind == SESSION_REPLY)
        handle_reply(conversation, &event, now_ms);
    else
        handle_event(conversation, &event, now_ms);
}

static bool must_wait(const struct conversation *conversation)
{
    return conversation->is_spooling || conversation->paused_until_ms != DEADLINE_NEVER ||
           session_asks(&conversation->session) != SESSION_ASK_NOTHING;
}

enum conversation_step conversation_go_on(struct conversation *conversation, int64_t now_ms)
{
    struct session_event event UNCLEARED;

    if (must_wait(conversation))
        return CONVERSATION_RESTS;
    if (conversation_must_secure(conversation)) {
        hearing_drop(&conversation->hearing);
        secure_drop(&conversation->wire, &conversation->observer);
        return CONVERSATION_RESTS;
    }
    struct span in = wire_rest(&conversation->wire);
    hearing_next(&conversation->hearing, &conversation->observer, &conversation->session,
                 in.size > 0 ? in.data : "", in.size, conversation->wire.room->decoded, &event);
    if (event.kind != SESSION_MORE)
        login_break_off(&conversation->login, &conversation->session);
    handle_event(conversation, &event, now_ms);
    wire_consume(&conversation->wire, event.consumed, event.is_secret);
    if (event.kind == SESSION_CLOSE && !must_wait(conversation))
        return CONVERSATION_IS_OVER;
    if (must_wait(conversation) || (event.kind == SESSION_MORE && event.consumed == 0))
        return CONVERSATION_RESTS;
    return CONVERSATION_GOES_ON;
}

void conversation_stored(struct conversation *conversation, int64_t now_ms)
{
    conversation->is_spooling = false;
    patience_resume(&conversation->patience, now_ms);
    observer_hear(&conversation->observer, now_ms);
    assert(session_in_message(&conversation->session));
    if (incoming_stored(conversation->incoming) == INCOMING_LOST)
        lose_message(conversation);
}

/* If only some mailboxes have the message, the client must retry: a duplicate is better than a
 * loss. */
void conversation_delivered(struct conversation *conversation, const struct delivery_set *set,
                            int64_t now_ms)
{
    fate_tell(&conversation->observer, &conversation->session, set,
              incoming_heading(conversation->incoming));
    answer(conversation, fate_of_all(set), now_ms);
}

void conversation_abandon(struct conversation *conversation, int64_t now_ms)
{
    conversation->incoming = NULL;
    conversation->is_spooling = false;
    if (session_asks(&conversation->session) == SESSION_ASK_NOTHING)
        return;
    if (session_asks(&conversation->session) == SESSION_ASK_AUTHENTICATE)
        login_abandon(&conversation->login);
    if (session_asks(&conversation->session) == SESSION_ASK_DELIVER)
        tell_lost(conversation, (struct event_lost){.loss = EVENT_LOSS_UNKNOWN});
    answer(conversation, DIALECT_LOCAL_ERROR, now_ms);
}

void conversation_hurry(struct conversation *conversation, int64_t now_ms)
{
    if (session_asks(&conversation->session) == SESSION_ASK_AUTHENTICATE)
        conversation_abandon(conversation, now_ms);
    while (conversation->paused_until_ms != DEADLINE_NEVER)
        conversation_resume(conversation, now_ms);
}

void conversation_tell_end(struct conversation *conversation)
{
    conversation->observer.is_cut = secure_is_cut(&conversation->wire);
    if (conversation->is_encrypted)
        secure_tell_broken(&conversation->wire, &conversation->observer);
    tell_unfinished(conversation);
    hearing_end(&conversation->hearing, &conversation->session, &conversation->wire);
    if (conversation->wire.is_starved)
        conversation_tell_closing(conversation, EVENT_CLOSING_NO_MEMORY);
    observer_close(&conversation->observer);
}
