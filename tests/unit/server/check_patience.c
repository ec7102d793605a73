/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_patience.c - what counts as progress, and when patience ends. */
#include <config.h>

#include "server/session/patience.h"

#include <check.h>

#include "tests/support/check_main.h"

#define TIMEOUT_MS 1000
#define START_MS   5000

static char bytes[PATIENCE_PROGRESS_BYTES + 2];

static struct patience patient(void)
{
    struct patience patience;

    memset(bytes, 'x', sizeof bytes);
    patience_init(&patience, TIMEOUT_MS, START_MS);
    return patience;
}

static void check_deadline(const struct patience *patience, bool in_message, int64_t expected_ms,
                           const char *name)
{
    int64_t deadline_ms = patience_deadline(patience, in_message);

    ck_assert_msg(deadline_ms == expected_ms, "%s: the deadline is %lld instead of %lld", name,
                  (long long)deadline_ms, (long long)expected_ms);
}

/* Bytes without a line ending that come in pieces, one millisecond after the other. */
static const struct {
    const char *name;
    size_t size, piece;
    int64_t progress_ms; /* when the progress was made; 0: none */
} drips[] = {
    {"4,095 at once", 4095, 4095, 0},
    {"4,096 at once", 4096, 4096, 1},
    {"4,097 at once", 4097, 4097, 1},
    {"4,095 single ones", 4095, 1, 0},
    {"4,096 single ones", 4096, 1, 4096},
    {"4,097 single ones", 4097, 1, 4096},
    {"4,095 and one", 4096, 4095, 2},
    {"sevens", 4095, 7, 0},
    {"sevens that reach it", 4102, 7, 586},
    {"none", 0, 1, 0},
    {"almost twice as many single ones", 8191, 1, 4096},
    {"twice as many single ones", 8192, 1, 8192},
};

START_TEST(bytes_are_progress)
{
    struct patience patience = patient();
    size_t sent = 0;

    for (int64_t ms = 1; sent < drips[_i].size; ms++) {
        size_t left = drips[_i].size - sent;
        size_t piece = left < drips[_i].piece ? left : drips[_i].piece;
        patience_input(&patience, (struct span){bytes, piece}, START_MS + ms);
        sent += piece;
    }
    check_deadline(&patience, false, START_MS + drips[_i].progress_ms + TIMEOUT_MS, drips[_i].name);
}
END_TEST

/* A line ending, wherever it stands, is progress, and what came before it no longer counts. */
START_TEST(lines_are_progress)
{
    static const char *const pieces[] = {"\n", "\r\n", "quit\r\n", "\nx", "x\ny", "\n\n"};
    struct patience patience = patient();

    patience_input(&patience, (struct span){bytes, 4000}, START_MS + 10);
    patience_input(&patience, span_of(pieces[_i]), START_MS + 20);
    check_deadline(&patience, false, START_MS + 20 + TIMEOUT_MS, "a line");
    patience_input(&patience, (struct span){bytes, 4095}, START_MS + 30);
    check_deadline(&patience, false, START_MS + 20 + TIMEOUT_MS, "4,095 bytes behind it");
    patience_input(&patience, (struct span){bytes, 1}, START_MS + 40);
    check_deadline(&patience, false, START_MS + 40 + TIMEOUT_MS, "4,096 bytes behind it");
}
END_TEST

static const char *const no_lines[] = {"", "x", "\r", "\r\r", ".", "quit"};

START_TEST(other_bytes_are_none)
{
    struct patience patience = patient();

    patience_input(&patience, span_of(no_lines[_i]), START_MS + 10);
    check_deadline(&patience, false, START_MS + TIMEOUT_MS, no_lines[_i]);
}
END_TEST

START_TEST(progress_begins_anew)
{
    struct patience patience = patient();

    patience_input(&patience, (struct span){bytes, 4095}, START_MS + 10);
    patience_progress(&patience, START_MS + 20);
    check_deadline(&patience, false, START_MS + 20 + TIMEOUT_MS, "progress");
    patience_input(&patience, (struct span){bytes, 4095}, START_MS + 30);
    check_deadline(&patience, false, START_MS + 20 + TIMEOUT_MS, "4,095 bytes after it");
    patience_input(&patience, (struct span){bytes, 1}, START_MS + 40);
    check_deadline(&patience, false, START_MS + 40 + TIMEOUT_MS, "4,096 bytes after it");
}
END_TEST

/* A message as a whole has ten times the limit, however steadily it comes. */
START_TEST(a_message_is_bounded)
{
    struct patience patience = patient();
    int64_t begin_ms = START_MS + 100, end_ms = begin_ms + 10 * TIMEOUT_MS;

    patience_message(&patience, begin_ms);
    check_deadline(&patience, true, START_MS + TIMEOUT_MS, "no progress yet");
    patience_progress(&patience, end_ms - TIMEOUT_MS);
    check_deadline(&patience, true, end_ms, "both at once");
    patience_progress(&patience, end_ms - TIMEOUT_MS + 1);
    check_deadline(&patience, true, end_ms, "the whole first");
    patience_progress(&patience, end_ms - TIMEOUT_MS - 1);
    check_deadline(&patience, true, end_ms - 1, "silence first");
    patience_progress(&patience, end_ms - 1);
    check_deadline(&patience, false, end_ms - 1 + TIMEOUT_MS, "behind the message");
    patience_message(&patience, end_ms);
    check_deadline(&patience, true, end_ms - 1 + TIMEOUT_MS, "the next message");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("patience");
    TCase *progress = tcase_create("progress");

    tcase_add_loop_test(progress, bytes_are_progress, 0, CASES(drips));
    tcase_add_loop_test(progress, lines_are_progress, 0, 6);
    tcase_add_loop_test(progress, other_bytes_are_none, 0, CASES(no_lines));
    tcase_add_test(progress, progress_begins_anew);
    tcase_add_test(progress, a_message_is_bounded);
    suite_add_tcase(suite, progress);
    return check_main(suite);
}
