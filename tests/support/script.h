/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* script.h - conversations for tests of the client's side, as lists of steps. */
#ifndef TESTS_SUPPORT_SCRIPT_H
#define TESTS_SUPPORT_SCRIPT_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tui-client/dialogue/dialogue.h"

#define GREETING "<220 h smtpd-proto ready\r\n"

/* Each step's first byte says what it is: "<" bytes of the server, ">" a line to send, "M" a
 * message after DATA, "#" the server closes, "=" the state and facts that must be, "o" the output
 * that must have been queued since the last such step, "s" what the observer must have seen since
 * the last such step: kinds as letters, "l" for a late reply; "e" the endings of those lines: C for
 * CRLF, L for LF, - for none; "c" the last command that it saw, as parsed: verb, blank, argument;
 * "d" the dialect that must be; "+" the extensions that must be offered, as a list; "n" the numbers
 * of the requests of the lines seen since the last such step; "O" as "o", but the output is not
 * written yet; "p" the pace from here on; "w" milliseconds that pass, after which the dialogue goes
 * on and shows what of a line is due; "b" what it says of itself: "send" if it may send, "wait" if
 * it waits; "g" gives up what is awaited; "x" the text of the last line seen without an end; "T"
 * says that TLS has begun. */
struct script {
    const char *name;
    const char *steps[48];
};

struct play {
    struct dialogue dialogue;
    char seen[256];    /* by the observer, as letters */
    char endings[256]; /* likewise */
    char command[64];  /* the last one that it saw, as parsed */
    char numbers[256]; /* of the requests of the lines that it saw */
    char stray[64];    /* the last text that it saw of no line */
    int64_t now_ms;
};

static inline void observe(void *context, const struct dialogue_line *line)
{
    static const char letters[] = {
        [DIALOGUE_COMMAND] = 'C',    [DIALOGUE_TEXT] = 'T',     [DIALOGUE_REPLY] = 'R',
        [DIALOGUE_REPLY_LAST] = 'L', [DIALOGUE_NO_REPLY] = 'B', [DIALOGUE_PARTIAL] = 'P',
        [DIALOGUE_PADDING] = '0',    [DIALOGUE_NOTE] = 'N'};
    static const char endings[] = {
        [LINE_ENDING_UNKNOWN] = '-', [LINE_ENDING_CRLF] = 'C', [LINE_ENDING_LF] = 'L'};
    struct play *play = context;
    size_t length = strlen(play->seen);

    ck_assert_uint_lt(length + 1, sizeof play->seen);
    play->seen[length] = line->reply.is_late ? 'l' : letters[line->kind];
    play->seen[length + 1] = '\0';
    length = strlen(play->endings);
    ck_assert_uint_lt(length + 1, sizeof play->endings);
    play->endings[length] = endings[line->ending];
    play->endings[length + 1] = '\0';
    length = strlen(play->numbers);
    snprintf(play->numbers + length, sizeof play->numbers - length, "%llu", line->request);
    if (line->kind == DIALOGUE_PARTIAL || line->kind == DIALOGUE_PADDING)
        snprintf(play->stray, sizeof play->stray, "%s%zu %.*s", line->is_cut ? "cut " : "",
                 line->text.size, (int)line->text.size, line->text.data);
    if (line->kind == DIALOGUE_COMMAND)
        snprintf(play->command, sizeof play->command, "%s %.*s",
                 dialect_event_name(play->dialogue.dialect, line->command.verb),
                 (int)line->command.argument.size, line->command.argument.data);
}

/* Takes TEXT in pieces: up to CUT, and the rest; or byte by byte if CUT is 0. */
static inline void receive(struct play *play, struct span text, size_t cut)
{
    size_t step = cut == 0 ? 1 : cut;

    while (text.size > 0) {
        size_t size = step < text.size ? step : text.size;
        ck_assert_int_eq(
            dialogue_receive(&play->dialogue, (struct span){text.data, size}, play->now_ms), 0);
        text = span_skip(text, size);
        if (cut > 0)
            step = text.size;
    }
}

static inline void check_position(const struct play *play, const char *expected, const char *name)
{
    char got[64];

    snprintf(got, sizeof got, "%s %u", dialect_state_name(play->dialogue.position.state),
             play->dialogue.position.facts);
    ck_assert_msg(strcmp(got, expected) == 0, "%s: at %s instead of %s", name, got, expected);
}

static inline const char *busy_words(const struct dialogue *dialogue)
{
    bool waits = dialogue_is_waiting(dialogue);

    if (dialogue_may_send(dialogue))
        return waits ? "send wait" : "send";
    return waits ? "wait" : "";
}

/* Steps of time and pieces. */
static inline void take_pace_step(struct play *play, const char *step, const char *name)
{
    struct dialogue *dialogue = &play->dialogue;
    struct span text = span_of(step + 1), out = buffer_span(&dialogue->out);

    switch (step[0]) {
    case 'g':
        dialogue_give_up(dialogue, span_of("given up"));
        break;
    case 'T':
        dialogue_secured(dialogue, play->now_ms);
        break;
    case 'O':
        ck_assert_msg(span_equal(out, text), "%s: %.*s", name, (int)out.size, out.data);
        break;
    case 'p':
        ck_assert_msg(pace_parse(text, &dialogue->pace), "%s: pace %s", name, step + 1);
        break;
    case 'w':
        play->now_ms += atoi(step + 1);
        ck_assert_int_eq(dialogue_go_on(dialogue, play->now_ms), 0);
        dialogue_show_partial(dialogue, play->now_ms);
        break;
    case 'b':
        ck_assert_msg(strcmp(busy_words(dialogue), step + 1) == 0, "%s: %s", name,
                      busy_words(dialogue));
        break;
    default:
        ck_abort_msg("%s: what is %s?", name, step);
    }
}

static inline void take_step(struct play *play, const char *step, size_t cut, const char *name)
{
    struct dialogue *dialogue = &play->dialogue;
    struct span text = span_of(step + 1), out = buffer_span(&dialogue->out);

    play->now_ms++;
    switch (step[0]) {
    case '<':
        receive(play, text, cut);
        break;
    case '>':
        ck_assert_int_eq(dialogue_say(dialogue, text, play->now_ms), 0);
        break;
    case 'M':
        ck_assert_int_eq(dialogue_say_message(dialogue, DIALECT_DATA, text, play->now_ms), 0);
        break;
    case '#':
        dialogue_end(dialogue);
        break;
    case '=':
        check_position(play, step + 1, name);
        break;
    case 'o':
        ck_assert_msg(span_equal(out, text), "%s: %.*s", name, (int)out.size, out.data);
        buffer_consume(&dialogue->out, out.size);
        break;
    case 's':
        ck_assert_msg(strcmp(play->seen, step + 1) == 0, "%s: seen %s", name, play->seen);
        play->seen[0] = '\0';
        break;
    case 'e':
        ck_assert_msg(strcmp(play->endings, step + 1) == 0, "%s: endings %s", name, play->endings);
        play->endings[0] = '\0';
        break;
    case 'c':
        ck_assert_msg(strcmp(play->command, step + 1) == 0, "%s: read %s", name, play->command);
        break;
    case 'd':
        ck_assert_msg(strcmp(dialogue->dialect->name, step + 1) == 0, "%s: dialect %s", name,
                      dialogue->dialect->name);
        break;
    case '+':
        ck_assert_msg(strcmp(dialogue->offered.list, step + 1) == 0, "%s: offered %s", name,
                      dialogue->offered.list);
        break;
    case 'x':
        ck_assert_msg(strcmp(play->stray, step + 1) == 0, "%s: stray %s", name, play->stray);
        break;
    case 'n':
        ck_assert_msg(strcmp(play->numbers, step + 1) == 0, "%s: numbers %s", name, play->numbers);
        play->numbers[0] = '\0';
        break;
    default:
        take_pace_step(play, step, name);
    }
}

static inline void run_script(const struct script *script, bool pipelines, size_t cut)
{
    struct play play = {.now_ms = 1};
    struct dialogue_observer observer = {.line = observe, .context = &play};

    dialogue_init(&play.dialogue, NULL, observer);
    play.dialogue.pipelines = pipelines;
    dialogue_start(&play.dialogue, 0);
    for (size_t i = 0; script->steps[i] != NULL; i++)
        take_step(&play, script->steps[i], cut, script->name);
    dialogue_release(&play.dialogue);
}

/* Plays SCRIPT with the server's bytes whole, byte by byte, and split at each place of its
 * replies. */
static inline void run_in_all_pieces(const struct script *script, bool pipelines)
{
    for (size_t cut = 0; cut < 30; cut++)
        run_script(script, pipelines, cut);
    run_script(script, pipelines, SIZE_MAX);
}

#endif
