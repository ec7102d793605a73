/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_parameters.c - the parameters of MAIL: what they say, and which one is wrong.
 *
 * Lists are well-formed, as argument_parse() leaves them; each is put against an unreadable page.
 */
#include <config.h>

#include "server/session/parameters.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define NONE      0
#define UNKNOWN   DIALECT_UNKNOWN_PARAMETER
#define BAD       DIALECT_BAD_VALUE
#define UNSUITED  DIALECT_UNSUPPORTED_VALUE
#define DIGITS_20 "18446744073709551615"

static const struct {
    const char *list;
    unsigned hidden; /* bits of enum dialect_extension */
    enum dialect_result result;
    uint64_t size;
    bool is_international;
    const char *wrong; /* if the result is not DONE */
} lists[] = {
    {"", NONE, DIALECT_DONE, 0, false, NULL},
    {" \t ", NONE, DIALECT_DONE, 0, false, NULL},
    {"SIZE=0", NONE, DIALECT_DONE, 0, false, NULL},
    {"SIZE=1000", NONE, DIALECT_DONE, 1000, false, NULL},
    {"size=7", NONE, DIALECT_DONE, 7, false, NULL},
    {"SIZE=00000000000000000007", NONE, DIALECT_DONE, 7, false, NULL},
    {"SIZE=18446744073709551614", NONE, DIALECT_DONE, UINT64_MAX - 1, false, NULL},
    {"SIZE=" DIGITS_20, NONE, DIALECT_DONE, UINT64_MAX, false, NULL},
    {"SIZE=18446744073709551616", NONE, DIALECT_DONE, UINT64_MAX, false, NULL},
    {"SIZE=18446744073709551620", NONE, DIALECT_DONE, UINT64_MAX, false, NULL},
    {"SIZE=99999999999999999999", NONE, DIALECT_DONE, UINT64_MAX, false, NULL},
    {"SIZE=0" DIGITS_20, NONE, BAD, 0, false, "SIZE needs a number of bytes"},
    {"SIZE", NONE, BAD, 0, false, "SIZE needs a number of bytes"},
    {"SIZE=1k", NONE, BAD, 0, false, "SIZE needs a number of bytes"},
    {"SIZE=+1", NONE, BAD, 0, false, "SIZE needs a number of bytes"},
    {"SIZE=/", NONE, BAD, 0, false, "SIZE needs a number of bytes"},
    {"SIZE=:", NONE, BAD, 0, false, "SIZE needs a number of bytes"},
    {"SIZE=1 size=1", NONE, BAD, 0, false, "A parameter is allowed only once"},
    {"BODY=7BIT", NONE, DIALECT_DONE, 0, false, NULL},
    {"BODY=8BITMIME", NONE, DIALECT_DONE, 0, false, NULL},
    {"Body=8BitMime", NONE, DIALECT_DONE, 0, false, NULL},
    {"BODY", NONE, BAD, 0, false, "BODY needs a type"},
    {"BODY=7BIT BODY=7BIT", NONE, BAD, 0, false, "A parameter is allowed only once"},
    {"BODY=BINARYMIME", NONE, UNSUITED, 0, false, "BODY needs a type"},
    {"BODY=7BITS", NONE, UNSUITED, 0, false, "BODY needs a type"},
    {"SMTPUTF8", NONE, DIALECT_DONE, 0, true, NULL},
    {"smtputf8", NONE, DIALECT_DONE, 0, true, NULL},
    {"SMTPUTF8=1", NONE, BAD, 0, false, "SMTPUTF8 takes no value"},
    {"SMTPUTF8 SMTPUTF8", NONE, BAD, 0, false, "A parameter is allowed only once"},
    {"SMTPUTF8 \tSIZE=5  BODY=7BIT", NONE, DIALECT_DONE, 5, true, NULL},
    {"FOO", NONE, UNKNOWN, 0, false, "FOO"},
    {"FOO=1", NONE, UNKNOWN, 0, false, "FOO"},
    {"SIZES=1", NONE, UNKNOWN, 0, false, "SIZES"},
    {"SIZ=1", NONE, UNKNOWN, 0, false, "SIZ"},
    {"SIZE=1 FOO BODY", NONE, UNKNOWN, 0, false, "FOO"},
    {"BODY FOO", NONE, BAD, 0, false, "BODY needs a type"},
    {"SIZE=1", DIALECT_EXTENSION_SIZE, UNKNOWN, 0, false, "SIZE"},
    {"BODY=7BIT", DIALECT_EXTENSION_8BITMIME, UNKNOWN, 0, false, "BODY"},
    {"SMTPUTF8", DIALECT_EXTENSION_SMTPUTF8, UNKNOWN, 0, false, "SMTPUTF8"},
    {"SIZE=1", DIALECT_EXTENSIONS - 1 - DIALECT_EXTENSION_SIZE, DIALECT_DONE, 1, false, NULL},
    {"BODY=7BIT", DIALECT_EXTENSIONS - 1 - DIALECT_EXTENSION_8BITMIME, DIALECT_DONE, 0, false,
     NULL},
    {"SMTPUTF8", DIALECT_EXTENSIONS - 1 - DIALECT_EXTENSION_SMTPUTF8, DIALECT_DONE, 0, true, NULL},
};

static void check_wrong(const char *list, struct span wrong, const char *wanted)
{
    ck_assert_msg(wrong.data != NULL && span_equal(wrong, span_of(wanted)), "\"%s\": \"%.*s\"",
                  list, (int)wrong.size, wrong.data != NULL ? wrong.data : "");
}

START_GUARDED_TEST(of_mail)
{
    const char *list = lists[_i].list;
    size_t size = strlen(list);
    char *copy = guard_copy(list, size);
    struct dialect dialect = dialect_rfc5321;
    struct parameters parameters;
    enum dialect_result result;

    dialect.policy.extensions &= ~lists[_i].hidden;
    result = parameters_read(dialect.policy.extensions, DIALECT_MAIL, (struct span){copy, size},
                             &parameters);
    ck_assert_msg(result == lists[_i].result, "\"%s\": result %d", list, (int)result);
    if (result == DIALECT_DONE) {
        ck_assert_msg(parameters.size == lists[_i].size, "\"%s\": size", list);
        ck_assert_msg(parameters.is_international == lists[_i].is_international, "\"%s\"", list);
    } else {
        check_wrong(list, parameters.wrong, lists[_i].wrong);
    }
    guard_free(copy, size);
}
END_TEST

/* RCPT has none, and so has MAIL in a dialect that offers no extension. */
static const struct {
    const char *name;
    const struct dialect *dialect;
    enum dialect_event event;
} others[] = {
    {"RCPT", &dialect_rfc5321, DIALECT_RCPT},
    {"the prototype", &dialect_prototype, DIALECT_MAIL},
};

START_TEST(of_others)
{
    static const char *const keys[] = {"SIZE=1", "BODY=7BIT", "SMTPUTF8", "NOTIFY=NEVER"};
    struct parameters parameters;

    for (size_t i = 0; i < COUNT(keys); i++)
        ck_assert_msg(parameters_read(others[_i].dialect->policy.extensions, others[_i].event,
                                      span_of(keys[i]), &parameters) == DIALECT_UNKNOWN_PARAMETER,
                      "%s: %s", others[_i].name, keys[i]);
    ck_assert_int_eq(parameters_read(others[_i].dialect->policy.extensions, others[_i].event,
                                     span_of(""), &parameters),
                     DIALECT_DONE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("parameters");
    TCase *all = tcase_create("parameters");

    tcase_add_loop_test(all, of_mail, 0, CASES(lists));
    tcase_add_loop_test(all, of_others, 0, CASES(others));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
