/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_dialects.c - what a dialect may say and the prototype does not: replies of several
 * lines, a refusal for each reason, arguments that are paths, credentials.
 *
 * Each dialect is the prototype with more rows; each case is what a client sends and the exact
 * replies.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>
#include <stdlib.h>

#include "common/count.h"
#include "tests/support/check_main.h"
#include "tests/support/dialects.h"

#define BAD    "500 Syntax error, command unrecognized\r\n"
#define HELLO  "250 Hello x, pleased to meet you\r\n"
#define FROM_A "250 a@b Sender ok\r\n"

#define REFUSAL(why, number, words)                                                                \
    {                                                                                              \
        .result = DIALECT_REFUSED, .reason = DIALECT_REASON_##why, .code = (number),               \
        .text = (words), .next = DIALECT_STATE_SAME                                                \
    }

/* Whatever is no verb is answered with what may come. */
static const struct dialect_row help = {
    .state = DIALECT_STATE_ANY,
    .event = DIALECT_UNKNOWN,
    .outcomes = {{.code = 214,
                  .text = "This is {hostname}.\nOpen:",
                  .lines = DIALECT_LINES_OPEN,
                  .next = DIALECT_STATE_SAME}},
};

/* A greeting that tells what comes next. */
static const struct dialect_row helo = {
    .state = DIALECT_STATE_HELO,
    .event = DIALECT_HELO,
    .argument = ARGUMENT_TEXT,
    .action = DIALECT_ACTION_HELO,
    .outcomes = {{.code = 250,
                  .enhanced = "2.0.0",
                  .text = "{argument}",
                  .lines = DIALECT_LINES_OPEN,
                  .next = DIALECT_STATE_MAIL}},
};

static const struct dialect_row any_line = {
    .state = DIALECT_STATE_ANY,
    .event = DIALECT_EVENT_ANY_LINE,
    .outcomes = {REFUSAL(UNKNOWN_VERB, 500, "unknown"), REFUSAL(LONG_LINE, 500, "long"),
                 REFUSAL(OUT_OF_ORDER, 503, "order"), REFUSAL(NONE, 501, "other")},
};

static const struct dialect_row unknown = {
    .state = DIALECT_STATE_ANY,
    .event = DIALECT_EVENT_ANY_LINE,
    .outcomes = {REFUSAL(UNKNOWN_VERB, 502, "unknown")},
};

static const struct dialect_row any_rcpt = {
    .state = DIALECT_STATE_ANY,
    .event = DIALECT_RCPT,
    .outcomes = {REFUSAL(OUT_OF_ORDER, 503, "RCPT needs MAIL first"),
                 REFUSAL(NEEDS_ROOM, 452, "full"), REFUSAL(ARGUMENT_MISSING, 501, "whom?"),
                 REFUSAL(NO_BRACKETS, 501, "brackets"), REFUSAL(BAD_PATH, 553, "no address"),
                 REFUSAL(BAD_PARAMETER, 555, "parameter")},
};

/* The row for RCPT takes paths, and there is never more than the room of a first one. */
static const struct dialect_row rcpt = {
    .state = DIALECT_STATE_RCPT,
    .event = DIALECT_RCPT,
    .needs = DIALECT_FACT_ROOM,
    .argument = ARGUMENT_FORWARD_PATH,
    .action = DIALECT_ACTION_RCPT,
    .outcomes = {{.code = 250,
                  .text = "{argument}",
                  .next = DIALECT_STATE_SAME,
                  .set = DIALECT_FACT_RECIPIENT,
                  .clear = DIALECT_FACT_ROOM},
                 {.result = DIALECT_NO_MAILBOX,
                  .code = 550,
                  .text = "{argument} unknown",
                  .next = DIALECT_STATE_SAME},
                 {.result = DIALECT_UNKNOWN_PARAMETER,
                  .code = 555,
                  .text = "{detail} of {hostname}",
                  .next = DIALECT_STATE_SAME}},
};

/* The row for RCPT knows the last one that there is room for. */
static const struct dialect_row rcpt_many = {
    .state = DIALECT_STATE_RCPT,
    .event = DIALECT_RCPT,
    .needs = DIALECT_FACT_ROOM,
    .argument = ARGUMENT_ADDRESS,
    .action = DIALECT_ACTION_RCPT,
    .outcomes = {{.code = 250,
                  .text = "{argument}",
                  .next = DIALECT_STATE_SAME,
                  .set = DIALECT_FACT_RECIPIENT},
                 {.result = DIALECT_DONE_LAST,
                  .code = 251,
                  .text = "{argument} last",
                  .next = DIALECT_STATE_SAME,
                  .set = DIALECT_FACT_RECIPIENT,
                  .clear = DIALECT_FACT_ROOM},
                 {.result = DIALECT_NO_MAILBOX,
                  .code = 550,
                  .text = "{argument} unknown",
                  .next = DIALECT_STATE_SAME}},
};

/* HELO asks for a secret, which is echoed so that a test sees what came. */
static const struct dialect_row asks = {
    .state = DIALECT_STATE_HELO,
    .event = DIALECT_HELO,
    .argument = ARGUMENT_MECHANISM,
    .outcomes = {{.code = 334, .text = "{argument}", .next = DIALECT_STATE_CREDENTIALS}},
};

static const struct dialect_row credentials = {
    .state = DIALECT_STATE_CREDENTIALS,
    .event = DIALECT_CREDENTIALS,
    .argument = ARGUMENT_TEXT,
    .outcomes = {{.code = 235, .text = "<{argument}>", .next = DIALECT_STATE_MAIL}},
};

static const struct dialect_row no_credentials = {
    .state = DIALECT_STATE_CREDENTIALS,
    .event = DIALECT_CREDENTIALS,
    .outcomes = {{.result = DIALECT_REFUSED,
                  .reason = DIALECT_REASON_ARGUMENT_MISSING,
                  .code = 501,
                  .text = "empty",
                  .next = DIALECT_STATE_HELO}},
};

static const struct dialect_row no_credential_line = {
    .state = DIALECT_STATE_CREDENTIALS,
    .event = DIALECT_EVENT_ANY_LINE,
    .outcomes = {REFUSAL(NONE, 500, "no line")},
};

static const struct {
    const char *name;
    const struct dialect_row *first[3]; /* rows in front, in place of those for their events */
    const struct dialect_row *last[2];  /* rows in front of the last, which refuses any line */
    const char *in, *out;
} cases[] = {
    {"lines of a template and of what is open",
     {&help},
     {NULL},
     "help\r\nhelo x\r\nwhat\r\nmail from:a@b\r\nwhat\r\n",
     "214-This is h.\r\n214-Open:\r\n214 HELO\r\n" HELLO
     "214-This is h.\r\n214-Open:\r\n214 MAIL FROM:\r\n" FROM_A
     "214-This is h.\r\n214-Open:\r\n214 RCPT TO:\r\n"},
    {"what is open once the reply has come, with an enhanced code in each line",
     {&helo},
     {NULL},
     "helo x\r\n",
     "250-2.0.0 x\r\n250 2.0.0 MAIL FROM:\r\n"},
    {"a code for each reason",
     {&rcpt},
     {&any_rcpt, &any_line},
     "what\r\nhelo\r\nmail from:a@b\r\nrcpt to:<joe@h>\r\nhelo x\r\nquit\r\nmail from:a@b\r\n"
     "rcpt to:\r\nrcpt to:joe@h\r\nrcpt to:<joe>\r\nrcpt to:<joe@h> =\r\nrcpt to:<bob@h>\r\n"
     "rcpt to:<@x:joe@h> A=b\r\nrcpt to:<@x:joe@h>\r\nrcpt to:joe\r\ndata\r\n",
     "500 unknown\r\n501 other\r\n503 order\r\n503 RCPT needs MAIL first\r\n" HELLO
     "501 other\r\n" FROM_A "501 whom?\r\n501 brackets\r\n553 no address\r\n555 parameter\r\n"
     "550 bob@h unknown\r\n555 A of h\r\n250 joe@h\r\n452 full\r\n503 order\r\n"},
    {"two recipients and no more",
     {&rcpt_many},
     {&any_rcpt},
     "helo x\r\nmail from:a@b\r\nrcpt to:joe\r\nrcpt to:bob\r\nrcpt to:joe@h\r\nrcpt to:joe\r\n",
     HELLO FROM_A "250 joe\r\n550 bob unknown\r\n251 joe@h last\r\n452 full\r\n"},
    {"a row without the reason leaves it to the next",
     {NULL},
     {&unknown},
     "what\r\nquit\r\nhelo\r\n",
     "502 unknown\r\n" BAD BAD},
    {"a bare LF has no code of its own",
     {NULL},
     {&any_line},
     "helo x\r\nquit\nmail from:a@b\r\n",
     HELLO "501 other\r\n" FROM_A},
    {"credentials are no command",
     {&asks, &credentials},
     {NULL},
     "helo plain abc\r\nquit\r\nmail from:a@b\r\n",
     "334 plain\r\n235 <quit>\r\n" FROM_A},
    {"credentials keep their blanks",
     {&asks, &credentials},
     {NULL},
     "helo plain\r\n a \r\n",
     "334 plain\r\n235 < a >\r\n"},
    {"no credentials",
     {&asks, &credentials, &no_credentials},
     {NULL},
     "helo plain\r\n\r\nhelo plain\r\nx\r\n",
     "334 plain\r\n501 empty\r\n334 plain\r\n235 <x>\r\n"},
    {"a line that is no credentials either",
     {&asks, &credentials, &no_credential_line},
     {NULL},
     "helo plain\r\nx\ny\r\n",
     "334 plain\r\n500 no line\r\n235 <y>\r\n"},
};

static void make_dialect(struct dialects_copy *copy, int number)
{
    const struct dialect_row *const *first = cases[number].first;

    dialects_copy_prototype(copy);
    copy->dialect.policy.recipients_max = 2;
    copy->dialect.policy.extensions = DIALECT_EXTENSION_ENHANCED;
    for (size_t i = 0; i < 3 && first[i] != NULL; i++)
        dialects_remove(copy, first[i]->state, first[i]->event);
    for (size_t i = 0; i < 3 && first[i] != NULL; i++)
        dialects_add(copy, i, *first[i]);
    for (size_t i = 0; i < 2 && cases[number].last[i] != NULL; i++)
        dialects_add(copy, copy->dialect.row_count - 1, *cases[number].last[i]);
}

/* Says all of IN and compares what comes with OUT. */
static void check_replies(const char *name, struct session *session, const char *in,
                          const char *out)
{
    char *input = strdup(in), *next = input;
    struct session_event event;
    char got[4096] = "";
    size_t size = 0;

    do {
        session_next(session, next, strlen(next), next, &event);
        next += event.consumed;
        if (event.kind == SESSION_REPLY) {
            ck_assert_uint_lt(size + event.reply_size, sizeof got);
            memcpy(got + size, event.reply, event.reply_size);
            size += event.reply_size;
        }
    } while (event.kind != SESSION_MORE && event.kind != SESSION_CLOSE);
    ck_assert_msg(span_equal((struct span){got, size}, span_of(out)), "%s: got \"%.*s\"", name,
                  (int)size, got);
    free(input);
}

START_TEST(replies)
{
    struct users_error error;
    struct users *users = users_parse("joe ann", 7, &error);
    struct dialects_copy copy;
    struct session_config config = {
        .dialect = &copy.dialect, .hostname = "h", .users = users, .message_size_max = 1000};
    struct session session;
    struct session_event event;

    make_dialect(&copy, _i);
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    check_replies(cases[_i].name, &session, cases[_i].in, cases[_i].out);
    session_release(&session);
    users_free(users);
}
END_TEST

/* What a secret verb has as argument is answered, but nobody else is told. */
START_TEST(a_secret_is_not_told)
{
    char line[] = "helo x\r\n";
    struct session_event event;
    struct dialects_copy copy;
    struct session_config config = {.dialect = &copy.dialect, .hostname = "h"};
    struct session session;

    for (int is_secret = 0; is_secret <= 1; is_secret++) {
        dialects_copy_prototype(&copy);
        copy.dialect.verbs[DIALECT_HELO].is_secret = is_secret;
        copy.dialect.policy.takes_secrets_in_clear = true;
        session_init(&session, &config);
        session_signal(&session, DIALECT_CONNECT, &event);
        session_next(&session, line, strlen(line), NULL, &event);
        ck_assert_uint_eq(event.reply_size, strlen(HELLO));
        ck_assert_uint_eq(event.argument.size, is_secret ? 0 : 1);
        session_release(&session);
    }
}
END_TEST

/* How often it was asked whether a verb is open. */
static unsigned asked;

enum dialect_reason __real_dialect_why_not(const struct dialect *dialect,
                                           struct dialect_position position,
                                           enum dialect_event verb);
enum dialect_reason __wrap_dialect_why_not(const struct dialect *dialect,
                                           struct dialect_position position,
                                           enum dialect_event verb);

enum dialect_reason __wrap_dialect_why_not(const struct dialect *dialect,
                                           struct dialect_position position,
                                           enum dialect_event verb)
{
    asked++;
    return __real_dialect_why_not(dialect, position, verb);
}

/* However many lines a reply has, each verb is looked at once. */
START_TEST(generated_lines_cost_what_they_are)
{
    static const struct {
        const char *line;
        size_t lines_min;
    } commands[] = {{"EHLO x\r\n", 6}, {"HELP\r\n", 8}};
    struct session_config config = {.dialect = &dialect_rfc5321, .hostname = "h"};
    struct session_event event;
    struct session session;
    char line[16];

    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    for (size_t i = 0; i < COUNT(commands); i++) {
        size_t lines = 0;
        strcpy(line, commands[i].line);
        asked = 0;
        session_next(&session, line, strlen(line), NULL, &event);
        ck_assert_int_eq(event.kind, SESSION_REPLY);
        for (size_t at = 0; at < event.reply_size; at++)
            lines += event.reply[at] == '\n';
        ck_assert_uint_ge(lines, commands[i].lines_min);
        ck_assert_uint_le(asked, DIALECT_VERBS);
    }
    session_release(&session);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_dialects");
    TCase *all = tcase_create("dialects");

    tcase_add_loop_test(all, replies, 0, CASES(cases));
    tcase_add_test(all, a_secret_is_not_told);
    tcase_add_test(all, generated_lines_cost_what_they_are);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
