/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_secret.c - which parts of commands may be kept. */
#include <config.h>

#include "tui-client/dialogue/secret.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define STEPS_MAX 8

/* A step is a line that is sent, or after '<' the code of a reply, or after '~' that of one that
 * answers nothing. */
static const struct {
    const char *name;
    const char *steps[STEPS_MAX];
    const char *kept; /* of each line, between bars */
} cases[] = {
    {"nothing secret", {"EHLO a", "<250", "MAIL FROM:<a>", "<250", "x"}, "EHLO a|MAIL FROM:<a>|x|"},
    {"in one line", {"AUTH PLAIN AGEAYg==", "<235", "MAIL FROM:<a>"}, "AUTH PLAIN|MAIL FROM:<a>|"},
    {"in three lines",
     {"AUTH LOGIN", "<334", "dXNlcg==", "<334", "cGFzcw==", "<235", "NOOP"},
     "AUTH LOGIN|||NOOP|"},
    {"a user with it",
     {"auth login dXNlcg==", "<334", "QUIT", "<535", "quit"},
     "auth login||quit|"},
    {"blanks", {" \tAUTH \t CRAM-MD5 \t x ", "<334", " "}, " \tAUTH \t CRAM-MD5||"},
    {"no mechanism", {"AUTH dXNlcg"}, "AUTH|"},
    {"a mechanism like a secret", {"AUTH PLAIN=AGEAYg=="}, "AUTH|"},
    {"a mechanism too long", {"AUTH AAAAAAAAAAAAAAAAAAAAA"}, "AUTH|"},
    {"the longest mechanism", {"AUTH AAAAAAAAAAAAAAAAAAAA s"}, "AUTH AAAAAAAAAAAAAAAAAAAA|"},
    {"a colon", {"AUTH: PLAIN AGEAYg=="}, "AUTH|"},
    {"refused, and sent on",
     {"AUTH LOGIN", "<500", "dXNlcg==", "<500", "cGFzcw==", "<500", "HELO a"},
     "AUTH LOGIN|||HELO a|"},
    {"wrong, and sent on",
     {"AUTH LOGIN", "<334", "dXNlcg==", "<535", "cGFzcw==", "<500", "x"},
     "AUTH LOGIN||||"},
    {"refused, then a verb, then none",
     {"AUTH LOGIN", "<500", "rset", "<500", "hello", "<500", "AUTHOR x"},
     "AUTH LOGIN|rset|hello|AUTHOR x|"},
    {"a verb is a whole word", {"AUTH LOGIN", "<500", "MAILbox", "QUI"}, "AUTH LOGIN|||"},
    {"cancelled", {"AUTH LOGIN", "<334", "*", "<501", "NOOP"}, "AUTH LOGIN||NOOP|"},
    {"asked without AUTH", {"XAUTH", "<334", "secret", "<235", "x"}, "XAUTH||x|"},
    {"what answers nothing gives no leave",
     {"AUTH LOGIN", "<334", "~250", "dXNlcg==", "<334", "~235", "cGFzcw==", "<235"},
     "AUTH LOGIN|||"},
    {"what answers nothing may ask", {"NOOP", "<250", "~334", "secret"}, "NOOP||"},
    {"an empty line", {"", "<250", "AUTH"}, "|AUTH|"},
};

START_GUARDED_TEST(of_a_conversation_no_secret_is_kept)
{
    struct secret secret = {0};
    char kept[256] = "";

    for (int i = 0; i < STEPS_MAX && cases[_i].steps[i] != NULL; i++) {
        struct span line = span_of(cases[_i].steps[i]);
        char *copy = guard_copy(line.data, line.size);
        size_t size = strlen(kept);
        if (line.size > 0 && strchr("<~", line.data[0]) != NULL) {
            secret_reply(&secret, (unsigned)atoi(line.data + 1), line.data[0] == '<');
        } else {
            struct span front = secret_sent(&secret, (struct span){copy, line.size});
            snprintf(kept + size, sizeof kept - size, "%.*s|", (int)front.size, front.data);
        }
        guard_free(copy, line.size);
    }
    ck_assert_msg(strcmp(kept, cases[_i].kept) == 0, "%s: %s", cases[_i].name, kept);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("secret");
    TCase *all = tcase_create("secret");

    tcase_add_loop_test(all, of_a_conversation_no_secret_is_kept, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
