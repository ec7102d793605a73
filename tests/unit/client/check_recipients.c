/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_recipients.c - several recipients in one field, against an unreadable page. */
#include <config.h>

#include "tui-client/message/recipients.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

static const struct {
    const char *text;
    const char *addresses[5];
} fields[] = {
    {"", {NULL}},
    {" ,, \t,", {NULL}},
    {"a@x", {"a@x"}},
    {"  a@x  ", {"a@x"}},
    {"a@x,b@x", {"a@x", "b@x"}},
    {"a@x, b@x ,c@x", {"a@x", "b@x", "c@x"}},
    {"a@x b@x\tc@x", {"a@x", "b@x", "c@x"}},
    {",a@x,,b@x,", {"a@x", "b@x"}},
    {"a@x a@x", {"a@x", "a@x"}},
    {"<a@x>,<b@x>", {"<a@x>", "<b@x>"}},
    {"<@r,@s:a@x> b@x", {"<@r,@s:a@x>", "b@x"}},
    {"<a b@x> c@x", {"<a b@x>", "c@x"}},
    {"\"c, d\"@z e@z", {"\"c, d\"@z", "e@z"}},
    {"<\"c> d\"@z> e@z", {"<\"c> d\"@z>", "e@z"}},
    {"\"a\\\" b\"@x c@x", {"\"a\\\" b\"@x", "c@x"}},
    {"a\\ b", {"a\\", "b"}},
    {"jo\u00e3o@x \u03a3@x", {"jo\u00e3o@x", "\u03a3@x"}},
    /* What is not closed goes to the end. */
    {"<a@x, b@x", {"<a@x, b@x"}},
    {"\"a@x, b@x", {"\"a@x, b@x"}},
    {"\"a\\", {"\"a\\"}},
    {"a> b", {"a>", "b"}},
};

START_GUARDED_TEST(a_field_is_split)
{
    size_t size = strlen(fields[_i].text);
    char *copy = guard_copy(fields[_i].text, size);
    struct span rest = {copy, size}, address;

    for (size_t i = 0; fields[_i].addresses[i] != NULL; i++) {
        ck_assert_msg(recipients_next(&rest, &address), "%s: no %s", fields[_i].text,
                      fields[_i].addresses[i]);
        ck_assert_msg(span_equal(address, span_of(fields[_i].addresses[i])), "%s: %.*s",
                      fields[_i].text, (int)address.size, address.data);
    }
    ck_assert_msg(!recipients_next(&rest, &address), "%s: %.*s too", fields[_i].text,
                  (int)address.size, address.data);
    ck_assert(!recipients_next(&rest, &address));
    guard_free(copy, size);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("recipients");
    TCase *all = tcase_create("recipients");

    tcase_add_loop_test(all, a_field_is_split, 0, CASES(fields));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
