/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_player.c - session files played; check_player_limits.c checks timeouts and sizes,
 * check_player_skip.c what follows a difference.
 */
#include <config.h>

#include "tests/support/player_stage.h"

#include <check.h>

#include "tests/support/check_main.h"

/* clang-format off */
static const struct conversation conversations[] = {
    {"nothing", BYTES(MAGIC), BYTES(""), ENDS(1, PASSED), .said = ""},
    {"no LF at the end", BYTES(SESSION_FILE_MAGIC), BYTES(""), ENDS(1, PASSED)},
    {"comments", BYTES(MAGIC "# a\n\n#\n"), BYTES("220 x\r\n"), ENDS(4, PASSED)},
    {"a line", BYTES(MAGIC "C: a\n"), BYTES(""), .done = "a\r\n|", ENDS(2, PASSED),
     .said = "C: a\n"},
    {"a line without LF", BYTES(MAGIC "C: a"), BYTES(""), .done = "a\r\n|", ENDS(2, PASSED)},
    {"the shortest lines", BYTES(MAGIC "C:\nC:\nC:"), BYTES(""), .done = "\r\n\r\n\r\n|",
     ENDS(4, PASSED)},
    {"a file in CRLF", BYTES(SESSION_FILE_MAGIC "\r\nC: a\r\n\r\nS: 250 b\r\n"),
     BYTES("250 b\r\n"), .done = "a\r\n|", ENDS(4, PASSED), .said = "C: a\nS: 250 b\n"},
    {"bytes", BYTES(MAGIC "C\\: a\\x41\\n\nC\\: \\t\n"), BYTES(""), .done = "aA\n\t|",
     ENDS(3, PASSED), .said = "C\\: a\\x41\\n\nC\\: \\t\n"},
    {"lines go out together", BYTES(MAGIC "C: a\n\n# b\nC\\: c\nC: d\nS: 250 e\nC: f\n"),
     BYTES("250 e\r\n"), .done = "a\r\ncd\r\n|f\r\n|", ENDS(8, PASSED)},
    {"the ending", BYTES(MAGIC "# eol: lf\nC: a\n# eol: crlf\nC: b\n# eol: lf\nC\\: c\n"),
     BYTES(""), .done = "a\nb\r\nc|", ENDS(7, PASSED)},

    {"lines at once again", BYTES(MAGIC "# pace: whole\nC: a\nC: .\n"), BYTES(""),
     .done = "a\r\n.\r\n|", ENDS(4, PASSED), .steps = 2},
    {"line by line", BYTES(MAGIC "# pace: line:50ms\nC: a\nC\\: b\\n\n# x\nC: c\n"), BYTES(""),
     .done = "a\r\n|(pause)b\n|(pause)c\r\n|", ENDS(6, PASSED), .said = "C: a\nC\\: b\\n\nC: c\n",
     .took_ms = 100, .steps = 3},
    {"line by line without an interval", BYTES(MAGIC "# pace: line:0ms\nC: a\nC: b\n"), BYTES(""),
     .done = "a\r\n|b\r\n|", ENDS(4, PASSED)},
    {"the dot apart",
     BYTES(MAGIC "# pace: dot:50ms\nC: a\nC: ..\nC: .\nC: quit\nC: now\nS: 250 b\n"),
     BYTES("250 b\r\n"), .done = "a\r\n..\r\n|(pause).\r\n|(pause)quit\r\nnow\r\n|",
     ENDS(8, PASSED), .took_ms = 100},
    {"the dot alone", BYTES(MAGIC "# pace: dot:50ms\nC: a\nS: 354\nC: .\nS: 250\n"),
     BYTES("354 b\r\n250 c\r\n"), .done = "a\r\n|.\r\n|", ENDS(6, PASSED)},
    {"a pace is for lines that follow each other",
     BYTES(MAGIC "# pace: line:50ms\nC: a\nS: 250\nC: b\nW: 7ms\nC: c\n# pace: whole\nC: d\nC: e\n"),
     BYTES("250 x\r\n"), .done = "a\r\n|b\r\n|(pause)c\r\n|d\r\ne\r\n|", ENDS(10, PASSED),
     .took_ms = 7},
    {"a pace holds on the next connection",
     BYTES(MAGIC "# pace: line:50ms\nC+\nC: a\nC+\nC: b\nC: c\n"), BYTES(""),
     .done = "(open)a\r\n|(open)b\r\n|(pause)c\r\n|", ENDS(7, PASSED), .names_first = true,
     .took_ms = 50, .steps = 5},
    {"closed in the midst of a message",
     BYTES(MAGIC "# pace: line:50ms\nS: 220 a\nC: a\nC: b\nS: 421 b\nS!\n"),
     BYTES("220 a\r\n421 b\r\n"), .closes = true, .done = "a\r\n|(pause)b\r\n|", ENDS(7, PASSED),
     .took_ms = 50},
    {"closed before a message", BYTES(MAGIC "# pace: line:50ms\nS!\nC: a\nC: b\nC: c\n"), BYTES(""),
     .closes = true, ENDS(6, LOST), .said = "S!\nC: a\nC: b\nC: c\n"},

    {"a reply", BYTES(MAGIC "S: 220 a b\n"), BYTES("220 a b\r\n"), ENDS(2, PASSED),
     .said = "S: 220 a b\n"},
    {"replies", BYTES(MAGIC "S: 220 a\nC: b\nS: 250-c\nS: 250 d\nC: e\nS: 221 f\nS!\n"),
     BYTES("220 a\r\n250-c\r\n250 d\r\n221 f\r\n"), .closes = true, .done = "b\r\n|e\r\n|",
     ENDS(8, PASSED), .said = "S: 220 a\nC: b\nS: 250-c\nS: 250 d\nC: e\nS: 221 f\nS!\n",
     .steps = 7, .compared = 3},
    {"a blank more", BYTES(MAGIC "S: 220 a \n"), BYTES("220 a\r\n"), DIFFERS(2, "220 a ", "220 a")},
    {"another text", BYTES(MAGIC "C: x\n# y\nS: 250 a\nC: z\n"), BYTES("250 b\r\n"),
     .done = "x\r\n|", DIFFERS(4, "250 a", "250 b"), .said = "C: x\nS: 250 b\n", .steps = 1, .compared = 1},
    {"a bare LF", BYTES(MAGIC "S: 220 a\n"), BYTES("220 a\n"),
     DIFFERS(2, "220 a", "220 a (and a bare LF)")},
    {"another text and a bare LF", BYTES(MAGIC "S: 220 a\n"), BYTES("220 b\n"),
     DIFFERS(2, "220 a", "220 b")},
    {"a bare LF alone", BYTES(MAGIC "S:\n"), BYTES("\n"), DIFFERS(2, "", " (and a bare LF)")},
    {"an escape is shown raw", BYTES(MAGIC "S: 220 a\n"), BYTES("220 \x1B[2J\0\r\n"),
     DIFFERS(2, "220 a", "220 \x1B[2J")},
    {"no reply, but as expected", BYTES(MAGIC "S: hello\nS: 999 x\n"), BYTES("hello\r\n999 x\r\n"),
     ENDS(3, PASSED)},

    {"a code", BYTES(MAGIC "S: 250\n"), BYTES("250 whatever\r\n"), ENDS(2, PASSED),
     .said = "S: 250 whatever\n"},
    {"a code alone", BYTES(MAGIC "S: 250\n"), BYTES("250\r\n"), ENDS(2, PASSED)},
    {"a code with a bare LF", BYTES(MAGIC "S: 250\n"), BYTES("250 a\n"), ENDS(2, PASSED)},
    {"a code of many lines", BYTES(MAGIC "S: 250\nC: x\nS: 354\n"),
     BYTES("250-a\r\n250-b\r\n250 c\r\n354 d\r\n"), .done = "x\r\n|", ENDS(4, PASSED),
     .said = "S: 250-a\nS: 250-b\nS: 250 c\nC: x\nS: 354 d\n", .steps = 3, .compared = 2},
    {"a line, then the code of the rest", BYTES(MAGIC "S: 250-a\nS: 250\nS: 221\n"),
     BYTES("250-a\r\n250-b\r\n250 c\r\n221 d\r\n"), ENDS(4, PASSED)},
    {"a line with escapes", BYTES(MAGIC "S\\: 250 a\\x1B\\\\\nS\\: \n"),
     BYTES("250 a\x1B\\\r\n\r\n"), ENDS(3, PASSED)},
    {"another line than with escapes", BYTES(MAGIC "S\\: 250 a\\x1B\n"), BYTES("250 a\x1A\r\n"),
     DIFFERS(2, "250 a\x1B", "250 a\x1A")},
    {"escapes in a reply are none", BYTES(MAGIC "S\\: 250 \\x41\n"), BYTES("250 \\x41\r\n"),
     DIFFERS(2, "250 A", "250 \\x41")},
    {"another code", BYTES(MAGIC "S: 250\n"), BYTES("550 a\r\n"), DIFFERS(2, "250", "550 a")},
    {"another code of many lines", BYTES(MAGIC "S: 250\n"), BYTES("550-a\r\n550 b\r\n"),
     DIFFERS(2, "250", "550-a"), .compared = 1},
    {"the code changes", BYTES(MAGIC "S: 250\n"), BYTES("250-a\r\n550 b\r\n"),
     DIFFERS(2, "250", "550 b"), .compared = 1},
    {"a code, but no reply", BYTES(MAGIC "S: 250\n"), BYTES("250x\r\n"), DIFFERS(2, "250", "250x")},
    {"three digits that are no code", BYTES(MAGIC "S: 600\nS: 007\n"), BYTES("600\r\n007\r\n"),
     ENDS(3, PASSED)},
    {"no code with a text", BYTES(MAGIC "S: 600\n"), BYTES("600 a\r\n"),
     DIFFERS(2, "600", "600 a")},

    {"closed", BYTES(MAGIC "S!\n"), BYTES(""), .closes = true, ENDS(2, PASSED), .said = "S!\n"},
    {"a reply before the close", BYTES(MAGIC "S!\n"), BYTES("421 a\r\n421 b\r\n"), .closes = true,
     DIFFERS(2, "(closed)", "421 a"), .said = ""},
    {"half a line and a close", BYTES(MAGIC "S!\n"), BYTES("421"), .closes = true, ENDS(2, PASSED), .said = "S!\n"},
    {"half a line alone", BYTES(MAGIC "S!\n"), BYTES("421"), DIFFERS(2, "(closed)", "421"), .took_ms = TIMEOUT_MS},
    {"NULs behind each reply", BYTES(MAGIC "S: 220 a\nC: b\nS: 250-c\nS: 250 d\nS: 251\nS!\n"),
     BYTES("220 a\r\n\0\0\0" "250-c\r\n\0" "250 d\r\n" "\0" "251 e\r\n\0\0"), .closes = true, .done = "b\r\n|",
     ENDS(7, PASSED), .said = "S: 220 a\nC: b\nS: 250-c\nS: 250 d\nS: 251 e\nS!\n"},
    {"a bare LF behind NULs", BYTES(MAGIC "S: 2\n"), BYTES("\0\0" "2\n"), DIFFERS(2, "2", "2 (and a bare LF)")},
    {"not closed", BYTES(MAGIC "S!\n"), BYTES(""), DIFFERS(2, "(closed)", "(nothing)"),
     .took_ms = TIMEOUT_MS},
    {"closed instead of a reply", BYTES(MAGIC "\nS: 220 a\n"), BYTES(""), .closes = true,
     ENDS(3, LOST)},
    {"closed within a line", BYTES(MAGIC "S: 220 a\n"), BYTES("220 a"), .closes = true,
     ENDS(2, LOST)},
    {"closed behind a CR", BYTES(MAGIC "S: 220 a\n"), BYTES("220 a\r"), .closes = true,
     ENDS(2, LOST)},
    {"closed within a reply", BYTES(MAGIC "S: 220\n"), BYTES("220-a\r\n"), .closes = true,
     ENDS(2, LOST)},
    {"closed, then nothing more", BYTES(MAGIC "S!\n# a\nW: 5ms\n"), BYTES(""), .closes = true,
     .done = "(pause)", ENDS(4, PASSED), .took_ms = 5},
    {"closed, then something to send", BYTES(MAGIC "S!\nC: a\n"), BYTES(""), .closes = true,
     ENDS(3, LOST)},
    {"closed, then something to send before a reply", BYTES(MAGIC "S!\nC: a\nS: 250\n"), BYTES(""),
     .closes = true, ENDS(4, LOST)},

    {"no reply in time", BYTES(MAGIC "C: a\nS: 220 a\n"), BYTES(""), .done = "a\r\n|",
     ENDS(3, TIMED_OUT), .took_ms = TIMEOUT_MS},
    {"half a line in time", BYTES(MAGIC "S: 220 a\n"), BYTES("220 "), ENDS(2, TIMED_OUT),
     .took_ms = TIMEOUT_MS},
    {"half a reply in time", BYTES(MAGIC "S: 220\n"), BYTES("220-a\r\n"), ENDS(2, TIMED_OUT),
     .took_ms = TIMEOUT_MS},

    {"a wait", BYTES(MAGIC "C: a\nW: 50ms\nC: b\nW: 0ms\nC: c\n"), BYTES(""),
     .done = "a\r\n|(pause)b\r\n|c\r\n|", ENDS(6, PASSED), .said = "C: a\nC: b\nC: c\n",
     .took_ms = 50},
    {"a long wait is no timeout", BYTES(MAGIC "W: 5000ms\nS: 220 a\n"), BYTES("220 a\r\n"),
     .done = "(pause)", ENDS(3, PASSED), .took_ms = 5000},
    {"the client closes", BYTES(MAGIC "C: a\nC!\n"), BYTES(""), .done = "a\r\n|(close)",
     ENDS(3, PASSED), .said = "C: a\nC!\n"},
    {"nothing comes after that", BYTES(MAGIC "C!\nS: 220 a\n"), BYTES("220 a\r\n"),
     .done = "(close)", ENDS(3, LOST)},
    {"nor does anything go out", BYTES(MAGIC "C!\nC: a\n"), BYTES(""), .done = "(close)",
     ENDS(3, LOST)},

    {"another connection after the server closed",
     BYTES(MAGIC "S: 220 a\nS!\nC+\nS: 220 b\nC: c\nS: 250\n"),
     BYTES("220 a\r\n^220 b\r\n250 d\r\n"), .done = "(open)c\r\n|", ENDS(7, PASSED),
     .said = "S: 220 a\nS!\nC+\nS: 220 b\nC: c\nS: 250 d\n", .steps = 6, .compared = 3},
    {"another connection after the client closed",
     BYTES(MAGIC "C: a\nC!\nC+\nC: b\nS: 250 c\n"), BYTES("^250 c\r\n"),
     .done = "a\r\n|(close)(open)b\r\n|", ENDS(6, PASSED)},
    {"another connection instead of this one", BYTES(MAGIC "S: 220 a\nC: b\nC+\nS: 220 c\n"),
     BYTES("220 a\r\n^220 c\r\n"), .done = "b\r\n|(open)", ENDS(5, PASSED)},
    {"what is unread before it is forgotten", BYTES(MAGIC "S: 220 a\nC+\nS: 220 c\n"),
     BYTES("220 a\r\n250-x\r\n250^220 c\r\n"), .done = "(open)", ENDS(4, PASSED)},
    {"half a reply before it", BYTES(MAGIC "S: 250-a\nC+\nS: 220\n"),
     BYTES("250-a\r\n^220 c\r\n"), .done = "(open)", ENDS(4, PASSED)},
    {"the line ending is kept", BYTES(MAGIC "# eol: lf\nC: a\nC+\nC: b\n"), BYTES("^"),
     .done = "a\n|(open)b\n|", ENDS(5, PASSED)},
    {"many connections", BYTES(MAGIC "C+\nC+\nC+\n"), BYTES(""), .done = "(open)(open)(open)",
     ENDS(4, PASSED), .said = "C+\nC+\nC+\n", .names_first = true, .steps = 3},
    {"the first connection is named", BYTES(MAGIC "# a\n\n# eol: lf\nC+\nS: 220 b\nC: c\n"),
     BYTES("^220 b\r\n"), .done = "(open)c\n|", ENDS(7, PASSED), .names_first = true, .steps = 3, .compared = 1},
    {"a wait is a step before it", BYTES(MAGIC "W: 5ms\nC+\n"), BYTES(""),
     .done = "(pause)(open)", ENDS(3, PASSED), .took_ms = 5, .steps = 2},
    {"another connection is silent", BYTES(MAGIC "S: 220\nC+\nS: 220\n"), BYTES("220 a\r\n^"),
     .done = "(open)", ENDS(4, TIMED_OUT), .took_ms = TIMEOUT_MS, .steps = 2, .compared = 1},
};
/* clang-format on */

START_GUARDED_TEST(plays)
{
    perform_in_all_ways(&conversations[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("player");
    TCase *cases = tcase_create("conversations");

    tcase_add_loop_test(cases, plays, 0, CASES(conversations));
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
