/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_player_limits.c - timeouts, limits, an early close, and flawed files.
 *
 * check_player.c checks conversations.
 */
#include <config.h>

#include "tui-client/dialogue/player.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define MAGIC SESSION_FILE_MAGIC "\n"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

#define TIMEOUT_MS 1000
#define START_MS   5000

/* Starts to play FILE on a connection that is established. */
static void start(struct player *player, const char *file)
{
    player_init(player, span_of(file), TIMEOUT_MS);
    ck_assert_int_eq(player_step(player, 0), PLAYER_OPENING);
}

/* A dripping server does not extend the timeout of an expectation. */
START_TEST(counts_from_the_start_of_the_expectation)
{
    struct player player;
    int64_t now_ms = START_MS;
    enum player_status status;

    start(&player, MAGIC "S: 250\n");
    while ((status = player_step(&player, now_ms)) == PLAYER_WAITING) {
        ck_assert_int_eq(player.deadline_ms, START_MS + TIMEOUT_MS);
        ck_assert_int_eq(player_receive(&player, span_of("250-a\r\n")), 0);
        now_ms += 100;
    }
    ck_assert_int_eq(status, PLAYER_TIMED_OUT);
    ck_assert_int_eq(now_ms, START_MS + TIMEOUT_MS);
    player_release(&player);
}
END_TEST

/* Slow sending does not shorten the timeout of the reply. */
START_TEST(counts_sending_apart)
{
    struct player player;

    start(&player, MAGIC "C: abc\nS: 250\n");
    ck_assert_int_eq(player_step(&player, 0), PLAYER_SENDING);
    buffer_consume(&player.out, 3);
    ck_assert_int_eq(player_step(&player, 900), PLAYER_SENDING);
    ck_assert_int_eq(player.deadline_ms, TIMEOUT_MS);
    ck_assert(!player.at_end && player.is_sending);
    buffer_consume(&player.out, 2);
    ck_assert_int_eq(player_step(&player, 900), PLAYER_WAITING);
    ck_assert_int_eq(player.deadline_ms, 900 + TIMEOUT_MS);
    player_release(&player);

    start(&player, MAGIC "C: abc\n");
    ck_assert_int_eq(player_step(&player, 0), PLAYER_SENDING);
    ck_assert_int_eq(player_step(&player, TIMEOUT_MS), PLAYER_TIMED_OUT);
    player_release(&player);
}
END_TEST

/* After QUIT a server may close while bytes are still in transit. */
START_TEST(lets_the_replies_judge_an_early_close)
{
    static const struct {
        const char *file;
        enum player_status status;
    } cases[] = {
        {MAGIC "C: quit\nC: late\nS: 221 bye\nS!\n", PLAYER_PASSED},
        {MAGIC "C: quit\nC: late\nS!\n", PLAYER_DIFFERED},
        {MAGIC "C: quit\nC: late\nS: 221 bye\nS: 500\n", PLAYER_LOST},
        {MAGIC "C: quit\nC: late\n", PLAYER_LOST},
        {MAGIC "C: quit\nC: late\nW: 5ms\n", PLAYER_LOST},
    };

    for (int i = 0; i < CASES(cases); i++) {
        struct player player;
        enum player_status status;
        start(&player, cases[i].file);
        ck_assert_int_eq(player_step(&player, 0), PLAYER_SENDING);
        buffer_consume(&player.out, 8);
        ck_assert_int_eq(player_receive(&player, span_of("221 bye\r\n")), 0);
        player_end(&player);
        status = player_step(&player, 0);
        ck_assert_msg(status == cases[i].status, "case %d: status %d", i, (int)status);
        player_release(&player);
    }
}
END_TEST

/* The text of a line that was too long is not kept: it counts as empty, as it is recorded. */
START_TEST(hears_endless_lines)
{
    static const char *const endings[] = {"\r\n", "\n"};

    for (int i = 0; i < CASES(endings); i++) {
        struct player player;
        start(&player, MAGIC "S:\nS: 220 a\n");
        for (int bytes = 0; bytes < 2 * REPLY_PARSE_LINE_MAX; bytes++) {
            ck_assert_int_eq(player_receive(&player, span_of("2")), 0);
            ck_assert_int_eq(player_step(&player, 0), PLAYER_WAITING);
            ck_assert_uint_le(buffer_size(&player.in), REPLY_PARSE_LINE_MAX + 1);
        }
        ck_assert_int_eq(player_receive(&player, span_of(endings[i])), 0);
        ck_assert_int_eq(player_receive(&player, span_of("220 a\r\n")), 0);
        ck_assert_msg(player_step(&player, 0) == PLAYER_PASSED, "ending %d", i);
        player_release(&player);
    }
}
END_TEST

/* A recording has such a line even if it never ended: the server closed, or its reply was given up.
 */
START_TEST(hears_lines_that_never_end)
{
    for (int closes = 0; closes < 2; closes++) {
        struct player player;
        start(&player, closes ? MAGIC "S:\nS!\n" : MAGIC "S:\nC!\n");
        for (int bytes = 0; bytes < 2 * REPLY_PARSE_LINE_MAX; bytes++) {
            ck_assert_int_eq(player_receive(&player, span_of("2")), 0);
            ck_assert_int_eq(player_step(&player, 0), PLAYER_WAITING);
        }
        if (closes)
            player_end(&player);
        ck_assert_int_eq(player_step(&player, TIMEOUT_MS), closes ? PLAYER_PASSED : PLAYER_CLOSING);
        ck_assert_uint_eq(player.replies, 1);
        player_release(&player);
    }
}
END_TEST

/* What is known of such a line is shown where it differs: in one piece, in two, without an end; but
 * nothing of it if it may repeat a secret. */
START_TEST(shows_the_beginning_of_a_long_line)
{
    static char flood[2 * REPLY_PARSE_LINE_MAX];
    static const struct {
        const char *file, *head, *ending;
        size_t first; /* bytes of the first piece */
    } cases[] = {
        {MAGIC "S: 220\n", "220 ", "\r\n", sizeof flood},
        {MAGIC "S: 220 a\n", "220 ", "\r\n", sizeof flood},
        {MAGIC "S: 2xx\n", "", "\n", REPLY_PARSE_LINE_MAX + 1},
        {MAGIC "S\\: 220 a\\n\n", "421 ", "\n", 10},
        {MAGIC "S: 220\n", "220 ", "", sizeof flood},
    };
    char expected[PLAYER_CUT_MAX + 64];
    struct player player;

    for (int i = 0; i < 2 * CASES(cases); i++) {
        int c = i / 2, is_secret = i % 2;
        memset(flood, 'a', sizeof flood);
        memcpy(flood, cases[c].head, strlen(cases[c].head));
        start(&player, cases[c].file);
        if (is_secret)
            repeated_expect(&player.repeated, span_of("c2VjcmV0"));
        ck_assert_int_eq(player_receive(&player, (struct span){flood, cases[c].first}), 0);
        ck_assert_int_eq(player_step(&player, 0), PLAYER_WAITING);
        ck_assert_int_eq(
            player_receive(&player, span_skip((struct span){flood, sizeof flood}, cases[c].first)),
            0);
        ck_assert_int_eq(player_receive(&player, span_of(cases[c].ending)), 0);
        ck_assert_int_eq(player_step(&player, TIMEOUT_MS), PLAYER_DIFFERED);
        snprintf(expected, sizeof expected, "%.*s... (cut off: too long for a reply)",
                 is_secret ? 0 : PLAYER_CUT_MAX, flood);
        ck_assert_msg(span_equal(buffer_span(&player.got), span_of(expected)), "case %d: %.*s", i,
                      (int)buffer_size(&player.got), buffer_span(&player.got).data);
        player_release(&player);
    }
}
END_TEST

/* Once one has differed, its rest is not waited for again. */
START_TEST(waits_once_for_a_line_that_never_ends)
{
    static char flood[2 * REPLY_PARSE_LINE_MAX];
    struct player player;

    memset(flood, '5', sizeof flood);
    start(&player, MAGIC "S: 220\nS: 250\nS: 251\n");
    ck_assert_int_eq(player_receive(&player, (struct span){flood, sizeof flood}), 0);
    ck_assert_int_eq(player_step(&player, 0), PLAYER_WAITING);
    ck_assert_int_eq(player_step(&player, TIMEOUT_MS), PLAYER_DIFFERED);
    player_go_on(&player);
    ck_assert_int_eq(player_step(&player, TIMEOUT_MS), PLAYER_WAITING);
    ck_assert_int_eq(player_receive(&player, (struct span){flood, sizeof flood}), 0);
    ck_assert_int_eq(player_step(&player, TIMEOUT_MS), PLAYER_TIMED_OUT);
    player_release(&player);
}
END_TEST

/* The longest line that is accepted fits into the output. */
START_TEST(shows_the_longest_line)
{
    char line[REPLY_PARSE_LINE_MAX + 1];
    struct player player;

    memset(line, 'a', sizeof line);
    memcpy(line, "220 ", 4);
    line[REPLY_PARSE_LINE_MAX] = '\n';
    start(&player, MAGIC "S: 220 a\n");
    ck_assert_int_eq(player_receive(&player, (struct span){line, sizeof line}), 0);
    ck_assert_int_eq(player_step(&player, 0), PLAYER_DIFFERED);
    ck_assert_uint_eq(buffer_size(&player.got), REPLY_PARSE_LINE_MAX);
    player_release(&player);
}
END_TEST

/* If an endless line arrives instead of the close, only a part is shown, without waiting for more.
 */
START_TEST(shows_a_part_of_an_endless_line)
{
    static char piece[REPLY_PARSE_LINE_MAX + 1];
    struct player player;

    memset(piece, 'a', sizeof piece);
    start(&player, MAGIC "S!\n");
    ck_assert_int_eq(player_receive(&player, (struct span){piece, sizeof piece}), 0);
    ck_assert_int_eq(player_receive(&player, (struct span){piece, sizeof piece}), 0);
    ck_assert_int_eq(player_step(&player, 0), PLAYER_DIFFERED);
    ck_assert_uint_eq(buffer_size(&player.got), REPLY_PARSE_LINE_MAX);
    player_release(&player);
}
END_TEST

/* A server that sends without end is stopped before memory runs out. */
START_TEST(bounds_what_is_not_expected)
{
    static char piece[1 << 20];
    struct player player;
    int pieces = 0;

    start(&player, MAGIC);
    while (player_receive(&player, (struct span){piece, sizeof piece}) == 0)
        ck_assert_int_lt(++pieces, 65);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert_int_eq(pieces, 64);
    player_release(&player);
}
END_TEST

static const struct {
    const char *name;
    struct span text;
    enum session_file_flaw flaw;
    size_t number;
} files[] = {
    {"empty", BYTES(""), SESSION_FILE_NO_MAGIC, 1},
    {"an empty line", BYTES("\n"), SESSION_FILE_NO_MAGIC, 1},
    {"no magic", BYTES("C: a\n"), SESSION_FILE_NO_MAGIC, 1},
    {"the magic alone", BYTES(MAGIC), SESSION_FILE_OK, 1},
    {"the magic in CRLF", BYTES(SESSION_FILE_MAGIC "\r\n"), SESSION_FILE_OK, 1},
    {"CR CRLF", BYTES(SESSION_FILE_MAGIC "\r\r\n"), SESSION_FILE_NO_MAGIC, 1},
    {"a CR without LF", BYTES(MAGIC "S!\r"), SESSION_FILE_UNKNOWN_LINE, 2},
    {"nonsense at the end", BYTES(MAGIC "C: a\n\nX"), SESSION_FILE_UNKNOWN_LINE, 4},
    {"nonsense in the middle", BYTES(MAGIC "X\nY\n"), SESSION_FILE_UNKNOWN_LINE, 2},
    {"an escape", BYTES(MAGIC "C\\: \\q\n"), SESSION_FILE_BAD_ESCAPE, 2},
    {"a wait", BYTES(MAGIC "W: 5\n"), SESSION_FILE_BAD_WAIT, 2},
    {"an ending", BYTES(MAGIC "# eol: cr\n"), SESSION_FILE_BAD_ENDING, 2},
    {"a pace", BYTES(MAGIC "# pace: slow\n"), SESSION_FILE_BAD_PACE, 2},
};

START_GUARDED_TEST(checks)
{
    char *copy = guard_copy(files[_i].text.data, files[_i].text.size);
    size_t number;
    enum session_file_flaw flaw = player_check((struct span){copy, files[_i].text.size}, &number);

    ck_assert_msg(flaw == files[_i].flaw, "%s: flaw %d", files[_i].name, (int)flaw);
    ck_assert_msg(number == files[_i].number, "%s: line %zu", files[_i].name, number);
    guard_free(copy, files[_i].text.size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("player limits");
    TCase *cases = tcase_create("limits");

    tcase_add_test(cases, counts_from_the_start_of_the_expectation);
    tcase_add_test(cases, counts_sending_apart);
    tcase_add_test(cases, lets_the_replies_judge_an_early_close);
    tcase_add_test(cases, hears_endless_lines);
    tcase_add_test(cases, hears_lines_that_never_end);
    tcase_add_test(cases, shows_the_beginning_of_a_long_line);
    tcase_add_test(cases, waits_once_for_a_line_that_never_ends);
    tcase_add_test(cases, shows_the_longest_line);
    tcase_add_test(cases, shows_a_part_of_an_endless_line);
    tcase_add_test(cases, bounds_what_is_not_expected);
    tcase_add_loop_test(cases, checks, 0, CASES(files));
    suite_add_tcase(suite, cases);
    return check_main(suite);
}
