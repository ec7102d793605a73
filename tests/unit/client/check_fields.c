/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_fields.c - what is right in a field, what is wrong and where; by cases, against an
 * unreadable page. */
#include <config.h>

#include "tui-client/message/check.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tui-client/client/words.h"

#define X16 "xxxxxxxxxxxxxxxx"
#define X64 X16 X16 X16 X16
#define X63 X16 X16 X16 "xxxxxxxxxxxxxxx"

/* Rules of RFC 5321 with every extension of the list, the same in a transaction with SMTPUTF8, and
 * those of a dialect that takes any text. */
static const struct capabilities some = {
    .extensions = DIALECT_EXTENSION_SIZE | DIALECT_EXTENSION_8BITMIME | DIALECT_EXTENSION_SMTPUTF8,
    .list = "SIZE 1000, 8BITMIME, SMTPUTF8, DSN"};
static const struct check_rules strict = {.offered = &some};
static const struct check_rules international = {.is_international = true, .offered = &some};
static const struct check_rules any = {.takes_any = true, .offered = &some};

static const struct {
    enum check_kind kind;
    const struct check_rules *rules;
    const char *text;
    enum check_reason reason;
    const char *wrong; /* the part that is wrong; "": something is missing */
} cases[] = {
    {CHECK_CLIENT, &strict, "", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, " \t", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, "host", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, " mail.example-1.test ", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, "host_1", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, "[127.0.0.1]", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, "[IPv6:::1]", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, X63 ".test", CHECK_OK, ""},
    {CHECK_CLIENT, &strict, "a b", CHECK_BLANK, " "},
    {CHECK_CLIENT, &any, "a b", CHECK_BLANK, " "},
    {CHECK_CLIENT, &strict, "a..b", CHECK_DOT, ""},
    {CHECK_CLIENT, &strict, "a.", CHECK_DOT, ""},
    {CHECK_CLIENT, &strict, "a.-b", CHECK_HYPHEN, "-b"},
    {CHECK_CLIENT, &strict, "a@b", CHECK_BYTE, "@"},
    {CHECK_CLIENT, &strict, X64, CHECK_LONG_DOMAIN, X64},
    {CHECK_CLIENT, &strict, X63 "." X63 "." X63 "." X63 ".x", CHECK_LONG_DOMAIN,
     X63 "." X63 "." X63 "." X63 ".x"},
    {CHECK_CLIENT, &strict, "10.0.0.1", CHECK_BARE_LITERAL, "10.0.0.1"},
    {CHECK_CLIENT, &strict, "[10.0.0.256]", CHECK_LITERAL, "[10.0.0.256]"},
    {CHECK_CLIENT, &strict, "[::1]", CHECK_LITERAL, "[::1]"},
    {CHECK_CLIENT, &strict, "[10.0.0.1", CHECK_OPEN, "["},
    {CHECK_CLIENT, &strict, "[10.0.0.1]x", CHECK_BYTE, "x"},
    {CHECK_CLIENT, &strict, "jo\u00e3o.test", CHECK_NOT_ASCII, "jo\u00e3o.test"},

    {CHECK_SENDER, &strict, "a@b", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "<>", CHECK_OK, ""},
    {CHECK_SENDER, &strict, " <a@b> ", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "<@r.test,@s:a@b>", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "<a@b> SIZE=1", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "\"a b\"@c", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "\"a@b>\\\"\"@c", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "a+b.c!d@[127.0.0.1]", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "a@[IPv6:2001:db8::1]", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "jo\u00e3o@caf\u00e9.test", CHECK_OK, ""},
    {CHECK_SENDER, &strict, X64 "@b", CHECK_OK, ""},
    {CHECK_SENDER, &strict, "alice", CHECK_LOCAL_NAME, ""},
    {CHECK_SENDER, &strict, "postmaster", CHECK_LOCAL_NAME, ""},
    {CHECK_SENDER, &strict, "@", CHECK_NO_LOCAL_PART, ""},
    {CHECK_SENDER, &strict, "@b", CHECK_NO_LOCAL_PART, ""},
    {CHECK_SENDER, &strict, "a@", CHECK_NO_DOMAIN, ""},
    {CHECK_SENDER, &strict, "a@b@c", CHECK_TWO_ATS, "@"},
    {CHECK_SENDER, &strict, "x@y> SIZE=1", CHECK_BYTE, ">"},
    {CHECK_SENDER, &strict, "a b@c", CHECK_BLANK, " "},
    {CHECK_SENDER, &strict, "a@b c", CHECK_BLANK, " "},
    {CHECK_SENDER, &strict, "a..b@c", CHECK_DOT, "."},
    {CHECK_SENDER, &strict, ".a@c", CHECK_DOT, "."},
    {CHECK_SENDER, &strict, "a.@c", CHECK_DOT, "."},
    {CHECK_SENDER, &strict, "a(b)@c", CHECK_BYTE, "("},
    {CHECK_SENDER, &strict, "\"a@c", CHECK_OPEN, "\""},
    {CHECK_SENDER, &strict, "\"a\\", CHECK_OPEN, "\""},
    {CHECK_SENDER, &strict, "\"a\"b@c", CHECK_BYTE, "b"},
    {CHECK_SENDER, &strict, "<a@b", CHECK_OPEN, "<"},
    {CHECK_SENDER, &strict, "<", CHECK_OPEN, "<"},
    {CHECK_SENDER, &strict, "<a@>", CHECK_NO_DOMAIN, ""},
    {CHECK_SENDER, &strict, "<a@b> =", CHECK_AFTER_ADDRESS, " ="},
    {CHECK_SENDER, &strict, "<a@b>x", CHECK_AFTER_ADDRESS, "x"},
    {CHECK_SENDER, &strict, X64 "x@b", CHECK_LONG_LOCAL, X64 "x"},
    {CHECK_SENDER, &any, "alice", CHECK_OK, ""},
    {CHECK_SENDER, &any, "<>", CHECK_OK, ""},
    {CHECK_SENDER, &any, "<Jo\u00e3o>", CHECK_OK, ""},
    {CHECK_SENDER, &any, "alice@lab.test", CHECK_OK, ""},
    {CHECK_SENDER, &any, "@", CHECK_NO_LOCAL_PART, ""},
    {CHECK_SENDER, &any, "a@", CHECK_NO_DOMAIN, ""},
    {CHECK_SENDER, &any, " <a@b@c>", CHECK_TWO_ATS, "@"},
    {CHECK_SENDER, &any, "x@y> SIZE=1", CHECK_BYTE, ">"},

    {CHECK_RECIPIENT, &strict, "a@b", CHECK_OK, ""},
    {CHECK_RECIPIENT, &strict, "Postmaster", CHECK_OK, ""},
    {CHECK_RECIPIENT, &strict, "<postmaster>", CHECK_OK, ""},
    {CHECK_RECIPIENT, &strict, "<>", CHECK_NULL_RECIPIENT, "<>"},
    {CHECK_RECIPIENT, &strict, "<", CHECK_OPEN, "<"},
    {CHECK_RECIPIENT, &strict, "johndoe", CHECK_LOCAL_NAME, ""},
    {CHECK_RECIPIENT, &any, "johndoe", CHECK_OK, ""},
    {CHECK_RECIPIENT, &any, "@lab.test", CHECK_NO_LOCAL_PART, ""},

    {CHECK_PARAMETERS, &strict, "SIZE=1 body=8bitmime SMTPUTF8", CHECK_OK, ""},
    {CHECK_PARAMETERS, &strict, "RET=HDRS ENVID=x", CHECK_OK, ""},
    {CHECK_PARAMETERS, &strict, "SIZE", CHECK_NO_VALUE, "SIZE"},
    {CHECK_PARAMETERS, &strict, "SIZE=", CHECK_PARAMETER, "SIZE="},
    {CHECK_PARAMETERS, &strict, "SIZE=1k", CHECK_NO_NUMBER, "SIZE"},
    {CHECK_PARAMETERS, &strict, "SIZE=123456789012345678901", CHECK_NO_NUMBER, "SIZE"},
    {CHECK_PARAMETERS, &strict, "BODY=8BIT", CHECK_VALUE, "BODY"},
    {CHECK_PARAMETERS, &strict, "BODY=BIT", CHECK_VALUE, "BODY"},
    {CHECK_PARAMETERS, &strict, "SMTPUTF8=1", CHECK_NEEDLESS_VALUE, "SMTPUTF8"},
    {CHECK_PARAMETERS, &strict, "X=1 SIZE=1 size=2", CHECK_TWICE, "size"},
    {CHECK_PARAMETERS, &strict, "SIZE=1 HOLDFOR=9", CHECK_NOT_OFFERED, "HOLDFOR"},
    {CHECK_PARAMETERS, &strict, "X-OWN", CHECK_UNKNOWN_KEY, "X-OWN"},
    {CHECK_PARAMETERS, &strict, "-x", CHECK_PARAMETER, "-x"},
    {CHECK_PARAMETERS, &strict, "X =1", CHECK_PARAMETER, "=1"},

    {CHECK_MAILBOXES, &strict, "a@b", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "Alice Doe <a@b>, \"B, c\" <d@e> , f@g", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "John Q. Public <a@b>", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "Jo\u00e3o <a@b>", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "Undisclosed recipients:;", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "A Group: Ed <a@b>, c@d; , e@f", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "Pete(A nice (\\) chap)) <pete(his account)@ silly.test(host)>",
     CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "a . b @ c . d", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "(who) a@b (there)", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "\"a b\"@c", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "<@r,@s:a@b> (by)", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "a@[127.0.0.1]", CHECK_OK, ""},
    {CHECK_MAILBOXES, &international, "jo\u00e3o@caf\u00e9.test", CHECK_OK, ""},
    {CHECK_MAILBOXES, &strict, "x, jo\u00e3o@b", CHECK_NO_AT, "x"},
    {CHECK_MAILBOXES, &strict, "x@y, jo\u00e3o@b", CHECK_NOT_ASCII, "jo\u00e3o@b"},
    {CHECK_MAILBOXES, &strict, "not an address,, <<", CHECK_NO_AT, "not an address"},
    {CHECK_MAILBOXES, &strict, "a@b,, c@d", CHECK_EMPTY_ITEM, ""},
    {CHECK_MAILBOXES, &strict, "a@b,", CHECK_EMPTY_ITEM, ""},
    {CHECK_MAILBOXES, &strict, ", a@b", CHECK_EMPTY_ITEM, ""},
    {CHECK_MAILBOXES, &strict, "a@b,, <<", CHECK_OPEN, "<"},
    {CHECK_MAILBOXES, &strict, "Alice <a@b", CHECK_OPEN, "<"},
    {CHECK_MAILBOXES, &strict, "<<a@b>>", CHECK_BYTE, "<"},
    {CHECK_MAILBOXES, &strict, "<<a>>", CHECK_BYTE, "<"},
    {CHECK_MAILBOXES, &strict, "Alice <>", CHECK_NO_ADDRESS, ""},
    {CHECK_MAILBOXES, &strict, "Alice <a@b> c", CHECK_AFTER_ADDRESS, "c"},
    {CHECK_MAILBOXES, &strict, "Alice <@r:a@>", CHECK_NO_DOMAIN, ""},
    {CHECK_MAILBOXES, &strict, "Alice a@b", CHECK_BLANK, " "},
    {CHECK_MAILBOXES, &strict, "a@b@c", CHECK_TWO_ATS, "@"},
    {CHECK_MAILBOXES, &strict, "(x) a @ b..c", CHECK_DOT, ""},
    {CHECK_MAILBOXES, &strict, "mailto:a@b", CHECK_OPEN_GROUP, ""},
    {CHECK_MAILBOXES, &strict, ": a@b;", CHECK_NO_GROUP_NAME, ""},
    {CHECK_MAILBOXES, &strict, "a@b; c@d", CHECK_BYTE, ";"},

    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 +0000", CHECK_OK, ""},
    {CHECK_DATE, &strict, "29 Nov 2026 08:15 -0330", CHECK_OK, ""},
    {CHECK_DATE, &strict, "sun , 1 nov 2026 23:59:60 +1400", CHECK_OK, ""},
    {CHECK_DATE, &strict, "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)", CHECK_OK, ""},
    {CHECK_DATE, &strict, "(a) 29 (b) Feb (c) 2024 (d) 1", CHECK_NO_DATE, "1"},
    {CHECK_DATE, &strict, "Thu,29 Feb 2024 00 : 00 : 00 +0000", CHECK_OK, ""},
    {CHECK_DATE, &strict, "Tue, 29 Feb 2000 00:00:00 +0000", CHECK_OK, ""},
    {CHECK_DATE, &strict, "Fri, 21 Nov 97 09:55:06 -0600", CHECK_OLD_YEAR, "97 "},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 EST", CHECK_OLD_ZONE, "EST"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 gmt (x)", CHECK_OLD_ZONE, "gmt"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 Z", CHECK_OLD_ZONE, "Z"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 J", CHECK_NO_SUCH_ZONE, "J"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 CET", CHECK_NO_SUCH_ZONE, "CET"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 +0060", CHECK_NO_SUCH_ZONE, "+0060"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00 +1", CHECK_NO_SUCH_ZONE, "+1"},
    {CHECK_DATE, &strict, "Sun, 29 Nov 2026 08:15:00", CHECK_NO_ZONE, ""},
    {CHECK_DATE, &strict, "tomorrow", CHECK_NO_DATE, "tomorrow"},
    {CHECK_DATE, &strict, "2026-11-29 08:15", CHECK_NO_DATE, "2026"},
    {CHECK_DATE, &strict, "Sun 29 Nov 2026 08:15:00 +0000", CHECK_NO_DATE, "Sun "},
    {CHECK_DATE, &strict, "Sun, 29 Nov", CHECK_NO_DATE, ""},
    {CHECK_DATE, &strict, "29 Nov 2026 08:15:00 +0000 x", CHECK_NO_DATE, ""},
    {CHECK_DATE, &strict, "Mon, 29 Nov 2026 08:15:00 +0000", CHECK_WEEKDAY, "Mon"},
    {CHECK_DATE, &strict, "31 Nov 2026 08:15:00 +0000", CHECK_NO_SUCH_DAY, "31 Nov 2026 "},
    {CHECK_DATE, &strict, "29 Feb 1900 08:15:00 +0000", CHECK_NO_SUCH_DAY, "29 Feb 1900 "},
    {CHECK_DATE, &strict, "0 Nov 2026 08:15:00 +0000", CHECK_NO_SUCH_DAY, "0 Nov 2026 "},
    {CHECK_DATE, &strict, "29 Nov 2026 24:00:00 +0000", CHECK_NO_SUCH_TIME, "24:00:00 "},
    {CHECK_DATE, &strict, "29 Nov 2026 8:15:00 +0000", CHECK_NO_DATE, "8"},
    {CHECK_DATE, &strict, "29 Nov 97 24:00:00 +0000", CHECK_NO_SUCH_TIME, "24:00:00 "},

    {CHECK_MESSAGE_ID, &strict, "<a.b@c.d>", CHECK_OK, ""},
    {CHECK_MESSAGE_ID, &strict, "(x) <a!b@[1.2]> (y)", CHECK_OK, ""},
    {CHECK_MESSAGE_ID, &strict, "<\"a b\"@c>", CHECK_OK, ""},
    {CHECK_MESSAGE_ID, &strict, "a@b", CHECK_NO_BRACKETS, "a@b"},
    {CHECK_MESSAGE_ID, &strict, "<a@b", CHECK_NO_BRACKETS, "<a@b"},
    {CHECK_MESSAGE_ID, &strict, "<a@b> c", CHECK_NO_BRACKETS, "<a@b> c"},
    {CHECK_MESSAGE_ID, &strict, "(x)", CHECK_NO_BRACKETS, ""},
    {CHECK_MESSAGE_ID, &strict, "<>", CHECK_NO_ADDRESS, ""},
    {CHECK_MESSAGE_ID, &strict, "<a>", CHECK_NO_AT, ""},
    {CHECK_MESSAGE_ID, &strict, "<@b>", CHECK_NO_LOCAL_PART, ""},
    {CHECK_MESSAGE_ID, &strict, "<a@>", CHECK_NO_DOMAIN, ""},
    {CHECK_MESSAGE_ID, &strict, "<a@b@c>", CHECK_TWO_ATS, "@"},
    {CHECK_MESSAGE_ID, &strict, "<a b@c>", CHECK_BLANK, " "},
    {CHECK_MESSAGE_ID, &strict, "<a@b..c>", CHECK_DOT, "."},
    {CHECK_MESSAGE_ID, &strict, "<a@[b>", CHECK_OPEN, "["},
    {CHECK_MESSAGE_ID, &strict, "<a@[b]c>", CHECK_BYTE, "]"},

    {CHECK_ANYTHING, &strict, "<<,, @", CHECK_OK, ""},
};

START_GUARDED_TEST(a_text_is_checked)
{
    size_t size = strlen(cases[_i].text);
    char *copy = guard_copy(cases[_i].text, size);
    struct check check = check_text(cases[_i].kind, (struct span){copy, size}, cases[_i].rules);

    ck_assert_msg(check.reason == cases[_i].reason, "\"%s\": reason %d, not %d, at %zu",
                  cases[_i].text, (int)check.reason, (int)cases[_i].reason, check.offset);
    ck_assert_msg(check.offset + check.size <= size, "\"%s\": beyond its end", cases[_i].text);
    if (check.reason != CHECK_OK)
        ck_assert_msg(
            span_equal((struct span){copy + check.offset, check.size}, span_of(cases[_i].wrong)),
            "\"%s\": \"%.*s\" at %zu is marked", cases[_i].text, (int)check.size,
            copy + check.offset, check.offset);
    guard_free(copy, size);
}
END_TEST

/* Where what is wrong is a place and not a part. */
static const struct {
    enum check_kind kind;
    const char *text;
    size_t offset;
} places[] = {
    {CHECK_SENDER, " a@", 3},
    {CHECK_SENDER, "a@b..c", 4},
    {CHECK_MAILBOXES, "x@y, (z) a@", 11},
    {CHECK_MAILBOXES, "a@b, , c@d", 5},
    {CHECK_DATE, "29 Nov 2026 10:00", 17},
};

START_TEST(a_place_is_known)
{
    struct check check = check_text(places[_i].kind, span_of(places[_i].text), &strict);

    ck_assert_msg(check.offset == places[_i].offset, "\"%s\": %zu", places[_i].text, check.offset);
}
END_TEST

static const struct {
    enum check_kind kind;
    const char *text, *expected;
} expectations[] = {
    {CHECK_DATE, "Mon, 29 Nov 2026 08:15:00 +0000", "Sun"},
    {CHECK_DATE, "Sun, 1 Jan 1600 00:00:00 +0000", "Sat"},
    {CHECK_PARAMETERS, "RET=ALL", "FULL, HDRS"},
};

START_TEST(what_belongs_there_is_known)
{
    struct check check = check_text(expectations[_i].kind, span_of(expectations[_i].text), &strict);

    ck_assert_str_eq(check.expected, expectations[_i].expected);
}
END_TEST

static const struct {
    enum check_kind kind;
    const char *text, *words;
} sentences[] = {
    {CHECK_CLIENT, "host", ""},
    {CHECK_CLIENT, "a b", "a blank inside"},
    {CHECK_SENDER, "x@y>", "not allowed here: \">\""},
    {CHECK_DATE, "x", "not a date like 3 Jan 2026 10:00:00 +0000"},
    {CHECK_DATE, "Mon, 29 Nov 2026 08:15:00 +0000", "the weekday is Sun"},
    {CHECK_PARAMETERS, "BODY=8BIT", "must be one of 7BIT, 8BITMIME"},
    {CHECK_PARAMETERS, "BY=1", "not offered by the server: \"BY\""},
};

START_TEST(it_is_said_in_words)
{
    struct span text = span_of(sentences[_i].text);
    struct check check = check_text(sentences[_i].kind, text, &strict);
    char words[WORDS_MAX];

    ck_assert_str_eq(words_check(&check, text, words, sizeof words), sentences[_i].words);
}
END_TEST

static const struct {
    const char *name;
    enum check_kind kind;
    const struct check_rules *rules;
    enum check_reason reason;
    bool is_flaw;
} weights[] = {
    {"nothing", CHECK_SENDER, &strict, CHECK_OK, false},
    {"syntax", CHECK_SENDER, &strict, CHECK_NO_DOMAIN, true},
    {"a header", CHECK_DATE, &strict, CHECK_NO_DATE, true},
    {"what is obsolete", CHECK_DATE, &strict, CHECK_OLD_ZONE, false},
    {"what some servers know", CHECK_RECIPIENT, &strict, CHECK_LOCAL_NAME, false},
    {"what others may know", CHECK_PARAMETERS, &strict, CHECK_UNKNOWN_KEY, false},
    {"what is not offered", CHECK_PARAMETERS, &strict, CHECK_NOT_OFFERED, true},
    {"syntax that is free", CHECK_SENDER, &any, CHECK_NO_LOCAL_PART, false},
    {"no mailbox", CHECK_RECIPIENT, &any, CHECK_NO_LOCAL_PART, true},
    {"a mailbox of any kind", CHECK_RECIPIENT, &any, CHECK_TWO_ATS, false},
    {"a free header", CHECK_DATE, &any, CHECK_NO_DATE, false},
};

START_TEST(a_reason_has_a_weight)
{
    ck_assert_msg(check_is_flaw(weights[_i].kind, weights[_i].reason, weights[_i].rules) ==
                      weights[_i].is_flaw,
                  "%s", weights[_i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fields");
    TCase *all = tcase_create("fields");

    tcase_add_loop_test(all, a_text_is_checked, 0, CASES(cases));
    tcase_add_loop_test(all, a_place_is_known, 0, CASES(places));
    tcase_add_loop_test(all, what_belongs_there_is_known, 0, CASES(expectations));
    tcase_add_loop_test(all, it_is_said_in_words, 0, CASES(sentences));
    tcase_add_loop_test(all, a_reason_has_a_weight, 0, CASES(weights));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
