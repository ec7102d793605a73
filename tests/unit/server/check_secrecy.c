/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_secrecy.c - what logs may show after AUTH was refused. */
#include <config.h>

#include "server/session/secrecy.h"

#include <stdio.h>
#include <string.h>

#include "common/dialect.h"
#include "tests/support/check_main.h"

#define LINES_MAX 6

#define CHARACTERS_16 "0123456789abcdef"
#define CHARACTERS_64 CHARACTERS_16 CHARACTERS_16 CHARACTERS_16 CHARACTERS_16

static const struct {
    const char *name;
    const char *lines[LINES_MAX];
    const char *shown; /* of each line, "*" for the rest, between bars */
} cases[] = {
    {"no AUTH", {"HELO a", "", "AUTHENTICATE x", "aUTHx y"}, "HELO a||AUTHENTICATE x|aUTHx y|"},
    {"two lines", {"AUTH LOGIN", "dXNlcg==", "cGFzcw==", "foo"}, "AUTH LOGIN|*|*|foo|"},
    {"an initial response", {"auth plain AGEAYg==", "x", "y", "z"}, "auth plain*|*|*|z|"},
    {"no mechanism", {"AUTH dXNlcg=="}, "AUTH*|"},
    {"nothing", {"AUTH", "AUTH  \tCRAM-MD5"}, "AUTH|AUTH  \tCRAM-MD5|"},
    {"a length before it",
     {"\x10"
      "AUTH PLAIN x"},
     "\x10"
     "AUTH PLAIN*|"},
    {"a colon", {"AUTH: LOGIN x"}, "AUTH*|"},
    {"a command ends it",
     {"AUTH LOGIN", "x", "MAIL FROM:<a>", "y"},
     "AUTH LOGIN|*|MAIL FROM:<a>|y|"},
    {"a command of an extension", {"AUTH LOGIN", "STARTTLS", "y"}, "AUTH LOGIN|STARTTLS|y|"},
    {"AUTH again",
     {"AUTH LOGIN", "x", "AUTH PLAIN y", "u", "v", "w"},
     "AUTH LOGIN|*|AUTH PLAIN*|*|*|w|"},
    {"an empty line", {"AUTH LOGIN", "", "x", "", "y", "z"}, "AUTH LOGIN||*||*|z|"},
    {"a word of a command", {"AUTH LOGIN", "mailbox", "x"}, "AUTH LOGIN|*|*|"},
    {"a password that begins as a command",
     {"AUTH LOGIN", "mail1", "data-2", "y"},
     "AUTH LOGIN|*|*|y|"},
    {"the rest of a wrong ending", {"\rAUTH LOGIN", "\rx", "\r", "\ry"}, "\rAUTH LOGIN|*|\r|*|"},
    {"quoted", {"\"AUTH PLAIN x\"", "'auth plain y'"}, "\"AUTH PLAIN*|'auth plain*|"},
    {"broken after 64 characters",
     {"AUTH PLAIN", CHARACTERS_64, CHARACTERS_64, "x", "y", "z"},
     "AUTH PLAIN|*|*|*|*|z|"},
};

START_TEST(shows)
{
    struct secrecy secrecy = {0};
    char shown[256] = "";

    for (size_t i = 0; i < LINES_MAX && cases[_i].lines[i] != NULL; i++) {
        struct span line = span_of(cases[_i].lines[i]);
        size_t length = strlen(shown);
        secrecy_take(&secrecy, line);
        struct span part = secrecy_shown(&secrecy, line);
        ck_assert_msg(secrecy.is_cut == (part.size < line.size), "%s: %zu", cases[_i].name, i);
        snprintf(shown + length, sizeof shown - length, "%.*s%s|", (int)part.size, part.data,
                 secrecy.is_cut ? "*" : "");
    }
    ck_assert_msg(strcmp(shown, cases[_i].shown) == 0, "%s: %s", cases[_i].name, shown);
}
END_TEST

/* A client that sends its whole buffer has NULs before each line but the first. */
START_TEST(finds_a_command_after_nuls)
{
    static const char auth[] = "\0\0 \0AUTH LOGIN dXNlcg==", mail[] = "\0MAIL FROM:<a>";
    struct span line = {auth, sizeof auth - 1}, next = {mail, sizeof mail - 1};
    struct secrecy secrecy = {0};

    secrecy_take(&secrecy, line);
    ck_assert(secrecy.is_cut);
    ck_assert_uint_eq(secrecy_shown(&secrecy, line).size, sizeof "\0\0 \0AUTH LOGIN" - 1);
    secrecy_take(&secrecy, next);
    ck_assert(!secrecy.is_cut);
    secrecy_take(&secrecy, span_of("x"));
    ck_assert(!secrecy.is_cut);
}
END_TEST

START_TEST(keeps_secrets_after_many_nuls)
{
    char line[1100] = "";
    struct secrecy secrecy = {0};

    memcpy(line + 1016, "AUTH PLAIN AGEAYg==", 19);
    struct span all = {line, 1016 + 19};
    secrecy_take(&secrecy, all);
    ck_assert(secrecy.is_cut);
    ck_assert_uint_eq(secrecy_shown(&secrecy, all).size, 1016 + sizeof "AUTH PLAIN" - 1);
}
END_TEST

START_TEST(skips_nuls)
{
    static const char line[300] = "\0\0AUTH PLAIN x";
    struct secrecy secrecy = {0};

    secrecy_take(&secrecy, (struct span){line, 15});
    ck_assert(secrecy.is_cut);
    ck_assert_uint_eq(secrecy_shown(&secrecy, (struct span){line, 15}).size, 12);
    secrecy_take(&secrecy, (struct span){line + 20, 200});
    ck_assert(!secrecy.is_cut);
    ck_assert_uint_eq(secrecy.lines_left, 2);
}
END_TEST

START_TEST(keeps_any_number_of_blanks)
{
    char line[DIALECT_LINE_MAX];
    struct secrecy secrecy = {0};

    memset(line, ' ', sizeof line);
    memcpy(line, "AUTH", 4);
    memcpy(line + sizeof line - 9, "PLAIN abc", 9);
    secrecy_take(&secrecy, (struct span){line, sizeof line});
    ck_assert_uint_eq(secrecy_shown(&secrecy, (struct span){line, sizeof line}).size,
                      sizeof line - 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("secrecy");
    TCase *all = tcase_create("secrecy");

    tcase_add_loop_test(all, shows, 0, CASES(cases));
    tcase_add_test(all, finds_a_command_after_nuls);
    tcase_add_test(all, keeps_secrets_after_many_nuls);
    tcase_add_test(all, skips_nuls);
    tcase_add_test(all, keeps_any_number_of_blanks);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
