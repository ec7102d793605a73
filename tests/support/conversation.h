/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation.h - what a client says to a session, however its bytes arrive, and what comes of it.
 *
 * The transcript is replies as exact bytes, "{SENDER>MAILBOX>MAILBOX|MESSAGE}" where a message is
 * handed over, "<TLS>" where TLS is asked for, "~" for a pause and "#" for the close.  What must
 * hold in any conversation is checked at every step: enhanced codes, the forgotten envelope, what a
 * refusal may change.
 */
#ifndef TESTS_SUPPORT_CONVERSATION_H
#define TESTS_SUPPORT_CONVERSATION_H

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/buffer.h"
#include "server/session/session.h"
#include "tests/support/check_main.h"

/* Bytes of a client, NULs included. */
struct text {
    const char *bytes;
    size_t size;
};
#define TEXT(literal)                                                                              \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

#define X16   "xxxxxxxxxxxxxxxx"
#define X256  X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16 X16
#define X2048 X256 X256 X256 X256 X256 X256 X256 X256

#define CONVERSATION_BYTES_MAX 65536

struct conversation {
    struct session session;
    struct buffer input, transcript, message;
    enum dialect_result verdict; /* the answer to every delivery, and to STARTTLS */
    unsigned code;               /* of the last reply */
    size_t recipients;           /* of the last message that was handed over */
    bool closed;
};

static inline void conversation_note(struct buffer *buffer, const char *text)
{
    ck_assert_int_eq(buffer_append(buffer, text, strlen(text)), 0);
}

/* Connects, with TLS from the start if IS_ENCRYPTED; the greeting is dropped. */
static inline void conversation_open_encrypted(struct conversation *conversation,
                                               const struct session_config *config,
                                               bool is_encrypted)
{
    struct session_event event;

    *conversation = (struct conversation){.verdict = DIALECT_DONE};
    buffer_init(&conversation->input, CONVERSATION_BYTES_MAX);
    buffer_init(&conversation->transcript, CONVERSATION_BYTES_MAX);
    buffer_init(&conversation->message, CONVERSATION_BYTES_MAX);
    session_init(&conversation->session, config);
    if (is_encrypted)
        session_begin_encrypted(&conversation->session);
    session_signal(&conversation->session, DIALECT_CONNECT, &event);
    ck_assert_int_eq(event.kind, SESSION_REPLY);
}

static inline void conversation_open(struct conversation *conversation,
                                     const struct session_config *config)
{
    conversation_open_encrypted(conversation, config, false);
}

static inline void conversation_release(struct conversation *conversation)
{
    session_release(&conversation->session);
    buffer_release(&conversation->input);
    buffer_release(&conversation->transcript);
    buffer_release(&conversation->message);
}

/* What came of it since the start, or since the transcript was released. */
static inline struct span conversation_result(const struct conversation *conversation)
{
    return buffer_size(&conversation->transcript) > 0 ? buffer_span(&conversation->transcript)
                                                      : span_of("");
}

/* Whether LINE of a reply has an enhanced code of the reply's class (RFC 2034 section 4). */
static inline bool conversation_is_enhanced(struct span line)
{
    return line.size > 9 && line.data[4] == line.data[0] && line.data[5] == '.' &&
           isdigit((unsigned char)line.data[6]) && line.data[7] == '.' &&
           isdigit((unsigned char)line.data[8]) && line.data[9] == ' ';
}

/* Every line of a reply 2xx, 4xx and 5xx has an enhanced code, except the greeting, replies to HELO
 * and EHLO that are not about TLS, and all if the extension is hidden. */
static inline void conversation_check_codes(const struct session *session,
                                            const struct session_event *event)
{
    bool expects = dialect_offers(&session->config->dialect->policy, DIALECT_EXTENSION_ENHANCED) &&
                   event->reply[0] != '3' && event->cause != DIALECT_CONNECT &&
                   event->cause != DIALECT_EHLO &&
                   (event->cause != DIALECT_HELO || event->reason == DIALECT_REASON_NEEDS_TLS);
    struct span rest = {event->reply, event->reply_size};

    while (rest.size > 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        ck_assert_ptr_nonnull(end);
        struct span line = {rest.data, (size_t)(end - rest.data)};
        ck_assert_msg(conversation_is_enhanced(line) == expects, "enhanced code: %.*s",
                      (int)line.size, line.data);
        rest = span_skip(rest, line.size + 1);
    }
}

/* A refused command changes nothing, unless its row says that it ends the transaction; after the
 * end of data, whatever the verdict, the envelope is empty. */
static inline void conversation_check_envelope(const struct session *session,
                                               const struct session_event *event, size_t recipients)
{
    bool has_none = session->envelope.sender == NULL && session->envelope.recipient_count == 0;
    bool in_transaction = session->position.state == DIALECT_STATE_RCPT ||
                          session->position.state == DIALECT_STATE_DATA ||
                          session_in_message(session);

    ck_assert_msg(in_transaction != has_none, "%.*s: the envelope and the state differ",
                  (int)event->reply_size, event->reply);
    if (event->reply[0] < '4' || !in_transaction)
        return;
    ck_assert_uint_eq(session->envelope.recipient_count, recipients);
    ck_assert_int_eq(session->position.state, event->before.state);
    ck_assert_uint_eq(session->position.facts, event->before.facts);
}

static inline void conversation_note_delivery(struct conversation *conversation)
{
    const struct envelope *envelope = &conversation->session.envelope;
    struct buffer *transcript = &conversation->transcript;
    struct span message = buffer_span(&conversation->message);

    conversation->recipients = envelope->recipient_count;
    conversation_note(transcript, "{");
    conversation_note(transcript, envelope->sender);
    for (size_t i = 0; i < envelope->recipient_count; i++) {
        conversation_note(transcript, ">");
        conversation_note(transcript, envelope->recipients[i].mailbox);
    }
    conversation_note(transcript, "|");
    ck_assert_int_eq(buffer_append(transcript, message.data, message.size), 0);
    conversation_note(transcript, "}");
    buffer_release(&conversation->message);
}

/* Answers what the session asks. */
static inline void conversation_answer(struct conversation *conversation,
                                       struct session_event *event)
{
    struct session *session = &conversation->session;

    if (session_asks(session) == SESSION_ASK_DELIVER) {
        conversation_note_delivery(conversation);
        session_answer(session, conversation->verdict, event);
        return;
    }
    if (session_asks(session) == SESSION_ASK_SECURE) {
        conversation_note(&conversation->transcript, "<TLS>");
        session_answer(session, conversation->verdict, event);
        return;
    }
    ck_assert_int_eq(session_asks(session), SESSION_ASK_PAUSE);
    ck_assert_uint_eq(session->pause_ms, session->fault.effect.kind == FAULT_DELAY
                                             ? session->fault.effect.time_ms
                                             : session->config->dialect->policy.error_pause_ms);
    conversation_note(&conversation->transcript, "~");
    session_answer(session, DIALECT_DONE, event);
}

static inline void conversation_note_reply(struct conversation *conversation,
                                           const struct session_event *event, size_t recipients)
{
    ck_assert_int_eq(buffer_append(&conversation->transcript, event->reply, event->reply_size), 0);
    conversation->code = (unsigned)strtoul(event->reply, NULL, 10);
    conversation_check_codes(&conversation->session, event);
    conversation_check_envelope(&conversation->session, event, recipients);
    if (!session_in_message(&conversation->session))
        buffer_release(&conversation->message);
}

/* Takes one step with the input.  Returns false when the session can go no further. */
static inline bool conversation_step(struct conversation *conversation)
{
    struct session *session = &conversation->session;
    struct buffer *input = &conversation->input;
    size_t recipients = session->envelope.recipient_count;
    static char text[CONVERSATION_BYTES_MAX];
    struct session_event event;

    session_next(session, input->data != NULL ? input->data + input->start : "", buffer_size(input),
                 text, &event);
    if (event.kind == SESSION_PIECE)
        ck_assert_int_eq(buffer_append(&conversation->message, event.piece.data, event.piece.size),
                         0);
    buffer_consume(input, event.consumed);
    while (event.kind == SESSION_ASK)
        conversation_answer(conversation, &event);
    if (event.kind == SESSION_REPLY)
        conversation_note_reply(conversation, &event, recipients);
    if (event.kind == SESSION_CLOSE && !conversation->closed)
        conversation_note(&conversation->transcript, "#");
    conversation->closed |= event.kind == SESSION_CLOSE;
    return event.kind != SESSION_MORE && event.kind != SESSION_CLOSE;
}

/* Says all of IN at once. */
static inline void conversation_say(struct conversation *conversation, struct text in)
{
    ck_assert_int_eq(buffer_append(&conversation->input, in.bytes, in.size), 0);
    while (conversation_step(conversation))
        ;
}

/* Says IN with pauses after FIRST bytes and then after each STRIDE. */
static inline void conversation_feed(struct conversation *conversation, struct text in,
                                     size_t first, size_t stride)
{
    size_t fed = 0;

    for (size_t size = first; fed < in.size; size = stride) {
        size = size < in.size - fed ? size : in.size - fed;
        conversation_say(conversation, (struct text){in.bytes + fed, size});
        fed += size;
    }
}

/* Calls PLAY for all ways in which the bytes of IN may arrive: whole, byte by byte, and split in
 * two everywhere. */
static inline void conversation_every_way(struct text in, const void *context,
                                          void (*play)(const void *context, size_t first,
                                                       size_t stride))
{
    play(context, in.size, 1);
    play(context, 1, 1);
    for (size_t split = 1; split < in.size; split++)
        play(context, split, in.size);
}

#endif
