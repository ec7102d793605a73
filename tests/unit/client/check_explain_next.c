/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_explain_next.c - what comes next where a server offers or demands TLS or a login. */
#include <config.h>

#include "tui-client/dialogue/explain.h"

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"

#define OURS       "<220 h ESMTP smtpd-proto ready\r\n", ">EHLO a"
#define ANOTHERS   "<220 h ESMTP\r\n", ">EHLO a"
#define PLAIN      "<250 h\r\n"
#define WITH_TLS   "<250-h\r\n250 STARTTLS\r\n"
#define WITH_AUTH  "<250-h\r\n250 AUTH PLAIN\r\n"
#define WITH_BOTH  "<250-h\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n"
#define MAIL       ">MAIL FROM:<a@b>"
#define CANCELLED  "<501 5.7.0 Authentication cancelled\r\n"
#define NEEDS_AUTH "<530 5.7.0 Authentication required\r\n"
#define NEEDS_TLS  "<530 5.7.0 Must issue a STARTTLS command first\r\n"

/* "<" bytes of the server, ">" a line to send, "T" TLS begins; then the last reply is explained. */
static const struct {
    const char *name;
    const char *steps[12];
    const char *words, *next;
} cases[] = {
    {"nothing is offered", {OURS, PLAIN}, "accepted", "Next: MAIL FROM or QUIT."},
    {"TLS is", {OURS, WITH_TLS}, "accepted", "Next: STARTTLS, MAIL FROM or QUIT."},
    {"AUTH is", {ANOTHERS, WITH_AUTH}, "accepted", "Next: AUTH, MAIL FROM or QUIT."},
    {"TLS goes first",
     {ANOTHERS, WITH_BOTH},
     "accepted",
     "Next: STARTTLS, AUTH, MAIL FROM or QUIT."},
    {"a cancelled login can begin again",
     {OURS, WITH_BOTH, ">AUTH LOGIN", "<334 VXNlciBOYW1lAA==\r\n", ">*", CANCELLED},
     "AUTH begins it again",
     "Next: STARTTLS, AUTH, MAIL FROM or QUIT."},
    {"a refused one, too",
     {ANOTHERS, WITH_BOTH, ">AUTH PLAIN AGEAYg==", "<535 5.7.8 x\r\n"},
     "name or password",
     "Next: STARTTLS, AUTH, MAIL FROM or QUIT."},
    {"a login, but TLS is demanded",
     {OURS, WITH_BOTH, MAIL, NEEDS_TLS},
     "must be encrypted first",
     "Next: STARTTLS or QUIT."},
    {"not in TLS", {ANOTHERS, "T", WITH_BOTH}, "accepted", "Next: AUTH, MAIL FROM or QUIT."},
    {"not within a transaction",
     {OURS, WITH_BOTH, MAIL, "<250 ok\r\n"},
     "accepted",
     "Next: RCPT TO or QUIT."},
    {"our server wants TLS",
     {OURS, WITH_TLS, MAIL, NEEDS_TLS},
     "must be encrypted first",
     "Next: STARTTLS or QUIT."},
    {"our server wants a login",
     {OURS, WITH_AUTH, MAIL, NEEDS_AUTH},
     "who the user is (AUTH)",
     "Next: AUTH or QUIT."},
    {"a login, but TLS is possible",
     {OURS, WITH_TLS, MAIL, NEEDS_AUTH},
     "who the user is (AUTH)",
     "Next: STARTTLS or QUIT."},
    {"a login, in TLS",
     {OURS, "T", WITH_AUTH, MAIL, NEEDS_AUTH},
     "who the user is (AUTH)",
     "Next: AUTH or QUIT."},
    {"in TLS another text can only mean a login",
     {OURS, "T", WITH_AUTH, MAIL, "<530 5.7.0 x\r\n"},
     "who the user is (AUTH)",
     "Next: AUTH or QUIT."},
    {"another server wants TLS",
     {ANOTHERS, WITH_TLS, MAIL, NEEDS_TLS},
     "wants an encrypted connection",
     "Next: STARTTLS or QUIT."},
    {"another server wants a login",
     {ANOTHERS, "T", WITH_AUTH, MAIL, NEEDS_AUTH},
     "wants the client to log in first (AUTH)",
     "Next: AUTH or QUIT."},
    {"other refusals change nothing",
     {ANOTHERS, "T", PLAIN, MAIL, "<550 5.7.1 spam\r\n"},
     "for spam",
     "Next: MAIL FROM or QUIT."},
};

static void keep(void *context, const struct dialogue_line *line)
{
    if (line->kind == DIALOGUE_REPLY_LAST)
        *(struct dialogue_reply *)context = line->reply;
}

static void take_step(struct dialogue *dialogue, const char *step)
{
    if (step[0] == 'T')
        dialogue->position.facts |= DIALECT_FACT_ENCRYPTED;
    else if (step[0] == '>')
        ck_assert_int_eq(dialogue_say(dialogue, span_of(step + 1), 0), 0);
    else
        ck_assert_int_eq(dialogue_receive(dialogue, span_of(step + 1), 0), 0);
}

START_TEST(what_is_offered_or_demanded_is_next)
{
    struct dialogue_reply last = {.code = 0};
    struct dialogue dialogue;
    char words[WORDS_MAX];
    const char *text = "";

    dialogue_init(&dialogue, NULL, (struct dialogue_observer){.line = keep, .context = &last});
    dialogue_start(&dialogue, 0);
    for (size_t i = 0; i < COUNT(cases[_i].steps) && cases[_i].steps[i] != NULL; i++) {
        take_step(&dialogue, cases[_i].steps[i]);
        text = cases[_i].steps[i] + strlen("<250 ");
    }
    words_explain_line(&last, span_of(text), words, sizeof words);
    ck_assert_msg(strstr(words, cases[_i].words) != NULL, "%s: %s", cases[_i].name, words);
    ck_assert_msg(strstr(words, cases[_i].next) != NULL, "%s: %s", cases[_i].name, words);
    dialogue_release(&dialogue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain_next");
    TCase *all = tcase_create("explain_next");

    tcase_add_loop_test(all, what_is_offered_or_demanded_is_next, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
