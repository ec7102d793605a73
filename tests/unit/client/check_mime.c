/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_mime.c - encodings: their results, and that lines stay short. */
#include <config.h>

#include "tui-client/message/mime.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/base64.h"
#include "tests/support/check_main.h"

#define ROOM ((size_t)1 << 20)

#define A10 "aaaaaaaaaa"
#define A70 A10 A10 A10 A10 A10 A10 A10

/* --- bodies ---------------------------------------------------------------------------------- */

static const struct {
    const char *name, *text, *encoded;
} quoted[] = {
    {"nothing", "", ""},
    {"plain", "Hello.\n\nBye.\n", "Hello.\n\nBye.\n"},
    {"no line end", "Hello.", "Hello.\n"},
    {"not ASCII", "a\xC3\xA7\xC3\xA3o\n", "a=C3=A7=C3=A3o\n"},
    {"the sign itself", "1 = 1\n", "1 =3D 1\n"},
    {"blanks at the end", "a \nb\t\n \n", "a=20\nb=09\n=20\n"},
    {"a From line", "From x\n", "=46rom x\n"},
    {"a From line that was quoted", ">From x\n>>From\n", "=3EFrom x\n>>From\n"},
    {"a From line behind a soft break", A70 "bbbbbFrom x\n", A70 "bbbbb=\n=46rom x\n"},
    {"75 columns", A70 "bbbbb\n", A70 "bbbbb\n"},
    {"76 columns", A70 "bbbbbb\n", A70 "bbbbb=\nb\n"},
    {"an escape does not straddle", A70 "bbb\xC3\xA7\n", A70 "bbb=\n=C3=A7\n"},
    {"a tab inside", "a\tb\n", "a\tb\n"},
};

START_TEST(text_becomes_quoted_printable)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    ck_assert_int_eq(mime_quoted_printable(span_of(quoted[_i].text), &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(quoted[_i].encoded)), "%s: %.*s",
                  quoted[_i].name, (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
}
END_TEST

/* The vectors of RFC 4648 section 10, and a line and a byte. */
static const struct {
    const char *text, *encoded;
} base64[] = {
    {"", ""},
    {"f", "Zg==\n"},
    {"fo", "Zm8=\n"},
    {"foo", "Zm9v\n"},
    {"foob", "Zm9vYg==\n"},
    {"fooba", "Zm9vYmE=\n"},
    {"foobar", "Zm9vYmFy\n"},
    {"123456789012345678901234567890123456789012345678901234567x",
     "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3\neA==\n"},
};

START_TEST(bytes_become_base64)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    ck_assert_int_eq(base64_encode_lines(span_of(base64[_i].text), &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(base64[_i].encoded)), "%s",
                  base64[_i].text);
    buffer_release(&out);
}
END_TEST

static const struct {
    const char *name, *text;
    unsigned traits;
} traits[] = {
    {"nothing", "", 0},
    {"lines", "a\n\nb\n", 0},
    {"not ASCII", "\xC3\xA7\n", MIME_EIGHT_BIT},
    {"a From line", "a\nFrom b\n", MIME_FROM_LINE},
    {"a From line that was quoted", ">>From b\n", MIME_FROM_LINE},
    {"From at the end", "From", 0},
    {"From elsewhere", "a From b\n", 0},
    {"a boundary", "a\n--=_part", MIME_BOUNDARY_LINE},
    {"a boundary elsewhere", "a --=_part\n", 0},
    {"several", "From b\n--=_party\n\xC3\xA7",
     MIME_EIGHT_BIT | MIME_FROM_LINE | MIME_BOUNDARY_LINE},
};

START_TEST(what_a_text_has_is_known)
{
    ck_assert_msg(mime_traits(span_of(traits[_i].text)) == traits[_i].traits, "%s",
                  traits[_i].name);
}
END_TEST

START_TEST(long_lines_are_known)
{
    char line[1000];

    memset(line, 'x', sizeof line);
    ck_assert_uint_eq(mime_traits((struct span){line, 998}), 0);
    ck_assert_uint_eq(mime_traits((struct span){line, 999}), MIME_LONG_LINE);
}
END_TEST

/* --- header fields --------------------------------------------------------------------------- */

enum kind { FREE, MAILBOXES, PARAMETER };

static const struct {
    const char *name;
    enum kind kind;
    const char *text, *field;
} fields[] = {
    {"plain", FREE, "Hello  there", "X: Hello  there\n"},
    {"not ASCII", FREE, "Ol\xC3\xA1 a_b", "X: =?utf-8?q?Ol=C3=A1_a=5Fb?=\n"},
    {"shorter in base64", FREE, "\xE6\xBC\xA2\xE5\xAD\x97", "X: =?utf-8?b?5ryi5a2X?=\n"},
    {"looks encoded", FREE, "=?a?q?b?=", "X: =?utf-8?b?PT9hP3E/Yj89?=\n"},
    {"long", FREE, A70 " " A10 " b", "X: " A70 "\n " A10 " b\n"},
    {"long and not ASCII", FREE, A10 A10 A10 A10 A10 "\xC3\xA7 " A10 A10,
     "X: =?utf-8?q?" A10 A10 A10 A10 A10 "=C3=A7_aaaa?=\n =?utf-8?q?" A10 "aaaaaa?=\n"},
    {"an address", MAILBOXES, "a@b", "X: a@b\n"},
    {"names", MAILBOXES, "Ann <a@b>,Bob <c@d>", "X: Ann <a@b>, Bob <c@d>\n"},
    {"a name with a dot", MAILBOXES, "J. Doe <a@b>", "X: \"J. Doe\" <a@b>\n"},
    {"a quoted name with a comma", MAILBOXES, "\"Doe, J\" <a@b>", "X: \"Doe, J\" <a@b>\n"},
    {"a name that is not ASCII", MAILBOXES, "Jo\xC3\xA3o <a@b>",
     "X: =?utf-8?q?Jo=C3=A3o?= <a@b>\n"},
    {"a quoted name that is not ASCII", MAILBOXES, "\"S, Jos\xC3\xA9\" <a@b>",
     "X: =?utf-8?q?S=2C_Jos=C3=A9?= <a@b>\n"},
    {"a group", MAILBOXES, "Friends: Bob <b@x.test>, Al <a@x>;,c@d",
     "X: Friends: Bob <b@x.test>, Al <a@x>;,c@d\n"},
    {"a long group", MAILBOXES, "Friends: " A70 "@b, c@d, e@f;",
     "X: Friends: " A70 "@b,\n c@d, e@f;\n"},
    {"a group of nobody", MAILBOXES, "undisclosed-recipients:;", "X: undisclosed-recipients:;\n"},
    {"a group that is not ASCII", MAILBOXES, "Caf\xC3\xA9: Jo\xC3\xA3o <a@b>, c@d;",
     "X: =?utf-8?q?Caf=C3=A9?=: =?utf-8?q?Jo=C3=A3o?= <a@b>, c@d;\n"},
    {"a colon in brackets", MAILBOXES, "a@[IPv6:::1],J; D <b@[IPv6:::1]>",
     "X: a@[IPv6:::1], \"J; D\" <b@[IPv6:::1]>\n"},
    {"quoted and plain words", MAILBOXES, "\"Smith, J\" Jr <a@b>", "X: \"Smith, J\" Jr <a@b>\n"},
    {"quoted and plain words that are not ASCII", MAILBOXES, "\"M\xC3\xBCller, J\" Jr <a@b>",
     "X: =?utf-8?q?M=C3=BCller=2C_J_Jr?= <a@b>\n"},
    {"a quote that is not closed", MAILBOXES, "\"J <a@b>", "X: \"\\\"J\" <a@b>\n"},
    {"comments", MAILBOXES, "a@b (x (y)), <c@d> (\xC3\x9C(n)\\)), e@f",
     "X: a@b (x (y)), <c@d> (=?utf-8?b?w5wobikp?=), e@f\n"},
    {"a long comment", MAILBOXES, A70 " (\xC3\x9C)", "X: " A70 " (\n =?utf-8?q?=C3=9C?=)\n"},
    {"empty mailboxes", MAILBOXES, ",a@b,, c@d ,", "X: a@b, c@d\n"},
    {"an empty mailbox behind a long one", MAILBOXES, A70 "@b,", "X: " A70 "@b\n"},
    {"many", MAILBOXES, A70 "@b, c@d", "X: " A70 "@b,\n c@d\n"},
    {"a value", PARAMETER, "a b.txt", ";\n X=\"a b.txt\""},
    {"a value with quotes", PARAMETER, "a\"b\\c", ";\n X=\"a\\\"b\\\\c\""},
    {"a value that is not ASCII", PARAMETER, "\xC3\xA7 1", ";\n X*0*=utf-8''%C3%A7%201"},
    {"a long value", PARAMETER, A70,
     ";\n X*0*=utf-8''" A10 "aaaaaaaa;\n X*1*=" A10 "aaaaaaaa;\n X*2*=" A10 "aaaaaaaa;\n X*3*=" A10
     "aaaaaa"},
};

static int write_field(enum kind kind, struct span text, struct buffer *out)
{
    static int (*const writers[])(const char *name, struct span text, struct buffer *out) = {
        [FREE] = mime_unstructured, [MAILBOXES] = mime_mailboxes, [PARAMETER] = mime_parameter};

    return writers[kind]("X", text, out);
}

START_TEST(a_field_is_written)
{
    struct buffer out;

    buffer_init(&out, ROOM);
    ck_assert_int_eq(write_field(fields[_i].kind, span_of(fields[_i].text), &out), 0);
    ck_assert_msg(span_equal(buffer_span(&out), span_of(fields[_i].field)), "%s: %.*s",
                  fields[_i].name, (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
}
END_TEST

START_TEST(a_field_needs_room)
{
    struct span field = span_of(fields[_i].field);

    for (size_t room = 1; room < field.size; room++) {
        struct buffer out;
        buffer_init(&out, room);
        ck_assert_msg(write_field(fields[_i].kind, span_of(fields[_i].text), &out) == -1,
                      "%s in %zu bytes", fields[_i].name, room);
        buffer_release(&out);
    }
}
END_TEST

/* For any text, lines stay short and ASCII, and no encoded word splits a character. */
START_TEST(lines_stay_short)
{
    static const char *const pieces[] = {
        "a", " ", "\xC3\xA7", "\xF0\x9F\x98\x80", "=?", "_", ",", "<", "\"", "\\", "x@y", "From "};
    char text[400] = "";
    struct buffer out;
    size_t column = 0;

    srand((unsigned)_i);
    for (int i = rand() % 60; i > 0; i--)
        strcat(text, pieces[rand() % CASES(pieces)]);
    strcat(text, "\xC3\xA7");
    buffer_init(&out, ROOM);
    ck_assert_int_eq(mime_unstructured("Subject", span_of(text), &out), 0);
    ck_assert_int_eq(mime_quoted_printable(span_of(text), &out), 0);
    for (size_t i = 0; i < buffer_size(&out); i++) {
        char byte = buffer_span(&out).data[i];
        column = byte == '\n' ? 0 : column + 1;
        ck_assert_msg(column <= 76 && (byte == '\n' || (byte >= ' ' && byte <= '~')), "seed %d",
                      _i);
    }
    buffer_release(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mime");
    TCase *all = tcase_create("mime");

    tcase_add_loop_test(all, text_becomes_quoted_printable, 0, CASES(quoted));
    tcase_add_loop_test(all, bytes_become_base64, 0, CASES(base64));
    tcase_add_loop_test(all, what_a_text_has_is_known, 0, CASES(traits));
    tcase_add_test(all, long_lines_are_known);
    tcase_add_loop_test(all, a_field_is_written, 0, CASES(fields));
    tcase_add_loop_test(all, a_field_needs_room, 0, CASES(fields));
    tcase_add_loop_test(all, lines_stay_short, 0, 40);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
