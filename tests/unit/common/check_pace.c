/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_pace.c - the names of the paces, read and written. */
#include <config.h>

#include "common/pace.h"

#include <check.h>
#include <errno.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

static const struct {
    const char *text;
    struct pace pace;
    const char *written;
} good[] = {
    {"whole", {PACE_WHOLE, 0}, "whole"},
    {"dot", {PACE_DOT, 20}, "dot:20ms"},
    {"line", {PACE_LINE, 20}, "line:20ms"},
    {"line:20ms", {PACE_LINE, 20}, "line:20ms"},
    {"dot:500ms", {PACE_DOT, 500}, "dot:500ms"},
    {"dot:2s", {PACE_DOT, 2000}, "dot:2000ms"},
    {"line:0ms", {PACE_LINE, 0}, "line:0ms"},
    {"line:007ms", {PACE_LINE, 7}, "line:7ms"},
    {"line:2m", {PACE_LINE, 120000}, "line:120000ms"},
    {"line:3600s", {PACE_LINE, 3600000}, "line:3600000ms"},
    {"line:3600000ms", {PACE_LINE, 3600000}, "line:3600000ms"},
};

START_GUARDED_TEST(a_name_is_read)
{
    struct span text = span_of(good[_i].text);
    char *copy = guard_copy(text.data, text.size);
    struct pace pace = {PACE_WHOLE, 1};

    ck_assert_msg(pace_parse((struct span){copy, text.size}, &pace), "%s", text.data);
    ck_assert_msg(pace_equal(&pace, &good[_i].pace), "%s: %d, %u ms", text.data, (int)pace.kind,
                  pace.interval_ms);
    guard_free(copy, text.size);
}
END_TEST

START_TEST(a_pace_is_written)
{
    struct buffer out;
    struct pace again;

    buffer_init(&out, 100);
    ck_assert_int_eq(pace_format(&good[_i].pace, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(good[_i].written)), "%s: %.*s",
                  good[_i].text, (int)buffer_size(&out), buffer_span(&out).data);
    ck_assert(pace_parse(buffer_span(&out), &again) && pace_equal(&again, &good[_i].pace));
    buffer_release(&out);
    buffer_init(&out, 3);
    ck_assert_int_eq(pace_format(&good[_i].pace, &out), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    buffer_release(&out);
}
END_TEST

static const char *const bad[] = {
    "",           "Whole",          "whole:",
    "whole:20ms", "dots",           "dot:",
    "dot:20",     "dot:ms",         "dot:s",
    "line: 20ms", "line:20ms ",     " line",
    "line:-1ms",  "line:+1ms",      "line:1.5s",
    "line:61m",   "line:20mss",     "line:1h",
    "line:3601s", "line:3600001ms", "line:99999999999999999999ms",
    "line::20ms", "line:20ms:1",
};

START_GUARDED_TEST(another_name_is_refused)
{
    struct span text = span_of(bad[_i]);
    char *copy = guard_copy(text.data, text.size);
    struct pace pace = {PACE_LINE, 77};

    ck_assert_msg(!pace_parse((struct span){copy, text.size}, &pace), "%s", text.data);
    ck_assert(pace.kind == PACE_LINE && pace.interval_ms == 77);
    guard_free(copy, text.size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("pace");
    TCase *all = tcase_create("pace");

    tcase_add_loop_test(all, a_name_is_read, 0, CASES(good));
    tcase_add_loop_test(all, a_pace_is_written, 0, CASES(good));
    tcase_add_loop_test(all, another_name_is_refused, 0, CASES(bad));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
