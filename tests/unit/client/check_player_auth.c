/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_player_auth.c - the exchange of "C$: AUTH MECHANISM USER" in a session file.
 */
#include <config.h>

#include "tests/support/player_stage.h"

#include <check.h>

#include "tests/support/check_main.h"

static char sesame[] = "sesame";
static const struct password password = {sesame, sizeof sesame - 1};

/* clang-format off */
static const struct conversation conversations[] = {
    {"one line", BYTES(MAGIC "C$: AUTH PLAIN tim\nS: 235\nC: NOOP\n"),
     BYTES("235 2.7.0 ok\r\n"), .password = &password, .done = "AUTH PLAIN AHRpbQBzZXNhbWU=\r\n|NOOP\r\n|",
     ENDS(4, PASSED), .said = "C$: AUTH PLAIN tim\nS: 235 2.7.0 ok\nC: NOOP\n"},
    {"three lines", BYTES(MAGIC "C$: AUTH LOGIN tim\nS: 235\n"),
     BYTES("334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235-a\r\n235 b\r\n"), .password = &password,
     .done = "AUTH LOGIN\r\n|dGlt\r\n|c2VzYW1l\r\n|", ENDS(3, PASSED),
     .said = "C$: AUTH LOGIN tim\nS: 235-a\nS: 235 b\n", .steps = 2, .compared = 1},
    {"the user of the owner", BYTES(MAGIC "C$: auth login\nS: 535\n"),
     BYTES("334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n535 no\r\n"), .password = &password,
     .done = "AUTH LOGIN\r\n|dGlt\r\n|c2VzYW1l\r\n|", ENDS(3, PASSED)},
    {"lines before it go out first", BYTES(MAGIC "C: a\nC$: AUTH PLAIN a b\nS: 235\n"),
     BYTES("235 ok\r\n"), .password = &password, .done = "a\r\n|AUTH PLAIN AGEgYgBzZXNhbWU=\r\n|", ENDS(4, PASSED)},
    {"another reply", BYTES(MAGIC "C$: AUTH PLAIN tim\nS: 235\n"), BYTES("535 no\r\n"), .password = &password,
     .done = "AUTH PLAIN AHRpbQBzZXNhbWU=\r\n|", DIFFERS(3, "235", "535 no")},
    {"a reply that is none", BYTES(MAGIC "C$: AUTH PLAIN tim\nS: 235\n"), BYTES("what\r\n"), .password = &password,
     .done = "AUTH PLAIN AHRpbQBzZXNhbWU=\r\n|", DIFFERS(3, "235", "what")},
    {"a challenge too many", BYTES(MAGIC "C$: AUTH PLAIN tim\nS: 235\n"), BYTES("334 \r\n"), .password = &password,
     .done = "AUTH PLAIN AHRpbQBzZXNhbWU=\r\n|", ENDS(2, FLAWED), .flaw = EXCHANGE_SURPLUS},
    {"no base64", BYTES(MAGIC "C$: AUTH LOGIN tim\nS: 235\n"), BYTES("334 User:\r\n"), .password = &password,
     .done = "AUTH LOGIN\r\n|", ENDS(2, FLAWED), .flaw = EXCHANGE_NOT_BASE64},
    {"a challenge of several lines", BYTES(MAGIC "C$: AUTH LOGIN tim\nS: 235\n"),
     BYTES("334-x\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 b\r\n"), .password = &password,
     .done = "AUTH LOGIN\r\n|dGlt\r\n|c2VzYW1l\r\n|", ENDS(3, PASSED)},
    {"closed within", BYTES(MAGIC "C$: AUTH LOGIN tim\nS: 235\n"), BYTES("334 VXNlcm5hbWU6\r\n"), .password = &password,
     .closes = true, .done = "AUTH LOGIN\r\n|dGlt\r\n|", ENDS(3, LOST)},
    {"silence", BYTES(MAGIC "C$: AUTH LOGIN tim\nS: 235\n"), BYTES(""), .password = &password,
     .done = "AUTH LOGIN\r\n|", ENDS(2, TIMED_OUT), .took_ms = TIMEOUT_MS},
};
/* clang-format on */

START_GUARDED_TEST(plays)
{
    perform_in_all_ways(&conversations[_i]);
}
END_TEST

static const struct {
    const char *text;
    size_t logs_in, nameless;
} files[] = {
    {MAGIC "C: AUTH PLAIN\n", 0, 0},
    {MAGIC "C: a\nC$: AUTH PLAIN a\nC$: AUTH LOGIN\n", 3, 4},
    {MAGIC "C$: AUTH PLAIN\n", 2, 2},
};

START_TEST(what_a_login_needs_is_known_before)
{
    struct span text = span_of(files[_i].text);

    ck_assert_uint_eq(player_logs_in(text, false), files[_i].logs_in);
    ck_assert_uint_eq(player_logs_in(text, true), files[_i].nameless);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("player_auth");
    TCase *cases = tcase_create("conversations");

    tcase_add_loop_test(cases, plays, 0, CASES(conversations));
    tcase_add_loop_test(cases, what_a_login_needs_is_known_before, 0, CASES(files));
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
