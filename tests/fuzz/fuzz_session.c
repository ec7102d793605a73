/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_session.c - whole conversations of any bytes with the server, however these arrive.
 *
 * Whole, byte by byte and in pieces they have the same replies, and hand over the same messages
 * with the same envelopes and find the same flaws in them.  Whether a message is stored is chance,
 * but the same for each of them.  Each dialect is tried with all rules of line endings.
 */
#include <config.h>

#include "server/session/session.h"

#include "common/count.h"
#include "tests/support/fuzz.h"

#define ROOM        ((size_t)1 << 24)
#define MESSAGE_MAX 300

static struct users *users;

/* A conversation so far. */
struct conversation {
    struct session session;
    struct buffer transcript; /* replies, and "{SENDER>MAILBOX|MESSAGE}" for each that came whole */
    struct buffer message;
    uint32_t chance; /* of what becomes of messages */
    bool is_over;
};

static void note(struct buffer *buffer, struct span text)
{
    ck_assert_int_eq(buffer_append(buffer, text.data, text.size), 0);
}

/* A reply is whole lines that no argument can break. */
static void note_reply(struct conversation *conversation, const struct session_event *event)
{
    struct span reply = {event->reply, event->reply_size};

    note(&conversation->transcript, reply);
    ck_assert_uint_gt(reply.size, 0);
    while (reply.size > 0) {
        struct span line = fuzz_line(&reply);
        ck_assert(line.size > 5 && line.size < REPLY_LINE_MAX);
        ck_assert_int_eq(line.data[line.size - 1], '\r');
        line.size--;
        fuzz_expect_harmless(line);
        ck_assert_int_eq(line.data[3], reply.size > 0 ? '-' : ' ');
    }
}

/* Once a message has ended, its flaws are known, and where the first is. */
static void note_flaws(struct conversation *conversation, const struct session_event *event)
{
    char text[128], sequence[DOT_SEQUENCE_TEXT_MAX];
    const struct dot_place *place = event->flaw_place;

    ck_assert_int_eq(event->flaws == 0, place == NULL);
    if (place == NULL)
        return;
    ck_assert(place->flaw & event->flaws);
    dot_sequence_text(place, sequence);
    snprintf(text, sizeof text, "[%u: %d in %s, line %ju, offset %ju]", event->flaws,
             (int)place->flaw, sequence, (uintmax_t)place->line, (uintmax_t)place->offset);
    note(&conversation->transcript, span_of(text));
}

static void expect_no_transaction(const struct session *session)
{
    ck_assert_ptr_null(session->envelope.sender);
    ck_assert_uint_eq(session->envelope.recipient_count, 0);
    ck_assert(!session_in_message(session));
}

static void note_delivery(struct conversation *conversation)
{
    const struct envelope *envelope = &conversation->session.envelope;

    ck_assert_ptr_nonnull(envelope->sender);
    note(&conversation->transcript, span_of("{"));
    note(&conversation->transcript, span_of(envelope->sender));
    ck_assert_uint_ge(envelope->recipient_count, 1);
    for (size_t i = 0; i < envelope->recipient_count; i++) {
        ck_assert_ptr_nonnull(users_find(users, envelope->recipients[i].mailbox));
        note(&conversation->transcript, span_of(">"));
        note(&conversation->transcript, span_of(envelope->recipients[i].mailbox));
    }
    note(&conversation->transcript, span_of("|"));
    note(&conversation->transcript, buffer_span(&conversation->message));
    note(&conversation->transcript, span_of("}"));
    buffer_release(&conversation->message);
}

/* Until there is an answer nothing goes on; then no part of the transaction is left. */
static void deliver(struct conversation *conversation, struct span pending)
{
    static const enum dialect_result results[] = {DIALECT_DONE, DIALECT_DONE, DIALECT_NO_STORAGE,
                                                  DIALECT_LOCAL_ERROR};
    struct session *session = &conversation->session;
    struct session_event event;
    char *copy = fuzz_copy(pending);

    ck_assert_int_eq(session_asks(session), SESSION_ASK_DELIVER);
    note_delivery(conversation);
    session_next(session, copy, pending.size, copy, &event);
    ck_assert(event.kind == SESSION_MORE && event.consumed == 0);
    session_answer(session, results[fuzz_chance(&conversation->chance, COUNT(results)) - 1],
                   &event);
    ck_assert_int_eq(event.kind, SESSION_REPLY);
    note_reply(conversation, &event);
    note_flaws(conversation, &event);
    expect_no_transaction(session);
    fuzz_free(copy, pending.size);
}

/* A command, or the end of a message, has its reply; a message may be lost from its start on. */
static void reply(struct conversation *conversation, const struct session_event *event,
                  bool was_in_message)
{
    struct session *session = &conversation->session;

    note_reply(conversation, event);
    if (was_in_message) {
        ck_assert_int_eq(event->cause, DIALECT_END_OF_DATA);
        note_flaws(conversation, event);
        expect_no_transaction(session);
    }
    buffer_release(&conversation->message);
    if (session_in_message(session) && fuzz_chance(&conversation->chance, 8) == 1)
        session_lose_message(session, DIALECT_NO_STORAGE);
}

/* Takes a step with PENDING; returns the bytes taken, and whether more are wanted in *IS_MORE. */
static size_t step(struct conversation *conversation, struct span pending, bool *is_more)
{
    bool was_in_message = session_in_message(&conversation->session);
    char *copy = fuzz_copy(pending), *text = fuzz_copy(pending);
    struct session_event event;

    session_next(&conversation->session, copy, pending.size, text, &event);
    ck_assert_uint_le(event.consumed, pending.size);
    struct span rest = span_skip(pending, event.consumed);
    switch (event.kind) {
    case SESSION_MORE:
        break;
    case SESSION_REPLY:
        reply(conversation, &event, was_in_message);
        break;
    case SESSION_PIECE:
        ck_assert(was_in_message);
        if (event.consumed > 0)
            ck_assert(fuzz_lies_within(event.piece, (struct span){text, event.consumed}));
        else
            ck_assert(span_equal(event.piece, span_of("\r")));
        note(&conversation->message, event.piece);
        ck_assert_uint_le(buffer_size(&conversation->message), MESSAGE_MAX);
        break;
    case SESSION_ASK:
        deliver(conversation, rest);
        break;
    case SESSION_CLOSE:
        conversation->is_over = true;
        note(&conversation->transcript, span_of("#"));
        break;
    }
    *is_more = event.kind == SESSION_MORE;
    fuzz_free(copy, pending.size);
    fuzz_free(text, pending.size);
    return event.consumed;
}

/* Fills TRANSCRIPT with what comes of INPUT in pieces of at most MOST bytes. */
static void converse(const struct session_config *config, struct span input, size_t most,
                     struct buffer *transcript)
{
    struct conversation conversation = {.chance = fuzz_seed(input)};
    uint32_t seed = fuzz_seed(input);
    struct session_event event;
    size_t done = 0, given = 0;
    bool is_more = true;

    buffer_init(&conversation.transcript, ROOM);
    buffer_init(&conversation.message, ROOM);
    session_init(&conversation.session, config);
    session_signal(&conversation.session, DIALECT_CONNECT, &event);
    note_reply(&conversation, &event);
    while (!conversation.is_over && !(is_more && given == input.size)) {
        if (is_more)
            given += fuzz_chance(&seed, most < input.size - given ? most : input.size - given);
        done += step(&conversation, (struct span){input.data + done, given - done}, &is_more);
        if (is_more)
            ck_assert_uint_le(given - done, config->dialect->policy.command_line_bytes + 1);
    }
    session_release(&conversation.session);
    buffer_release(&conversation.message);
    *transcript = conversation.transcript;
}

static void compare(const struct session_config *config, struct span input, size_t most,
                    const struct buffer *whole)
{
    struct buffer transcript;

    converse(config, input, most, &transcript);
    struct span expected = buffer_span(whole), found = buffer_span(&transcript);
    ck_assert_msg(span_equal(expected, found), "whole \"%.*s\", cut \"%.*s\"", (int)expected.size,
                  expected.data, (int)found.size, found.data);
    buffer_release(&transcript);
}

static void try_dialect(const struct dialect *dialect, struct span input)
{
    struct session_config config = {
        .dialect = dialect, .hostname = "h", .users = users, .message_size_max = MESSAGE_MAX};
    struct buffer whole;

    converse(&config, input, SIZE_MAX, &whole);
    if (input.size <= FUZZ_BYTEWISE_MAX)
        compare(&config, input, 1, &whole);
    compare(&config, input, 1 + input.size / 8, &whole);
    compare(&config, input, 1 + input.size / 64, &whole);
    buffer_release(&whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    struct users_error error;

    if (users == NULL)
        users = users_parse("joe ann", 7, &error);
    for (const struct dialect *const *dialect = dialect_all; *dialect != NULL; dialect++) {
        struct dialect variant = **dialect;
        for (variant.policy.endings = 0; variant.policy.endings < DIALECT_ENDINGS_COUNT;
             variant.policy.endings++)
            try_dialect(&variant, input);
    }
    return 0;
}
