/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_session_file.c - the lines of session files, read. */
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
} good_lines[] = {
    {BYTES(""), NOTHING},
    {BYTES("#"), NOTHING},
    {BYTES("# a comment"), NOTHING},
    {BYTES("#C: a comment"), NOTHING},
    {BYTES("# smtp-session 1"), NOTHING},
    {BYTES("#eol: lf"), NOTHING},
    {BYTES("# eol lf"), NOTHING},
    {BYTES("# a NUL \0 and \xFF"), NOTHING},

    {BYTES("C: helo teste"), SEND_LINE("helo teste")},
    {BYTES("C:helo teste"), SEND_LINE("helo teste")},
    {BYTES("C:"), SEND_LINE("")},
    {BYTES("C: "), SEND_LINE("")},
    {BYTES("C:  "), SEND_LINE(" ")},
    {BYTES("C:  a "), SEND_LINE(" a ")},
    {BYTES("C:\ta"), SEND_LINE("\ta")},
    {BYTES("C: ."), SEND_LINE(".")},
    {BYTES("C: .."), SEND_LINE("..")},
    {BYTES("C: # no comment"), SEND_LINE("# no comment")},
    {BYTES("C: S: 250"), SEND_LINE("S: 250")},
    {BYTES("C: \\r\\q"), SEND_LINE("\\r\\q")},
    {BYTES("C: 250"), SEND_LINE("250")},

    {BYTES("C\\: a\\r\\n"), SEND_BYTES("a\\r\\n")},
    {BYTES("C\\:a"), SEND_BYTES("a")},
    {BYTES("C\\:  a"), SEND_BYTES(" a")},
    {BYTES("C\\:"), SEND_BYTES("")},
    {BYTES("C\\: \\t\\\\\\x00\\xfF"), SEND_BYTES("\\t\\\\\\x00\\xfF")},

    {BYTES("S: 250 ok"), EXPECT_LINE("250 ok")},
    {BYTES("S:250 ok"), EXPECT_LINE("250 ok")},
    {BYTES("S\\: 250 \\x1B"), EXPECT_BYTES("250 \\x1B")},
    {BYTES("S\\:250"), EXPECT_BYTES("250")},
    {BYTES("S\\:"), EXPECT_BYTES("")},
    {BYTES("S: 250-a"), EXPECT_LINE("250-a")},
    {BYTES("S: 250 "), EXPECT_LINE("250 ")},
    {BYTES("S: "), EXPECT_LINE("")},
    {BYTES("S:"), EXPECT_LINE("")},
    {BYTES("S: 25"), EXPECT_LINE("25")},
    {BYTES("S: 2500"), EXPECT_LINE("2500")},
    {BYTES("S:  250"), EXPECT_LINE(" 250")},
    {BYTES("S: 25x"), EXPECT_LINE("25x")},
    {BYTES("S: x50"), EXPECT_LINE("x50")},
    {BYTES("S: 250 \\r"), EXPECT_LINE("250 \\r")},

    {BYTES("S: 250"), EXPECT_CODE(250)},
    {BYTES("S:554"), EXPECT_CODE(554)},
    {BYTES("S: 999"), EXPECT_CODE(999)},
    {BYTES("S: 000"), EXPECT_CODE(0)},

    {BYTES("S: 2xx"), EXPECT_CLASS(200)},
    {BYTES("S:5xx"), EXPECT_CLASS(500)},
    {BYTES("S: 1xx"), EXPECT_LINE("1xx")},
    {BYTES("S: 6xx"), EXPECT_LINE("6xx")},
    {BYTES("S: 2XX"), EXPECT_LINE("2XX")},
    {BYTES("S: 2xx "), EXPECT_LINE("2xx ")},
    {BYTES("S: 2xxx"), EXPECT_LINE("2xxx")},
    {BYTES("S: 25x"), EXPECT_LINE("25x")},
    {BYTES("S\\: 2xx"), EXPECT_BYTES("2xx")},

    {BYTES("S? 502"), ALLOW_CODE(502)},
    {BYTES("S?502 "), ALLOW_CODE(502)},
    {BYTES("S? 200"), ALLOW_CODE(200)},
    {BYTES("S? 599"), ALLOW_CODE(599)},
    {BYTES("S? 4xx"), ALLOW_CLASS(400)},

    {BYTES("# title: QUIT ends it"), REMARK(TITLE, "QUIT ends it")},
    {BYTES("# title:a"), REMARK(TITLE, "a")},
    {BYTES("# title:  a \t"), REMARK(TITLE, "a")},
    {BYTES("# see: RFC 5321 4.1.1.10"), REMARK(SEE, "RFC 5321 4.1.1.10")},
    {BYTES("# means: \x1B\xFF"), REMARK(MEANS, "\x1B\xFF")},
    {BYTES("# title:"), NOTHING},
    {BYTES("# see: "), NOTHING},
    {BYTES("# means:\t "), NOTHING},
    {BYTES("#title: a"), NOTHING},
    {BYTES("# Title: a"), NOTHING},
    {BYTES("# title a"), NOTHING},

    {BYTES("S!"), EXPECT_CLOSE},
    {BYTES("C!"), CLOSE},
    {BYTES("C+"), CONNECT},

    {BYTES("W: 500ms"), WAIT(500)},
    {BYTES("W:500ms"), WAIT(500)},
    {BYTES("W: 0ms"), WAIT(0)},
    {BYTES("W: 007ms"), WAIT(7)},
    {BYTES("W: 3600000ms"), WAIT(3600000)},

    {BYTES("# eol: lf"), ENDING(LINE_ENDING_LF)},
    {BYTES("# eol: crlf"), ENDING(LINE_ENDING_CRLF)},
    {BYTES("# eol:lf "), ENDING(LINE_ENDING_LF)},

    {BYTES("# pace: whole"), PACE(PACE_WHOLE, 0)},
    {BYTES("# pace: dot"), PACE(PACE_DOT, 20)},
    {BYTES("# pace: line:500ms"), PACE(PACE_LINE, 500)},
    {BYTES("# pace:line:2s "), PACE(PACE_LINE, 2000)},
    {BYTES("C$: AUTH PLAIN"), AUTH(PLAIN, "")},
    {BYTES("C$:auth  xoauth2 a b "), AUTH(XOAUTH2, "a b")},

    {BYTES("#pace: dots"), NOTHING},
    {BYTES("# pace dots"), NOTHING},
};

START_GUARDED_TEST(reads_a_good_line)
{
    struct span line = good_lines[_i].line;
    char *copy = guard_copy(line.data, line.size);
    struct session_file_step step;
    enum session_file_flaw flaw = session_file_parse((struct span){copy, line.size}, 2, &step);

    ck_assert_msg(flaw == SESSION_FILE_OK, "\"%s\": flaw %d", line.data, (int)flaw);
    ck_assert_msg(steps_equal(&good_lines[_i].step, &step),
                  "\"%s\": kind %d, text \"%.*s\", code %u, %u ms, ending %d", line.data,
                  (int)step.kind, (int)step.text.size, step.text.data, step.code, step.wait_ms,
                  (int)step.ending);
    guard_free(copy, line.size);
}
END_TEST

static const struct {
    struct span line;
    enum session_file_flaw flaw;
} bad_lines[] = {
    {BYTES("c: a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("s: 250"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("w: 1ms"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES(" C: a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES(" "), SESSION_FILE_UNKNOWN_LINE},
    {BYTES(" # a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C :a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C\\"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C\\a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("S\\ 250"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("S"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("S! "), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C!x"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C+ "), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C+:"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("c+"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("W!"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("X: a"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("250 ok"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("\r"), SESSION_FILE_UNKNOWN_LINE},

    {BYTES("S?"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? "), SESSION_FILE_BAD_ALLOW},
    {BYTES("S?: 502"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 502 text"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 50"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 5020"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 199"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 600"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 1xx"), SESSION_FILE_BAD_ALLOW},
    {BYTES("S? 50x"), SESSION_FILE_BAD_ALLOW},
    {BYTES("s? 502"), SESSION_FILE_UNKNOWN_LINE},
    {BYTES("C? 502"), SESSION_FILE_UNKNOWN_LINE},

    {BYTES("C\\: \\"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: a\\"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\q"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\R"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\0"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\\0"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\x"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\x4"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\x4g"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\xg4"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\x4\0"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\X41"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("C\\: \\\\\\"), SESSION_FILE_BAD_ESCAPE},
    {BYTES("S\\: 250 \\q"), SESSION_FILE_BAD_ESCAPE},

    {BYTES("W:"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 500"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: ms"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 500 ms"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 500s"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 500m"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 500ms2"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: -1ms"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 1.5ms"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 3600001ms"), SESSION_FILE_BAD_WAIT},
    {BYTES("W: 99999999999999999999ms"), SESSION_FILE_BAD_WAIT},

    {BYTES("# eol: other"), SESSION_FILE_BAD_ENDING},
    {BYTES("# eol:"), SESSION_FILE_BAD_ENDING},
    {BYTES("# eol: LF"), SESSION_FILE_BAD_ENDING},
    {BYTES("# eol: lf crlf"), SESSION_FILE_BAD_ENDING},
    {BYTES("# eol: l"), SESSION_FILE_BAD_ENDING},

    {BYTES("C$:"), SESSION_FILE_BAD_AUTH},
    {BYTES("C$: AUTH"), SESSION_FILE_BAD_AUTH},
    {BYTES("C$: AUTH FOO a"), SESSION_FILE_BAD_AUTH},
    {BYTES("C$: NOOP"), SESSION_FILE_BAD_AUTH},
    {BYTES("C $: AUTH PLAIN"), SESSION_FILE_UNKNOWN_LINE},

    {BYTES("# pace:"), SESSION_FILE_BAD_PACE},
    {BYTES("# pace: Dot"), SESSION_FILE_BAD_PACE},
    {BYTES("# pace: whole:20ms"), SESSION_FILE_BAD_PACE},
    {BYTES("# pace: line 20ms"), SESSION_FILE_BAD_PACE},
    {BYTES("# pace: line:3600001ms"), SESSION_FILE_BAD_PACE},
};

START_GUARDED_TEST(refuses_a_bad_line)
{
    struct span line = bad_lines[_i].line;
    char *copy = guard_copy(line.data, line.size);
    struct session_file_step step;
    enum session_file_flaw flaw = session_file_parse((struct span){copy, line.size}, 2, &step);

    ck_assert_msg(flaw == bad_lines[_i].flaw, "\"%s\": flaw %d", line.data, (int)flaw);
    guard_free(copy, line.size);
}
END_TEST

START_TEST(limits_remarks)
{
    static const char *const marks[] = {"# title: ", "# see: ", "# means: "};
    char line[SESSION_FILE_REMARK_MAX + 10 + 1];
    struct session_file_step step;

    for (size_t i = 0; i < CASES(marks); i++) {
        size_t size = strlen(marks[i]) + SESSION_FILE_REMARK_MAX;
        memset(line, 'a', sizeof line);
        memcpy(line, marks[i], strlen(marks[i]));
        ck_assert_int_eq(session_file_parse((struct span){line, size}, 2, &step), SESSION_FILE_OK);
        ck_assert_uint_eq(step.text.size, SESSION_FILE_REMARK_MAX);
        ck_assert_int_eq(session_file_parse((struct span){line, size + 1}, 2, &step),
                         SESSION_FILE_LONG_REMARK);
    }
}
END_TEST

static const struct {
    const char *line;
    enum session_file_flaw flaw;
} first_lines[] = {
    {"# smtp-session 1", SESSION_FILE_OK},
    {"# smtp-session 2", SESSION_FILE_NO_MAGIC},
    {"# smtp-session 1 ", SESSION_FILE_NO_MAGIC},
    {"# smtp-session 1\r", SESSION_FILE_NO_MAGIC},
    {"#smtp-session 1", SESSION_FILE_NO_MAGIC},
    {"\xEF\xBB\xBF# smtp-session 1", SESSION_FILE_OK},
    {"\xEF\xBB\xBF\xEF\xBB\xBF# smtp-session 1", SESSION_FILE_NO_MAGIC},
    {"\xEF\xBB# smtp-session 1", SESSION_FILE_NO_MAGIC},
    {"# smtp-session", SESSION_FILE_NO_MAGIC},
    {"# a comment", SESSION_FILE_NO_MAGIC},
    {"# eol: lf", SESSION_FILE_NO_MAGIC},
    {"C: helo", SESSION_FILE_NO_MAGIC},
    {"C\\: \\", SESSION_FILE_NO_MAGIC},
    {"", SESSION_FILE_NO_MAGIC},
};

START_TEST(begins_with_its_magic)
{
    struct session_file_step step;
    enum session_file_flaw flaw = session_file_parse(span_of(first_lines[_i].line), 1, &step);

    ck_assert_msg(flaw == first_lines[_i].flaw, "\"%s\": flaw %d", first_lines[_i].line, (int)flaw);
    ck_assert_msg(step.kind == SESSION_FILE_NOTHING, "\"%s\": kind %d", first_lines[_i].line,
                  (int)step.kind);
}
END_TEST

static const struct {
    struct span text, bytes;
} escapes[] = {
    {BYTES(""), BYTES("")},
    {BYTES("plain text"), BYTES("plain text")},
    {BYTES("\\r\\n.\\r\\n"), BYTES("\r\n.\r\n")},
    {BYTES("\\t\\\\"), BYTES("\t\\")},
    {BYTES("\\\\r"), BYTES("\\r")},
    {BYTES("\\\\\\r"), BYTES("\\\r")},
    {BYTES("\\x00\\x7f\\xFF\\xAb"), BYTES("\0\x7F\xFF\xAB")},
    {BYTES("\\x414"), BYTES("A4")},
    {BYTES("\\\\x41"), BYTES("\\x41")},
    {BYTES("Jo\xC3\xA3o"), BYTES("Jo\xC3\xA3o")},
};

START_TEST(undoes_escapes)
{
    struct buffer out;

    buffer_init(&out, 100);
    ck_assert_int_eq(session_file_unescape(escapes[_i].text, &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), escapes[_i].bytes), "\"%s\": %zu bytes",
                  escapes[_i].text.data, buffer_size(&out));
    buffer_release(&out);
}
END_TEST

START_TEST(reports_a_full_buffer_when_unescaping)
{
    struct buffer out;

    buffer_init(&out, 2);
    ck_assert_int_eq(session_file_unescape((struct span)BYTES("\\r\\n"), &out), 0);
    buffer_release(&out);
    ck_assert_int_eq(session_file_unescape((struct span)BYTES("\\r\\n."), &out), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    buffer_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("session_file");
    TCase *reading = tcase_create("reading");

    tcase_add_loop_test(reading, reads_a_good_line, 0, CASES(good_lines));
    tcase_add_loop_test(reading, refuses_a_bad_line, 0, CASES(bad_lines));
    tcase_add_test(reading, limits_remarks);
    tcase_add_loop_test(reading, begins_with_its_magic, 0, CASES(first_lines));
    tcase_add_loop_test(reading, undoes_escapes, 0, CASES(escapes));
    tcase_add_test(reading, reports_a_full_buffer_when_unescaping);
    suite_add_tcase(suite, reading);
    return check_main(suite);
}
