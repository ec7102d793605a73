/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_foreign.c - first bytes of TLS, of framed text, of UTF-16 and of ordinary commands. */
#include <config.h>

#include "server/log/foreign.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

/* 16 letters in UTF-16. */
#define A4  "a\0a\0a\0a\0"
#define A16 A4 A4 A4 A4

static const struct {
    const char *name;
    struct span bytes;
    enum foreign first, later; /* on the first line of a connection and on another */
} cases[] = {
    {"a ClientHello", BYTES("\x16\x03\x01\x02\x00\x01"), FOREIGN_TLS, FOREIGN_TLS},
    {"its first two bytes", BYTES("\x16\x03"), FOREIGN_TLS, FOREIGN_TLS},
    {"its first byte", BYTES("\x16"), FOREIGN_NONE, FOREIGN_NONE},
    {"another control byte", BYTES("\x16\x04\x01"), FOREIGN_NONE, FOREIGN_NONE},

    {"two bytes, big end first", BYTES("\0\x08HELO lab"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"two bytes, little end first", BYTES("\x08\0HELO lab"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"four bytes, big end first", BYTES("\0\0\0\x08HELO lab"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"four bytes, little end first", BYTES("\x08\0\0\0HELO lab"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"the line ending counted", BYTES("\0\x0aHELO lab\r\n"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"the line ending not counted", BYTES("\0\x08HELO lab\r\n"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"LF counted", BYTES("\0\x09HELO lab\n"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"several frames", BYTES("\0\x0aHELO lab\r\n\0\x06QUIT\r\n"), FOREIGN_LENGTH, FOREIGN_NONE},
    {"less than announced", BYTES("\0\x08HELO la"), FOREIGN_NONE, FOREIGN_NONE},
    {"only the length", BYTES("\0\x08"), FOREIGN_NONE, FOREIGN_NONE},
    {"another number", BYTES("\0fHELO lab\r\n"), FOREIGN_NONE, FOREIGN_NONE},
    {"the rest of a buffer", BYTES("\0\0\0QUIT\r\n"), FOREIGN_NONE, FOREIGN_NONE},

    {"UTF-16, big end first", BYTES("\0H\0E\0L\0O"), FOREIGN_UTF16, FOREIGN_NONE},
    {"UTF-16, little end first", BYTES("H\0E\0L\0O\0"), FOREIGN_UTF16, FOREIGN_NONE},
    {"of 72 bytes after the first letter", BYTES("H\0E\0L\0O\0 \0" A16 A16), FOREIGN_UTF16,
     FOREIGN_NONE},
    {"with its mark", BYTES("\xff\xfeH\0"), FOREIGN_UTF16, FOREIGN_NONE},
    {"with its mark, big end first", BYTES("\xfe\xff\0H"), FOREIGN_UTF16, FOREIGN_NONE},
    {"a NUL in a word", BYTES("H\0ELO"), FOREIGN_NONE, FOREIGN_NONE},

    {"a command", BYTES("HELO lab\r\n"), FOREIGN_NONE, FOREIGN_NONE},
    {"a letter", BYTES("H"), FOREIGN_NONE, FOREIGN_NONE},
    {"an empty line", BYTES("\r\n"), FOREIGN_NONE, FOREIGN_NONE},
    {"NULs", BYTES("\0\0\0\0\0\0"), FOREIGN_NONE, FOREIGN_NONE},
    {"UTF-8", BYTES("\xef\xbb\xbfHELO"), FOREIGN_NONE, FOREIGN_NONE},
};

START_GUARDED_TEST(finds)
{
    size_t size = cases[_i].bytes.size;
    char *copy = guard_copy(cases[_i].bytes.data, size);

    ck_assert_msg(foreign_find((struct span){copy, size}, true) == cases[_i].first, "%s, first",
                  cases[_i].name);
    ck_assert_msg(foreign_find((struct span){copy, size}, false) == cases[_i].later, "%s, later",
                  cases[_i].name);
    guard_free(copy, size);
}
END_TEST

/* What begins with a number that is too large for a length is text: two blanks are 8224. */
START_TEST(takes_text_for_text)
{
    char text[2 + 8224];

    memset(text, ' ', 2);
    memset(text + 2, 'x', sizeof text - 2);
    ck_assert_int_eq(foreign_find((struct span){text, sizeof text}, true), FOREIGN_NONE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("foreign");
    TCase *all = tcase_create("foreign");

    tcase_add_loop_test(all, finds, 0, CASES(cases));
    tcase_add_test(all, takes_text_for_text);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
