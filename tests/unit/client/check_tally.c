/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_tally.c - which lines of a conversation are commands, and which refusals. */
#include <config.h>

#include "tui-client/dialogue/tally.h"

#include "tests/support/check_main.h"

static const struct {
    const char *name;
    struct dialogue_line line;
    struct tally counted;
} lines[] = {
    {"a command", {.kind = DIALOGUE_COMMAND}, {.commands = 1}},
    {"a line of a message", {.kind = DIALOGUE_TEXT}, {0}},
    {"success", {.kind = DIALOGUE_REPLY_LAST, .code = 250}, {0}},
    {"go on", {.kind = DIALOGUE_REPLY_LAST, .code = 354}, {0}},
    {"the last code that is no refusal", {.kind = DIALOGUE_REPLY_LAST, .code = 399}, {0}},
    {"refused for now", {.kind = DIALOGUE_REPLY_LAST, .code = 400}, {.refusals = 1}},
    {"refused", {.kind = DIALOGUE_REPLY_LAST, .code = 550}, {.refusals = 1}},
    {"a refusal that goes on", {.kind = DIALOGUE_REPLY, .code = 550}, {0}},
    {"no reply", {.kind = DIALOGUE_NO_REPLY, .code = 550}, {0}},
    {"a part of a line", {.kind = DIALOGUE_PARTIAL}, {0}},
    {"NULs", {.kind = DIALOGUE_PADDING}, {0}},
    {"a remark", {.kind = DIALOGUE_NOTE}, {0}},
};

START_TEST(a_line_is_counted)
{
    struct tally tally = {.commands = 7, .refusals = 3};

    tally_follow(&tally, &lines[_i].line);
    ck_assert_msg(tally.commands == 7 + lines[_i].counted.commands &&
                      tally.refusals == 3 + lines[_i].counted.refusals,
                  "%s: %u %u", lines[_i].name, tally.commands, tally.refusals);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tally");
    TCase *all = tcase_create("tally");

    tcase_add_loop_test(all, a_line_is_counted, 0, CASES(lines));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
