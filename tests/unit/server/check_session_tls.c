/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_tls.c - STARTTLS as a session has it: when it is offered, what is forgotten after
 * it, what a server that requires it refuses before.
 *
 * "<TLS>" in a transcript is where TLS is asked for; what follows in the input is taken for
 * encrypted.
 */
#include <config.h>

#include "tests/support/check_main.h"
#include "tests/support/replies.h"

#define READY      "220 2.0.0 Ready to start TLS\r\n"
#define NO_TLS     "454 4.7.0 TLS is not available for now\r\n"
#define HAS_TLS    "503 5.5.1 TLS has started already\r\n"
#define MUST_START "530 5.7.0 Must issue a STARTTLS command first\r\n"
#define BEFORE     "250-PIPELINING\r\n250-SIZE 258\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
#define OFFERS(name)                                                                               \
    "250-h greets " name "\r\n" BEFORE "250-ENHANCEDSTATUSCODES\r\n250-HELP\r\n250 STARTTLS\r\n"
#define TLS "<TLS>" READY

struct tls_case {
    const char *name;
    struct text in;
    const char *out;
    enum dialect_result verdict;
    bool is_required, begins_encrypted;
};

static const struct tls_case cases[] = {
    {.name = "offered in clear, not under TLS",
     .in = TEXT("EHLO x\r\nSTARTTLS\r\nEHLO x\r\n"),
     .out = OFFERS("x") TLS GREETS("x")},
    {.name = "not offered if TLS is there from the start",
     .in = TEXT("EHLO x\r\nSTARTTLS\r\n"),
     .out = GREETS("x") HAS_TLS,
     .begins_encrypted = true},
    {.name = "before EHLO", .in = TEXT("STARTTLS\r\nEHLO x\r\n"), .out = TLS GREETS("x")},
    {.name = "after HELO",
     .in = TEXT("HELO x\r\nSTARTTLS\r\nHELO x\r\n"),
     .out = HELLO("x") TLS HELLO("x")},
    {.name = "with an argument",
     .in = TEXT("STARTTLS now\r\nstarttls\t\r\n"),
     .out = NO_ARGUMENT TLS},
    {.name = "twice, whatever its argument",
     .in = TEXT("STARTTLS\r\nSTARTTLS\r\nSTARTTLS now\r\n"),
     .out = TLS HAS_TLS HAS_TLS},
    {.name = "the name is forgotten",
     .in = TEXT("EHLO x\r\nSTARTTLS\r\nMAIL FROM:<a@b>\r\n"),
     .out = OFFERS("x") TLS NEEDS_HELLO},
    {.name = "the transaction is forgotten",
     .in = TEXT(
         "EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@h>\r\nSTARTTLS\r\nDATA\r\nEHLO x\r\nDATA\r\n"),
     .out = OFFERS("x") FROM("a@b") TO("joe@h") TLS NEEDS_BOTH GREETS("x") NEEDS_BOTH},
    {.name = "and another may follow",
     .in = TEXT(
         "EHLO x\r\nMAIL FROM:<a@b>\r\nSTARTTLS\r\nEHLO x\r\nMAIL FROM:<c@b>\r\nRCPT TO:<joe@h>\r\n"
         "DATA\r\nx\r\n.\r\n"),
     .out = OFFERS("x") FROM("a@b") TLS GREETS("x") FROM("c@b") TO("joe@h") ENTER
     "{c@b>joe|x\n}" DONE},
    {.name = "if TLS cannot be prepared nothing has changed",
     .in = TEXT("EHLO x\r\nMAIL FROM:<a@b>\r\nSTARTTLS\r\nRCPT TO:<joe@h>\r\n"),
     .out = OFFERS("x") FROM("a@b") "<TLS>" NO_TLS TO("joe@h"),
     .verdict = DIALECT_LOCAL_ERROR},
    {.name = "within a message it is text",
     .in = TEXT("EHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@h>\r\nDATA\r\nSTARTTLS\r\n.\r\n"),
     .out = OFFERS("x") FROM("a@b") TO("joe@h") ENTER "{a@b>joe|STARTTLS\n}" DONE},
    {.name = "errors still count",
     .in = TEXT(TEN("XYZZY\r\n") "STARTTLS\r\nXYZZY\r\n"),
     .out = TEN(UNRECOGNIZED) TLS "~" UNRECOGNIZED},
    {.name = "required: what is refused",
     .in = TEXT(
         "HELO x\r\nHELO\r\nMAIL FROM:<a@b>\r\nMAIL <a@b>\r\nRCPT TO:<joe@h>\r\nDATA\r\nRSET\r\n"
         "VRFY x\r\nEXPN x\r\nHELP\r\nXYZZY\r\n"),
     .out = MUST_START MUST_START MUST_START MUST_START MUST_START MUST_START MUST_START MUST_START
         MUST_START MUST_START MUST_START,
     .is_required = true},
    {.name = "required: what is not",
     .in = TEXT("NOOP\r\nEHLO\r\nEHLO x\r\nSTARTTLS now\r\nNOOP x\r\nQUIT\r\n"),
     .out =
         NOTHING NO_EHLO_NAME "250-h greets x\r\n" BEFORE
                              "250-ENHANCEDSTATUSCODES\r\n250 STARTTLS\r\n" NO_ARGUMENT NOTHING BYE,
     .is_required = true},
    {.name = "required: what is no command",
     .in = TEXT(X2048 "x\r\nnoop\nGET / HTTP/1.1\r\n"),
     .out = LONG BARE_LF NO_HTTP,
     .is_required = true},
    {.name = "required: after it all is allowed",
     .in = TEXT(
         "EHLO x\r\nMAIL FROM:<a@b>\r\nSTARTTLS\r\nEHLO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<joe@h>\r\n"
         "DATA\r\nx\r\n.\r\n"),
     .out = "250-h greets x\r\n" BEFORE
            "250-ENHANCEDSTATUSCODES\r\n250 STARTTLS\r\n" MUST_START TLS GREETS("x") FROM("a@b")
                TO("joe@h") ENTER "{a@b>joe|x\n}" DONE,
     .is_required = true},
    {.name = "required: met from the start",
     .in = TEXT("EHLO x\r\nMAIL FROM:<a@b>\r\n"),
     .out = GREETS("x") FROM("a@b"),
     .is_required = true,
     .begins_encrypted = true},
};

static void play(const void *context, size_t first, size_t stride)
{
    static struct users *users;
    const struct tls_case *row = context;
    struct dialect dialect = dialect_rfc5321;
    struct conversation conversation;
    struct span result;

    users = users != NULL ? users : replies_make_users();
    dialect.policy.extensions |= DIALECT_EXTENSION_STARTTLS;
    dialect.policy.requires_tls = row->is_required;
    struct session_config config = {
        .dialect = &dialect, .hostname = "h", .users = users, .message_size_max = 258};
    conversation_open_encrypted(&conversation, &config, row->begins_encrypted);
    conversation.verdict = row->verdict;
    conversation_feed(&conversation, row->in, first, stride);
    result = conversation_result(&conversation);
    ck_assert_msg(span_equal(result, span_of(row->out)), "%s, split at %zu: \"%.*s\"", row->name,
                  first, (int)result.size, result.data);
    conversation_release(&conversation);
}

START_TEST(conversations)
{
    conversation_every_way(cases[_i].in, &cases[_i], play);
}
END_TEST

static const struct {
    const char *name;
    struct text in;
    const char *protocol;
} protocols[] = {
    {"EHLO under TLS", TEXT("STARTTLS\r\nEHLO x\r\n"), "ESMTPS"},
    {"EHLO in clear alone", TEXT("EHLO x\r\nSTARTTLS\r\n"), "SMTP"},
    {"HELO under TLS has no name of its own", TEXT("EHLO x\r\nSTARTTLS\r\nHELO x\r\n"), "SMTP"},
    {"SMTPUTF8", TEXT("STARTTLS\r\nEHLO x\r\nMAIL FROM:<a@b> SMTPUTF8\r\n"), "UTF8SMTPS"},
};

/* RFC 3848, and RFC 6531 section 3.7.3. */
START_TEST(protocol)
{
    struct dialect dialect = dialect_rfc5321;
    struct session_config config = {.dialect = &dialect, .hostname = "h", .message_size_max = 258};
    struct conversation conversation;

    dialect.policy.extensions |= DIALECT_EXTENSION_STARTTLS;
    conversation_open(&conversation, &config);
    conversation_say(&conversation, protocols[_i].in);
    ck_assert_msg(strcmp(session_protocol(&conversation.session), protocols[_i].protocol) == 0,
                  "%s: %s", protocols[_i].name, session_protocol(&conversation.session));
    ck_assert(session_is_encrypted(&conversation.session));
    conversation_release(&conversation);
}
END_TEST

/* Every dialect may begin with it, and keeps it. */
START_TEST(from_the_start)
{
    struct session_config config = {.dialect = &dialect_prototype, .hostname = "h"};
    struct conversation conversation;

    conversation_open_encrypted(&conversation, &config, true);
    conversation_say(&conversation, (struct text)TEXT("helo x\r\nstarttls\r\n"));
    ck_assert(session_is_encrypted(&conversation.session));
    ck_assert_uint_eq(conversation.code, 500);
    conversation_release(&conversation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_tls");
    TCase *all = tcase_create("conversations");

    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, conversations, 0, CASES(cases));
    tcase_add_loop_test(all, protocol, 0, CASES(protocols));
    tcase_add_test(all, from_the_start);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
