/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_exhaustive.c - every short sequence of commands, in each dialect, against a model
 * of a few lines.
 *
 * After each command the code is that of the model, and so is what the session remembers; a message
 * goes to all recipients that were accepted for it and to no others.  EXHAUSTIVE_DEPTH in the
 * environment sets the length of the longest sequences.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/conversation.h"

enum word {
    WORD_EHLO,
    WORD_HELO,
    WORD_MAIL,
    WORD_RCPT,
    WORD_RCPT_UNKNOWN,
    WORD_DATA, /* and a message, if it is asked for */
    WORD_DATA_FAILS,
    WORD_RSET,
    WORD_NOOP,
    WORD_QUIT,
    WORDS,
};

static const struct text lines[WORDS] = {
    [WORD_EHLO] = TEXT("EHLO x\r\n"),
    [WORD_HELO] = TEXT("HELO x\r\n"),
    [WORD_MAIL] = TEXT("MAIL FROM:<a@b>\r\n"),
    [WORD_RCPT] = TEXT("RCPT TO:<joe@h>\r\n"),
    [WORD_RCPT_UNKNOWN] = TEXT("RCPT TO:<bob@h>\r\n"),
    [WORD_DATA] = TEXT("DATA\r\n"),
    [WORD_DATA_FAILS] = TEXT("DATA\r\n"),
    [WORD_RSET] = TEXT("RSET\r\n"),
    [WORD_NOOP] = TEXT("NOOP\r\n"),
    [WORD_QUIT] = TEXT("QUIT\r\n"),
};

/* What a conversation has come to. */
struct model {
    bool has_greeted, has_sender, has_delivered, is_over;
    size_t recipients;
};

/* The transaction is over; returns CODE. */
static unsigned forget(struct model *model, unsigned code)
{
    model->has_sender = false;
    model->recipients = 0;
    return code;
}

/* The end of a message. */
static unsigned deliver(struct model *model, enum word word)
{
    model->has_delivered |= word == WORD_DATA;
    return forget(model, word == WORD_DATA ? 250 : 451);
}

/* Returns the code of the reply to WORD, of the last if there are two.  RFC 5321 section 4.1.4. */
static unsigned take_rfc5321(struct model *model, enum word word)
{
    switch (word) {
    case WORD_EHLO:
    case WORD_HELO:
        model->has_greeted = true;
        return forget(model, 250);
    case WORD_MAIL:
        if (!model->has_greeted || model->has_sender)
            return 503;
        model->has_sender = true;
        return 250;
    case WORD_RCPT:
        model->recipients += model->has_sender;
        return model->has_sender ? 250 : 503;
    case WORD_RCPT_UNKNOWN:
        return model->has_sender ? 550 : 503;
    case WORD_DATA:
    case WORD_DATA_FAILS:
        return model->recipients > 0 ? deliver(model, word) : 503;
    case WORD_RSET:
        return forget(model, 250);
    case WORD_NOOP:
        return 250;
    case WORD_QUIT:
        model->is_over = true;
        return forget(model, 221);
    case WORDS:
        break;
    }
    return 0;
}

/* The same for the prototype. */
static unsigned take_prototype(struct model *model, enum word word)
{
    bool awaits_recipient = model->has_sender && model->recipients == 0;

    switch (word) {
    case WORD_HELO:
        if (model->has_greeted)
            return 500;
        model->has_greeted = true;
        return 250;
    case WORD_MAIL:
        if (!model->has_greeted || model->has_sender)
            return 500;
        model->has_sender = true;
        return 250;
    case WORD_RCPT:
        model->recipients += awaits_recipient;
        return awaits_recipient ? 250 : 500;
    case WORD_RCPT_UNKNOWN:
        return awaits_recipient ? forget(model, 550) : 500;
    case WORD_DATA:
    case WORD_DATA_FAILS:
        return model->recipients > 0 ? deliver(model, word) : 500;
    case WORD_QUIT:
        model->is_over = model->has_delivered && !model->has_sender;
        return model->is_over ? 221 : 500;
    default:
        return 500;
    }
}

static const struct {
    const struct dialect *dialect;
    unsigned (*take)(struct model *model, enum word word);
} dialects[] = {
    {&dialect_prototype, take_prototype},
    {&dialect_rfc5321, take_rfc5321},
};

#define DEPTH_MAX 9

/* A sequence of words in the dialect of its number. */
struct sequence {
    size_t dialect;
    size_t depth; /* number of words */
    enum word words[DEPTH_MAX];
};

/* Its first COUNT words, for messages; valid until the next call. */
static const char *describe(const struct sequence *sequence, size_t count)
{
    static char text[DEPTH_MAX * 32];
    size_t size = 0;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(text + size, sizeof text - size, "%.*s, ",
                                 (int)lines[sequence->words[i]].size - 2,
                                 lines[sequence->words[i]].bytes);
    return text;
}

/* Says WORD, and a message if it is asked for. */
static void say(struct conversation *conversation, enum word word)
{
    conversation->verdict = word == WORD_DATA_FAILS ? DIALECT_LOCAL_ERROR : DIALECT_DONE;
    conversation_say(conversation, lines[word]);
    if (!session_in_message(&conversation->session))
        return;
    ck_assert_uint_eq(conversation->code, 354);
    size_t recipients = conversation->session.envelope.recipient_count;
    conversation_say(conversation, (struct text)TEXT("x\r\n.\r\n"));
    ck_assert_uint_eq(conversation->recipients, recipients);
}

/* Returns how many words were said: no word follows QUIT. */
static size_t check_sequence(const struct sequence *sequence, const struct session_config *config)
{
    struct model model = {.recipients = 0};
    struct conversation conversation;
    size_t i;

    conversation_open(&conversation, config);
    for (i = 0; i < sequence->depth && !model.is_over; i++) {
        const struct envelope *envelope = &conversation.session.envelope;
        unsigned code = dialects[sequence->dialect].take(&model, sequence->words[i]);
        say(&conversation, sequence->words[i]);
        ck_assert_msg(conversation.code == code, "%s%u instead of %u", describe(sequence, i + 1),
                      conversation.code, code);
        ck_assert_msg((envelope->sender != NULL) == model.has_sender &&
                          envelope->recipient_count == model.recipients &&
                          conversation.closed == model.is_over,
                      "%swhat is remembered differs", describe(sequence, i + 1));
    }
    conversation_release(&conversation);
    return i;
}

/* Goes on to the next sequence with the same first word whose first SAID words are others.  Returns
 * false after the last. */
static bool advance(struct sequence *sequence, size_t said)
{
    for (size_t i = said; i < sequence->depth; i++)
        sequence->words[i] = 0;
    for (size_t i = said - 1; i > 0; i--) {
        if (++sequence->words[i] < WORDS)
            return true;
        sequence->words[i] = 0;
    }
    return false;
}

static size_t wanted_depth(void)
{
    const char *wanted = getenv("EXHAUSTIVE_DEPTH");
    size_t depth = wanted != NULL ? strtoul(wanted, NULL, 10) : 6;

    ck_assert(depth >= 1 && depth <= DEPTH_MAX);
    return depth;
}

/* The number of the loop is that of the dialect and of the first word. */
START_TEST(every_sequence)
{
    static const char names[] = "joe";
    struct sequence sequence = {
        .dialect = (size_t)_i / WORDS, .depth = wanted_depth(), .words = {(enum word)(_i % WORDS)}};
    struct users_error error;
    struct users *users = users_parse(names, sizeof names - 1, &error);
    struct session_config config = {.dialect = dialects[sequence.dialect].dialect,
                                    .hostname = "h",
                                    .users = users,
                                    .message_size_max = 258};

    while (advance(&sequence, check_sequence(&sequence, &config)))
        ;
    users_free(users);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_exhaustive");
    TCase *sequences = tcase_create("sequences");

    tcase_set_timeout(sequences, 600);
    tcase_add_loop_test(sequences, every_sequence, 0, CASES(dialects) * WORDS);
    suite_add_tcase(suite, sequences);
    return check_main(suite);
}
