/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_ways.c - which other way is offered after a refusal, silence or a close, and what taking it
 * changes. */
#include <config.h>

#include "tui-client/dialogue/way.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tui-client/client/client.h"

#define GREETING "<220 h ready\r\n"
#define TO_MAIL  GREETING, ">HELO a", "<250 h\r\n"
#define TO_RCPT  TO_MAIL, ">MAIL FROM:<a@b>", "<250 ok\r\n"
#define TO_DATA  TO_RCPT, ">RCPT TO:<c@d>", "<250 ok\r\n"
#define TO_DOT   TO_DATA, ">DATA", "<354 go\r\n", ">."

/* Bytes of the long message, a multiple of three. */
#define LONG_MESSAGE_MAX ((size_t)600000)

/* "<" bytes of the server, ">" a line to send, "z" the server is silent, "#" it closes, "L" the
 * next connection is to another one; "M" DATA and a long message to send, of which not all goes out
 * at once; "=" what must be offered; "!" the offered way is taken, and
 * this must be sent; "Y" and "P" the user chooses a style and a pace; "y" the style, "p" the pace,
 * "v" the verb that greets, "s" the state that must be. */
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
    {"a typed line may be bare already",
     {TO_MAIL, ">MAIL FROM:a@b", "<501 what\r\n", "=brackets", "!step", "yMAIL FROM:<a@b>",
      ">MAIL FROM:<a@b>", "<501 what\r\n", "=blank"}},
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
    {"a close at a typed line that is bare already",
     {TO_MAIL, ">MAIL FROM:a@b", "#", "=brackets", "!connection", "yMAIL FROM:<a@b>"}},
    {"a close at the recipient", {TO_RCPT, ">RCPT TO:<c@d>", "#", "=bare", "!connection"}},
    {"a close elsewhere", {TO_DATA, ">DATA", "#", "=none"}},
    {"a close when nothing was asked", {TO_MAIL, "#", "=none"}},
    {"silence at the dot",
     {TO_DOT, "z", "=dot", "!end", "pdot:20ms", ">.", "<250 ok\r\n", "=none"}},
    {"and again", {TO_DOT, "z", "!end", ">.", "z", "=lines", "!connection", "pline:20ms"}},
    {"silence before all of a message is sent: the connection will be closed",
     {TO_DATA, "M", "<354 go\r\n", "z", "=lines", "!connection", "pline:20ms"}},
    {"the next message begins with the dot again",
     {TO_DOT, "z", "!end", ">.", "<250 ok\r\n", ">MAIL FROM:<a@b>", "<250 ok\r\n", ">RCPT TO:<c@d>",
      "<250 ok\r\n", ">DATA", "<354 go\r\n", ">.", "z", "=dot"}},
    {"silence at EHLO", {GREETING, ">EHLO a", "z", "=helo", "!connection", "vHELO"}},
    {"a close at EHLO", {GREETING, ">EHLO a", "#", "=helo", "!connection", "vHELO"}},
    {"a close at HELO", {GREETING, ">HELO a", "#", "=none", "vEHLO"}},
    {"silence elsewhere", {TO_MAIL, ">MAIL FROM:<a@b>", "z", "=none"}},
    {"250 to DATA", {TO_DATA, ">DATA", "<250 ok\r\n", "=message", "!step", "sMESSAGE"}},
    {"221 to DATA", {TO_DATA, ">DATA", "<221 bye\r\n", "=none", "sCLOSED"}},
    {"250 to DATA of our own server",
     {"<220 h smtpd-proto ready\r\n", ">HELO a", "<250 h\r\n", ">DATA", "<250 ok\r\n", "=none"}},
    {"another server is greeted, and written to, as if no way had been taken",
     {GREETING,
      ">EHLO a",
      "z",
      "!connection",
      "vHELO",
      "L",
      "vEHLO",
      TO_MAIL,
      ">MAIL FROM:<a@b>",
      "<501 what\r\n",
      "!step",
      ">MAIL FROM: a@b",
      "<501 what\r\n",
      "!step",
      "L",
      "yMAIL FROM:<a@b>",
      TO_MAIL,
      ">MAIL FROM:<a@b>",
      "<501 what\r\n",
      "=bare"}},
    {"and so is a message to it",
     {TO_DOT, "z", "!end", ">.", "z", "!connection", "pline:20ms", "L", "pwhole"}},
    {"what the user chose comes back",
     {"Y", "P", TO_MAIL, ">MAIL FROM: <a@b>", "<501 what\r\n", "!step", "yMAIL FROM:<a@b>", "L",
      "yMAIL FROM: <a@b>", "pdot:0ms"}},
    {"what the user chose afterwards stays",
     {TO_DOT, "z", "!end", "pdot:20ms", "P", "Y", "L", "yMAIL FROM: <a@b>", "pdot:0ms"}},
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
    const struct dialogue *dialogue = &trial->dialogue;

    ways_take_close(&trial->ways, dialogue, requests_first(&dialogue->requests));
    dialogue_end(&trial->dialogue);
}

/* The server gives no reply to what was sent, and none is awaited any more. */
static void stay_silent(struct trial *trial)
{
    ways_take_silence(&trial->ways, &trial->dialogue, awaited(&trial->dialogue));
    requests_clear(&trial->dialogue.requests);
}

static void say_long_message(struct dialogue *dialogue)
{
    struct buffer wire;

    buffer_init(&wire, LONG_MESSAGE_MAX);
    while (buffer_size(&wire) < LONG_MESSAGE_MAX - 3)
        ck_assert_int_eq(buffer_append(&wire, "a\r\n", 3), 0);
    ck_assert_int_eq(buffer_append(&wire, ".\r\n", 3), 0);
    ck_assert_int_eq(dialogue_say_message(dialogue, DIALECT_DATA, buffer_span(&wire), 1), 0);
    buffer_release(&wire);
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
    case 'M':
        say_long_message(dialogue);
        break;
    case 'L':
        ways_leave(&trial->ways, dialogue);
        dialogue_start(dialogue, 1);
        break;
    case 'Y':
        dialogue->style = COMMAND_BLANK;
        break;
    case 'P':
        dialogue->pace = (struct pace){.kind = PACE_DOT};
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

static void watch(void *context, const struct dialogue_line *line)
{
    (void)context;
    (void)line;
}

START_TEST(a_way_is_that_of_a_server)
{
    static struct client client;
    struct options options = {.server = {.host = "h", .port = "25"}};
    struct server_name others[] = {{.host = "i", .port = "25"},
                                   {.host = "h", .port = "26"},
                                   {.host = "h", .port = "25", true}};

    ck_assert_int_eq(unsetenv("XDG_STATE_HOME"), 0);
    ck_assert_int_eq(unsetenv("HOME"), 0);
    ck_assert_int_eq(client_init(&client, &options, (struct dialogue_observer){watch, NULL}), 0);
    for (size_t i = 0; i < COUNT(others); i++) {
        client.at = options.server;
        client.ways.offered = WAY_HELO;
        ck_assert_int_eq(ways_go(&client.ways, &client.dialogue), WAY_CONNECTION);
        client_set_server(&client, &options.server);
        ck_assert(client.dialogue.greets_simply);
        client_set_server(&client, &others[i]);
        ck_assert(!client.dialogue.greets_simply);
    }
    ck_assert_int_eq(client_release(&client), 0);
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
    tcase_add_test(all, a_way_is_that_of_a_server);
    tcase_add_loop_test(all, a_way_has_words, 0, WAYS);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
