/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_users_many.c - tables of many users: how many may be, and what becomes of them without
 * memory.
 */
#include <config.h>

#include "server/session/users.h"

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/memory.h"

#define MANY 100000

static char *write_many(size_t *size)
{
    char *text = malloc((size_t)MANY * 16);

    ck_assert_ptr_nonnull(text);
    *size = 0;
    for (int i = 0; i < MANY; i++)
        *size += (size_t)sprintf(text + *size, "User%d\n", i);
    return text;
}

/* Within the case's time only if no name is sought among all others. */
START_TEST(holds_many_names)
{
    size_t size;
    char *text = write_many(&size);
    struct users_error error;
    struct users *users = users_parse(text, size, &error);

    ck_assert_ptr_nonnull(users);
    ck_assert_uint_eq(users_count(users), MANY);
    for (int i = 0; i < 2 * MANY; i++) {
        char name[32];
        const struct users_entry *entry;
        snprintf(name, sizeof name, "user%d", i);
        entry = users_find(users, name);
        ck_assert_msg((entry != NULL) == (i < MANY), "%s", name);
        if (entry != NULL)
            ck_assert_msg(entry->line == (size_t)i + 1, "%s: line %zu", name, entry->line);
    }
    users_free(users);
    free(text);
}
END_TEST

/* As many names as may be, the last of them twice, and EXTRA. */
static char *write_most(const char *extra, size_t *size)
{
    char *text = malloc((size_t)USERS_COUNT_MAX * 9);

    ck_assert_ptr_nonnull(text);
    *size = 0;
    for (int i = 0; i < USERS_COUNT_MAX; i++)
        *size += (size_t)sprintf(text + *size, "%d\n", i);
    *size += (size_t)sprintf(text + *size, "%d\n%s", USERS_COUNT_MAX - 1, extra);
    return text;
}

START_TEST(holds_a_million_names)
{
    size_t size;
    char *text = write_most("", &size);
    struct users_error error;
    struct users *users = users_parse(text, size, &error);

    ck_assert_ptr_nonnull(users);
    ck_assert_uint_eq(users_count(users), USERS_COUNT_MAX);
    users_free(users);
    free(text);
}
END_TEST

START_TEST(refuses_a_name_more)
{
    size_t size;
    char *text = write_most("\none more\n", &size);
    struct users_error error;

    ck_assert_ptr_null(users_parse(text, size, &error));
    ck_assert_int_eq(error.flaw, USERS_TOO_MANY);
    ck_assert_uint_eq(error.line, USERS_COUNT_MAX + 3);
    ck_assert(span_equal(error.name, span_of("one")));
    free(text);
}
END_TEST

/* So many names that both arrays grow, the ones with accents by way of other functions. */
static size_t write_mixed(char *text, size_t size)
{
    size_t length = 0;

    for (int i = 0; i < 20; i++)
        length += (size_t)snprintf(text + length, size - length, "joe%d Jo\xC3\xA3o%d\n", i, i);
    return length;
}

/* The first NUMBER for which no allocation was left to fail ends it. */
START_TEST(bears_the_end_of_memory_at_each_allocation)
{
    char text[1000];
    size_t size = write_mixed(text, sizeof text);
    struct users *users = NULL;
    unsigned number;

    for (number = 1; users == NULL; number++) {
        struct users_error error = {0};
        memory_fail_at(number);
        users = users_parse(text, size, &error);
        bool has_failed = memory_has_failed();
        ck_assert_msg((users == NULL) == has_failed, "allocation %u", number);
        if (users == NULL)
            ck_assert_msg(error.flaw == USERS_NO_MEMORY && error.line == 0, "allocation %u",
                          number);
    }
    ck_assert_uint_eq(users_count(users), 40);
    ck_assert_uint_gt(number, 3 + 20 + 3 * 20 + 3 + 2); /* the table, the names, the arrays grown */
    users_free(users);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("users_many");
    TCase *tables = tcase_create("tables");

    tcase_set_timeout(tables, 60);
    tcase_add_test(tables, holds_many_names);
    tcase_add_test(tables, holds_a_million_names);
    tcase_add_test(tables, refuses_a_name_more);
    tcase_add_test(tables, bears_the_end_of_memory_at_each_allocation);
    suite_add_tcase(suite, tables);
    return check_main(suite);
}
