/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_sequence.c - terminal input: each case whole, split everywhere, and in 8-bit form. */
#include <config.h>

#include "tui-client/terminal/sequence.h"

#include <curses.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/deadline.h"
#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tests/support/sequence_samples.h"

#define ESCAPE_MS 25

/* --- events as text -------------------------------------------------------------------------- */

static const struct {
    int code;
    const char *name;
} names[] = {
    {KEY_UP, "Up"},     {KEY_DOWN, "Down"}, {KEY_LEFT, "Left"},  {KEY_RIGHT, "Right"},
    {KEY_HOME, "Home"}, {KEY_END, "End"},   {KEY_PPAGE, "PgUp"}, {KEY_NPAGE, "PgDn"},
    {KEY_DC, "Delete"}, {KEY_IC, "Insert"}, {KEY_BTAB, "BTab"},  {KEY_F(1), "F1"},
    {KEY_F(2), "F2"},   {KEY_F(3), "F3"},   {KEY_F(4), "F4"},    {KEY_F(5), "F5"},
    {KEY_F(6), "F6"},   {KEY_F(7), "F7"},   {KEY_F(8), "F8"},    {KEY_F(9), "F9"},
    {KEY_F(10), "F10"},
};

static const struct sequence_key more[] = {{"terminfo", E "[224z", false, KEY_F(1), 0}};

static struct sequence parser;
static int64_t now_ms;
static char said[4096];

static void say(const char *text)
{
    size_t size = strlen(said);

    ck_assert_uint_lt(size + strlen(text) + 1, sizeof said);
    strcpy(said + size, text);
}

static void say_character(int code)
{
    char text[16];

    if (code > ' ' && code < 127)
        snprintf(text, sizeof text, "%c", code);
    else
        snprintf(text, sizeof text, "<%X>", (unsigned)code);
    say(text);
}

static void say_key(const struct sequence_event *event)
{
    const char *name = "key?";

    for (int i = 0; i < CASES(names); i++)
        if (names[i].code == event->code)
            name = names[i].name;
    say("(");
    say(event->modifiers > 7 ? "?-" : "");
    say(event->modifiers & SEQUENCE_SHIFT ? "S-" : "");
    say(event->modifiers & SEQUENCE_ALT_HELD ? "A-" : "");
    say(event->modifiers & SEQUENCE_CONTROL ? "C-" : "");
    say(name);
    say(")");
}

static void say_event(const struct sequence_event *event)
{
    char text[80];

    switch (event->kind) {
    case SEQUENCE_NOTHING:
        break;
    case SEQUENCE_ALT:
        say("Alt-");
        say_character(event->code);
        break;
    case SEQUENCE_CHARACTER:
        say_character(event->code);
        break;
    case SEQUENCE_KEY:
        say_key(event);
        break;
    case SEQUENCE_MOUSE:
        snprintf(text, sizeof text, "(mouse %d %d,%d%s)", event->code, event->column, event->row,
                 event->is_release ? " release" : "");
        say(text);
        break;
    case SEQUENCE_PASTE:
        say("{");
        break;
    case SEQUENCE_PASTED:
        snprintf(text, sizeof text, "%.*s", (int)event->text.size, event->text.data);
        say(text);
        break;
    case SEQUENCE_PASTE_END:
        say("}");
        break;
    }
}

static void start(void)
{
    sequence_init(&parser, ESCAPE_MS, more, CASES(more));
    now_ms = 1000000;
    said[0] = '\0';
}

static void take(struct span input)
{
    struct sequence_event event;

    do {
        event = sequence_take(&parser, &input, now_ms);
        say_event(&event);
    } while (event.kind != SEQUENCE_NOTHING);
    ck_assert_uint_eq(input.size, 0);
}

/* Feeds a copy that ends at an unreadable page. */
static void take_guarded(struct span input)
{
    if (input.size > 0)
        take((struct span){guard_copy(input.data, input.size), input.size});
}

static void wait_ms(long long milliseconds)
{
    struct sequence_event event;

    now_ms += milliseconds;
    do {
        event = sequence_pause(&parser, now_ms);
        say_event(&event);
    } while (event.kind != SEQUENCE_NOTHING);
}

/* --- cases ------------------------------------------------------------------------------------ */

static void expect(const struct sample *sample, const char *how)
{
    take(span_of("x"));
    ck_assert_msg(strncmp(said, sample->expected, strlen(sample->expected)) == 0 &&
                      strcmp(said + strlen(sample->expected), "x") == 0,
                  "%s, %s: %s", sample->name, how, said);
}

/* Two pieces, with a pause shorter than the timeout between them. */
static void check_cuts(const struct sample *sample, struct span bytes, const char *how)
{
    for (size_t cut = 0; cut <= bytes.size; cut++) {
        start();
        take_guarded((struct span){bytes.data, cut});
        wait_ms(ESCAPE_MS - 1);
        take_guarded(span_skip(bytes, cut));
        expect(sample, how);
    }
}

static void check_bytes(const struct sample *sample, struct span bytes, const char *how)
{
    start();
    for (size_t i = 0; i < bytes.size; i++) {
        take_guarded((struct span){bytes.data + i, 1});
        wait_ms(ESCAPE_MS - 1);
    }
    expect(sample, how);
}

static void check_sample(const struct sample *sample, struct span bytes, const char *how)
{
    check_cuts(sample, bytes, how);
    check_bytes(sample, bytes, how);
}

/* Converts 7-bit introducers to 8-bit form, as UTF-8 or as a byte. */
static struct span in_eight_bits(struct span bytes, bool is_utf8, char *out)
{
    size_t size = 0;

    for (size_t i = 0; i < bytes.size; i++) {
        bool is_introducer = bytes.data[i] == 27 && i + 1 < bytes.size &&
                             strchr("[OP]X^_\\", bytes.data[i + 1]) != NULL;
        if (!is_introducer) {
            out[size++] = bytes.data[i];
            continue;
        }
        if (is_utf8)
            out[size++] = '\xC2';
        out[size++] = (char)(bytes.data[++i] + 0x40);
    }
    return (struct span){out, size};
}

static void check_forms(const struct sample *sample, bool has_eight_bits)
{
    char bytes[512];

    check_sample(sample, sample->bytes, "7-bit");
    if (!has_eight_bits)
        return;
    check_sample(sample, in_eight_bits(sample->bytes, true, bytes), "8-bit");
    check_sample(sample, in_eight_bits(sample->bytes, false, bytes), "raw 8-bit");
}

START_GUARDED_TEST(a_key_is_that_key)
{
    const struct sample *sample = &keys[_i];
    bool is_paste = strchr(sample->expected, '{') != NULL;
    bool is_alt_arrow = sample->bytes.data[1] == 27;

    check_forms(sample, !is_paste && !is_alt_arrow);
}
END_TEST

START_GUARDED_TEST(a_string_or_report_says_nothing)
{
    check_forms(&silent[_i], true);
}
END_TEST

START_TEST(every_row_is_its_key)
{
    const struct sequence_key *row = &sequence_keys[_i];
    struct span input = span_of(row->bytes);
    struct sequence_event event;

    start();
    event = sequence_take(&parser, &input, now_ms);
    ck_assert_msg(event.kind == (row->is_character ? SEQUENCE_CHARACTER : SEQUENCE_KEY) &&
                      event.code == row->code && event.modifiers == row->modifiers,
                  "%s: %s", row->terminal, row->bytes + 1);
    for (size_t i = 0; i < (size_t)_i; i++)
        ck_assert_msg(strcmp(sequence_keys[i].bytes, row->bytes) != 0, "twice: %s", row->bytes + 1);
}
END_TEST

/* A truncated sequence times out, and what is typed then is text. */
static void check_beginnings(const struct sample *sample, struct span bytes)
{
    for (size_t size = 1; size < bytes.size; size++) {
        size_t length;
        start();
        take((struct span){bytes.data, size});
        wait_ms(SEQUENCE_PASTE_WAIT_MS);
        ck_assert_int_eq(sequence_deadline_ms(&parser), DEADLINE_NEVER);
        length = strlen(said);
        take(span_of("hello"));
        ck_assert_msg(strcmp(said + length, "hello") == 0, "%s, %zu bytes: %s", sample->name, size,
                      said);
    }
}

START_TEST(an_unfinished_one_is_forgotten)
{
    char bytes[512];

    check_beginnings(&silent[_i], silent[_i].bytes);
    check_beginnings(&silent[_i], in_eight_bits(silent[_i].bytes, true, bytes));
}
END_TEST

START_TEST(an_unfinished_key_is_forgotten)
{
    check_beginnings(&keys[_i], keys[_i].bytes);
}
END_TEST

START_TEST(typing_ends_a_string_that_does_not_end)
{
    start();
    take(span_of(E "]0;"));
    for (int i = 0; i < 100; i++) {
        wait_ms(100);
        take(span_of("a"));
    }
    ck_assert_uint_ge(strlen(said), 40);
    ck_assert_uint_lt(strlen(said), 60);
}
END_TEST

START_TEST(a_string_has_a_limit)
{
    start();
    take(span_of(E "]0;"));
    for (size_t i = 3; i < SEQUENCE_STRING_MAX; i++)
        take(span_of("a"));
    ck_assert_str_eq(said, "");
    take(span_of("xyz"));
    ck_assert_str_eq(said, "yz");
}
END_TEST

START_TEST(esc_alone_is_esc_after_its_time)
{
    start();
    take(span_of(E));
    wait_ms(ESCAPE_MS - 1);
    ck_assert_str_eq(said, "");
    ck_assert_int_eq(sequence_deadline_ms(&parser), now_ms + 1);
    wait_ms(1);
    ck_assert_str_eq(said, "<1B>");
    take(span_of(E E));
    wait_ms(ESCAPE_MS);
    ck_assert_str_eq(said, "<1B><1B><1B>");
}
END_TEST

static const struct sample introducers[] = {
    SAMPLE("Alt-[", E "[", "Alt-["), SAMPLE("Alt-O", E "O", "Alt-O"),
    SAMPLE("Alt-]", E "]", "Alt-]"), SAMPLE("Alt-P", E "P", "Alt-P"),
    SAMPLE("Alt-_", E "_", "Alt-_"), SAMPLE("8-bit CSI", "\xC2\x9B", ""),
};

START_TEST(an_introducer_alone_was_typed)
{
    start();
    take(introducers[_i].bytes);
    wait_ms(SEQUENCE_WAIT_MS - 1);
    ck_assert_str_eq(said, "");
    wait_ms(1);
    ck_assert_str_eq(said, introducers[_i].expected);
}
END_TEST

/* A sequence that interrupts another is not lost. */
static const struct sample broken[] = {
    SAMPLE("CSI, Enter", E "[\r", "<D>"),
    SAMPLE("CSI, key", E "[1;" E "[A", "(Up)"),
    SAMPLE("SS3, Ctrl-C", E "O\x03", "<3>"),
    SAMPLE("console, key", E "[[" E "OP", "(F1)"),
    SAMPLE("string, key", E "]0;a" E "[A", "(Up)"),
    SAMPLE("string, 8-bit key",
           E "]0;a\xC2\x9B"
             "A",
           "(Up)"),
    SAMPLE("DCS, Alt", E "Pq" E "s", "Alt-s"),
    SAMPLE("mouse, key", E "[M!" E "[A", "(Up)"),
    SAMPLE("character, key", "\xE6\xBC" E "[A", "(Up)"),
};

START_TEST(what_breaks_one_off_counts)
{
    check_sample(&broken[_i], broken[_i].bytes, "broken");
}
END_TEST

/* Every state with every byte, and one more; guards and sanitizers detect reads out of bounds. */
START_TEST(every_state_takes_every_byte)
{
    static const char second[] = "\033[O]A0$~M\a\x18\x7F\x80\x9B\x9C\xC3\xF0\xFF";
    static const char *const states[] = {"",     E,          E E,     E "[",  E "[[",    E "O",
                                         E "]",  E "]x",     E "]" E, E "P",  E "[M",    E "[200~",
                                         "\xC3", "\xF0\x9F", E "[1;", E "O1", E "[T!!!!"};

    for (int i = 0; i < CASES(states) * 256; i++)
        for (size_t j = 0; j < sizeof second; j++) {
            char bytes[] = {(char)i, second[j]};
            start();
            take(span_of(states[i / 256]));
            take((struct span){bytes, 2});
            wait_ms(SEQUENCE_PASTE_WAIT_MS);
            ck_assert_int_eq(sequence_deadline_ms(&parser), DEADLINE_NEVER);
        }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sequence");
    TCase *all = tcase_create("sequence");

    tcase_add_loop_test(all, a_key_is_that_key, 0, CASES(keys));
    tcase_add_loop_test(all, a_string_or_report_says_nothing, 0, CASES(silent));
    tcase_add_loop_test(all, every_row_is_its_key, 0, (int)sequence_key_count);
    tcase_add_loop_test(all, an_unfinished_one_is_forgotten, 0, CASES(silent));
    tcase_add_loop_test(all, an_unfinished_key_is_forgotten, 0, CASES(keys));
    tcase_add_test(all, typing_ends_a_string_that_does_not_end);
    tcase_add_test(all, a_string_has_a_limit);
    tcase_add_test(all, esc_alone_is_esc_after_its_time);
    tcase_add_loop_test(all, an_introducer_alone_was_typed, 0, CASES(introducers));
    tcase_add_loop_test(all, what_breaks_one_off_counts, 0, CASES(broken));
    tcase_add_test(all, every_state_takes_every_byte);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
