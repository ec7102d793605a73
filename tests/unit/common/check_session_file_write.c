/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_file_write.c - the lines of session files, written, and read back. */
#include <config.h>

#include "common/session_file.h"

#include <check.h>
#include <errno.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tests/support/session_file.h"

static const struct {
    struct span line;
    struct session_file_step step;
} written[] = {
    {BYTES("C: helo teste\n"), SEND_LINE("helo teste")},
    {BYTES("C: \n"), SEND_LINE("")},
    {BYTES("C:   a \n"), SEND_LINE("  a ")},
    {BYTES("C: \ta\\r\n"), SEND_LINE("\ta\\r")},
    {BYTES("C: Jo\xC3\xA3o\n"), SEND_LINE("Jo\xC3\xA3o")},
    {BYTES("C\\: \n"), SEND_BYTES("")},
    {BYTES("C\\:  a\n"), SEND_BYTES(" a")},
    {BYTES("C\\: a\\r\\n\\t\\\\\n"), SEND_BYTES("a\r\n\t\\")},
    {BYTES("C\\: \\x00\\x1F ~\\x7F\\x80\\xFF\n"), SEND_BYTES("\0\x1F ~\x7F\x80\xFF")},
    {BYTES("S: 250 ok\n"), EXPECT_LINE("250 ok")},
    {BYTES("S: 250-\n"), EXPECT_LINE("250-")},
    {BYTES("S: \n"), EXPECT_LINE("")},
    {BYTES("S\\: 250 \\x1B \\xE2\\x80\\xAE\n"), EXPECT_BYTES("250 \x1B \xE2\x80\xAE")},
    {BYTES("S\\: \n"), EXPECT_BYTES("")},
    {BYTES("S: 250\n"), EXPECT_CODE(250)},
    {BYTES("S: 4xx\n"), EXPECT_CLASS(400)},
    {BYTES("S: 1xx\n"), EXPECT_LINE("1xx")},
    {BYTES("S\\: 2xx\n"), EXPECT_BYTES("2xx")},
    {BYTES("S? 502\n"), ALLOW_CODE(502)},
    {BYTES("S? 5xx\n"), ALLOW_CLASS(500)},
    {BYTES("# title: a b\n"), REMARK(TITLE, "a b")},
    {BYTES("# see: RFC 5321 4.5.1\n"), REMARK(SEE, "RFC 5321 4.5.1")},
    {BYTES("# means: \x1B\n"), REMARK(MEANS, "\x1B")},
    {BYTES("S!\n"), EXPECT_CLOSE},
    {BYTES("C!\n"), CLOSE},
    {BYTES("C+\n"), CONNECT},
    {BYTES("W: 500ms\n"), WAIT(500)},
    {BYTES("W: 0ms\n"), WAIT(0)},
    {BYTES("W: 3600000ms\n"), WAIT(SESSION_FILE_WAIT_MAX_MS)},
    {BYTES("# eol: lf\n"), ENDING(LINE_ENDING_LF)},
    {BYTES("# eol: crlf\n"), ENDING(LINE_ENDING_CRLF)},
    {BYTES("C$: AUTH PLAIN\n"), AUTH(PLAIN, "")},
    {BYTES("C$: AUTH SCRAM-SHA-256 a b\n"), AUTH(SCRAM_SHA_256, "a b")},
    {BYTES("# pace: whole\n"), PACE(PACE_WHOLE, 0)},
    {BYTES("# pace: dot:20ms\n"), PACE(PACE_DOT, 20)},
    {BYTES("# pace: line:3600000ms\n"), PACE(PACE_LINE, 3600000)},
};

START_TEST(writes_a_step)
{
    struct buffer out;

    buffer_init(&out, 100);
    ck_assert_int_eq(session_file_format(&written[_i].step, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), written[_i].line), "\"%s\": \"%.*s\"",
                  written[_i].line.data, (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
}
END_TEST

/* Reads the line in LINE, its LF included, as the step that was written; the text of SEND_BYTES and
 * EXPECT_BYTES is unescaped to TEXT. */
static struct session_file_step read_back(struct buffer *line, struct buffer *text)
{
    struct session_file_step step;
    struct span span = buffer_span(line);

    ck_assert_uint_gt(span.size, 0);
    ck_assert_int_eq(span.data[span.size - 1], '\n');
    span.size--;
    ck_assert_ptr_null(memchr(span.data, '\n', span.size));
    ck_assert_int_eq(session_file_parse(span, 2, &step), SESSION_FILE_OK);
    if (step.kind == SESSION_FILE_SEND_BYTES || step.kind == SESSION_FILE_EXPECT_BYTES) {
        ck_assert_int_eq(session_file_unescape(step.text, text), 0);
        step.text = buffer_span(text);
    }
    return step;
}

static void check_round_trip(const struct session_file_step *step, const char *name)
{
    struct buffer line, text;
    struct session_file_step again;

    buffer_init(&line, 2000);
    buffer_init(&text, 2000);
    ck_assert_int_eq(session_file_format(step, &line), 0);
    again = read_back(&line, &text);
    ck_assert_msg(steps_equal(step, &again), "%s: kind %d", name, (int)again.kind);
    buffer_release(&line);
    buffer_release(&text);
}

START_TEST(reads_what_it_wrote)
{
    check_round_trip(&written[_i].step, written[_i].line.data);
}
END_TEST

START_TEST(carries_every_byte)
{
    char bytes[256];
    struct session_file_step step = {.kind = SESSION_FILE_SEND_BYTES,
                                     .text = {bytes, sizeof bytes}};

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    check_round_trip(&step, "all bytes");
}
END_TEST

START_TEST(takes_no_line_for_a_class)
{
    struct session_file_step step = {.kind = SESSION_FILE_EXPECT_LINE, .text = BYTES("2xx")};
    struct buffer out;

    buffer_init(&out, 100);
    ck_assert_int_eq(session_file_format(&step, &out), 0);
    ck_assert(span_equal(buffer_span(&out), span_of("S\\: 2xx\n")));
    buffer_release(&out);
}
END_TEST

/* However small the buffer is, a step that does not fit is an error. */
START_TEST(reports_a_full_buffer)
{
    struct buffer out;

    for (size_t limit = 0; limit <= written[_i].line.size; limit++) {
        bool fits = limit == written[_i].line.size;
        buffer_init(&out, limit);
        errno = 0;
        ck_assert_msg(session_file_format(&written[_i].step, &out) == (fits ? 0 : -1),
                      "\"%s\": %zu bytes", written[_i].line.data, limit);
        ck_assert_int_eq(errno, fits ? 0 : ENOBUFS);
        buffer_release(&out);
    }
}
END_TEST

static const struct {
    struct span line;
    bool may;
} carried[] = {
    {BYTES(""), true},
    {BYTES("a\tb \\ ~"), true},
    {BYTES("Jo\xC3\xA3o \xE2\x82\xAC \xF0\x9F\x98\x80 e\xCC\x81"), true},
    {BYTES("\xD7\x90\xD8\xA7"), true}, /* letters that run from right to left */
    {BYTES("a\0"), false},
    {BYTES("\r"), false},
    {BYTES("\x1B"), false},
    {BYTES("\x7F"), false},
    {BYTES("\xC2\x9B"), false},
    {BYTES("\xFF"), false},
    {BYTES("\xE2\x80"), false},
    {BYTES("x\xC2\xAD"), false},
    {BYTES("\xD8\x9C"), false},
    {BYTES("\xE2\x80\x8B"), false},
    {BYTES("\xE2\x80\x8F"), false},
    {BYTES("a\xE2\x80\xAE"
           "b"),
     false},
    {BYTES("\xE2\x81\xA6"), false},
    {BYTES("\xEF\xBB\xBF"), false},
};

START_GUARDED_TEST(knows_what_would_deceive)
{
    struct span line = carried[_i].line;
    char *copy = guard_copy(line.data, line.size);

    ck_assert_msg(session_file_may_carry((struct span){copy, line.size}) == carried[_i].may,
                  "row %d", _i);
    guard_free(copy, line.size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_file_write");
    TCase *writing = tcase_create("writing");

    tcase_add_loop_test(writing, writes_a_step, 0, CASES(written));
    tcase_add_loop_test(writing, knows_what_would_deceive, 0, CASES(carried));
    tcase_add_loop_test(writing, reads_what_it_wrote, 0, CASES(written));
    tcase_add_test(writing, carries_every_byte);
    tcase_add_test(writing, takes_no_line_for_a_class);
    tcase_add_loop_test(writing, reports_a_full_buffer, 0, CASES(written));
    suite_add_tcase(suite, writing);
    return check_main(suite);
}
