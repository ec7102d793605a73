/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue_tls.c - STARTTLS in a conversation: what is forgotten, thrown away, held back. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include <errno.h>

#include "tests/support/check_main.h"
#include "tests/support/script.h"
#include "tui-client/dialogue/steps.h"

#define ESMTP "<220 h ESMTP\r\n"
#define OFFER ESMTP, ">EHLO a", "<250-h\r\n250-PIPELINING\r\n250 STARTTLS\r\n", "oEHLO a\r\n"

static const struct script scripts[] = {
    {"all is forgotten",
     {OFFER, "+PIPELINING, STARTTLS", "=MAIL 0", ">starttls", "ostarttls\r\n", "<220 go\r\n", "+",
      "=HELO 8", "bwait", "T", "bsend", ">EHLO a", "<250-h\r\n250 SIZE\r\n", "=MAIL 8", "+SIZE"}},
    {"bytes behind the reply are thrown away",
     {OFFER, ">STARTTLS", "<220 go\r\n250-evil\r\n250 AUTH\r\n25", "sLCRRLCL", "=HELO 8", "T",
      ">EHLO a", "<250-h\r\n250 SIZE\r\n", "+SIZE", "sCRL"}},
    {"what is said meanwhile waits",
     {OFFER, ">STARTTLS", "oSTARTTLS\r\n", ">EHLO b", "o", "<220-go\r\n220 on\r\n", "o", "T",
      "oEHLO b\r\n"}},
    {"a transaction ends",
     {OFFER, ">MAIL FROM:<a@b>", "<250 ok\r\n", "=RCPT 4", ">STARTTLS", "<220 go\r\n", "=HELO 8"}},
    {"it is refused",
     {OFFER, ">STARTTLS", "<454 not now\r\n", "=MAIL 0", "+PIPELINING, STARTTLS", "bsend"}},
    {"it is answered with another success",
     {OFFER, ">STARTTLS", "<250 ok\r\n", "=MAIL 0", "bsend"}},
    {"it was not offered",
     {ESMTP, ">EHLO a", "<250 h\r\n", ">STARTTLS", "<220 go\r\n", "=HELO 8", "bwait", "T"}},
    {"the connection ends within", {OFFER, ">STARTTLS", "<220 go\r\n", "#", "=CLOSED 0", "bsend"}},
};

START_TEST(a_script_is_played_in_all_pieces)
{
    run_in_all_pieces(&scripts[_i], _i % 2 == 0);
}
END_TEST

static const struct script group = {"nothing follows it in a group",
                                    {OFFER, ">STARTTLS", ">MAIL FROM:<a@b>", "oSTARTTLS\r\n",
                                     "<220 go\r\n", "o", "T", "oMAIL FROM:<a@b>\r\n"}};

START_TEST(nothing_goes_out_behind_it)
{
    run_in_all_pieces(&group, true);
}
END_TEST

static void ignore(void *context, const struct dialogue_line *line)
{
    (void)context;
    (void)line;
}

static void begin(struct dialogue *dialogue)
{
    dialogue_init(dialogue, NULL, (struct dialogue_observer){.line = ignore});
    dialogue_start(dialogue, 0);
}

static void hear(struct dialogue *dialogue, const char *bytes)
{
    ck_assert_int_eq(dialogue_receive(dialogue, span_of(bytes), 0), 0);
}

static int say(struct dialogue *dialogue, const char *line)
{
    errno = 0;
    return dialogue_say(dialogue, span_of(line), 0);
}

START_TEST(nothing_else_is_said_if_tls_is_required)
{
    static const char *const refused[] = {"MAIL FROM:<a@b>", "HELO a", "AUTH PLAIN x", "foo",
                                          "RSET"};
    struct dialogue dialogue;

    begin(&dialogue);
    dialogue.requires_tls = true;
    ck_assert(say(&dialogue, "MAIL FROM:<a@b>") == -1 && errno == EPERM);
    hear(&dialogue, "220 h ESMTP\r\n");
    ck_assert(!dialogue_lacks_tls(&dialogue));
    ck_assert_int_eq(say(&dialogue, "EHLO a"), 0);
    hear(&dialogue, "250-h\r\n250 STARTTLS\r\n");
    ck_assert(dialogue_can_secure(&dialogue) && !dialogue_lacks_tls(&dialogue));
    for (size_t i = 0; i < COUNT(refused); i++)
        ck_assert_msg(say(&dialogue, refused[i]) == -1 && errno == EPERM, "%s", refused[i]);
    ck_assert(dialogue_say_message(&dialogue, DIALECT_DATA, span_of("x\r\n.\r\n"), 0) == -1);
    ck_assert_int_eq(say(&dialogue, "NOOP"), 0);
    hear(&dialogue, "250 ok\r\n");
    ck_assert_int_eq(say(&dialogue, "STARTTLS"), 0);
    hear(&dialogue, "220 go\r\n");
    dialogue_secured(&dialogue, 0);
    ck_assert(!dialogue_can_secure(&dialogue) && !dialogue_lacks_tls(&dialogue));
    ck_assert_int_eq(say(&dialogue, "MAIL FROM:<a@b>"), 0);
    dialogue_release(&dialogue);
}
END_TEST

/* The end of a conversation in which TLS is required. */
static const struct {
    const char *greeting, *hello, *answer; /* HELLO NULL: nothing is said */
} lacking[] = {
    {"220 h ESMTP\r\n", "EHLO a", "250 h\r\n"},
    {"220 h ESMTP\r\n", "EHLO a", "502 what?\r\n250 h\r\n"},
    {"220 h smtpd-proto\r\n", NULL, ""},
    {"220 h ESMTP\r\n", "EHLO a", "354 come on\r\n"},
    {"220 h ESMTP\r\n", "STARTTLS", "354 come on\r\n"},
};

START_TEST(tls_that_is_required_is_missed)
{
    struct dialogue dialogue;

    begin(&dialogue);
    dialogue.requires_tls = true;
    hear(&dialogue, lacking[_i].greeting);
    if (lacking[_i].hello != NULL)
        ck_assert_int_eq(say(&dialogue, lacking[_i].hello), 0);
    if (_i == 1) { /* HELO follows by itself */
        hear(&dialogue, "502 what?\r\n");
        hear(&dialogue, "250 h\r\n");
    } else {
        hear(&dialogue, lacking[_i].answer);
    }
    ck_assert(dialogue_lacks_tls(&dialogue));
    ck_assert(say(&dialogue, "secret") == -1 && errno == EPERM);
    ck_assert(dialogue_say_message(&dialogue, DIALECT_DATA, span_of("x\r\n.\r\n"), 0) == -1);
    dialogue.requires_tls = false;
    ck_assert(!dialogue_lacks_tls(&dialogue));
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(tls_that_is_not_wanted)
{
    struct dialogue dialogue;

    begin(&dialogue);
    dialogue.refrains_from_tls = true;
    hear(&dialogue, "220 h ESMTP\r\n");
    say(&dialogue, "EHLO a");
    hear(&dialogue, "250-h\r\n250 STARTTLS\r\n");
    ck_assert(!dialogue_can_secure(&dialogue));
    say(&dialogue, "STARTTLS");
    hear(&dialogue, "220 go\r\n");
    ck_assert(!dialogue.is_securing && dialogue.position.facts == 0);
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(tls_comes_first)
{
    struct dialogue dialogue;

    begin(&dialogue);
    dialogue_start_encrypted(&dialogue, 0);
    dialogue.requires_tls = true;
    hear(&dialogue, "220 h ESMTP\r\n");
    say(&dialogue, "EHLO a");
    hear(&dialogue, "250-h\r\n250 STARTTLS\r\n");
    ck_assert(!dialogue_can_secure(&dialogue) && !dialogue_lacks_tls(&dialogue));
    ck_assert_int_eq(say(&dialogue, "MAIL FROM:<a@b>"), 0);
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(injected_bytes_are_counted)
{
    struct dialogue dialogue;

    begin(&dialogue);
    hear(&dialogue, "220 h ESMTP\r\n");
    say(&dialogue, "STARTTLS");
    hear(&dialogue, "220 go\r\n250 a\r\n25");
    ck_assert_uint_eq(dialogue.injected, 9);
    hear(&dialogue, "0 b\r\n");
    ck_assert_uint_eq(dialogue.injected, 14);
    dialogue_release(&dialogue);
}
END_TEST

START_TEST(the_step_has_its_place)
{
    const struct dialect *dialect = &dialect_rfc5321;
    struct steps steps = steps_of(dialect);
    size_t count = steps.count;

    ck_assert_int_eq(steps.verbs[0], DIALECT_EHLO);
    steps_add(dialect, &steps, DIALECT_STARTTLS, true);
    ck_assert_int_eq(steps.verbs[1], DIALECT_STARTTLS);
    ck_assert_int_eq(steps.verbs[2], DIALECT_MAIL);
    ck_assert_uint_eq(steps.count, count + 1);
    steps = steps_of(dialect);
    steps_add(dialect, &steps, DIALECT_STARTTLS, false);
    ck_assert_int_eq(steps.verbs[0], DIALECT_STARTTLS);
    ck_assert_int_eq(steps.verbs[1], DIALECT_EHLO);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue_tls");
    TCase *all = tcase_create("dialogue_tls");

    tcase_add_loop_test(all, a_script_is_played_in_all_pieces, 0, CASES(scripts));
    tcase_add_test(all, nothing_goes_out_behind_it);
    tcase_add_test(all, nothing_else_is_said_if_tls_is_required);
    tcase_add_loop_test(all, tls_that_is_required_is_missed, 0, CASES(lacking));
    tcase_add_test(all, tls_that_is_not_wanted);
    tcase_add_test(all, tls_comes_first);
    tcase_add_test(all, injected_bytes_are_counted);
    tcase_add_test(all, the_step_has_its_place);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
