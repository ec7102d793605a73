/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue_auth.c - AUTH in a conversation: when it is possible, what waits for its end. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include <errno.h>

#include "common/count.h"
#include "common/mechanism.h"
#include "tests/support/check_main.h"
#include "tests/support/script.h"
#include "tui-client/dialogue/explain.h"

#define OFFER "<220 h ESMTP\r\n", ">EHLO a", "<250-h\r\n250 AUTH PLAIN LOGIN\r\n", "oEHLO a\r\n"

/* Typed, line by line. */
static const struct script scripts[] = {
    {"in one line",
     {OFFER, ">AUTH PLAIN AGEAYg==", "<235 2.7.0 ok\r\n", "=MAIL 16", ">AUTH PLAIN", "<503 no\r\n",
      "=MAIL 16"}},
    {"in three lines",
     {OFFER, ">AUTH LOGIN", "<334 VXNlcm5hbWU6\r\n", "=CREDENTIALS 0", ">dXNlcg==",
      "oAUTH LOGIN\r\ndXNlcg==\r\n", "<334 UGFzc3dvcmQ6\r\n", ">", "<535 5.7.8 no\r\n", "=MAIL 0"}},
    {"refused", {OFFER, ">AUTH PLAIN AGEAYg==", "<535 no\r\n", "=MAIL 0", "bsend"}},
};

START_TEST(a_script_is_played_in_all_pieces)
{
    run_in_all_pieces(&scripts[_i], _i % 2 == 0);
}
END_TEST

static void ignore(void *context, const struct dialogue_line *line)
{
    (void)context;
    (void)line;
}

static void keep_reply(void *context, const struct dialogue_line *line)
{
    struct dialogue_reply *reply = context;

    if (line->kind == DIALOGUE_REPLY_LAST)
        *reply = line->reply;
}

static void begin(struct dialogue *dialogue, const char *offer)
{
    dialogue_init(dialogue, NULL, (struct dialogue_observer){.line = ignore});
    dialogue_start(dialogue, 0);
    ck_assert_int_eq(dialogue_receive(dialogue, span_of("220 h ESMTP\r\n"), 0), 0);
    ck_assert_int_eq(dialogue_say(dialogue, span_of("EHLO a"), 0), 0);
    ck_assert_int_eq(dialogue_receive(dialogue, span_of(offer), 0), 0);
    buffer_release(&dialogue->out);
}

static void hear(struct dialogue *dialogue, const char *bytes)
{
    ck_assert_int_eq(dialogue_receive(dialogue, span_of(bytes), 0), 0);
}

static int say(struct dialogue *dialogue, const char *line)
{
    errno = 0;
    return dialogue_say_credentials(dialogue, span_of(line), 0);
}

/* What was to be written since the last call. */
static void expect_output(struct dialogue *dialogue, const char *wanted)
{
    struct span out = buffer_span(&dialogue->out);

    ck_assert_msg(span_equal(out, span_of(wanted)), "\"%.*s\"", (int)out.size, out.data);
    buffer_release(&dialogue->out);
}

static const struct {
    const char *offer;
    unsigned mechanisms;
} offers[] = {
    {"250 h\r\n", 0},
    {"250-h\r\n250 AUTH\r\n", 0},
    {"250-h\r\n250 AUTH GSSAPI\r\n", 0},
    {"250-h\r\n250 AUTH  plain\tCRAM-MD5 \r\n", 1U << MECHANISM_PLAIN | 1U << MECHANISM_CRAM_MD5},
    {"250-h\r\n250-AUTH XOAUTH2\r\n250 AUTH LOGIN\r\n",
     1U << MECHANISM_XOAUTH2 | 1U << MECHANISM_LOGIN},
};

START_TEST(mechanisms_are_offered)
{
    struct dialogue dialogue;

    begin(&dialogue, offers[_i].offer);
    ck_assert_uint_eq(dialogue.offered.mechanisms, offers[_i].mechanisms);
    ck_assert_int_eq(dialogue_can_authenticate(&dialogue), offers[_i].mechanisms != 0);
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(queued_lines_wait_for_the_end)
{
    struct dialogue dialogue;

    begin(&dialogue, "250-h\r\n250 AUTH LOGIN\r\n");
    ck_assert_int_eq(say(&dialogue, "AUTH LOGIN"), 0);
    ck_assert(dialogue_is_waiting(&dialogue) && !dialogue_may_send(&dialogue));
    ck_assert(say(&dialogue, "dXNlcg==") == -1 && errno == EBUSY);
    ck_assert_int_eq(dialogue_say(&dialogue, span_of("MAIL FROM:<a@b>"), 0), 0);
    expect_output(&dialogue, "AUTH LOGIN\r\n");
    hear(&dialogue, "334 VXNlcm5hbWU6\r\n");
    expect_output(&dialogue, "");
    ck_assert_int_eq(say(&dialogue, "dXNlcg=="), 0);
    expect_output(&dialogue, "dXNlcg==\r\n");
    hear(&dialogue, "235 ok\r\n");
    expect_output(&dialogue, "MAIL FROM:<a@b>\r\n");
    ck_assert_uint_eq(dialogue.position.facts, DIALECT_FACT_AUTHENTICATED);
    ck_assert(!dialogue_can_authenticate(&dialogue));
    dialogue_release(&dialogue);
}
END_TEST

/* Only the mechanism is kept until the reply, and what was written is wiped. */
START_TEST(no_secret_is_kept)
{
    struct dialogue dialogue;
    const struct request *request;

    begin(&dialogue, "250-h\r\n250 AUTH PLAIN\r\n");
    ck_assert_int_eq(say(&dialogue, "AUTH PLAIN AGEAYg=="), 0);
    request = requests_last(&dialogue.requests);
    ck_assert(span_equal(request_argument(request), span_of("PLAIN")));
    ck_assert(dialogue.out.is_secret);
    hear(&dialogue, "334 \r\n");
    ck_assert_int_eq(say(&dialogue, "AGEAYg=="), 0);
    request = requests_last(&dialogue.requests);
    ck_assert_uint_eq(request->argument_size, 0);
    ck_assert_int_eq(request->event, DIALECT_CREDENTIALS);
    dialogue_release(&dialogue);
}
END_TEST

/* A verb that was misspelt is told, but not where a password may have been typed. */
START_TEST(what_was_meant_is_no_secret)
{
    static const struct {
        const char *line, *reply;
        enum dialect_event meant; /* DIALECT_EVENTS: nothing is told */
    } steps[] = {
        {"STARTLS", "500 what?\r\n", DIALECT_STARTTLS},
        {"xyzzy", "500 what?\r\n", DIALECT_EVENTS},
        {"STARTLS", "250 ok\r\n", DIALECT_EVENTS},
        {"AUTH LOGIN", "535 no\r\n", DIALECT_EVENTS},
        {"STARTLS", "500 what?\r\n", DIALECT_EVENTS},
        {"NOOP", "250 ok\r\n", DIALECT_EVENTS},
        {"STARTLS", "500 what?\r\n", DIALECT_STARTTLS},
        {"AUTH LOGIN", NULL, DIALECT_EVENTS},
        {"STARTLS", "500 what?\r\n", DIALECT_EVENTS},
        {"NOOP", NULL, DIALECT_EVENTS},
        {"STARTLS", "500 what?\r\n", DIALECT_STARTTLS},
        {"AUTH PLAIN AGEAYg==", "235 in\r\n", DIALECT_EVENTS},
        {"STARTLS", "500 what?\r\n", DIALECT_STARTTLS},
    };
    struct dialogue dialogue;
    struct dialogue_reply reply = {0};

    begin(&dialogue, "250-h\r\n250 AUTH PLAIN LOGIN\r\n");
    dialogue.observer = (struct dialogue_observer){.line = keep_reply, .context = &reply};
    for (size_t i = 0; i < COUNT(steps); i++) {
        ck_assert_int_eq(dialogue_say(&dialogue, span_of(steps[i].line), 0), 0);
        reply.is_misspelt = false;
        if (steps[i].reply != NULL)
            hear(&dialogue, steps[i].reply);
        else
            dialogue_give_up(&dialogue, span_of("no reply"));
        ck_assert_msg((reply.is_misspelt ? reply.meant : DIALECT_EVENTS) == steps[i].meant,
                      "step %zu", i);
    }
    dialogue_release(&dialogue);
}
END_TEST

/* Nor in a dialect without AUTH, where what is sent is kept until its reply without the secret. */
START_TEST(what_was_meant_is_no_secret_without_auth)
{
    static const struct {
        const char *line;
        const char *kept;
        enum dialect_event meant;
    } steps[] = {
        {"hel0", "hel0", DIALECT_HELO}, {"AUTH PLAIN AGEAYg==", "AUTH PLAIN", DIALECT_EVENTS},
        {"hel0", "", DIALECT_EVENTS},   {"QUIT now", "now", DIALECT_EVENTS},
        {"hel0", "hel0", DIALECT_HELO},
    };
    struct dialogue dialogue;
    struct dialogue_reply reply = {0};

    dialogue_init(&dialogue, &dialect_prototype,
                  (struct dialogue_observer){.line = keep_reply, .context = &reply});
    dialogue_start(&dialogue, 0);
    hear(&dialogue, "220 h\r\n");
    for (size_t i = 0; i < COUNT(steps); i++) {
        const struct request *request;
        ck_assert_int_eq(dialogue_say(&dialogue, span_of(steps[i].line), 0), 0);
        request = requests_last(&dialogue.requests);
        ck_assert_msg(span_equal(request_argument(request), span_of(steps[i].kept)), "step %zu", i);
        hear(&dialogue, "500 what?\r\n");
        ck_assert_msg((reply.is_misspelt ? reply.meant : DIALECT_EVENTS) == steps[i].meant,
                      "step %zu", i);
    }
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(nothing_is_said_before_tls_that_is_required)
{
    struct dialogue dialogue;

    begin(&dialogue, "250-h\r\n250 AUTH PLAIN\r\n");
    dialogue.requires_tls = true;
    ck_assert(say(&dialogue, "AUTH PLAIN AGEAYg==") == -1 && errno == EPERM);
    expect_output(&dialogue, "");
    dialogue_end(&dialogue);
    ck_assert(say(&dialogue, "AUTH PLAIN AGEAYg==") == -1 && errno == ENOTCONN);
    dialogue_release(&dialogue);
}
END_TEST

/* Lines of up to 12288 bytes, as RFC 4954 section 4 has it. */
START_TEST(a_long_line_is_still_one_of_credentials)
{
    struct dialogue dialogue;
    static char line[DIALECT_LINE_MAX + 2];

    memset(line, 'A', sizeof line - 1);
    line[DIALECT_LINE_MAX] = '\0';
    begin(&dialogue, "250-h\r\n250 AUTH PLAIN\r\n");
    ck_assert_int_eq(say(&dialogue, "AUTH PLAIN"), 0);
    hear(&dialogue, "334 \r\n");
    ck_assert_int_eq(say(&dialogue, line), 0);
    ck_assert_int_eq(requests_last(&dialogue.requests)->event, DIALECT_CREDENTIALS);
    hear(&dialogue, "334 \r\n");
    line[DIALECT_LINE_MAX] = 'A';
    ck_assert_int_eq(say(&dialogue, line), 0);
    ck_assert_int_eq(requests_last(&dialogue.requests)->event, DIALECT_LONG_CREDENTIALS);
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(a_login_has_verdicts_of_its_own)
{
    static const struct {
        enum dialect_state before;
        enum dialect_event event;
        unsigned code;
        enum explain_verdict verdict;
    } steps[] = {
        {DIALECT_STATE_MAIL, DIALECT_AUTH, 334, EXPLAIN_ASKS_FOR_CREDENTIALS},
        {DIALECT_STATE_CREDENTIALS, DIALECT_CREDENTIALS, 334, EXPLAIN_ASKS_FOR_CREDENTIALS},
        {DIALECT_STATE_CREDENTIALS, DIALECT_CREDENTIALS, 235, EXPLAIN_LOGGED_IN},
        {DIALECT_STATE_MAIL, DIALECT_AUTH, 235, EXPLAIN_LOGGED_IN},
        {DIALECT_STATE_MAIL, DIALECT_NOOP, 250, EXPLAIN_ACCEPTED},
    };
    struct dialect dialect = dialect_rfc5321;

    dialect.policy.extensions |= DIALECT_EXTENSION_AUTH;
    dialect.policy.takes_secrets_in_clear = true;
    for (size_t i = 0; i < COUNT(steps); i++) {
        struct dialect_position before = {steps[i].before, 0};
        struct dialect_match match =
            dialect_find(&dialect, before, steps[i].event, span_of("PLAIN"));
        struct dialogue_reply reply = {.code = steps[i].code,
                                       .event = steps[i].event,
                                       .dialect = &dialect,
                                       .before = before,
                                       .after = before};
        reply.outcome = dialect_outcome_by_code(match.row, match.reason, reply.code);
        ck_assert_ptr_nonnull(reply.outcome);
        dialect_advance(&reply.after, reply.outcome);
        ck_assert_msg(explain_reply(&reply, span_of("")).verdict == steps[i].verdict, "step %zu",
                      i);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue_auth");
    TCase *all = tcase_create("dialogue_auth");

    tcase_add_loop_test(all, a_script_is_played_in_all_pieces, 0, CASES(scripts));
    tcase_add_loop_test(all, mechanisms_are_offered, 0, CASES(offers));
    tcase_add_test(all, queued_lines_wait_for_the_end);
    tcase_add_test(all, no_secret_is_kept);
    tcase_add_test(all, what_was_meant_is_no_secret);
    tcase_add_test(all, what_was_meant_is_no_secret_without_auth);
    tcase_add_test(all, nothing_is_said_before_tls_that_is_required);
    tcase_add_test(all, a_long_line_is_still_one_of_credentials);
    tcase_add_test(all, a_login_has_verdicts_of_its_own);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
