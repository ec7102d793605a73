/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_repeated.c - a reply that repeats a secret, or a piece of it, by cases. */
#include <config.h>

#include "tui-client/auth/repeated.h"

#include "common/base64.h"
#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define TEXT(string)                                                                               \
    {                                                                                              \
        (string), sizeof(string) - 1                                                               \
    }

/* "AHNvbWVib2R5AG9wZW4gc2VzYW1lIDQ3MTE=" */
#define PLAIN "\0somebody\0open sesame 4711"

/* "b3BlbiBzZXNhbWUgNDcxMQ==" */
#define LOGIN "open sesame 4711"

/* "c29tZWJvZHkgMDEyMzQ1Njc4OWFiY2RlZg==" */
#define CRAM "somebody 0123456789abcdef"

static const struct {
    const char *name;
    struct span said, heard, shown;
} cases[] = {
    {"all of it", TEXT(PLAIN), TEXT("500 \"AHNvbWVib2R5AG9wZW4gc2VzYW1lIDQ3MTE=\"?"),
     TEXT("500 \"***\"?")},
    {"its start", TEXT(PLAIN), TEXT("500 AHNvbWVib2R5AG9w..."), TEXT("500 ***...")},
    {"its end", TEXT(PLAIN), TEXT("500 ...c2VzYW1lIDQ3MTE="), TEXT("500 ...***")},
    {"its middle", TEXT(PLAIN), TEXT("500-ib2R5AG9wZW4g"), TEXT("500-***")},
    {"two pieces", TEXT(PLAIN), TEXT("500 VzYW1lIDQ AHNvbWVi"), TEXT("500 *** ***")},
    {"eight bytes", TEXT(PLAIN), TEXT("500 AHNvbWVi9"), TEXT("500 ***9")},
    {"seven bytes", TEXT(PLAIN), TEXT("500 AHNvbWV9"), TEXT("500 AHNvbWV9")},
    {"a longer piece further on", TEXT("open sesame; open sesame 4711"), TEXT("no-open sesame 47"),
     TEXT("no-***")},
    {"decoded", TEXT(PLAIN), TEXT("535 open sesame 4711 no"), TEXT("535 *** no")},
    {"decoded and cut", TEXT(PLAIN), TEXT("535 open sesame, no"), TEXT("535 ***, no")},
    {"the user", TEXT(PLAIN), TEXT("535 somebody: open sesam"), TEXT("535 somebody: ***")},
    {"the user of a digest", TEXT(CRAM), TEXT("535 somebody:0123456789ab"),
     TEXT("535 somebody:***")},
    {"a short secret", TEXT("tim"), TEXT("500 dGlt tim"), TEXT("500 *** tim")},
    {"a password as long as a piece", TEXT(LOGIN), TEXT("500 b3BlbiBz open ses"),
     TEXT("500 *** ***")},
    {"encoded anew, without the user", TEXT(PLAIN), TEXT("334 b3BlbiBzZXNhbWUgNDcxMQ=="),
     TEXT("334 ***")},
    {"encoded anew, with the user", TEXT(LOGIN),
     TEXT("334-x=AHNvbWVib2R5AG9wZW4gc2VzYW1lIDQ3MTE= y"), TEXT("334-x=*** y")},
    {"encoded anew and cut", TEXT(LOGIN), TEXT("334 AHNvbWVib2R5AG9wZW4gc2VzYW..."),
     TEXT("334 ***...")},
    {"a short secret encoded anew", TEXT("\0us\0t1m4"), TEXT("334 dDFtNA=="), TEXT("334 ***")},
    {"other words in base64", TEXT(LOGIN), TEXT("334 UGFzc3dvcmQ6IHNlc2FtZQ=="),
     TEXT("334 UGFzc3dvcmQ6IHNlc2FtZQ==")},
    {"nothing of it", TEXT(LOGIN), TEXT("535 5.7.8 wrong"), TEXT("535 5.7.8 wrong")},
    {"an empty reply", TEXT(LOGIN), TEXT(""), TEXT("")},
};

static void send_secret(struct repeated *repeated, struct span said)
{
    struct buffer line;

    buffer_init(&line, 1024);
    ck_assert_int_eq(base64_encode_unbroken(said, &line), 0);
    repeated_expect(repeated, buffer_span(&line));
    buffer_release(&line);
}

START_GUARDED_TEST(pieces_are_hidden)
{
    struct span heard = cases[_i].heard, shown = cases[_i].shown;
    char *copy = guard_copy(heard.data, heard.size);
    struct span text = {copy, heard.size};
    struct repeated repeated;

    repeated_init(&repeated);
    send_secret(&repeated, cases[_i].said);
    ck_assert(repeated_is_awaited(&repeated));
    ck_assert_int_eq(repeated_hide(&repeated, span_of("somebody"), &text),
                     !span_equal(heard, shown));
    ck_assert_msg(span_equal(text, shown), "%s: %.*s", cases[_i].name, (int)text.size, text.data);
    repeated_forget(&repeated);
    guard_free(copy, heard.size);
}
END_TEST

START_TEST(what_is_no_secret_ends_none)
{
    static const char *const lines[] = {"", " \t "};
    struct span heard = span_of("500 AHNvbWVib2R5AG9w");

    for (size_t i = 0; i < COUNT(lines); i++) {
        struct span text = heard;
        struct repeated repeated;
        repeated_init(&repeated);
        repeated_expect(&repeated, span_of(lines[i]));
        ck_assert(!repeated_is_awaited(&repeated));
        send_secret(&repeated, cases[0].said);
        repeated_expect(&repeated, span_of(lines[i]));
        ck_assert(repeated_is_awaited(&repeated));
        ck_assert(repeated_hide(&repeated, span_of(""), &text));
        repeated_forget(&repeated);
    }
}
END_TEST

START_TEST(what_is_not_awaited_is_shown)
{
    struct span text = span_of("500 AHNvbWVib2R5AG9w");
    struct repeated repeated;

    repeated_init(&repeated);
    ck_assert(!repeated_hide(&repeated, span_of(""), &text));
    send_secret(&repeated, cases[0].said);
    repeated_forget(&repeated);
    ck_assert(!repeated_is_awaited(&repeated));
    ck_assert(!repeated_hide(&repeated, span_of(""), &text));
    ck_assert(span_equal(text, span_of("500 AHNvbWVib2R5AG9w")));
}
END_TEST

/* A mechanism that is not written as one is part of what is sent. */
START_TEST(one_word_of_several_is_decoded)
{
    static const char *const lines[] = {
        "Plain AHNvbWVib2R5AG9wZW4gc2VzYW1lIDQ3MTE=",
        "x  AHNvbWVib2R5AG9wZW4gc2VzYW1lIDQ3MTE=\ty",
    };

    for (size_t i = 0; i < COUNT(lines); i++) {
        struct span text = span_of("334 somebody open sesame 4711");
        struct repeated repeated;

        repeated_init(&repeated);
        repeated_expect(&repeated, span_of(lines[i]));
        ck_assert(repeated_hide(&repeated, span_of("somebody"), &text));
        ck_assert(span_equal(text, span_of("334 somebody ***")));
        repeated_forget(&repeated);
    }
}
END_TEST

/* In LOGIN the first line is the user. */
START_TEST(the_user_is_no_secret)
{
    struct span text = span_of("334 c29tZWJvZHk= somebody");
    struct repeated repeated;

    repeated_init(&repeated);
    send_secret(&repeated, span_of("somebody"));
    ck_assert(repeated_hide(&repeated, span_of("somebody"), &text));
    ck_assert(span_equal(text, span_of("334 *** somebody")));
    repeated_forget(&repeated);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("repeated");
    TCase *all = tcase_create("repeated");

    tcase_add_loop_test(all, pieces_are_hidden, 0, CASES(cases));
    tcase_add_test(all, what_is_no_secret_ends_none);
    tcase_add_test(all, what_is_not_awaited_is_shown);
    tcase_add_test(all, one_word_of_several_is_decoded);
    tcase_add_test(all, the_user_is_no_secret);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
