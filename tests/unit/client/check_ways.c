/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_ways.c - which other way is offered after a refusal, silence or a close, and what taking it
 * changes. */
#include <config.h>

#include "tui-client/dialogue/way.h"

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"

#define GREETING "<220 h ready\r\n"
#define TO_MAIL  GREETING, ">HELO a", "<250 h\r\n"
#define TO_RCPT  TO_MAIL, ">MAIL FROM:<a@b>", "<250 ok\r\n"
#define TO_DATA  TO_RCPT, ">RCPT TO:<c@d>", "<250 ok\r\n"
#define TO_DOT   TO_DATA, ">DATA", "<354 go\r\n", ">."

/* "<" bytes of the server, ">" a line to send, "z" the server is silent, "#" it closes; "=" what
 * must be offered; "!" the offered way is taken, and this must be sent; "y" the style, "p" the
 * pace, "v" the verb that greets, "s" the state that must be. */
static const struct {
    const char *name;
    const char *steps[32];
} cases[] = {
    {"brackets, bare, a blank",
     {TO_MAIL, ">MAIL FROM:<a@b>", "<501 what\r\n", "=bare", "!step", "yMAIL FROM: a@b",
      ">MAIL FROM: a@b", "<500 what\r\n", "=blank", "!step", "yMAIL FROM: <a@b>",
      ">MAIL FROM: <a@b>", "=none", "<250 ok\r\n", "=none", "yMAIL FROM: <a@b>"}},
    {"after all of them none",
     {TO_MAIL, ">MAIL FROM:<a@b>", "<501 what\r\n", "!step", ">MAIL FROM: a@b", "<501 what\r\n",
      "!step", ">MAIL FROM: <a@b>", "<501 what\r\n", "=none"}},
    {"what worked is kept, and another recipient begins anew",
     {TO_RCPT, ">RCPT TO:<c@d>", "<550 who\r\n", "=bare", "!step", ">RCPT TO: c@d", "<250 ok\r\n",
      "=none", "yMAIL FROM: a@b", ">RCPT TO: e@f", "<550 who\r\n", "=brackets"}},
    {"another code has another reason",
     {TO_MAIL, ">MAIL FROM:<a@b>", "<503 when\r\n", "=none", ">MAIL FROM:<a@b>", "<451 later\r\n",
      "=none"}},
    {"another verb has no address", {GREETING, ">HELO a", "<501 what\r\n", "=none"}},
    {"a server with extensions knows what it does",
     {GREETING, ">EHLO a", "<250-h\r\n250 HELP\r\n", ">MAIL FROM:<a@b>", "<501 what\r\n", "=none"}},
    {"our own too",
     {"<220 h smtpd-proto ready\r\n", ">HELO a", "<250 h\r\n", ">MAIL FROM:<a@b>", "<500 what\r\n",
      "=none"}},
    {"a close at the sender",
     {TO_MAIL, ">MAIL FROM:<a@b>", "#", "=bare", "!connection", "yMAIL FROM: a@b"}},
    {"a close at the recipient", {TO_RCPT, ">RCPT TO:<c@d>", "#", "=bare", "!connection"}},
    {"a close elsewhere", {TO_DATA, ">DATA", "#", "=none"}},
    {"a close when nothing was asked", {TO_MAIL, "#", "=none"}},
    {"silence at the dot",
     {TO_DOT, "z", "=dot", "!end", "pdot:20ms", ">.", "<250 ok\r\n", "=none"}},
    {"and again", {TO_DOT, "z", "!end", ">.", "z", "=lines", "!connection", "pline:20ms"}},
    {"the next message begins with the dot again",
     {TO_DOT, "z", "!end", ">.", "<250 ok\r\n", ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>",
      "<250 ok\r\n", ">DATA", "<354 go\r\n", ">.", "z", "=dot"}},
    {"silence at EHLO", {GREETING, ">EHLO a", "z", "=helo", "!connection", "vHELO"}},
    {"a close at EHLO", {GREETING, ">EHLO a", "#", "=helo", "!connection", "vHELO"}},
    {"a close at HELO", {GREETING, ">HELO a", "#", "=none", "vEHLO"}},
    {"silence elsewhere", {TO_MAIL, ">MAIL FROM:<a@b>", "z", "=none"}},
    {"250 to DATA", {TO_DATA, ">DATA", "<250 ok\r\n", "=message", "!step", "sMESSAGE"}},
    {"250 to DATA of our own server",
     {"<220 h smtpd-proto ready\r\n", ">HELO a", "<250 h\r\n", ">DATA", "<250 ok\r\n", "=none"}},
    {"a way that is not taken is forgotten",
     {TO_MAIL, ">MAIL FROM:<a@b>", "<501 what\r\n", "=bare", ">NOOP", "=none", "!nothing"}},
};

static const char *const names[] = {
    [WAY_NONE] = "none", [WAY_BRACKETS] = "brackets", [WAY_BLANK] = "blank",
    [WAY_BARE] = "bare", [WAY_DOT] = "dot",           [WAY_LINES] = "lines",
    [WAY_HELO] = "helo", [WAY_MESSAGE] = "message",
};

static const char *const actions[] = {
    [WAY_NOTHING] = "nothing",
    [WAY_STEP] = "step",
    [WAY_END] = "end",
    [WAY_CONNECTION] = "connection",
};

struct trial {
    struct dialogue dialogue;
    struct ways ways;
};

static void follow(void *context, const struct dialogue_line *line)
{
    struct trial *trial = context;

    if (line->kind == DIALOGUE_COMMAND || line->kind == DIALOGUE_TEXT)
        ways_forget(&trial->ways);
    if (line->kind == DIALOGUE_REPLY_LAST)
        ways_take_reply(&trial->ways, &trial->dialogue, &line->reply);
}

static enum dialect_event awaited(const struct dialogue *dialogue)
{
    const struct request *first = requests_first(&dialogue->requests);

    return first != NULL ? first->event : DIALECT_EVENTS;
}

static void close_it(struct trial *trial)
{
    enum dialect_event event = awaited(&trial->dialogue);

    dialogue_end(&trial->dialogue);
    ways_take_close(&trial->ways, &trial->dialogue, event);
}

/* The server gives no reply to what was sent, and none is awaited any more. */
static void stay_silent(struct trial *trial)
{
    ways_take_silence(&trial->ways, &trial->dialogue, awaited(&trial->dialogue));
    requests_clear(&trial->dialogue.requests);
}

static const char *style_of(const struct dialogue *dialogue, struct buffer *out)
{
    buffer_init(out, 128);
    ck_assert_int_eq(
        command_format(dialogue->dialect, DIALECT_MAIL, span_of("a@b"), dialogue->style, out), 0);
    ck_assert_int_eq(buffer_append(out, "", 1), 0);
    return buffer_span(out).data;
}

static const char *pace_name(const struct dialogue *dialogue, struct buffer *out)
{
    buffer_init(out, 128);
    ck_assert_int_eq(pace_format(&dialogue->pace, out), 0);
    ck_assert_int_eq(buffer_append(out, "", 1), 0);
    return buffer_span(out).data;
}

static void expect(const char *got, const char *step, const char *name)
{
    ck_assert_msg(strcmp(got, step + 1) == 0, "%s: %s instead of %s", name, got, step);
}

static void take_step(struct trial *trial, const char *step, const char *name)
{
    struct dialogue *dialogue = &trial->dialogue;
    struct buffer text = {0};
    char verb[16];

    switch (step[0]) {
    case '<':
        ck_assert_int_eq(dialogue_receive(dialogue, span_of(step + 1), 1), 0);
        break;
    case '>':
        ck_assert_int_eq(dialogue_say(dialogue, span_of(step + 1), 1), 0);
        break;
    case 'z':
        stay_silent(trial);
        break;
    case '#':
        close_it(trial);
        break;
    case '=':
        expect(names[trial->ways.offered], step, name);
        break;
    case '!':
        expect(actions[ways_go(&trial->ways, dialogue)], step, name);
        expect(names[trial->ways.offered], "=none", name);
        break;
    case 'y':
        expect(style_of(dialogue, &text), step, name);
        break;
    case 'p':
        expect(pace_name(dialogue, &text), step, name);
        break;
    case 'v':
        words_verb(dialogue->dialect, dialogue_verb(dialogue, DIALECT_EHLO), verb, sizeof verb);
        expect(verb, step, name);
        break;
    case 's':
        expect(dialect_state_name(dialogue->position.state), step, name);
        break;
    default:
        ck_abort_msg("%s: what is %s?", name, step);
    }
    buffer_release(&text);
}

START_TEST(a_way_is_offered)
{
    struct trial trial = {.ways.offered = WAY_NONE};

    dialogue_init(&trial.dialogue, NULL, (struct dialogue_observer){follow, &trial});
    dialogue_start(&trial.dialogue, 1);
    for (size_t i = 0; i < COUNT(cases[_i].steps) && cases[_i].steps[i] != NULL; i++)
        take_step(&trial, cases[_i].steps[i], cases[_i].name);
    dialogue_release(&trial.dialogue);
}
END_TEST

START_TEST(a_way_has_words)
{
    struct ways ways = {.offered = (enum way)_i};
    char words[WORDS_MAX];

    ck_assert_int_eq(words_way(&ways, true, words, sizeof words)[0] == '\0', _i == WAY_NONE);
    ck_assert(_i == WAY_NONE || strstr(words, "Alt-t") != NULL);
    words_way(&ways, false, words, sizeof words);
    ck_assert_ptr_null(strstr(words, "Alt-t"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ways");
    TCase *all = tcase_create("ways");

    tcase_add_loop_test(all, a_way_is_offered, 0, CASES(cases));
    tcase_add_loop_test(all, a_way_has_words, 0, WAYS);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
