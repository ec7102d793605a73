/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_fault.c - any text as a rule of --fault, and any conversation that it disturbs.
 *
 * The first line of the input is the rule, the rest is what the client says, whose addresses may be
 * magic.  However it arrives, the replies are the same, whole and harmless lines, and nothing comes
 * after the end.
 */
#include <config.h>

#include "server/session/session.h"

#include "tests/support/fuzz.h"

#define ROOM ((size_t)1 << 24)

static struct users *users;

static int64_t now_ms(void)
{
    return 0;
}

static void note(struct buffer *buffer, struct span text)
{
    ck_assert_int_eq(buffer_append(buffer, text.data, text.size), 0);
}

static void note_reply(struct buffer *transcript, const struct session_event *event)
{
    struct span reply = {event->reply, event->reply_size};

    note(transcript, reply);
    ck_assert_uint_gt(reply.size, 0);
    while (reply.size > 0) {
        struct span line = fuzz_line(&reply);
        ck_assert(line.size > 5 && line.size < REPLY_LINE_MAX);
        ck_assert_int_eq(line.data[line.size - 1], '\r');
        fuzz_expect_harmless((struct span){line.data, line.size - 1});
    }
}

/* Notes what comes of EVENT, once all that it asks is answered: "~" for a pause. */
static void take(struct session *session, struct buffer *transcript, struct session_event *event)
{
    while (event->kind == SESSION_ASK) {
        note(transcript, span_of(session_asks(session) == SESSION_ASK_PAUSE ? "~" : "!"));
        session_answer(session, DIALECT_DONE, event);
    }
    if (event->kind == SESSION_REPLY)
        note_reply(transcript, event);
    if (event->kind == SESSION_CLOSE) {
        ck_assert_int_eq(session->position.state, DIALECT_STATE_CLOSED);
        ck_assert_ptr_null(session->envelope.sender);
        note(transcript, span_of("#"));
    }
}

/* Fills TRANSCRIPT with what comes of INPUT in pieces of at most MOST bytes. */
static void converse(const struct session_config *config, struct span input, size_t most,
                     struct buffer *transcript)
{
    struct session session;
    struct session_event event;
    size_t given = 0, done = 0;

    buffer_init(transcript, ROOM);
    session_init(&session, config);
    session_signal(&session, DIALECT_CONNECT, &event);
    take(&session, transcript, &event);
    while (event.kind != SESSION_CLOSE && !(event.kind == SESSION_MORE && given == input.size)) {
        if (event.kind == SESSION_MORE)
            given += most < input.size - given ? most : input.size - given;
        char *copy = fuzz_copy((struct span){input.data + done, given - done});
        size_t size = given - done;
        session_next(&session, copy, size, copy, &event);
        done += event.consumed;
        take(&session, transcript, &event);
        fuzz_free(copy, size);
    }
    session_release(&session);
}

/* The same with counts that begin anew. */
static void converse_anew(const struct dialect *dialect, const struct fault_rule *rule,
                          struct span input, size_t most, struct buffer *transcript)
{
    struct session_config config = {
        .dialect = dialect, .hostname = "h", .users = users, .message_size_max = 300};

    config.faults = faults_new(&(struct faults_config){
        .rules = rule, .rule_count = 1, .has_magic = true, .now_ms = now_ms});
    ck_assert_ptr_nonnull(config.faults);
    converse(&config, input, most, transcript);
    faults_free(config.faults);
}

static void try_dialect(const struct dialect *dialect, const struct fault_rule *rule,
                        struct span input)
{
    struct buffer whole, cut;

    if (fault_rule_check(rule, dialect) != FAULT_FLAW_NONE)
        return;
    converse_anew(dialect, rule, input, SIZE_MAX, &whole);
    converse_anew(dialect, rule, input, 1, &cut);
    ck_assert(span_equal(buffer_span(&whole), buffer_span(&cut)));
    buffer_release(&whole);
    buffer_release(&cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size}, line = fuzz_line(&input);
    struct users_error error;
    struct fault_rule rule;
    char *text = strndup(line.data != NULL ? line.data : "", line.size);

    if (users == NULL)
        users = users_parse("joe ann", 7, &error);
    ck_assert_ptr_nonnull(text);
    if (fault_rule_parse(text, &rule) == FAULT_FLAW_NONE && input.size <= FUZZ_BYTEWISE_MAX) {
        ck_assert_str_eq(rule.text, text);
        ck_assert_uint_le(rule.effect.text.size, FAULT_TEXT_MAX);
        fuzz_expect_harmless(rule.effect.text);
        for (const struct dialect *const *dialect = dialect_all; *dialect != NULL; dialect++)
            try_dialect(*dialect, &rule, input);
    }
    free(text);
    return 0;
}
