/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_player_allow.c - classes of replies, replies that are allowed too, and the remarks of
 * session files.
 */
#include <config.h>

#include "tests/support/player_stage.h"

#include <check.h>
#include <errno.h>

#include "tests/support/check_main.h"

#define LEFT(line_) ENDS(line_, SKIPPED)

/* clang-format off */
static const struct conversation conversations[] = {
    {"a class", BYTES(MAGIC "S: 2xx\nC: a\nS: 5xx\n"), BYTES("220 x\r\n599 b\r\n"),
     .done = "a\r\n|", ENDS(4, PASSED), .said = "S: 220 x\nC: a\nS: 599 b\n", .compared = 2},
    {"a class of many lines", BYTES(MAGIC "S: 2xx\nS: 221\n"),
     BYTES("250-a\r\n250-b\r\n250 c\r\n221 d\r\n"), ENDS(3, PASSED), .compared = 2},
    {"a class, alone and with a bare LF", BYTES(MAGIC "S: 4xx\nS: 3xx\n"), BYTES("421\r\n354 b\n"),
     ENDS(3, PASSED)},
    {"another class", BYTES(MAGIC "S: 2xx\n"), BYTES("350 a\r\n"), DIFFERS(2, "2xx", "350 a")},
    {"a class whose code changes", BYTES(MAGIC "S: 2xx\n"), BYTES("250-a\r\n251 b\r\n"),
     DIFFERS(2, "2xx", "251 b")},
    {"a class, but no reply", BYTES(MAGIC "S: 2xx\n"), BYTES("2xx\r\n"), DIFFERS(2, "2xx", "2xx")},
    {"bytes that look like a class", BYTES(MAGIC "S\\: 2xx\n"), BYTES("2xx\r\n"), ENDS(2, PASSED)},
    {"a class that asks for text", BYTES(MAGIC "S: 3xx\nS: 250\n"), BYTES("550 a\r\n250 b\r\n"),
     DIFFERS(2, "3xx", "550 a"), .goes_on = true, .differences = 1},
    {"text is asked for in place of a class", BYTES(MAGIC "S: 2xx\nS: 250\n"),
     BYTES("354 a\r\n250 b\r\n"), DIFFERS(2, "2xx", "354 a"), .goes_on = true, .differences = 1},
    {"gone on after a class", BYTES(MAGIC "S: 2xx\nS: 250\n"), BYTES("550-a\r\n550 b\r\n250 c\r\n"),
     ENDS(3, PASSED), .goes_on = true, .differences = 1},

    {"allowed", BYTES(MAGIC "C: a\nS? 502\nS: 250\nC: b\n"), BYTES("502 c\r\n221 d\r\n"),
     .done = "a\r\n|QUIT\r\n|", LEFT(3), .got = "502 c",
     .said = "C: a\nS: 502 c\nC: QUIT\nS: 221 d\n", .steps = 2, .compared = 1},
    {"allowed, as a class", BYTES(MAGIC "C: a\nS? 5xx\nS: 250\n"), BYTES("599 c\r\n221 d\r\n"),
     .done = "a\r\n|QUIT\r\n|", LEFT(3), .got = "599 c"},
    {"allowed, of many lines", BYTES(MAGIC "S? 502\nS: 250\n"),
     BYTES("502-a\r\n502-b\r\n502 c\r\n221-d\r\n221 e\r\n"), .done = "QUIT\r\n|", LEFT(2),
     .got = "502-a", .said = "S: 502-a\nS: 502-b\nS: 502 c\nC: QUIT\nS: 221-d\nS: 221 e\n"},
    {"not what is allowed", BYTES(MAGIC "C: a\nS? 502\nS: 250 b\nC: c\n"), BYTES("250 b\r\n"),
     .done = "a\r\n|c\r\n|", ENDS(5, PASSED), .said = "C: a\nS: 250 b\nC: c\n", .steps = 3,
     .compared = 1},
    {"not what is allowed, of many lines", BYTES(MAGIC "S? 502\nS: 250-a\nS: 250 b\n"),
     BYTES("250-a\r\n250 b\r\n"), ENDS(4, PASSED)},
    {"neither", BYTES(MAGIC "S? 502\nS: 250\n"), BYTES("554 a\r\n"), DIFFERS(3, "250", "554 a")},
    {"the second of those allowed", BYTES(MAGIC "S? 502\n\n# x\nS? 504\n# y\nS: 250\n"),
     BYTES("504 a\r\n221 b\r\n"), .done = "QUIT\r\n|", LEFT(5), .got = "504 a"},
    {"none of those allowed", BYTES(MAGIC "S? 502\nS? 4xx\nS: 250\nS: 221\n"),
     BYTES("250 a\r\n221 b\r\n"), ENDS(5, PASSED)},
    {"a line that is no reply", BYTES(MAGIC "S? 502\nS: 502x\n"), BYTES("502x\r\n"),
     ENDS(3, PASSED)},
    {"line endings are kept", BYTES(MAGIC "# eol: lf\nS? 502\nS: 250\n"), BYTES("502 a\n221 b\n"),
     .done = "QUIT\n|", LEFT(3), .got = "502 a"},
    {"text is asked for", BYTES(MAGIC "C: data\nS? 354\nS: 550\n"), BYTES("354 go on\r\n"),
     .done = "data\r\n|", LEFT(3), .got = "354 go on", .said = "C: data\nS: 354 go on\n"},
    {"TLS is to begin", BYTES(MAGIC "C: STARTTLS\nS? 220\nS: 454\n"), BYTES("220 a\r\n"),
     .done = "STARTTLS\r\n|", LEFT(3), .got = "220 a"},
    {"closed with it", BYTES(MAGIC "S? 421\nS: 220\n"), BYTES("421 a\r\n"), .closes = true,
     LEFT(2), .done = "QUIT\r\n|", .got = "421 a"},
    {"QUIT is not answered", BYTES(MAGIC "S? 502\nS: 220\n"), BYTES("502 a\r\n"),
     .done = "QUIT\r\n|", LEFT(2), .got = "502 a", .took_ms = TIMEOUT_MS},
    {"QUIT is answered with nonsense", BYTES(MAGIC "S? 502\nS: 220\n"), BYTES("502 a\r\nwhat\r\n"),
     .done = "QUIT\r\n|", LEFT(2), .got = "502 a"},
    {"closed before it", BYTES(MAGIC "S? 502\nS: 220\n"), BYTES(""), .closes = true, ENDS(3, LOST)},
    {"closed within it", BYTES(MAGIC "S? 502\nS: 220\n"), BYTES("502-a\r\n50"), .closes = true,
     ENDS(2, LOST), .got = "502-a"},
    {"no reply at all", BYTES(MAGIC "S? 502\nS: 220\n"), BYTES(""), ENDS(2, TIMED_OUT),
     .took_ms = TIMEOUT_MS},
    {"after a difference, another", BYTES(MAGIC "S: 250\nS? 502\nS: 250\n"),
     BYTES("550 a\r\n502 b\r\n221 c\r\n"), .done = "QUIT\r\n|", LEFT(3), .got = "502 b",
     .goes_on = true, .differences = 1},
    {"within a reply that differs", BYTES(MAGIC "S: 250-a\nS? 502\nS: 250 b\nS: 251\n"),
     BYTES("550 a\r\n251 c\r\n"), ENDS(5, PASSED), .goes_on = true, .differences = 1},

    {"remarks are not played",
     BYTES(MAGIC "# title: a\n# see: b\n# means: c\nC: d\n# see: e\nC: f\n"), BYTES(""),
     .done = "d\r\nf\r\n|", ENDS(7, PASSED), .said = "C: d\nC: f\n", .steps = 2},
};
/* clang-format on */

START_GUARDED_TEST(plays)
{
    perform_in_all_ways(&conversations[_i]);
}
END_TEST

/* A line that is too long is for the next line of the file, however much of it there is. */
START_TEST(looks_at_no_endless_line)
{
    static const char file[] = MAGIC "S? 502\nS: 220\n";
    char piece[REPLY_PARSE_LINE_MAX];
    struct player player;

    memset(piece, '5', sizeof piece);
    player_init(&player, span_of(file), TIMEOUT_MS);
    ck_assert_int_eq(player_step(&player, 0), PLAYER_OPENING);
    for (int i = 0; i < 10; i++) {
        ck_assert_int_eq(player_receive(&player, (struct span){piece, sizeof piece}), 0);
        ck_assert_int_eq(player_step(&player, 0), PLAYER_WAITING);
        ck_assert_uint_le(buffer_size(&player.in), 2 * sizeof piece);
    }
    ck_assert_uint_eq(player.number, 3);
    player_release(&player);
}
END_TEST

static const struct {
    const char *text;
    enum session_file_flaw flaw;
    size_t number;
} orders[] = {
    {MAGIC "S? 502\nS: 250\n", SESSION_FILE_OK, 3},
    {MAGIC "S? 502\nS? 5xx\nS\\: a\n", SESSION_FILE_OK, 4},
    {MAGIC "S? 502\n# title: a\n\n# eol: lf\nS: a\n", SESSION_FILE_OK, 6},
    {MAGIC "S? 502\n", SESSION_FILE_LONE_ALLOW, 2},
    {MAGIC "C: a\nS? 502\nS? 503", SESSION_FILE_LONE_ALLOW, 3},
    {MAGIC "S? 502\nC: a\nS: 250\n", SESSION_FILE_LONE_ALLOW, 2},
    {MAGIC "S? 502\n\nS!\n", SESSION_FILE_LONE_ALLOW, 2},
    {MAGIC "S? 502\nW: 1ms\nS: 250\n", SESSION_FILE_LONE_ALLOW, 2},
    {MAGIC "S? 502\nX\n", SESSION_FILE_UNKNOWN_LINE, 3},
    {MAGIC "# title: a\n# see: b\n# see: c\n# means: d\n# means: e", SESSION_FILE_OK, 6},
    {MAGIC "# title:\n# title: a\n", SESSION_FILE_OK, 3},
    {MAGIC "# title: a\nC: b\n# title: a\n", SESSION_FILE_SECOND_TITLE, 4},
};

START_TEST(checks_what_lines_say_together)
{
    size_t number;
    enum session_file_flaw flaw = player_check(span_of(orders[_i].text), &number);

    ck_assert_msg(flaw == orders[_i].flaw, "\"%s\": flaw %d", orders[_i].text, (int)flaw);
    ck_assert_msg(number == orders[_i].number, "\"%s\": line %zu", orders[_i].text, number);
}
END_TEST

START_TEST(collects_remarks)
{
    struct span text = span_of(MAGIC "# means: a\n# see: RFC 1\n# title:  b c \nC: x\n"
                                     "# means: d\n# see: RFC 2\n");
    static const struct {
        enum session_file_kind kind;
        const char *all;
    } rows[] = {{SESSION_FILE_TITLE, "b c"},
                {SESSION_FILE_SEE, "RFC 1, RFC 2"},
                {SESSION_FILE_MEANS, "a, d"}};
    struct buffer out;

    for (int i = 0; i < CASES(rows); i++) {
        buffer_init(&out, 100);
        ck_assert_int_eq(player_remarks(text, rows[i].kind, ", ", &out), 0);
        ck_assert_msg(span_equal(buffer_span(&out), span_of(rows[i].all)), "%s", rows[i].all);
        buffer_release(&out);
    }
    buffer_init(&out, 8);
    ck_assert_int_eq(player_remarks(text, SESSION_FILE_SEE, ", ", &out), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert(span_equal(buffer_span(&out), span_of("RFC 1, ")));
    buffer_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("player_allow");
    TCase *playing = tcase_create("playing");

    tcase_add_loop_test(playing, plays, 0, CASES(conversations));
    tcase_add_test(playing, looks_at_no_endless_line);
    tcase_add_loop_test(playing, checks_what_lines_say_together, 0, CASES(orders));
    tcase_add_test(playing, collects_remarks);
    suite_add_tcase(suite, playing);
    return check_main(suite);
}
