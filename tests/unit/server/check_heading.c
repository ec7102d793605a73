/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_heading.c - what is read of the header of a message, however it is cut into pieces. */
#include <config.h>

#include "server/mail/heading.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"

#define NONE NULL

static const struct {
    const char *name;
    const char *message;
    const char *subject, *message_id; /* NONE: there is none */
} cases[] = {
    {"nothing", "", NONE, NONE},
    {"both", "Subject: Hello\nMessage-ID: <1@x>\n\nbody\n", "Hello", "<1@x>"},
    {"in the other order", "Message-ID: <1@x>\nSubject: Hello\n\n", "Hello", "<1@x>"},
    {"among others", "From: a\nTo: b\nSubject: x\nDate: d\n\n", "x", NONE},
    {"any case", "sUBJECT: x\nMESSAGE-id: y\n\n", "x", "y"},
    {"no blank", "Subject:x\n\n", "x", NONE},
    {"blanks around", "Subject: \t x y \t\n\n", "x y", NONE},
    {"blanks before the colon", "Subject \t: x\n\n", "x", NONE},
    {"empty", "Subject:\nMessage-ID: \n\n", "", ""},
    {"folded", "Subject: a\n b\n\tc\n\n", "a b\tc", NONE},
    {"folded at once", "Subject:\n a\n\n", "a", NONE},
    {"folded with blanks alone", "Subject: a\n  \n b\n\n", "a   b", NONE},
    {"a fold of another field", "X: a\n Subject: b\n\n", NONE, NONE},
    {"the first counts", "Subject: a\nSubject: b\n b\n\n", "a", NONE},
    {"in the body", "X: y\n\nSubject: a\n", NONE, NONE},
    {"no header", "\nSubject: a\n", NONE, NONE},
    {"headless", "hello\nSubject: a\n\n", NONE, NONE},
    {"headless, with blanks", "hello you: x\nSubject: a\n\n", NONE, NONE},
    {"begins with a blank", " Subject: a\nSubject: b\n\n", NONE, NONE},
    {"begins with a colon", ": a\nSubject: b\n\n", NONE, NONE},
    {"begins with UTF-8", "\u00e9: a\nSubject: b\n\n", NONE, NONE},
    {"a strange line within", "X: y\nhello\nSubject: a\n\n", "a", NONE},
    {"a strange one with blanks", "X: y\nhello you: z\nSubject: a\n\n", "a", NONE},
    {"a strange one that begins so", "X: y\n\u00e9 z\nSubject: a\n\n", "a", NONE},
    {"a colon alone within", "X: y\n: z\nSubject: a\n\n", "a", NONE},
    {"longer names", "Subject-X: a\nX-Subject: b\nMessage-IDs: c\nSub: d\n\n", NONE, NONE},
    {"a name cut off", "Subject", NONE, NONE},
    {"a value cut off", "Subject: ab", "ab", NONE},
    {"an encoded word", "Subject: =?utf-8?q?h=C3=A9?=\n\n", "=?utf-8?q?h=C3=A9?=", NONE},
    {"UTF-8", "Subject: h\u00e9\n\n", "h\u00e9", NONE},
    {"a bare CR", "Subject: a\rb\n\n", "a\rb", NONE},
};

static void expect(const char *name, const struct heading *heading, enum heading_field field,
                   const char *expected)
{
    struct span text;
    bool is_there = heading_find(heading, field, &text);

    ck_assert_msg(is_there == (expected != NONE), "%s: field %d is%s there", name, field,
                  is_there ? "" : " not");
    if (is_there)
        ck_assert_msg(span_equal(text, span_of(expected)), "%s: '%.*s' instead of '%s'", name,
                      (int)text.size, text.data, expected);
}

/* In pieces of each size, and split in two everywhere. */
START_TEST(finds_fields)
{
    size_t size = strlen(cases[_i].message);

    for (size_t piece = 1; piece <= size + 1; piece++) {
        struct heading heading = {0}, halves = {0};
        for (size_t at = 0; at < size; at += piece)
            heading_read(&heading, (struct span){cases[_i].message + at,
                                                 size - at < piece ? size - at : piece});
        expect(cases[_i].name, &heading, HEADING_SUBJECT, cases[_i].subject);
        expect(cases[_i].name, &heading, HEADING_MESSAGE_ID, cases[_i].message_id);
        heading_read(&halves, (struct span){cases[_i].message, piece - 1});
        heading_read(&halves, (struct span){cases[_i].message + piece - 1, size - piece + 1});
        expect(cases[_i].name, &halves, HEADING_SUBJECT, cases[_i].subject);
        expect(cases[_i].name, &halves, HEADING_MESSAGE_ID, cases[_i].message_id);
    }
}
END_TEST

/* A value that is too long is cut between characters. */
START_TEST(keeps_the_front_of_long_values)
{
    static const struct {
        const char *unit;
        size_t count;
        size_t kept; /* units */
    } longs[] = {
        {"x", HEADING_VALUE_MAX, HEADING_VALUE_MAX},
        {"x", HEADING_VALUE_MAX + 1, HEADING_VALUE_MAX},
        {"x", 1 << 20, HEADING_VALUE_MAX},
        {"\u00e9", 499, 499},
        {"\u00e9", 500, 499},
        {"\u20ac", 333, 332},
        {"\U0001F4E7", 1000, 249},
        {"ab ", 400, 333},
    };
    size_t unit = strlen(longs[_i].unit), size = unit * longs[_i].count;
    char *value = malloc(size);
    struct heading heading = {0};
    struct span text;

    for (size_t i = 0; i < longs[_i].count; i++)
        memcpy(value + i * unit, longs[_i].unit, unit);
    heading_read(&heading, span_of("Subject: "));
    heading_read(&heading, (struct span){value, size});
    heading_read(&heading, span_of("\nMessage-ID: <1>\n\n"));
    ck_assert(heading_find(&heading, HEADING_SUBJECT, &text));
    struct span expected = span_trim((struct span){value, longs[_i].kept * unit});
    ck_assert_msg(span_equal(text, expected), "%zu of '%s': %zu bytes instead of %zu",
                  longs[_i].count, longs[_i].unit, text.size, expected.size);
    expect("after it", &heading, HEADING_MESSAGE_ID, "<1>");
    free(value);
}
END_TEST

/* NUL bytes belong to the value. */
START_TEST(keeps_nul_bytes)
{
    struct heading heading = {0};
    struct span text;

    heading_read(&heading, (struct span){"Subject: a\0b\n\n", 14});
    ck_assert(heading_find(&heading, HEADING_SUBJECT, &text));
    ck_assert(span_equal(text, (struct span){"a\0b", 3}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("heading");
    TCase *tcase = tcase_create("heading");

    tcase_add_loop_test(tcase, finds_fields, 0, CASES(cases));
    tcase_add_loop_test(tcase, keeps_the_front_of_long_values, 0, 8);
    tcase_add_test(tcase, keeps_nul_bytes);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
