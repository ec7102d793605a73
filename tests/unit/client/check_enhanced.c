/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_enhanced.c - enhanced status codes: how they are read, and that all have a meaning. */
#include <config.h>

#include "tui-client/dialogue/enhanced.h"

#include "tests/support/check_main.h"

static const struct {
    unsigned code;
    const char *text;
    unsigned class, subject, detail;
    const char *meaning;
} enhanced_codes[] = {
    {550, "5.1.1 no", 5, 1, 1, "no such mailbox"},
    {550, "5.7.1\nno", 5, 7, 1, "not authorized"},
    {550, "5.7.1", 5, 7, 1, "not authorized"},
    {451, "4.7.1: later", 4, 7, 1, "not authorized"},
    {550, "5.7.30 x", 5, 7, 30, "the message must stay encrypted on its way (REQUIRETLS)"},
    {550, "5.7.606 x", 5, 7, 606, "about security or policy"},
    {550, "5.9.1 x", 5, 9, 1, NULL},
    {250, "2.1.5 ok", 2, 1, 5, "the recipient's address is valid"},
    {250, "2.1.1 ok", 2, 1, 1, NULL},
    {250, "2.0.0 ok", 2, 0, 0, "nothing more specific"},
    {550, "4.1.1 no", 0, 0, 0, NULL},
    {250, "5.1.1 ok", 0, 0, 0, NULL},
    {550, "5.1 no", 0, 0, 0, NULL},
    {550, "5.1.", 0, 0, 0, NULL},
    {550, "5.1.1x", 0, 0, 0, NULL},
    {550, "5.1.1.1 no", 0, 0, 0, NULL},
    {550, "5.1000.1 no", 0, 0, 0, NULL},
    {550, "no 5.1.1", 0, 0, 0, NULL},
    {550, "", 0, 0, 0, NULL},
};

START_TEST(enhanced_codes_are_read)
{
    struct enhanced enhanced =
        enhanced_read(enhanced_codes[_i].code, span_of(enhanced_codes[_i].text));
    const char *meaning;

    ck_assert_msg(enhanced.class == enhanced_codes[_i].class, "%s", enhanced_codes[_i].text);
    if (enhanced.class == 0)
        return;
    ck_assert_uint_eq(enhanced.subject, enhanced_codes[_i].subject);
    ck_assert_uint_eq(enhanced.detail, enhanced_codes[_i].detail);
    meaning = enhanced_meaning(enhanced);
    ck_assert_msg((meaning == NULL) == (enhanced_codes[_i].meaning == NULL), "%s",
                  enhanced_codes[_i].text);
    if (meaning != NULL)
        ck_assert_str_eq(meaning, enhanced_codes[_i].meaning);
}
END_TEST

/* What the registry lists: the highest detail of each subject. */
START_TEST(the_registry_is_complete)
{
    static const unsigned last[] = {0, 10, 4, 6, 7, 6, 10, 30};

    for (unsigned subject = 0; subject < CASES(last); subject++) {
        const char *general = enhanced_meaning((struct enhanced){5, subject, 0});
        for (unsigned detail = 1; detail <= last[subject] + 1; detail++) {
            const char *meaning = enhanced_meaning((struct enhanced){5, subject, detail});
            ck_assert_msg((meaning == general) == (detail > last[subject]), "5.%u.%u: %s", subject,
                          detail, meaning);
        }
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("enhanced");
    TCase *all = tcase_create("enhanced");

    tcase_add_loop_test(all, enhanced_codes_are_read, 0, CASES(enhanced_codes));
    tcase_add_test(all, the_registry_is_complete);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
