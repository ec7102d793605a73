/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_envelope.c - the envelope that follows from commands and replies. */
#include <config.h>

#include "tui-client/dialogue/envelope.h"

#include <stdio.h>

#include "tests/support/check_main.h"

#define LINE_MAX_BYTES 2048

/* Each step's first byte says what it is: ">" a command, "." the end of a message; "+" success, "*"
 * success that ends the transaction, "-" a reply that changes nothing, "x" a refusal, "X" one that
 * ends the transaction; "b" a farewell; "k" a refusal that goes on with the last sender; "~" the
 * transaction has ended, "@" another connection; "=" the expected sender and recipients; "d" the
 * number of deliveries, and the list, "/" for each LF. */
static const struct {
    const char *name;
    const char *steps[24];
} scripts[] = {
    {"nothing yet", {"= ->", "d0 "}},
    {"an address counts when it is accepted",
     {">MAIL FROM:<a>", "= ->", "+", "=a ->", ">RCPT TO: <b> ", "=a ->", "+", "=a -> b"}},
    {"what is refused does not count",
     {">MAIL FROM:<a>", "x", "= ->", ">MAIL FROM:<a>", "-", "= ->", "+", "=a ->", ">RCPT TO:<b>",
      "-", "=a ->"}},
    {"addresses as they were typed",
     {">mail from:alice@lab.test", "+", ">rcpt to: <Bob> SIZE=1", "+",
      "=alice@lab.test -> <Bob> SIZE=1"}},
    {"nobody", {">MAIL FROM:<>", "+", "=<> ->"}},
    {"several recipients, some of them refused",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "+", ">RCPT TO:<c>", "x", ">RCPT TO:<d>", "+",
      ">RCPT TO:<b>", "+", "=a -> b, d, b", ">DATA", "-", ".", "*", "= ->", "d1 a -> b, d, b/"}},
    {"another sender begins anew",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "+", ">MAIL FROM:<c>", "+", "=c ->"}},
    {"the newest delivery comes first",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "+", ".", "*", ">MAIL FROM:<c>", "+", ">RCPT TO:<d>",
      "+", ".", "*", "d2 c -> d/a -> b/"}},
    {"a transaction that is refused leaves nothing",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "X", "= ->", ">MAIL FROM:<a>", "+", ">RCPT TO:<b>",
      "+", ".", "X", "= ->", "d0 "}},
    {"a farewell after the message delivers nothing",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "+", ".", "b", "= ->", "d0 "}},
    {"a server that keeps the sender",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "X", "= ->", ">MAIL FROM:<c>", "k", "=a ->",
      ">RCPT TO:<d>", "+", ".", "*", "d1 a -> d/", ">MAIL FROM:<c>", "k", "= ->"}},
    {"another connection has no last sender",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "X", "@", ">MAIL FROM:<c>", "k", "= ->"}},
    {"a delivery of which nothing is known", {".", "*", "d1 ? -> ?/"}},
    {"the end of a connection keeps the list",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "+", ".", "*", ">MAIL FROM:<c>", "+", "~", "= ->",
      "d1 a -> b/"}},
    {"another connection has none",
     {">MAIL FROM:<a>", "+", ">RCPT TO:<b>", "+", ".", "*", ">MAIL FROM:<c>", "+", "@", "= ->",
      "d0 "}},
    {"a name is no address", {">HELO a", "+", "= ->", ">QUIT", "+", "= ->"}},
};

/* What the next reply answers. */
struct asked {
    enum dialect_event event;
    char argument[64];
};

static void say(struct asked *asked, const char *text)
{
    struct command command = command_parse(&dialect_prototype, span_of(text));

    asked->event = command.verb;
    snprintf(asked->argument, sizeof asked->argument, "%.*s", (int)command.argument.size,
             command.argument.data);
}

static void reply(struct envelope *envelope, const struct asked *asked, char how)
{
    bool is_done = strchr("+*b", how) != NULL;
    const struct dialect_outcome outcome = {.result = is_done ? DIALECT_DONE : DIALECT_REFUSED,
                                            .ends_transaction = strchr("*Xb", how) != NULL};
    char copy[64];
    struct dialogue_line line = {
        .kind = DIALOGUE_REPLY_LAST,
        .text = {"250", 3},
        .reply = {.code = how == 'b' ? 421 : 250,
                  .event = asked->event,
                  .after.state = how == 'k' ? DIALECT_STATE_RCPT : DIALECT_STATE_CONNECTED,
                  .outcome = how == '-' ? NULL : &outcome,
                  .dialect = &dialect_prototype}};

    memcpy(copy, asked->argument, sizeof copy);
    line.argument = span_of(copy);
    envelope_follow(envelope, &line);
    /* The argument was only borrowed. */
    memset(copy, '!', sizeof copy - 1);
}

static void check_transaction(const struct envelope *envelope, const char *wanted, const char *name)
{
    char got[LINE_MAX_BYTES];
    int length =
        snprintf(got, sizeof got, "%s ->", envelope->sender != NULL ? envelope->sender : "");

    for (size_t i = 0; i < envelope->recipient_count; i++)
        length += snprintf(got + length, sizeof got - (size_t)length, i > 0 ? ", %s" : " %s",
                           envelope->recipients[i]);
    ck_assert_msg(strcmp(got, wanted) == 0, "%s: \"%s\" instead of \"%s\"", name, got, wanted);
}

static void check_deliveries(const struct envelope *envelope, const char *wanted, const char *name)
{
    struct span list = buffer_span(&envelope->deliveries);
    char got[LINE_MAX_BYTES];

    snprintf(got, sizeof got, "%u %.*s", envelope->delivered, (int)list.size,
             list.size > 0 ? list.data : "");
    for (char *end; (end = strchr(got, '\n')) != NULL;)
        *end = '/';
    ck_assert_msg(strcmp(got, wanted) == 0, "%s: \"%s\" instead of \"%s\"", name, got, wanted);
}

static void take_step(struct envelope *envelope, const char *step, struct asked *asked,
                      const char *name)
{
    switch (step[0]) {
    case '>':
        say(asked, step + 1);
        break;
    case '.':
        asked->event = DIALECT_END_OF_DATA;
        break;
    case '~':
        envelope_clear(envelope);
        break;
    case '@':
        envelope_start(envelope);
        break;
    case '=':
        check_transaction(envelope, step + 1, name);
        break;
    case 'd':
        check_deliveries(envelope, step + 1, name);
        break;
    default:
        reply(envelope, asked, step[0]);
    }
}

START_TEST(an_envelope_follows)
{
    struct envelope envelope;
    struct asked asked = {.event = DIALECT_EVENTS};

    envelope_init(&envelope);
    for (size_t i = 0; scripts[_i].steps[i] != NULL; i++)
        take_step(&envelope, scripts[_i].steps[i], &asked, scripts[_i].name);
    envelope_release(&envelope);
}
END_TEST

/* Sends TEXT, which succeeds. */
static void succeed(struct envelope *envelope, const char *text)
{
    struct asked asked;

    say(&asked, text);
    reply(envelope, &asked, '+');
}

START_TEST(recipients_have_a_limit)
{
    struct envelope envelope;

    envelope_init(&envelope);
    succeed(&envelope, "MAIL FROM:<a>");
    for (size_t i = 0; i < ENVELOPE_RECIPIENTS_MAX; i++)
        succeed(&envelope, "RCPT TO:<b>");
    ck_assert(!envelope.has_more);
    succeed(&envelope, "RCPT TO:<c>");
    ck_assert(envelope.has_more);
    ck_assert_uint_eq(envelope.recipient_count, ENVELOPE_RECIPIENTS_MAX);
    reply(&envelope, &(struct asked){.event = DIALECT_END_OF_DATA}, '*');
    ck_assert(!envelope.has_more);
    ck_assert(span_equal(span_of("b, ...\n"),
                         span_skip(buffer_span(&envelope.deliveries),
                                   buffer_size(&envelope.deliveries) - strlen("b, ...\n"))));
    envelope_release(&envelope);
}
END_TEST

#define ADDRESSES 200

/* The reply with CODE to the recipient NUMBER. */
static void answer(struct envelope *envelope, unsigned number, unsigned code)
{
    static const struct dialect_outcome nothing = {.result = DIALECT_REFUSED};
    char text[16];

    snprintf(text, sizeof text, "<%u>", number);
    envelope_follow(envelope, &(struct dialogue_line){.kind = DIALOGUE_REPLY_LAST,
                                                      .code = code,
                                                      .argument = span_of(text),
                                                      .reply = {.code = code,
                                                                .event = DIALECT_RCPT,
                                                                .outcome = &nothing,
                                                                .dialect = &dialect_prototype}});
}

static void check_verdicts(const struct envelope *envelope, const unsigned *codes)
{
    for (unsigned i = 0; i < ADDRESSES; i++) {
        char text[16];
        snprintf(text, sizeof text, "%u", i);
        ck_assert_msg(envelope_verdict(envelope, span_of(text)) == codes[i], "%s: %u, not %u", text,
                      envelope_verdict(envelope, span_of(text)), codes[i]);
    }
    ck_assert_uint_eq(envelope_verdict(envelope, span_of("")), 0);
    ck_assert_uint_eq(envelope_verdict(envelope, span_of("1 ")), 0);
}

/* Whatever the order of the replies is; some recipients are answered twice, every tenth never. */
START_TEST(a_verdict_is_the_last_reply)
{
    unsigned codes[ADDRESSES] = {0};
    struct envelope envelope;

    envelope_init(&envelope);
    for (unsigned i = 0; i < 2 * ADDRESSES; i++) {
        unsigned number = i * 77 % ADDRESSES;
        if (number % 10 == 0 || (i >= ADDRESSES && number % 3 == 0))
            continue;
        codes[number] = i % 7 == 0 ? 550 : 250;
        answer(&envelope, number, codes[number]);
        check_verdicts(&envelope, codes);
    }
    ck_assert_uint_eq(envelope.verdict_count, ADDRESSES - ADDRESSES / 10);
    ck_assert_str_eq(envelope.verdicts[0].address, "77");
    ck_assert_str_eq(envelope.verdicts[1].address, "154");
    envelope_forget_refused(&envelope);
    for (unsigned i = 0; i < ADDRESSES; i++)
        codes[i] = codes[i] == 550 ? 0 : codes[i];
    check_verdicts(&envelope, codes);
    answer(&envelope, 10, codes[10] = 450);
    check_verdicts(&envelope, codes);
    envelope_release(&envelope);
}
END_TEST

/* The newest are kept, and the last line that fits may be cut. */
START_TEST(deliveries_have_a_limit)
{
    struct envelope envelope;
    struct span list;

    envelope_init(&envelope);
    for (int i = 0; i < 2000; i++) {
        char text[32];
        snprintf(text, sizeof text, "MAIL FROM:<%d>", i);
        succeed(&envelope, text);
        succeed(&envelope, "RCPT TO:<b>");
        reply(&envelope, &(struct asked){.event = DIALECT_END_OF_DATA}, '*');
    }
    list = buffer_span(&envelope.deliveries);
    ck_assert_uint_eq(envelope.delivered, 2000);
    ck_assert_uint_eq(list.size, ENVELOPE_DELIVERIES_MAX);
    ck_assert_int_eq(memcmp(list.data, "1999 -> b\n1998 -> b\n", 20), 0);
    envelope_release(&envelope);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("envelope");
    TCase *all = tcase_create("envelope");

    tcase_add_loop_test(all, an_envelope_follows, 0, CASES(scripts));
    tcase_add_test(all, recipients_have_a_limit);
    tcase_add_test(all, a_verdict_is_the_last_reply);
    tcase_add_test(all, deliveries_have_a_limit);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
