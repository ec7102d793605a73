/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_faults.c - conversations that meet with faults, in both dialects, without a socket.
 *
 * Each case is fed whole, byte by byte, and split in two everywhere.
 */
#include <config.h>

#include "server/session/session.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/conversation.h"

#define RULES_MAX 3

#define P &dialect_prototype
#define R &dialect_rfc5321

/* What the prototype says. */
#define BAD    "500 Syntax error, command unrecognized\r\n"
#define HELLO  "250 Hello x, pleased to meet you\r\n"
#define FROM_A "250 a Sender ok\r\n"
#define TO_JOE "250 joe Recipient ok\r\n"
#define ENTER  "354 Enter mail, end with \".\" on a line by itself\r\n"
#define DONE   "250 Message accepted for delivery\r\n"

/* What rfc5321 says. */
#define GREETS   "250 h greets x\r\n"
#define FROM_A_X "250 2.1.0 a@x Sender ok\r\n"
#define TO_JOE_X "250 2.1.5 joe@x Recipient ok\r\n"
#define DONE_X   "250 2.0.0 Message accepted for delivery\r\n"

#define FAULT "Refused on purpose (--fault)\r\n"
#define MAGIC "Refused on purpose (--magic-addresses)\r\n"

static const struct {
    const char *name;
    const struct dialect *dialect;
    const char *rules[RULES_MAX];
    struct text in;
    const char *out;
} cases[] = {
    /* refusals: the next state is that of the row's failure */
    {"HELO", P, {"HELO:550"}, TEXT("helo x\r\nmail from:a\r\n"), "550 " FAULT BAD},
    {"HELO once", P, {"HELO:550:first=1"}, TEXT("helo x\r\nhelo x\r\n"), "550 " FAULT HELLO},
    {"MAIL",
     P,
     {"MAIL:451:first=1"},
     TEXT("helo x\r\nmail from:a\r\nmail from:a\r\n"),
     HELLO "451 " FAULT FROM_A},
    {"RCPT begins anew",
     P,
     {"RCPT:450 later:first=1"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\nrcpt to:joe\r\nmail from:a\r\nrcpt to:joe\r\n"),
     HELLO FROM_A "450 later\r\n" BAD FROM_A TO_JOE},
    {"DATA may be repeated",
     P,
     {"DATA:451:first=1"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\ndata\r\nhi\r\n.\r\n"),
     HELLO FROM_A TO_JOE "451 " FAULT ENTER "{a>joe|hi\n}" DONE},
    {"a message",
     P,
     {"MESSAGE:554 no:first=1"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\nhi\r\n.\r\nquit\r\nmail from:a\r\n"),
     HELLO FROM_A TO_JOE ENTER "554 no\r\n" BAD FROM_A},
    {"QUIT",
     P,
     {"QUIT:500 stay:first=1"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\n.\r\nquit\r\nquit\r\n"),
     HELLO FROM_A TO_JOE ENTER "{a>joe|}" DONE "500 stay\r\n221 h closing connection\r\n#"},
    {"421 closes",
     P,
     {"MAIL:421 Bye"},
     TEXT("helo x\r\nmail from:a\r\nmail from:a\r\n"),
     HELLO "421 Bye\r\n#"},
    {"421 closes after a message",
     P,
     {"MESSAGE:421 Bye"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\n.\r\nhelo x\r\n"),
     HELLO FROM_A TO_JOE ENTER "421 Bye\r\n#"},
    {"an unknown recipient is not asked for",
     P,
     {"RCPT:450 later:first=1"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:nobody\r\nmail from:a\r\nrcpt to:nobody\r\n"),
     HELLO FROM_A "450 later\r\n" FROM_A "550 Address unknown\r\n"},
    {"what is refused anyway is not counted",
     P,
     {"RCPT:450 later:first=1"},
     TEXT("rcpt to:joe\r\nhelo x\r\nrcpt to:joe\r\nmail from:a\r\nrcpt to:\r\nrcpt to:joe\r\n"),
     BAD HELLO BAD FROM_A BAD "450 later\r\n"},
    {"a text is no template",
     P,
     {"MAIL:451 100% %s {argument} {hostname} {detail}"},
     TEXT("helo x\r\nmail from:a\r\n"),
     HELLO "451 100% %s {argument} {hostname} {detail}\r\n"},
    {"EHLO", R, {"EHLO:502"}, TEXT("ehlo x\r\nhelo x\r\n"), "502 " FAULT GREETS},
    {"RCPT keeps the others",
     R,
     {"RCPT:450 4.2.0 Greylisted:every=2"},
     TEXT("helo x\r\nmail from:<a@x>\r\nrcpt to:<joe@x>\r\nrcpt to:<joe@x>\r\ndata\r\n.\r\n"),
     GREETS FROM_A_X TO_JOE_X "450 4.2.0 Greylisted\r\n" ENTER "{a@x>joe|}" DONE_X},
    {"an enhanced code where there is no text",
     R,
     {"MAIL:451:first=1", "MAIL:553:first=1"},
     TEXT("helo x\r\nmail from:<a@x>\r\nmail from:<a@x>\r\n"),
     GREETS "451 4.0.0 " FAULT "553 5.0.0 " FAULT},
    {"RSET and NOOP",
     R,
     {"RSET:500:first=1", "NOOP:421"},
     TEXT("rset\r\nrset\r\nnoop\r\n"),
     "500 5.0.0 " FAULT "250 2.0.0 Reset\r\n421 4.0.0 " FAULT "#"},
    {"faults are no errors of the client",
     R,
     {"NOOP:500 5.5.2 no"},
     TEXT("noop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\nnoop\r\n"
          "noop\r\n"),
     "500 5.5.2 no\r\n500 5.5.2 no\r\n500 5.5.2 no\r\n500 5.5.2 no\r\n500 5.5.2 no\r\n"
     "500 5.5.2 no\r\n500 5.5.2 no\r\n500 5.5.2 no\r\n500 5.5.2 no\r\n500 5.5.2 no\r\n"
     "500 5.5.2 no\r\n500 5.5.2 no\r\n"},
    {"a message in rfc5321",
     R,
     {"MESSAGE:452 4.3.1 full:first=1"},
     TEXT("helo x\r\nmail from:<a@x>\r\nrcpt to:<joe@x>\r\ndata\r\nx\r\n.\r\ndata\r\n"),
     GREETS FROM_A_X TO_JOE_X ENTER
     "452 4.3.1 full\r\n503 5.5.1 DATA needs MAIL and RCPT first\r\n"},

    /* delays come after the action, and no reply before one */
    {"a delay",
     P,
     {"HELO:delay=5s", "MAIL:delay=1ms"},
     TEXT("helo x\r\nmail from:a\r\n"),
     "~" HELLO "~" FROM_A},
    {"a delay after a delivery",
     P,
     {"MESSAGE:delay=5s"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\nhi\r\n.\r\nmail from:a\r\n"),
     HELLO FROM_A TO_JOE ENTER "{a>joe|hi\n}~" DONE FROM_A},
    {"a delay before a refusal",
     P,
     {"RCPT:delay=2m"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:nobody\r\nmail from:a\r\n"),
     HELLO FROM_A "~550 Address unknown\r\n" FROM_A},
    {"no delay for what is out of order", P, {"RCPT:delay=2m"}, TEXT("rcpt to:joe\r\n"), BAD},

    /* silence comes in place of the action */
    {"a drop", P, {"MAIL:drop"}, TEXT("helo x\r\nmail from:a\r\nmail from:a\r\n"), HELLO "#"},
    {"a message that is dropped is not delivered",
     P,
     {"MESSAGE:drop"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\nhi\r\n.\r\nquit\r\n"),
     HELLO FROM_A TO_JOE ENTER "#"},
    {"a stall",
     P,
     {"DATA:stall"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\nhi\r\n.\r\n"),
     HELLO FROM_A TO_JOE "#"},
    {"a stall at the second one",
     R,
     {"NOOP:stall:from=2..9"},
     TEXT("noop\r\nnoop\r\nnoop\r\n"),
     "250 2.0.0 Nothing done\r\n#"},

    /* a reply that is cut is the last one; how much of it is sent is not known here */
    {"a cut",
     P,
     {"MAIL:cut=3"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\n"),
     HELLO FROM_A "#"},
    {"a cut after a delivery",
     P,
     {"MESSAGE:cut=3"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\ndata\r\nhi\r\n.\r\nmail from:a\r\n"),
     HELLO FROM_A TO_JOE ENTER "{a>joe|hi\n}" DONE "#"},
    {"a drip",
     P,
     {"MAIL:drip=1s"},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:joe\r\n"),
     HELLO FROM_A TO_JOE},

    /* magic addresses, which are always on here */
    {"magic HELO", P, {NULL}, TEXT("helo helo550.x\r\nhelo x\r\n"), "550 " MAGIC HELLO},
    {"magic MAIL",
     P,
     {NULL},
     TEXT("helo x\r\nmail from:mail451@x\r\nmail from:a\r\n"),
     HELLO "451 " MAGIC FROM_A},
    {"magic RCPT",
     P,
     {NULL},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:rcpt550@x\r\nmail from:a\r\n"),
     HELLO FROM_A "550 " MAGIC FROM_A},
    {"magic at the end of data",
     P,
     {NULL},
     TEXT("helo x\r\nmail from:data552@x\r\nrcpt to:joe\r\ndata\r\nhi\r\n.\r\nmail from:a\r\n"),
     HELLO "250 data552@x Sender ok\r\n" TO_JOE ENTER "552 " MAGIC FROM_A},
    {"magic 421", P, {NULL}, TEXT("helo helo421.x\r\nhelo x\r\n"), "421 " MAGIC "#"},
    {"magic EHLO", R, {NULL}, TEXT("ehlo helo550.x\r\nhelo x\r\n"), "550 " MAGIC GREETS},
    {"magic enhanced codes",
     R,
     {NULL},
     TEXT("helo x\r\nmail from:<mail451_4.3.2@x>\r\nmail from:<a@x>\r\nrcpt to:<rcpt550@x>\r\n"
          "rcpt to:<rcpt550_5.1.1@x>\r\nrcpt to:<joe@x>\r\n"),
     GREETS "451 4.3.2 " MAGIC FROM_A_X "550 5.0.0 " MAGIC "550 5.1.1 " MAGIC TO_JOE_X},
    {"no enhanced code where none is offered",
     P,
     {NULL},
     TEXT("helo x\r\nmail from:mail451_4.3.2@x\r\n"),
     HELLO "451 " MAGIC},
    {"what is not magic has a mailbox or not",
     P,
     {NULL},
     TEXT("helo x\r\nmail from:a\r\nrcpt to:rcpt250@x\r\n"),
     HELLO FROM_A "550 Address unknown\r\n"},
};

static int64_t now_ms(void)
{
    return 0;
}

static struct users *users;
static size_t current; /* the case */

static struct faults *faults_of(size_t number, struct fault_rule *rules)
{
    struct faults_config config = {.rules = rules, .has_magic = true, .now_ms = now_ms};
    struct faults *faults;

    for (; config.rule_count < RULES_MAX && cases[number].rules[config.rule_count] != NULL;
         config.rule_count++)
        ck_assert_int_eq(
            fault_rule_parse(cases[number].rules[config.rule_count], &rules[config.rule_count]),
            FAULT_FLAW_NONE);
    faults = faults_new(&config);
    ck_assert_ptr_nonnull(faults);
    return faults;
}

static void play(const void *context, size_t first, size_t stride)
{
    struct fault_rule rules[RULES_MAX];
    struct session_config config = {.dialect = cases[current].dialect,
                                    .hostname = "h",
                                    .users = users,
                                    .message_size_max = 1000,
                                    .faults = faults_of(current, rules)};
    struct conversation conversation;
    struct span result;

    (void)context;
    conversation_open(&conversation, &config);
    conversation_feed(&conversation, cases[current].in, first, stride);
    result = conversation_result(&conversation);
    ck_assert_msg(span_equal(result, span_of(cases[current].out)), "%s (%zu, %zu):\n%.*s",
                  cases[current].name, first, stride, (int)result.size, result.data);
    conversation_release(&conversation);
    faults_free(config.faults);
}

START_TEST(a_conversation_is_disturbed)
{
    struct users_error error;

    users = users_parse("joe", 3, &error);
    current = (size_t)_i;
    conversation_every_way(cases[_i].in, NULL, play);
    users_free(users);
}
END_TEST

/* What the client connects to. */
static const struct {
    const char *rule;
    enum session_event_kind kind;
    const char *reply;
    bool is_closed;
} greetings[] = {
    {"CONNECT:554 No service", SESSION_REPLY, "554 No service\r\n", true},
    {"CONNECT:421", SESSION_REPLY, "421 " FAULT, true},
    {"CONNECT:450", SESSION_REPLY, "450 " FAULT, true},
    {"CONNECT:delay=1s", SESSION_ASK, "", false},
    {"CONNECT:drop", SESSION_CLOSE, "", true},
    {"CONNECT:stall", SESSION_CLOSE, "", true},
    {"CONNECT:cut=2", SESSION_REPLY, "220 h ESMTP smtpd-proto ready\r\n", true},
    {"CONNECT:drip=2ms", SESSION_REPLY, "220 h ESMTP smtpd-proto ready\r\n", false},
    {"HELO:drop", SESSION_REPLY, "220 h ESMTP smtpd-proto ready\r\n", false},
};

START_TEST(a_connection_is_disturbed)
{
    struct fault_rule rule;
    struct session_config config = {.dialect = &dialect_rfc5321, .hostname = "h"};
    struct session session;
    struct session_event event;

    ck_assert_int_eq(fault_rule_parse(greetings[_i].rule, &rule), FAULT_FLAW_NONE);
    config.faults =
        faults_new(&(struct faults_config){.rules = &rule, .rule_count = 1, .now_ms = now_ms});
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
    ck_assert_msg(
        event.kind == greetings[_i].kind &&
            span_equal((struct span){event.reply, event.reply_size}, span_of(greetings[_i].reply)),
        "%s: %.*s", greetings[_i].rule, (int)event.reply_size, event.reply);
    ck_assert_msg((session.position.state == DIALECT_STATE_CLOSED) == greetings[_i].is_closed, "%s",
                  greetings[_i].rule);
    ck_assert_msg((event.fault != NULL) == (rule.event == DIALECT_CONNECT), "%s",
                  greetings[_i].rule);
    session_release(&session);
    faults_free(config.faults);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_faults");
    TCase *all = tcase_create("conversations");

    tcase_add_loop_test(all, a_conversation_is_disturbed, 0, CASES(cases));
    tcase_add_loop_test(all, a_connection_is_disturbed, 0, CASES(greetings));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
