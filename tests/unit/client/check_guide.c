/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_guide.c - the guide and its form together: which step comes next, which recipients are
 * sent, and how a step is repeated that was refused for now. */
#include <config.h>

#include "tui-client/panes/guide.h"

#include <check.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guided.h"
#include "tui-client/panes/form.h"

/* Each step's first byte says what it is: "<" bytes of the server, ">" a line of the raw line; "m"
 * and "r" the text of the fields for sender and recipients, "P" the sender's parameters, "E" the
 * field To:, and "t" what it must be; "F" send, "A" send anyway, "T" try again, "X" stop trying;
 * "n" and "p" the next and the previous step; "!" the connection is closed; "=" the
 * step that must be shown, "k" the marks of the steps (see check_marks()), "o" the output that
 * must have been queued since the last such step, "w" whether a step waits to be repeated, "R" how
 * many steps were refused for good, "s" what the status must hold. */
struct script {
    const char *name;
    const char *steps[32];
};

#define TO_MAIL                                                                                    \
    "<220 h ESMTP\r\n", "=EHLO", "F", "oEHLO host\r\n", "<250-h\r\n250 SMTPUTF8\r\n", "=MAIL"
#define SENDER  "ma@x", "F", "oMAIL FROM:<a@x>\r\n"
#define TO_RCPT TO_MAIL, SENDER, "<250 ok\r\n", "=RCPT"
#define LATER   "<451 later\r\n"

static const struct script retries[] = {
    {"nothing was refused", {TO_MAIL, "T", "w0", "sNothing was refused for now", "=MAIL"}},
    {"refused for ever", {TO_MAIL, SENDER, "<550 no\r\n", "T", "w0", "sNothing was refused", "o"}},
    {"refused for now",
     {TO_MAIL, SENDER, LATER, "=MAIL", "w0", "T", "w1", "o", "T", "w0", "oMAIL FROM:<a@x>\r\n"}},
    {"refused again, and repeated again",
     {TO_MAIL, SENDER, LATER, "T", "T", "oMAIL FROM:<a@x>\r\n", LATER, "w0", "T", "w1", "T",
      "oMAIL FROM:<a@x>\r\n"}},
    {"accepted after all",
     {TO_MAIL, SENDER, LATER, "F", "oMAIL FROM:<a@x>\r\n", "<250 ok\r\n", "=RCPT", "T", "w0",
      "sNothing was refused"}},
    {"sent before the wait is over",
     {TO_MAIL, SENDER, LATER, "T", "w1", "F", "w0", "oMAIL FROM:<a@x>\r\n"}},
    {"the wait is cancelled",
     {TO_MAIL, SENDER, LATER, "T", "w1", "X", "w0", "sThe step is not repeated", "o", "T", "w1"}},
    {"another step is visited", {TO_MAIL, SENDER, LATER, "T", "w1", "n", "w0", "=RCPT"}},
    {"from another step", {TO_MAIL, SENDER, LATER, "n", "=RCPT", "T", "=MAIL", "w1"}},
    {"the first greeting", {"<220 h ESMTP\r\n", "F", "oEHLO host\r\n", LATER, "=EHLO", "T", "w1"}},
    {"one of three recipients",
     {TO_RCPT, "rb@x c@x d@x", "F", "oRCPT TO:<b@x>\r\n", "<250 ok\r\n", "oRCPT TO:<c@x>\r\n",
      LATER, "oRCPT TO:<d@x>\r\n", "=RCPT", "<250 ok\r\n", "=DATA", "T", "=RCPT", "w1", "T",
      "oRCPT TO:<c@x>\r\n", "<250 ok\r\n", "=DATA", "w0"}},
    {"the last of two recipients",
     {TO_RCPT, "rb@x c@x", "F", "<250 ok\r\n", LATER, "=DATA",
      "oRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\n", "T", "=RCPT", "w1", "T", "oRCPT TO:<c@x>\r\n"}},
    {"the message: what is open comes first",
     {TO_RCPT, "rb@x", "F", "<250 ok\r\n", ">DATA", "<354 go\r\n", ">.", LATER, "=MAIL",
      "oRCPT TO:<b@x>\r\nDATA\r\n.\r\n", "T", "w1", "T", "oMAIL FROM:<a@x>\r\n"}},
    {"the server leaves", {TO_MAIL, SENDER, "<421 bye\r\n", "=CONNECT", "T", "w1", "=CONNECT"}},
    {"while one waits", {TO_MAIL, SENDER, LATER, "T", "w1", "<421 bye\r\n", "=CONNECT", "w0"}},
};

static const struct script recipients[] = {
    {"each of them, one at a time",
     {TO_RCPT, "rb@x, <c@x>", "F", "oRCPT TO:<b@x>\r\n", "<250 ok\r\n", "=RCPT",
      "oRCPT TO:<c@x>\r\n", "<250 ok\r\n", "=DATA", "o"}},
    {"one is refused",
     {TO_RCPT, "rb@x c@x", "F", "<550 no\r\n", "=RCPT", "<250 ok\r\n", "=DATA",
      "s1 of 2 recipients was refused"}},
    {"the last is refused",
     {TO_RCPT, "rb@x c@x", "F", "<250 ok\r\n", "=RCPT", "<550 no\r\n", "=DATA",
      "s1 of 2 recipients was refused"}},
    {"most are refused",
     {TO_RCPT, "rb@x c@x d@x", "F", "<451 no\r\n", "<550 no\r\n", "<250 ok\r\n", "=DATA",
      "s2 of 3 recipients were refused"}},
    {"all are refused, and not sent again",
     {TO_RCPT, "rb@x c@x", "F", "<550 no\r\n", "<550 no\r\n", "=RCPT",
      "oRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\n", "F", "o", "sNot sent: the server has answered all"}},
    {"all are sent again anyway",
     {TO_RCPT, "rb@x c@x", "F", "<550 no\r\n", "<550 no\r\n", "oRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\n",
      "A", "<550 no\r\n", "<550 no\r\n", "oRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\n"}},
    {"only the new one",
     {TO_RCPT, "rb@x", "F", "<250 ok\r\n", "=DATA", "oRCPT TO:<b@x>\r\n", "p", "=RCPT",
      "rb@x, c@x, b@x", "F", "oRCPT TO:<c@x>\r\n", "<250 ok\r\n", "=DATA", "o"}},
    {"the new one is refused: the step stays",
     {TO_RCPT, "rb@x", "F", "<250 ok\r\n", "p", "rb@x c@x", "F", "<550 no\r\n", "=RCPT"}},
    {"new ones before those that were refused for now",
     {TO_RCPT, "rb@x c@x", "F", LATER, "<250 ok\r\n", "oRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\n", "p",
      "rb@x c@x d@x", "F", "<250 ok\r\n", "oRCPT TO:<d@x>\r\n", "p", "F", "oRCPT TO:<b@x>\r\n"}},
    {"the same one twice",
     {TO_RCPT, "rb@x b@x", "F", "<250 ok\r\n", "<250 ok\r\n", "oRCPT TO:<b@x>\r\nRCPT TO:<b@x>\r\n",
      "=DATA"}},
    {"one that was typed in the raw line",
     {TO_RCPT, ">rcpt to:<b@x>", "<250 ok\r\n", "=DATA", "p", "rb@x c@x", "orcpt to:<b@x>\r\n", "F",
      "oRCPT TO:<c@x>\r\n"}},
    {"one more in the raw line, while the message is shown",
     {TO_RCPT, "rb@x", "F", "<250 ok\r\n", "=DATA", "tb@x", ">RCPT TO:<c@x>", "<250 ok\r\n",
      "tb@x, c@x", "Ejohn@x", "tjohn@x", ">RCPT TO:<d@x>", "<250 ok\r\n", "tjohn@x"}},
    {"another transaction asks again",
     {TO_RCPT, "rb@x", "F", "<550 no\r\n", ">RSET", "<250 ok\r\n", "=MAIL",
      "oRCPT TO:<b@x>\r\nRSET\r\n", SENDER, "<250 ok\r\n", "=RCPT", "F", "oRCPT TO:<b@x>\r\n"}},
    {"another EHLO leads on",
     {TO_MAIL, "p", "=EHLO", "F", "oEHLO host\r\n", "<250 h\r\n", "=MAIL"}},
    {"none",
     {TO_RCPT, "F", "o", "sNot sent; Alt-s sends it anyway.  The field is empty", "r , ", "F", "o",
      "sNot sent"}},
    {"one of them needs SMTPUTF8, which the sender lacked",
     {TO_RCPT, "rb@x \u00e9@x", "F", "o", "sNot sent; Alt-s sends it anyway.  The field"}},
    {"the sender has it if a recipient needs it",
     {TO_MAIL, "r\u00e9@x", "ma@x", "F", "oMAIL FROM:<a@x> SMTPUTF8\r\n", "<250 ok\r\n", "F",
      "oRCPT TO:<\u00e9@x>\r\n"}},
    {"the parameter in lower case",
     {TO_MAIL, "P smtputf8", "m\u00e9@x", "F", "oMAIL FROM:<\u00e9@x> smtputf8\r\n"}},
    {"another parameter that only holds its name",
     {TO_MAIL, "PX-SMTPUTF8", "m\u00e9@x", "F", "o",
      "sNot sent; Alt-s sends it anyway.  The field must be ASCII"}},
    {"a message larger than the server accepts",
     {"<220 h ESMTP\r\n", "F", "<250-h\r\n250 SIZE 10\r\n", "oEHLO host\r\n", "PSIZE=11", "ma@x",
      "F", "o", "sNot sent; Alt-s sends it anyway.  The field announces more", "A",
      "oMAIL FROM:<a@x> SIZE=11\r\n"}},
    {"it is not offered",
     {"<220 h\r\n", "F", "<250 h\r\n", "oEHLO host\r\n", "m\u00e9@x", "F", "o", "=MAIL",
      "sNot sent; Alt-s sends it anyway.  The field", "A", "oMAIL FROM:<\u00e9@x>\r\n",
      "<553 no\r\n", "ma@x", "F", "oMAIL FROM:<a@x>\r\n"}},
};

#define DELIVERED                                                                                  \
    TO_RCPT, "rb@x", "F", "<250 ok\r\n", ">DATA", "<354 go\r\n", ">.", "<250 ok\r\n", "kddo--s"

static const struct script marks[] = {
    {"nothing was done", {"<220 h ESMTP\r\n", "kds---o", "!", "ks-----"}},
    {"steps before the one that is asked for", {TO_RCPT, "kddds-o"}},
    {"the connection is lost: what was done stays", {TO_RCPT, "!", "=CONNECT", "ksdd---"}},
    {"a step that was refused was not done", {TO_RCPT, "rb@x", "F", "<550 no\r\n", "!", "ksdd---"}},
    {"a message that was asked for was not delivered",
     {TO_RCPT, "rb@x", "F", "<250 ok\r\n", ">DATA", "<354 go\r\n", "!", "ksddd--"}},
    {"QUIT: all stay, and so does its step",
     {DELIVERED, ">QUIT", "<221 bye\r\n", "=QUIT", "kddddds", "!", "=QUIT", "kddddds"}},
    {"QUIT in another step", {DELIVERED, "p", "p", ">QUIT", "<221 bye\r\n", "=QUIT", "kddddds"}},
    {"QUIT at once", {"<220 h ESMTP\r\n", ">QUIT", "<221 bye\r\n", "=QUIT", "kd----s"}},
    {"QUIT is refused", {DELIVERED, ">QUIT", "<500 no\r\n", "!", "=CONNECT", "ksdddd-"}},
    {"QUIT with another code: over once the connection is",
     {DELIVERED, ">QUIT", "<250 ok\r\n", "!", "=QUIT", "kddddds"}},
    {"the server leaves at QUIT", {DELIVERED, ">QUIT", "<421 bye\r\n", "=CONNECT", "ksdddd-"}},
    {"another greeting is the same step",
     {"<220 h ESMTP\r\n", ">HELO h", "<250 h\r\n", "!", "ksd----"}},
    {"another step is looked at afterwards",
     {DELIVERED, ">QUIT", "<221 bye\r\n", "n", "=CONNECT", "ksddddd", "n", "=EHLO", "kdsdddd"}},
};

#define AT_CONNECT TO_MAIL, "p", "p", "=CONNECT"

#define TO_DATA TO_RCPT, "rb@x", "F", "<250 ok\r\n", "=DATA"
#define NEXT    ">MAIL FROM:<a@x>", "<250 ok\r\n", ">RCPT TO:<b@x>", "<250 ok\r\n"
#define REFUSED "Epaul@x", "A", "<354 go\r\n", "<554 no\r\n", "tpaul@x"

/* While the step that connects is shown, which no reply answers; and replies that do not answer the
 * message that was composed last. */
static const struct script strays[] = {
    {"a refusal of nothing", {AT_CONNECT, "<554 bye\r\n", "=CONNECT", "R0", "s554", "t"}},
    {"a refusal of a step", {TO_MAIL, SENDER, "<554 no\r\n", "=MAIL", "R1"}},
    {"a delivery is withdrawn, and a refused message kept",
     {TO_DATA, "Ejohn@x", "A", "<354 go\r\n", "<250 ok\r\n", "t", NEXT, REFUSED, "<250 ?\r\n",
      "tpaul@x"}},
    {"another message is delivered, and a refused one kept",
     {TO_DATA, REFUSED, NEXT, ">DATA", "<354 go\r\n", ">.", "<250 ok\r\n", "tpaul@x"}},
};

struct play {
    struct guide guide;
    struct draft draft;
    struct form form;
    int64_t now_ms;
};

/* The field that a step with this letter edits; NULL: none. */
static struct draft_field *field_named(struct draft *draft, char letter)
{
    switch (letter) {
    case 'm':
        return draft_argument(draft, DIALECT_MAIL);
    case 'P':
        return &draft->parameters;
    case 'r':
        return draft_argument(draft, DIALECT_RCPT);
    case 'E':
        return draft_header(draft, COMPOSE_TO);
    default:
        return NULL;
    }
}

static void press(struct play *play, enum keys_action action)
{
    play->form.pane.operations->act(&play->form.pane, action, play->now_ms);
}

static void check_step(const struct play *play, const char *wanted, const char *name)
{
    const struct guide *guide = &play->guide;
    const char *step =
        guide->step == GUIDE_CONNECT ? "CONNECT" : dialect_event_name(guide->dialect, guide->step);

    ck_assert_msg(strcmp(step, wanted) == 0, "%s: step %s instead of %s", name, step, wanted);
}

static void check_to(struct play *play, struct span wanted, const char *name)
{
    struct span to;

    form_follow(&play->form);
    to = draft_text(draft_header(&play->draft, COMPOSE_TO));
    ck_assert_msg(span_equal(to, wanted), "%s: To: %.*s", name, (int)to.size, to.data);
}

/* The marks of all steps, a letter each. */
static void check_marks(const struct guide *guide, const char *wanted, const char *name)
{
    static const char letters[] = {
        [GUIDE_DONE] = 'd', [GUIDE_SHOWN] = 's', [GUIDE_OPEN] = 'o', [GUIDE_NOT_OPEN] = '-'};
    char shown[DIALECT_VERBS + 2] = "";

    for (size_t i = 0; i <= guide->steps.count; i++)
        shown[i] = letters[guide_mark(guide, guide_step_at(guide, i))];
    ck_assert_msg(strcmp(shown, wanted) == 0, "%s: marks %s instead of %s", name, shown, wanted);
}

/* A step that changes what is shown; false if it is another. */
static bool turn(struct guide *guide, char letter)
{
    switch (letter) {
    case 'X':
        guide_stop_retrying(guide);
        return true;
    case '!':
        guide_disconnect(guide);
        return true;
    case 'n':
        guide_turn(guide, 1);
        return true;
    case 'p':
        guide_turn(guide, -1);
        return true;
    default:
        return false;
    }
}

static void take_step(struct play *play, const char *step, const char *name)
{
    struct guide *guide = &play->guide;
    struct dialogue *dialogue = &guide->client.dialogue;
    struct span text = span_of(step + 1), out = buffer_span(&dialogue->out);
    struct draft_field *field = field_named(&play->draft, step[0]);

    play->now_ms++;
    if (field != NULL) {
        draft_edit(&play->draft, field, text, 0);
        return;
    }
    if (turn(guide, step[0]))
        return;
    switch (step[0]) {
    case '<':
        ck_assert_int_eq(dialogue_receive(dialogue, text, play->now_ms), 0);
        break;
    case '>':
        ck_assert_int_eq(client_say(&guide->client, text, play->now_ms), 0);
        break;
    case 't':
        check_to(play, text, name);
        break;
    case 'F':
        press(play, KEYS_SEND);
        break;
    case 'A':
        press(play, KEYS_SEND_ANYWAY);
        break;
    case 'T':
        press(play, KEYS_TRY_AGAIN);
        break;
    case 'k':
        check_marks(guide, step + 1, name);
        break;
    case '=':
        check_step(play, step + 1, name);
        break;
    case 'o':
        ck_assert_msg(span_equal(out, text), "%s: %.*s", name, (int)out.size,
                      out.size > 0 ? out.data : "");
        buffer_consume(&dialogue->out, out.size);
        break;
    case 'w':
        ck_assert_msg(guide_is_retrying(guide) == (step[1] == '1'), "%s: waits %d", name,
                      step[1] == '0');
        break;
    case 'R':
        ck_assert_msg(guide->refusals == (unsigned)(step[1] - '0'), "%s: %u refused", name,
                      guide->refusals);
        break;
    case 's':
        ck_assert_msg(strstr(guide->status, step + 1) != NULL, "%s: %s", name, guide->status);
        break;
    default:
        ck_abort_msg("%s: what is %s?", name, step);
    }
}

static void run_script(const struct script *script)
{
    struct play play = {.now_ms = 0};

    guided_start(&play.guide);
    draft_init(&play.draft, span_of("host"));
    form_init(&play.form, &play.guide, &play.draft);
    for (size_t i = 0; i < COUNT(script->steps) && script->steps[i] != NULL; i++)
        take_step(&play, script->steps[i], script->name);
    draft_release(&play.draft);
    ck_assert_int_eq(guide_release(&play.guide), 0);
}

START_TEST(a_step_is_repeated)
{
    run_script(&retries[_i]);
}
END_TEST

START_TEST(recipients_are_chosen)
{
    run_script(&recipients[_i]);
}
END_TEST

START_TEST(marks_stay)
{
    run_script(&marks[_i]);
}
END_TEST

START_TEST(a_reply_to_nothing_is_no_step)
{
    run_script(&strays[_i]);
}
END_TEST

START_TEST(the_wait_has_an_end)
{
    struct guide guide = {.retry_ms = DEADLINE_NEVER, .was_refused_for_now = true, .retry_s = 7};

    ck_assert(!guide_retry(&guide, 1000));
    ck_assert_int_eq(guide.retry_ms, 8000);
    ck_assert(guide_retry(&guide, guide.retry_ms));
    ck_assert_int_eq(guide.retry_ms, DEADLINE_NEVER);
}
END_TEST

START_TEST(only_what_a_field_made_wrong_is_unsaid)
{
    struct guide guide = {.status = ""};

    guide_say_of_text(&guide, GUIDE_BAD, "no @");
    ck_assert_str_eq(guide.status, "no @");
    ck_assert(guide.tone == GUIDE_BAD);
    guide_unsay(&guide);
    ck_assert_str_eq(guide.status, "");
    guide_say_of_text(&guide, GUIDE_BAD, "no @");
    guide_say(&guide, GUIDE_GOOD, "250: ok");
    guide_unsay(&guide);
    ck_assert_str_eq(guide.status, "250: ok");
    guide_keep(&guide);
    guide_say_of_text(&guide, GUIDE_BAD, "no @");
    guide_unsay(&guide);
    ck_assert(strcmp(guide.status, "250: ok") == 0 && guide.tone == GUIDE_GOOD);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("guide");
    TCase *all = tcase_create("guide");

    tcase_add_loop_test(all, a_step_is_repeated, 0, CASES(retries));
    tcase_add_loop_test(all, recipients_are_chosen, 0, CASES(recipients));
    tcase_add_loop_test(all, marks_stay, 0, CASES(marks));
    tcase_add_loop_test(all, a_reply_to_nothing_is_no_step, 0, CASES(strays));
    tcase_add_test(all, the_wait_has_an_end);
    tcase_add_test(all, only_what_a_field_made_wrong_is_unsaid);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
