/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_users.c - which users files are good, and what stands in their table.
 *
 * check_users_many.c has tables that are large.
 */
#include <config.h>

#include "server/session/users.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

#define MARK "\xEF\xBB\xBF" /* byte-order mark */

#define TEN(text)     text text text text text text text text text text
#define FORTY(text)   TEN(text) TEN(text) TEN(text) TEN(text)
#define EIGHTY(text)  FORTY(text) FORTY(text)
#define HUNDRED(text) EIGHTY(text) TEN(text) TEN(text)

/* 196 bytes, and ".txt" makes 200. */
#define LONGEST HUNDRED("a") EIGHTY("a") TEN("a") "aaaaaa"

/* The table is written "NAME:LINE " for each entry in its order. */
static const struct {
    const char *name;
    struct span text;
    const char *table;
} good_files[] = {
    {"one name", BYTES("joe\n"), "joe:1 "},
    {"no line ending", BYTES("joe"), "joe:1 "},
    {"LF", BYTES("joe\nmary\n"), "joe:1 mary:2 "},
    {"CRLF", BYTES("joe\r\nmary\r\n"), "joe:1 mary:2 "},
    {"mixed endings", BYTES("joe\r\nmary\nann"), "joe:1 mary:2 ann:3 "},
    {"names on one line", BYTES("joe mary\tann \t bob\n"), "joe:1 mary:1 ann:1 bob:1 "},
    {"the specification's line", BYTES("JohnDoe JaneDoe BabyDoe"),
     "johndoe:1 janedoe:1 babydoe:1 "},
    {"empty lines", BYTES("\n\r\njoe\n\n\nmary\n\n"), "joe:3 mary:6 "},
    {"blank lines", BYTES(" \n\t \r\n joe \n"), "joe:3 "},
    {"blanks before CRLF", BYTES("joe \r\nmary\t\r\n"), "joe:1 mary:2 "},
    {"a mark", BYTES(MARK "joe\n"), "joe:1 "},
    {"a mark and an empty line", BYTES(MARK "\njoe\n"), "joe:2 "},
    {"a second mark is a name's", BYTES(MARK MARK "joe\n"), MARK "joe:1 "},
    {"a later mark is a name's", BYTES("joe\n" MARK "joe\n"), "joe:1 " MARK "joe:2 "},
    {"repeated", BYTES("joe\nmary\njoe\njoe mary\n"), "joe:1 mary:2 "},
    {"repeated in another case", BYTES("Joe\nJOE\n"), "joe:1 "},
    {"repeated with a domain", BYTES("joe@a\njoe@b\njoe\n"), "joe:1 "},
    {"repeated, decomposed", BYTES("Jo\xC3\xA3o\nJOA\xCC\x83O\n"), "jo\xC3\xA3o:1 "},
    {"final sigma", BYTES("\xCE\xB1\xCF\x82\n\xCE\xB1\xCF\x83\n"), "\xCE\xB1\xCF\x83:1 "},
    {"not the same", BYTES("joao\njo\xC3\xA3o\n"), "joao:1 jo\xC3\xA3o:2 "},
    {"a slash behind the @", BYTES("a@b/c\n"), "a:1 "},
    {"a control byte behind the @", BYTES("a@\x01\n"), "a:1 "},
    {"ill-formed behind the @", BYTES("a@\xFF\n"), "a:1 "},
    {"a NUL behind the @", BYTES("a@\0\n"), "a:1 "},
    {"a dot and a dash inside", BYTES("a.b-c\n"), "a.b-c:1 "},
    {"a dot at the end", BYTES("a.\n"), "a.:1 "},
    {"other signs", BYTES("!#$%&'*+=?^_`{|}~\\\"<>:;,()[]\n"), "!#$%&'*+=?^_`{|}~\\\"<>:;,()[]:1 "},
    {"the longest", BYTES(LONGEST "\n"), LONGEST ":1 "},
    {"the longest, with a long domain", BYTES(LONGEST "@" LONGEST "\n"), LONGEST ":1 "},
    {"long as written, short when composed", BYTES(EIGHTY("a\xCC\x83") "\n"),
     EIGHTY("\xC3\xA3") ":1 "},
    {"no-break space",
     BYTES("a\xC2\xA0"
           "b\n"),
     "a\xC2\xA0"
     "b:1 "},
};

static void check_table(const struct users *users, int i)
{
    char table[1000] = "";
    size_t size = 0;

    for (size_t n = 0; n < users_count(users); n++) {
        const struct users_entry *entry = users_at(users, n);
        size += (size_t)snprintf(table + size, sizeof table - size, "%s:%zu ", entry->name,
                                 entry->line);
        ck_assert_uint_lt(size, sizeof table);
        ck_assert_msg(users_find(users, entry->name) == entry, "%s: \"%s\" is not found",
                      good_files[i].name, entry->name);
    }
    ck_assert_msg(strcmp(table, good_files[i].table) == 0, "%s: \"%s\"", good_files[i].name, table);
    ck_assert_msg(users_find(users, "nobody") == NULL, "%s: nobody", good_files[i].name);
    ck_assert_msg(users_find(users, "") == NULL, "%s: the empty name", good_files[i].name);
}

START_GUARDED_TEST(makes_a_table)
{
    size_t size = good_files[_i].text.size;
    char *copy = guard_copy(good_files[_i].text.data, size);
    struct users_error error;
    struct users *users = users_parse(copy, size, &error);

    guard_free(copy, size); /* the table does not borrow from the text */
    ck_assert_msg(users != NULL, "%s: flaw %d in line %zu", good_files[_i].name, (int)error.flaw,
                  error.line);
    check_table(users, _i);
    users_free(users);
}
END_TEST

static const struct {
    const char *name;
    struct span text;
    enum users_flaw flaw;
    size_t line;
    struct span written; /* the offending name */
} bad_files[] = {
    {"an empty file", BYTES(""), USERS_NONE, 0, BYTES("")},
    {"an empty line", BYTES("\n"), USERS_NONE, 0, BYTES("")},
    {"blanks", BYTES(" \t\r\n  \n"), USERS_NONE, 0, BYTES("")},
    {"a mark alone", BYTES(MARK), USERS_NONE, 0, BYTES("")},
    {"a mark and an empty line", BYTES(MARK "\r\n"), USERS_NONE, 0, BYTES("")},

    {"an @", BYTES("@\n"), USERS_EMPTY_NAME, 1, BYTES("@")},
    {"only a domain", BYTES("joe\n@example\n"), USERS_EMPTY_NAME, 2, BYTES("@example")},
    {"a domain apart", BYTES("joe @example\n"), USERS_EMPTY_NAME, 1, BYTES("@example")},

    {"Latin-1", BYTES("joe\n\nJo\xE3o\n"), USERS_ILL_FORMED, 3, BYTES("Jo\xE3o")},
    {"truncated by the line's end", BYTES("a\xC3\n\x83"), USERS_ILL_FORMED, 1, BYTES("a\xC3")},
    {"truncated by a blank", BYTES("a\xC3 \x83"), USERS_ILL_FORMED, 1, BYTES("a\xC3")},
    {"truncated by the file's end", BYTES("a\xE2\x82"), USERS_ILL_FORMED, 1, BYTES("a\xE2\x82")},
    {"overlong slash", BYTES("a\xC0\xAF\n"), USERS_ILL_FORMED, 1, BYTES("a\xC0\xAF")},
    {"a surrogate", BYTES("\xED\xA0\x80\n"), USERS_ILL_FORMED, 1, BYTES("\xED\xA0\x80")},
    {"half a mark", BYTES("\xEF\xBB"), USERS_ILL_FORMED, 1, BYTES("\xEF\xBB")},
    {"UTF-16", BYTES("\xFF\xFEj\0o\0"), USERS_ILL_FORMED, 1, BYTES("\xFF\xFEj\0o\0")},
    {"ill-formed, with a NUL behind the @", BYTES("\xFF@\0"), USERS_ILL_FORMED, 1,
     BYTES("\xFF@\0")},

    {"a NUL", BYTES("joe\na\0b\n"), USERS_CONTROL_BYTE, 2, BYTES("a\0b")},
    {"a NUL alone", BYTES("\0"), USERS_CONTROL_BYTE, 1, BYTES("\0")},
    {"UTF-16 without a mark", BYTES("j\0o\0"), USERS_CONTROL_BYTE, 1, BYTES("j\0o\0")},
    {"ESC", BYTES("a\x1B[2J\n"), USERS_CONTROL_BYTE, 1, BYTES("a\x1B[2J")},
    {"DEL", BYTES("a\x7F\n"), USERS_CONTROL_BYTE, 1, BYTES("a\x7F")},
    {"C1", BYTES("a\xC2\x9B\n"), USERS_CONTROL_BYTE, 1, BYTES("a\xC2\x9B")},
    {"form feed is no blank", BYTES("a\fb\n"), USERS_CONTROL_BYTE, 1, BYTES("a\fb")},
    {"a CR inside", BYTES("a\rb\r\n"), USERS_CONTROL_BYTE, 1, BYTES("a\rb")},
    {"a CR before CRLF", BYTES("a\r\r\n"), USERS_CONTROL_BYTE, 1, BYTES("a\r")},
    {"a CR before a blank", BYTES("a\r \n"), USERS_CONTROL_BYTE, 1, BYTES("a\r")},
    {"a CR without its LF at the end", BYTES("joe\r\nmary\r"), USERS_CONTROL_BYTE, 2,
     BYTES("mary\r")},
    {"endings of CR alone", BYTES("joe\rmary\r"), USERS_CONTROL_BYTE, 1, BYTES("joe\rmary\r")},

    {"a slash", BYTES("joe\r\na/b\r\n"), USERS_SLASH, 2, BYTES("a/b")},
    {"an absolute path", BYTES("/etc/passwd\n"), USERS_SLASH, 1, BYTES("/etc/passwd")},
    {"a path upwards", BYTES("../a\n"), USERS_SLASH, 1, BYTES("../a")},
    {"a comment", BYTES("joe // a user\n"), USERS_SLASH, 1, BYTES("//")},

    {"a dot", BYTES("joe . mary\n"), USERS_LEADING_DOT, 1, BYTES(".")},
    {"two dots", BYTES("joe\n..\n"), USERS_LEADING_DOT, 2, BYTES("..")},
    {"a hidden file", BYTES(".profile\n"), USERS_LEADING_DOT, 1, BYTES(".profile")},
    {"a dot and a domain", BYTES(".@x\n"), USERS_LEADING_DOT, 1, BYTES(".@x")},

    {"an option", BYTES("joe\n-rf\n"), USERS_LEADING_DASH, 2, BYTES("-rf")},
    {"a dash", BYTES("-\n"), USERS_LEADING_DASH, 1, BYTES("-")},
    {"a dash and a domain", BYTES("a@b/c\n-@x"), USERS_LEADING_DASH, 2, BYTES("-@x")},

    {"too long by one", BYTES("joe\n" LONGEST "a\n"), USERS_TOO_LONG, 2, BYTES(LONGEST "a")},
    {"300 bytes", BYTES(HUNDRED("a") HUNDRED("b") HUNDRED("c")), USERS_TOO_LONG, 1,
     BYTES(HUNDRED("a") HUNDRED("b") HUNDRED("c"))},
    {"too long by a character", BYTES(HUNDRED("\xC3\xA3")), USERS_TOO_LONG, 1,
     BYTES(HUNDRED("\xC3\xA3"))},

    {"the first bad name counts", BYTES("joe\n-a .b\n/c\n"), USERS_LEADING_DASH, 2, BYTES("-a")},
    {"control before slash", BYTES("/\x01\n"), USERS_CONTROL_BYTE, 1, BYTES("/\x01")},
    {"slash before dot", BYTES("./a\n"), USERS_SLASH, 1, BYTES("./a")},
    {"slash before dash", BYTES("-/a\n"), USERS_SLASH, 1, BYTES("-/a")},
    {"slash before length", BYTES(LONGEST "/\n"), USERS_SLASH, 1, BYTES(LONGEST "/")},
    {"dot before length", BYTES("." LONGEST "\n"), USERS_LEADING_DOT, 1, BYTES("." LONGEST)},
    {"dash before length", BYTES("-" LONGEST "\n"), USERS_LEADING_DASH, 1, BYTES("-" LONGEST)},
    {"a repeated bad name", BYTES("joe\n\n\n-\n-\n"), USERS_LEADING_DASH, 4, BYTES("-")},
};

START_GUARDED_TEST(refuses_a_file)
{
    const char *name = bad_files[_i].name;
    size_t size = bad_files[_i].text.size;
    char *copy = guard_copy(bad_files[_i].text.data, size);
    struct users_error error;

    ck_assert_msg(users_parse(copy, size, &error) == NULL, "%s: accepted", name);
    ck_assert_msg(error.flaw == bad_files[_i].flaw, "%s: flaw %d", name, (int)error.flaw);
    ck_assert_msg(error.line == bad_files[_i].line, "%s: line %zu", name, error.line);
    ck_assert_msg(span_equal(error.name, bad_files[_i].written), "%s: name \"%.*s\"", name,
                  (int)error.name.size, error.name.data);
    if (error.name.size > 0)
        ck_assert_msg(error.name.data >= copy && error.name.data < copy + size,
                      "%s: the name is not borrowed from the text", name);
    guard_free(copy, size);
}
END_TEST

/* Every control character, in the middle of a name that is good without it. */
START_TEST(refuses_every_control_character)
{
    for (unsigned code = 1; code < 0xA0; code++) {
        char text[8];
        struct users_error error;
        bool is_separator = code == '\t' || code == '\n';
        int size = code < 0x80 ? snprintf(text, sizeof text, "a%cb", (int)code)
                               : snprintf(text, sizeof text, "a\xC2%cb", (int)code);
        struct users *users = users_parse(text, (size_t)size, &error);
        if ((code >= 0x20 && code < 0x7F && code != '/') || is_separator)
            ck_assert_msg(users != NULL, "U+%04X: refused", code);
        else
            ck_assert_msg(users == NULL &&
                              error.flaw == (code == '/' ? USERS_SLASH : USERS_CONTROL_BYTE),
                          "U+%04X: accepted, or for another reason", code);
        users_free(users);
    }
}
END_TEST

/* A file that another program is still writing is a file, too: no end of it is read beyond. */
START_GUARDED_TEST(bears_every_end_of_file)
{
    struct span text = BYTES(MARK "Joe mary\r\n\tJo\xC3\xA3o@x\r\n\r\nann\n\xF0\x9F\x98\x80\n");

    for (size_t size = 0; size <= text.size; size++) {
        char *copy = guard_copy(text.data, size);
        struct users_error error;
        struct users *users = users_parse(copy, size, &error);
        ck_assert_msg(users != NULL || error.flaw != USERS_OK, "%zu bytes", size);
        users_free(users);
        guard_free(copy, size);
    }
}
END_TEST

static const struct {
    const char *name;
    struct span text;
    struct users_doubt doubt;
} doubtful_files[] = {
    {"names alone", BYTES("joe\nmary ann\n"), {0, 0}},
    {"other signs", BYTES("!#$%&'*+=?^_`{|}~\\\"<>()[].-\n"), {0, 0}},
    {"a comment after a name", BYTES("joe\nmary # the boss\n"), {2, 0}},
    {"lines of comments", BYTES("# who\n#what\njoe\n"), {1, 1}},
    {"a comment after a tab", BYTES("joe\t#x\n"), {1, 0}},
    {"that sign inside a name", BYTES("joe#1\nmary#\n"), {0, 0}},
    {"a list", BYTES("joe, mary\n"), {1, 0}},
    {"a list on several lines", BYTES("joe\nmary,\nann,\nbob\n"), {2, 1}},
    {"a password file", BYTES("joe:x:1000\nmary:x:1001\nann:x:1002\n"), {1, 2}},
    {"a semicolon", BYTES("\n\njoe;mary\n"), {3, 0}},
    {"a name that would be lost", BYTES("joe@a,mary@b\n"), {1, 0}},
    {"each sign in one line", BYTES("joe\na, b;c d:e\n"), {2, 0}},
    {"a repeated name", BYTES("a:\na:\n"), {1, 1}},
    {"the last line, without an ending", BYTES("joe\nmary;"), {2, 0}},
};

START_TEST(doubts_a_format)
{
    struct users_error error;
    struct users *users =
        users_parse(doubtful_files[_i].text.data, doubtful_files[_i].text.size, &error);

    ck_assert_msg(users != NULL, "%s: refused", doubtful_files[_i].name);
    struct users_doubt doubt = users_doubt(users);
    ck_assert_msg(doubt.line == doubtful_files[_i].doubt.line &&
                      doubt.further == doubtful_files[_i].doubt.further,
                  "%s: line %zu, and %zu more", doubtful_files[_i].name, doubt.line, doubt.further);
    users_free(users);
}
END_TEST

START_TEST(frees_nothing)
{
    users_free(NULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("users");
    TCase *files = tcase_create("files");

    tcase_add_loop_test(files, makes_a_table, 0, CASES(good_files));
    tcase_add_loop_test(files, refuses_a_file, 0, CASES(bad_files));
    tcase_add_loop_test(files, doubts_a_format, 0, CASES(doubtful_files));
    tcase_add_test(files, refuses_every_control_character);
    tcase_add_test(files, bears_every_end_of_file);
    tcase_add_test(files, frees_nothing);
    suite_add_tcase(suite, files);
    return check_main(suite);
}
