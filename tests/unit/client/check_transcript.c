/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_transcript.c - the bounds of the transcript, and finding replies. */
#include <config.h>

#include "tui-client/dialogue/transcript.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"

static void add(struct transcript *transcript, enum dialogue_line_kind kind, const char *text)
{
    struct dialogue_line line = {.kind = kind, .text = span_of(text)};

    if (kind == DIALOGUE_COMMAND)
        line.command = command_parse(&dialect_prototype, line.text);
    transcript_add(transcript, &line);
}

START_TEST(lines_are_copies)
{
    struct transcript transcript;
    char text[] = "hello";

    transcript_init(&transcript);
    add(&transcript, DIALOGUE_COMMAND, text);
    text[0] = 'j';
    ck_assert(span_equal(transcript_line(&transcript, 0)->text, span_of("hello")));
    add(&transcript, DIALOGUE_NOTE, "");
    ck_assert_uint_eq(transcript_line(&transcript, 1)->text.size, 0);
    transcript_release(&transcript);
}
END_TEST

START_TEST(an_argument_is_a_part_of_the_copy)
{
    static const struct {
        const char *line;
        size_t start, size;
    } cases[] = {{"MAIL FROM:  <a>", 12, 3}, {"QUIT", 4, 0}, {" what is this ", 1, 12}};
    struct transcript transcript;

    transcript_init(&transcript);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct dialogue_line *line;
        add(&transcript, DIALOGUE_COMMAND, cases[i].line);
        line = transcript_line(&transcript, i);
        ck_assert_ptr_eq(line->command.argument.data, line->text.data + cases[i].start);
        ck_assert_uint_eq(line->command.argument.size, cases[i].size);
    }
    transcript_release(&transcript);
}
END_TEST

START_TEST(the_oldest_lines_go)
{
    struct transcript transcript;
    char text[16];

    transcript_init(&transcript);
    for (int i = 0; i < TRANSCRIPT_LINES_MAX + 7; i++) {
        snprintf(text, sizeof text, "%d", i);
        add(&transcript, DIALOGUE_REPLY, text);
    }
    ck_assert_uint_eq(transcript.count, TRANSCRIPT_LINES_MAX);
    ck_assert_uint_eq(transcript.lost, 7);
    ck_assert(span_equal(transcript_line(&transcript, 0)->text, span_of("7")));
    transcript_release(&transcript);
}
END_TEST

START_TEST(bytes_have_a_limit_too)
{
    struct transcript transcript;
    size_t size = 100000;
    char *text = malloc(size);
    struct dialogue_line line = {.kind = DIALOGUE_TEXT, .text = {text, size}};

    memset(text, 'x', size);
    transcript_init(&transcript);
    for (int i = 0; i < 200; i++)
        transcript_add(&transcript, &line);
    ck_assert_uint_le(transcript.bytes, TRANSCRIPT_BYTES_MAX);
    ck_assert_uint_eq(transcript.bytes, transcript.count * size);
    ck_assert_uint_eq(transcript.lost, 200 - transcript.count);
    transcript_release(&transcript);
    free(text);
}
END_TEST

START_TEST(a_line_leads_to_its_reply)
{
    static const enum dialogue_line_kind kinds[] = {
        DIALOGUE_REPLY_LAST, DIALOGUE_COMMAND,  DIALOGUE_REPLY,  DIALOGUE_REPLY_LAST,
        DIALOGUE_NOTE,       DIALOGUE_NO_REPLY, DIALOGUE_COMMAND};
    static const size_t replies[] = {0, 3, 3, 3, 5, 5, 7};
    struct transcript transcript;

    transcript_init(&transcript);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        add(&transcript, kinds[i], "x");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        ck_assert_uint_eq(transcript_reply_of(&transcript, i), replies[i]);
    transcript_release(&transcript);
}
END_TEST

START_TEST(a_reply_has_a_text)
{
    static const struct {
        enum dialogue_line_kind kind;
        const char *line, *text;
    } cases[] = {
        {DIALOGUE_REPLY_LAST, "250 before", "before"},
        {DIALOGUE_REPLY, "550-5.1.1 one", ""},
        {DIALOGUE_NOTE, "a note", ""},
        {DIALOGUE_REPLY, "550-", ""},
        {DIALOGUE_REPLY_LAST, "550 5.1.1 three", "5.1.1 one\n\n5.1.1 three"},
        {DIALOGUE_REPLY_LAST, "250", ""},
        {DIALOGUE_REPLY, "250-cut off", ""},
        {DIALOGUE_NO_REPLY, "x", ""},
        {DIALOGUE_REPLY_LAST, "250 after", "after"},
    };
    struct transcript transcript;
    char text[TRANSCRIPT_TEXT_MAX];

    transcript_init(&transcript);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        add(&transcript, cases[i].kind, cases[i].line);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(span_equal(transcript_text(&transcript, i, text), span_of(cases[i].text)),
                      "%s", cases[i].line);
    ck_assert_uint_eq(transcript_text(&transcript, transcript.count, text).size, 0);
    transcript_release(&transcript);
}
END_TEST

START_TEST(a_long_text_is_cut)
{
    static const char line[] =
        "250-0123456789012345678901234567890123456789012345678901234567890123";
    struct transcript transcript;
    char text[TRANSCRIPT_TEXT_MAX];

    transcript_init(&transcript);
    for (size_t i = 0; i < 200; i++)
        add(&transcript, i < 199 ? DIALOGUE_REPLY : DIALOGUE_REPLY_LAST, line);
    ck_assert_uint_eq(transcript_text(&transcript, 199, text).size, TRANSCRIPT_TEXT_MAX);
    transcript_release(&transcript);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transcript");
    TCase *all = tcase_create("transcript");

    tcase_add_test(all, lines_are_copies);
    tcase_add_test(all, an_argument_is_a_part_of_the_copy);
    tcase_add_test(all, the_oldest_lines_go);
    tcase_add_test(all, bytes_have_a_limit_too);
    tcase_add_test(all, a_line_leads_to_its_reply);
    tcase_add_test(all, a_reply_has_a_text);
    tcase_add_test(all, a_long_text_is_cut);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
