/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialogue.c - the client's side of conversations, as scripts; replies whole and in all
 * pieces. */
#include <config.h>

#include "tui-client/dialogue/dialogue.h"

#include <errno.h>

#include "tests/support/check_main.h"
#include "tests/support/dialects.h"
#include "tests/support/script.h"

static const struct script scripts[] = {
    {"a whole conversation",
     {GREETING,         "=HELO 0",     ">HELO a",    "oHELO a\r\n",  "<250 ok\r\n", "=MAIL 0",
      ">MAIL FROM:<a>", "<250 ok\r\n", "=RCPT 4",    ">RCPT TO:<b>", "<250 ok\r\n", "=DATA 2",
      ">DATA",          "<354 go\r\n", "=MESSAGE 2", ">x",           ">.",          "=MESSAGE 2",
      "<250 ok\r\n",    "=MAIL 1",     ">QUIT",      "<221 bye\r\n", "=CLOSED 1",   "#",
      "=CLOSED 0"}},
    {"what the observer sees",
     {GREETING, "sL", ">HELO a", "sC", "<250-one\r\n250 two\r\n", "sRL", "<x\r\n", "sB"}},
    {"how lines end",
     {"<220 smtpd-proto\n", ">HELO a", "<250-one\r\n250 two\n", "eLCCL", "<x\n", "<x\r\n", "eLC",
      ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\n", "eCCCL", "M..x\r\n.\r\n", "<354\r\n",
      "eCCCC"}},
    {"how commands are read",
     {GREETING, ">  helo \t a b ", "cHELO a b", "<250\r\n", ">MAIL FROM:", "cMAIL ", "<500\r\n",
      ">mail from: <a> SIZE=1", "cMAIL <a> SIZE=1", "<250\r\n", ">EHLO a", ">RCPT TO:<b>",
      "cUNKNOWN EHLO a", "<500\r\n", "cRCPT <b>"}},
    {"lines wait for their turn",
     {">HELO a", ">MAIL FROM:<a>", ">RCPT TO:<b>", "o", GREETING, "oHELO a\r\n", "<250 ok\r\n",
      "oMAIL FROM:<a>\r\n", "<250 ok\r\n", "oRCPT TO:<b>\r\n", "<250 ok\r\n", "o", "=DATA 2"}},
    {"lines of a message do not wait for each other",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",
      "oHELO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\n", ">DATA", ">one", ">two", ">.", ">QUIT",
      "oDATA\r\n", "<354\r\n", "oone\r\ntwo\r\n.\r\n", "<250\r\n", "oQUIT\r\n"}},
    {"a message follows the 354",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",
      "oHELO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\n", "M..x\r\n.\r\n", "oDATA\r\n", "<354\r\n",
      "o..x\r\n.\r\n", "<250\r\n", "=MAIL 1"}},
    {"a message where DATA is refused goes nowhere",
     {GREETING, ">HELO a", "<250\r\n", "oHELO a\r\n", "Mx\r\n.\r\n", "oDATA\r\n", "<500 no\r\n",
      "o", "=MAIL 0", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",
      "oMAIL FROM:<a>\r\nRCPT TO:<b>\r\n", ">DATA", "<354\r\n", "oDATA\r\n", "=MESSAGE 2"}},
    {"a message where it is awaited already",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",
      ">DATA", "<354\r\n", "oHELO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n", "Mx\r\n.\r\n",
      "ox\r\n.\r\n", "<250\r\n", "=MAIL 1"}},
    {"an unknown recipient",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>",
      "<550 Address unknown\r\n", "=MAIL 0"}},
    {"one that goes back to MAIL without saying so",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>",
      "<450 later\r\n", "=RCPT 4", ">RCPT TO:<b>", "<500 no\r\n", "=MAIL 0"}},
    {"another code of the same class", {GREETING, ">HELO a", "<251 ok\r\n", "=MAIL 0"}},
    {"another 5xx for a recipient",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<553 no\r\n",
      "=MAIL 0"}},
    {"an unlisted reply changes nothing",
     {GREETING, ">HELO a", "<334 what\r\n", "=HELO 0", ">HELO a", "<450 later\r\n", "=HELO 0",
      ">HELO a", "<250\r\n", "=MAIL 0"}},
    {"an unknown verb", {GREETING, ">EHLO a", "<500 no\r\n", "=HELO 0"}},
    {"out of order", {GREETING, ">RCPT TO:<a>", "<500 no\r\n", "=HELO 0"}},
    {"a farewell in place of a reply", {GREETING, ">HELO a", "<421 h closing\r\n", "=CLOSED 0"}},
    {"a farewell in place of a verdict",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",
      ">DATA", "<354\r\n", ">.", "<421 h closing\r\n", "=CLOSED 2"}},
    {"a failed delivery",
     {GREETING, ">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<b>", "<250\r\n",
      ">DATA", "<354\r\n", ">.", "<451 no\r\n", "=MAIL 0"}},
    {"a farewell unasked", {GREETING, ">HELO a", "<250\r\n", "<421 h closing\r\n", "=CLOSED 0"}},
    {"a farewell in place of the greeting", {"<421 h closing\r\n", "=CLOSED 0"}},
    {"something unasked", {GREETING, "<250 hm\r\n", "sLL", "=HELO 0"}},
    {"a strange greeting", {"<hello\r\n", "=CONNECTED 0", "<220 ok\r\n", "=HELO 0", "sBL"}},
    {"a code that changes",
     {GREETING, "sL", ">HELO a", "<250-a\r\n251 b\r\n", "=HELO 0", "sCRB", "<250 b\r\n",
      "=MAIL 0"}},
    {"a reply of the code alone", {GREETING, ">HELO a", "<250\n", "=MAIL 0"}},
    {"half a code", {GREETING, "sL", "<25\r\n", "sB", "=HELO 0"}},
    {"the end while waiting", {GREETING, ">HELO a", ">QUIT", "<25", "#", "=CLOSED 0", "o"}},
};

START_TEST(a_script_is_played_in_all_pieces)
{
    run_in_all_pieces(&scripts[_i], false);
}
END_TEST

static void start(struct play *play)
{
    struct dialogue_observer observer = {.line = observe, .context = play};

    *play = (struct play){.now_ms = 1};
    dialogue_init(&play->dialogue, NULL, observer);
    dialogue_start(&play->dialogue, 0);
}

START_TEST(a_line_without_end_is_told_once)
{
    static char flood[8192];
    struct play play;

    memset(flood, 'x', sizeof flood);
    start(&play);
    for (int i = 0; i < 100; i++)
        receive(&play, (struct span){flood, sizeof flood}, SIZE_MAX);
    ck_assert_str_eq(play.seen, "B");
    ck_assert(dialogue_is_within_reply(&play.dialogue));
    receive(&play, span_of("\r\n220 ok\r\n"), SIZE_MAX);
    ck_assert_str_eq(play.seen, "BL");
    ck_assert(!dialogue_is_within_reply(&play.dialogue));
    receive(&play, span_of("\r\n"), SIZE_MAX);
    memcpy(flood + sizeof flood - 2, "\r\n", 2);
    receive(&play, (struct span){flood, sizeof flood}, SIZE_MAX);
    ck_assert_str_eq(play.seen, "BLBB");
    ck_assert_str_eq(play.endings, "-CC-");
    dialogue_release(&play.dialogue);
}
END_TEST

START_TEST(endless_continuations_are_cut)
{
    struct play play;
    unsigned cuts = 0;

    start(&play);
    for (int i = 0; i < 100000; i++) {
        receive(&play, span_of("220-more\r\n"), SIZE_MAX);
        cuts += play.seen[0] == 'B';
        play.seen[0] = '\0';
        play.endings[0] = '\0';
    }
    ck_assert_uint_ge(cuts, 99);
    ck_assert(dialogue_is_waiting(&play.dialogue));
    dialogue_release(&play.dialogue);
}
END_TEST

START_TEST(what_is_no_line_is_not_said)
{
    static const struct span lines[] = {{"a\r", 2}, {"a\nb", 3}, {"\0", 1}};
    struct play play;

    start(&play);
    receive(&play, span_of("220 ok\r\n"), SIZE_MAX);
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ck_assert_int_eq(dialogue_say(&play.dialogue, lines[i], 1), -1);
        ck_assert_int_eq(errno, EINVAL);
    }
    ck_assert_uint_eq(buffer_size(&play.dialogue.out), 0);
    dialogue_end(&play.dialogue);
    ck_assert_int_eq(dialogue_say(&play.dialogue, span_of("x"), 1), -1);
    ck_assert_int_eq(errno, ENOTCONN);
    ck_assert_int_eq(dialogue_say_message(&play.dialogue, DIALECT_DATA, span_of("x"), 1), -1);
    ck_assert_int_eq(errno, ENOTCONN);
    dialogue_release(&play.dialogue);
}
END_TEST

static void start_in(struct play *play, const struct dialect *dialect,
                     void (*observer)(void *context, const struct dialogue_line *line))
{
    *play = (struct play){.now_ms = 0};
    dialogue_init(&play->dialogue, dialect,
                  (struct dialogue_observer){.line = observer, .context = play});
    dialogue_start(&play->dialogue, 0);
}

/* STEPS as in a script. */
static void take_steps(struct play *play, const char *const *steps, const char *name)
{
    for (; *steps != NULL; steps++)
        take_step(play, *steps, SIZE_MAX, name);
}

/* Where credentials are awaited, nothing is parsed as a command, and an empty line is sent. */
START_TEST(credentials_are_said_as_such)
{
    static const struct dialect_row row = {
        .state = DIALECT_STATE_CREDENTIALS,
        .event = DIALECT_CREDENTIALS,
        .outcomes = {{.code = 235, .text = "", .next = DIALECT_STATE_MAIL},
                     {.code = 334, .text = "", .next = DIALECT_STATE_SAME}}};
    struct dialects_copy copy;
    struct play play;

    dialects_copy_prototype(&copy);
    dialects_add(&copy, 0, row);
    dialects_row_of(&copy, DIALECT_HELO)->outcomes[0].next = DIALECT_STATE_CREDENTIALS;
    start_in(&play, &copy.dialect, observe);
    take_steps(&play, (const char *const[]){GREETING, ">HELO a", "<250 who?\r\n", ">", NULL},
               "credentials");
    ck_assert_int_eq(requests_first(&play.dialogue.requests)->event, DIALECT_CREDENTIALS);
    take_steps(&play,
               (const char *const[]){"<334 and?\r\n", ">QUIT", "<235 ok\r\n", "=MAIL 0", NULL},
               "credentials");
    dialogue_release(&play.dialogue);
}
END_TEST

static enum dialect_reason last_reason;

static void observe_reason(void *context, const struct dialogue_line *line)
{
    (void)context;
    last_reason = line->reply.reason;
}

/* The code of a refusal gives its reason, expected or not; an unlisted code gives none. */
static const struct {
    const char *name;
    const char *steps[10];
    enum dialect_reason reason;
} refusals[] = {
    {"as foreseen", {">RCPT TO:<a>", "<503 no\r\n", "=HELO 0"}, DIALECT_REASON_OUT_OF_ORDER},
    {"another reason", {">RCPT TO:<a>", "<501 no\r\n", "=HELO 0"}, DIALECT_REASON_BAD_PATH},
    {"another code", {">RCPT TO:<a>", "<554 no\r\n", "=HELO 0"}, DIALECT_REASON_OUT_OF_ORDER},
    {"not foreseen at all",
     {">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<a>", "<452 full\r\n",
      "=RCPT 4"},
     DIALECT_REASON_NEEDS_ROOM},
    {"what was lost before",
     {">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<a>", "<450 later\r\n",
      ">RCPT TO:<a>", "<503 no\r\n", "=MAIL 0"},
     DIALECT_REASON_OUT_OF_ORDER},
    {"the own row goes first",
     {">HELO a", "<250\r\n", ">MAIL FROM:<a>", "<250\r\n", ">RCPT TO:<a>", "<550 no\r\n",
      "=MAIL 0"},
     DIALECT_REASON_NONE},
};

START_TEST(a_code_tells_the_reason)
{
    static const struct dialect_row row = {.state = DIALECT_STATE_ANY,
                                           .event = DIALECT_RCPT,
                                           .outcomes = {{.result = DIALECT_REFUSED,
                                                         .reason = DIALECT_REASON_NEEDS_ROOM,
                                                         .code = 452,
                                                         .text = "",
                                                         .next = DIALECT_STATE_SAME},
                                                        {.result = DIALECT_REFUSED,
                                                         .reason = DIALECT_REASON_OUT_OF_ORDER,
                                                         .code = 503,
                                                         .text = "",
                                                         .next = DIALECT_STATE_SAME},
                                                        {.result = DIALECT_REFUSED,
                                                         .reason = DIALECT_REASON_BAD_PATH,
                                                         .code = 501,
                                                         .text = "",
                                                         .next = DIALECT_STATE_SAME}}};
    struct dialects_copy copy;
    struct play play;

    dialects_copy_prototype(&copy);
    dialects_add(&copy, copy.dialect.row_count - 1, row);
    start_in(&play, &copy.dialect, observe_reason);
    take_step(&play, GREETING, SIZE_MAX, refusals[_i].name);
    take_steps(&play, refusals[_i].steps, refusals[_i].name);
    ck_assert_msg(last_reason == refusals[_i].reason, "%s: reason %d", refusals[_i].name,
                  last_reason);
    dialogue_release(&play.dialogue);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialogue");
    TCase *all = tcase_create("dialogue");

    tcase_add_loop_test(all, a_script_is_played_in_all_pieces, 0, CASES(scripts));
    tcase_add_test(all, a_line_without_end_is_told_once);
    tcase_add_test(all, endless_continuations_are_cut);
    tcase_add_test(all, what_is_no_line_is_not_said);
    tcase_add_test(all, credentials_are_said_as_such);
    tcase_add_loop_test(all, a_code_tells_the_reason, 0, CASES(refusals));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
