/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_player_skip.c - what a player does after a difference.
 */
#include <config.h>

#include "tests/support/player_stage.h"

#include <check.h>

#include "tests/support/check_main.h"

/* clang-format off */
static const struct conversation conversations[] = {
    {"after a difference", BYTES(MAGIC "S: 250 a\nC: b\nS: 250 c\n"), BYTES("250 x\r\n250 c\r\n"),
     .done = "b\r\n|", ENDS(4, PASSED), .said = "S: 250 x\nC: b\nS: 250 c\n", .steps = 3,
     .compared = 2, .goes_on = true, .differences = 1},
    {"after two", BYTES(MAGIC "S: 250\nS\\: a\\x1B\n# b\n"), BYTES("550 x\r\n250 c\r\n"),
     ENDS(4, PASSED), .compared = 2, .goes_on = true, .differences = 2},
    {"the rest of both replies is skipped",
     BYTES(MAGIC "S: 250-a\nS: 250-b\n# pace: line:0ms\nS\\: 250-c\\x20\nS: 250 d\nC: e\nC: f\nS: 251\n"),
     BYTES("250-x\r\n250-y\r\n250-b\r\n250-c\r\n250-d\r\n250 e\r\n251 f\r\n"),
     .done = "e\r\n|f\r\n|", ENDS(9, PASSED), .compared = 2, .goes_on = true, .differences = 1},
    {"the reply is shorter", BYTES(MAGIC "S: 250-a\nS: 250-b\nS: 250\nS: 251\n"),
     BYTES("250 a\r\n251 f\r\n"), ENDS(5, PASSED), .compared = 2, .goes_on = true, .differences = 1},
    {"the reply is longer", BYTES(MAGIC "S: 250 a\nS: 251\n"),
     BYTES("250-a\r\n250 b\r\n251 f\r\n"), ENDS(3, PASSED), .compared = 2, .goes_on = true,
     .differences = 1},
    {"another code of many lines is skipped", BYTES(MAGIC "S: 250\nS: 251\n"),
     BYTES("550-a\r\n550 b\r\n251 f\r\n"), ENDS(3, PASSED), .compared = 2, .goes_on = true,
     .differences = 1},
    {"a line that is no reply is skipped", BYTES(MAGIC "S: 250-a\nS: 250 b\nS: 251\n"),
     BYTES("oops\r\n251 f\r\n"), ENDS(4, PASSED), .compared = 2, .goes_on = true,
     .differences = 1},
    {"an expected reply that does not end",
     BYTES(MAGIC "S: 250-a\nC: b\nS: 250-c\nS: 250 d\n"), BYTES("250 x\r\n250-c\r\n250 e\r\n"),
     .done = "b\r\n|", ENDS(5, PASSED), .compared = 2, .goes_on = true, .differences = 2},
    {"the rest does not come", BYTES(MAGIC "S: 250 a\nC: b\n"), BYTES("250-a\r\n"),
     ENDS(2, TIMED_OUT), .took_ms = TIMEOUT_MS, .goes_on = true, .differences = 1},
    {"closed within the rest", BYTES(MAGIC "S: 250 a\nC: b\n"), BYTES("250-a\r\n"),
     .closes = true, ENDS(2, LOST), .goes_on = true, .differences = 1},
    {"no 354", BYTES(MAGIC "C: data\nS: 354\nC: .\n"), BYTES("550 x\r\n"), .done = "data\r\n|",
     DIFFERS(3, "354", "550 x"), .goes_on = true, .differences = 1},
    {"a 354 that is not expected", BYTES(MAGIC "C: data\nS: 503 a\nC: quit\n"),
     BYTES("354 x\r\n"), .done = "data\r\n|", DIFFERS(3, "503 a", "354 x"), .goes_on = true,
     .differences = 1},
    {"TLS with another text", BYTES(MAGIC "C: STARTTLS\nS: 220 a\nC: b\nS: 250\n"),
     BYTES("220 x\r\n^250 c\r\n"), .done = "STARTTLS\r\n|(tls)b\r\n|", ENDS(5, PASSED),
     .goes_on = true, .differences = 1},
    {"another 3yz", BYTES(MAGIC "S: 334 a\nC: b\n"), BYTES("354 x\r\n"),
     DIFFERS(2, "334 a", "354 x"), .goes_on = true, .differences = 1},
    {"a 354 with another text", BYTES(MAGIC "C: data\nS: 354 a\nC: .\n"), BYTES("354 x\r\n"),
     .done = "data\r\n|.\r\n|", ENDS(4, PASSED), .goes_on = true, .differences = 1},
    {"not closed: closed here", BYTES(MAGIC "S!\nC+\nS: 220\n"), BYTES("221 a\r\n^220 b\r\n"),
     .done = "(close)(open)", ENDS(4, PASSED), .goes_on = true, .differences = 1},
    {"not closed, and nothing comes after that", BYTES(MAGIC "S!\nS: 220\n"),
     BYTES("221 a\r\n220 b\r\n"), .done = "(close)", ENDS(3, LOST), .goes_on = true,
     .differences = 1},
};
/* clang-format on */

START_GUARDED_TEST(plays)
{
    perform_in_all_ways(&conversations[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("player_skip");
    TCase *cases = tcase_create("conversations");

    tcase_add_loop_test(cases, plays, 0, CASES(conversations));
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
