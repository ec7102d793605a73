/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_paste.c - bracketed pastes, by cases, in pieces of all sizes. */
#include <config.h>

#include "tui-client/text/paste.h"

#include <errno.h>

#include "tests/support/check_main.h"

#define LIMIT 64

static const struct {
    const char *name, *pasted, *text;
    enum paste_state state; /* before the end */
    int why;
} cases[] = {
    {"text", "abc", "abc", PASTE_GROWS, 0},
    {"nothing", "", "", PASTE_GROWS, 0},
    {"line ends", "a\r\nb\rc\nd\n\r", "a\nb\nc\nd\n\n", PASTE_GROWS, 0},
    {"tabs and characters", "a\tb\xC3\xA3\xE6\xBC\xA2", "a\tb\xC3\xA3\xE6\xBC\xA2", PASTE_GROWS, 0},
    {"Ctrl-C", "abc\003def\003quit\r", "", PASTE_LOST, ECANCELED},
    {"as long as may be", "0123456789012345678901234567890123456789012345678901234567890123",
     "0123456789012345678901234567890123456789012345678901234567890123", PASTE_GROWS, 0},
    {"too long", "01234567890123456789012345678901234567890123456789012345678901234", "",
     PASTE_LOST, ENOBUFS},
    {"too long, then Ctrl-C",
     "01234567890123456789012345678901234567890123456789012345678901234\003", "", PASTE_LOST,
     ENOBUFS},
};

static void check_case(size_t number, size_t most)
{
    struct span rest = span_of(cases[number].pasted);
    struct paste paste;

    paste_init(&paste, LIMIT);
    ck_assert(!paste_goes_on(&paste));
    paste_begin(&paste);
    for (size_t size; rest.size > 0; rest = span_skip(rest, size)) {
        size = rest.size < most ? rest.size : most;
        paste_take(&paste, (struct span){rest.data, size});
        ck_assert(paste_goes_on(&paste));
    }
    ck_assert_msg(paste.state == cases[number].state, "%s: state", cases[number].name);
    ck_assert_msg(paste.why == cases[number].why, "%s: why", cases[number].name);
    paste_finish(&paste);
    ck_assert(!paste_goes_on(&paste));
    ck_assert_msg(span_equal(buffer_span(&paste.text), span_of(cases[number].text)), "%s: %.*s",
                  cases[number].name, (int)buffer_size(&paste.text), buffer_span(&paste.text).data);
    /* The next paste starts empty. */
    paste_begin(&paste);
    ck_assert(paste.state == PASTE_GROWS && buffer_size(&paste.text) == 0);
    paste_release(&paste);
}

START_TEST(a_paste_is_its_text_or_is_lost)
{
    for (size_t most = 1; most <= 16; most++)
        check_case((size_t)_i, most);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("paste");
    TCase *all = tcase_create("paste");

    tcase_add_loop_test(all, a_paste_is_its_text_or_is_lost, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
