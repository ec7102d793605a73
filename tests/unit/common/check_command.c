/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_command.c - which verb a line begins with, and what its argument is. */
#include <config.h>

#include "common/command.h"

#include <check.h>
#include <locale.h>

#include "tests/support/check_main.h"
#include "tests/support/dialects.h"

static const struct {
    const char *line;
    enum dialect_event verb;
    const char *argument;
} cases[] = {
    {"helo teste", DIALECT_HELO, "teste"},
    {"HELO teste", DIALECT_HELO, "teste"},
    {"hElO\tteste", DIALECT_HELO, "teste"},
    {"  helo  a b  ", DIALECT_HELO, "a b"},
    {"helo", DIALECT_HELO, ""},
    {"helo \t ", DIALECT_HELO, ""},
    {"heloteste", DIALECT_UNKNOWN, "heloteste"},
    {"hel", DIALECT_UNKNOWN, "hel"},
    {"helo:", DIALECT_UNKNOWN, "helo:"},
    {"MAIL FROM:<a@b>", DIALECT_MAIL, "<a@b>"},
    {"mail  from: a@b ", DIALECT_MAIL, "a@b"},
    {"Mail From:a@b", DIALECT_MAIL, "a@b"},
    {"mail \t from:\ta", DIALECT_MAIL, "a"},
    {"mail from:", DIALECT_MAIL, ""},
    {"mail from: ", DIALECT_MAIL, ""},
    {"mail from :a", DIALECT_MALFORMED, "mail from :a"},
    {"mail from a", DIALECT_MALFORMED, "mail from a"},
    {"mailfrom:a", DIALECT_UNKNOWN, "mailfrom:a"},
    {"email from: foo@example", DIALECT_UNKNOWN, "email from: foo@example"},
    {"mail", DIALECT_MALFORMED, "mail"},
    {"MAIL\tTO:<a>", DIALECT_MALFORMED, "MAIL\tTO:<a>"},
    {"mai from:<a>", DIALECT_UNKNOWN, "mai from:<a>"},
    {"rcpt", DIALECT_MALFORMED, "rcpt"},
    {"GET / HTTP/1.1", DIALECT_HTTP, "GET / HTTP/1.1"},
    {"post", DIALECT_HTTP, "post"},
    {"GETS / HTTP/1.1", DIALECT_UNKNOWN, "GETS / HTTP/1.1"},
    {"rcpt to:x", DIALECT_RCPT, "x"},
    {"RCPT TO:<>", DIALECT_RCPT, "<>"},
    {"rcpt to: a b", DIALECT_RCPT, "a b"},
    {"data", DIALECT_DATA, ""},
    {" data\t", DIALECT_DATA, ""},
    {"data x", DIALECT_DATA, "x"},
    {"data.", DIALECT_UNKNOWN, "data."},
    {"quit", DIALECT_QUIT, ""},
    {"quit now", DIALECT_QUIT, "now"},
    {"quit\r", DIALECT_UNKNOWN, "quit\r"},
    {"QU\xC4\xB0T", DIALECT_UNKNOWN, "QU\xC4\xB0T"}, /* a dotted capital I is no I */
    {"QU\xC4\xB1T", DIALECT_UNKNOWN, "QU\xC4\xB1T"},
    {"ehlo teste", DIALECT_UNKNOWN, "ehlo teste"},
    {"", DIALECT_UNKNOWN, ""},
    {" ", DIALECT_UNKNOWN, ""},
};

static void check_case(int i)
{
    struct command command = command_parse(&dialect_prototype, span_of(cases[i].line));

    ck_assert_msg(command.verb == cases[i].verb, "\"%s\": taken for %s", cases[i].line,
                  dialect_event_name(&dialect_prototype, command.verb));
    ck_assert_msg(span_equal(command.argument, span_of(cases[i].argument)),
                  "\"%s\": argument \"%.*s\"", cases[i].line, (int)command.argument.size,
                  command.argument.data);
}

START_TEST(parses)
{
    check_case(_i);
}
END_TEST

/* Where that locale is not installed the C locale stays, and the case repeats parses. */
START_TEST(parses_in_turkish)
{
    setlocale(LC_ALL, "tr_TR.UTF-8");
    check_case(_i);
}
END_TEST

static const struct {
    const char *name;
    enum dialect_event verb;
    const char *argument, *line;
} written[] = {
    {"a name", DIALECT_HELO, " lab ", "HELO lab"},
    {"an address", DIALECT_MAIL, "a@b", "MAIL FROM:<a@b>"},
    {"an address in brackets", DIALECT_MAIL, " <a@b> ", "MAIL FROM:<a@b>"},
    {"an address of one character", DIALECT_MAIL, "a", "MAIL FROM:<a>"},
    {"the null sender", DIALECT_MAIL, "<>", "MAIL FROM:<>"},
    {"nothing yet", DIALECT_MAIL, "", "MAIL FROM:"},
    {"a recipient", DIALECT_RCPT, "Jo\xC3\xA3o", "RCPT TO:<Jo\xC3\xA3o>"},
    {"a verb alone", DIALECT_DATA, "x", "DATA"},
    {"another", DIALECT_QUIT, "", "QUIT"},
};

START_TEST(a_verb_is_written)
{
    struct buffer out;

    buffer_init(&out, 100);
    ck_assert_int_eq(command_format(&dialect_prototype, written[_i].verb,
                                    span_of(written[_i].argument), COMMAND_BRACKETS, &out),
                     0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(written[_i].line)), "%s", written[_i].name);
    buffer_release(&out);
}
END_TEST

static const struct {
    const char *name, *argument, *line;
} paths[] = {
    {"an address", " a@b ", "MAIL FROM:<a@b>"},
    {"a path", "<a@b>", "MAIL FROM:<a@b>"},
    {"a path with parameters", " <a@b> SIZE=1 X ", "MAIL FROM:<a@b> SIZE=1 X"},
    {"the null path with a parameter", "<> X", "MAIL FROM:<> X"},
    {"a wrong path with a parameter", "<a b@x> SIZE=1", "MAIL FROM:<a b@x> SIZE=1"},
    {"a path that is not closed", "<a@b", "MAIL FROM:<a@b"},
    {"nothing yet", "", "MAIL FROM:"},
};

START_TEST(a_path_is_written)
{
    struct dialects_copy copy;
    struct buffer out;

    dialects_copy_prototype(&copy);
    dialects_row_of(&copy, DIALECT_MAIL)->argument = ARGUMENT_REVERSE_PATH;
    buffer_init(&out, 100);
    ck_assert_int_eq(command_format(&copy.dialect, DIALECT_MAIL, span_of(paths[_i].argument),
                                    COMMAND_BRACKETS, &out),
                     0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(paths[_i].line)), "%s", paths[_i].name);
    buffer_release(&out);
}
END_TEST

/* Every style, in the dialect with addresses and in the one with paths. */
static const struct {
    const char *name;
    const struct dialect *dialect;
    enum dialect_event verb;
    const char *argument;
    const char *lines[COMMAND_STYLES];
} styles[] = {
    {"an address",
     &dialect_prototype,
     DIALECT_MAIL,
     " a@b ",
     {"MAIL FROM:<a@b>", "MAIL FROM: <a@b>", "MAIL FROM: a@b"}},
    {"an address in brackets",
     &dialect_prototype,
     DIALECT_RCPT,
     "<a@b>",
     {"RCPT TO:<a@b>", "RCPT TO: <a@b>", "RCPT TO: a@b"}},
    {"an address in two pairs of brackets",
     &dialect_prototype,
     DIALECT_RCPT,
     "<<a>>",
     {"RCPT TO:<<a>>", "RCPT TO: <<a>>", "RCPT TO: <<a>>"}},
    {"the null sender",
     &dialect_prototype,
     DIALECT_MAIL,
     "<>",
     {"MAIL FROM:<>", "MAIL FROM: <>", "MAIL FROM: <>"}},
    {"nothing yet",
     &dialect_prototype,
     DIALECT_MAIL,
     "",
     {"MAIL FROM:", "MAIL FROM:", "MAIL FROM:"}},
    {"a name",
     &dialect_prototype,
     DIALECT_HELO,
     "<lab>",
     {"HELO <lab>", "HELO <lab>", "HELO <lab>"}},
    {"a verb alone", &dialect_prototype, DIALECT_DATA, "x", {"DATA", "DATA", "DATA"}},
    {"a path",
     &dialect_rfc5321,
     DIALECT_RCPT,
     "<a@b>",
     {"RCPT TO:<a@b>", "RCPT TO: <a@b>", "RCPT TO: a@b"}},
    {"an address for a path",
     &dialect_rfc5321,
     DIALECT_RCPT,
     "a@b",
     {"RCPT TO:<a@b>", "RCPT TO: <a@b>", "RCPT TO: a@b"}},
    {"a path with parameters",
     &dialect_rfc5321,
     DIALECT_MAIL,
     "<a@b> SIZE=1 AUTH=<>",
     {"MAIL FROM:<a@b> SIZE=1 AUTH=<>", "MAIL FROM: <a@b> SIZE=1 AUTH=<>",
      "MAIL FROM: a@b SIZE=1 AUTH=<>"}},
    {"the null path with a parameter",
     &dialect_rfc5321,
     DIALECT_MAIL,
     "<> X",
     {"MAIL FROM:<> X", "MAIL FROM: <> X", "MAIL FROM: <> X"}},
    {"a bracket in a quoted string",
     &dialect_rfc5321,
     DIALECT_MAIL,
     "<\"> \\\" >\"@b> X",
     {"MAIL FROM:<\"> \\\" >\"@b> X", "MAIL FROM: <\"> \\\" >\"@b> X",
      "MAIL FROM: \"> \\\" >\"@b X"}},
    {"a path that is not closed",
     &dialect_rfc5321,
     DIALECT_MAIL,
     "<a@b",
     {"MAIL FROM:<a@b", "MAIL FROM: <a@b", "MAIL FROM: <a@b"}},
    {"a wrong path with a parameter",
     &dialect_rfc5321,
     DIALECT_MAIL,
     "<a b@x> SIZE=1",
     {"MAIL FROM:<a b@x> SIZE=1", "MAIL FROM: <a b@x> SIZE=1", "MAIL FROM: a b@x SIZE=1"}},
    {"a greeting with extensions",
     &dialect_rfc5321,
     DIALECT_EHLO,
     "lab",
     {"EHLO lab", "EHLO lab", "EHLO lab"}},
};

START_TEST(a_style_is_written)
{
    for (enum command_style style = 0; style < COMMAND_STYLES; style++) {
        struct buffer out;
        buffer_init(&out, 100);
        ck_assert_int_eq(command_format(styles[_i].dialect, styles[_i].verb,
                                        span_of(styles[_i].argument), style, &out),
                         0);
        ck_assert_msg(span_equal(buffer_span(&out), span_of(styles[_i].lines[style])),
                      "%s, style %d: \"%.*s\"", styles[_i].name, style, (int)buffer_size(&out),
                      buffer_span(&out).data);
        buffer_release(&out);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command");
    TCase *lines = tcase_create("lines");
    int count = CASES(cases);

    tcase_add_loop_test(lines, parses, 0, count);
    tcase_add_loop_test(lines, parses_in_turkish, 0, count);
    tcase_add_loop_test(lines, a_verb_is_written, 0, CASES(written));
    tcase_add_loop_test(lines, a_path_is_written, 0, CASES(paths));
    tcase_add_loop_test(lines, a_style_is_written, 0, CASES(styles));
    suite_add_tcase(suite, lines);
    return check_main(suite);
}
