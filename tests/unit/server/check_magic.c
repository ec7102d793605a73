/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_magic.c - addresses that ask for a refusal, and those that only look like it. */
#include <config.h>

#include "server/fault/magic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/options_faults.h"
#include "tests/support/check_main.h"
#include "tests/support/memory.h"

/* An event with an argument and a sender, and the code that is asked for; 0: none. */
static const struct {
    enum dialect_event event;
    const char *argument, *sender;
    unsigned code;
    const char *enhanced;
} cases[] = {
    {DIALECT_RCPT, "rcpt550@x", "", 550, ""},
    {DIALECT_RCPT, "rcpt550_5.1.1@x", "", 550, "5.1.1"},
    {DIALECT_RCPT, "rcpt450_4.999.999@x", "", 450, "4.999.999"},
    {DIALECT_RCPT, "rcpt421@x.example", "", 421, ""},
    {DIALECT_RCPT, "RCPT599@X", "", 599, ""},
    {DIALECT_RCPT, "Rcpt400", "", 400, ""},
    {DIALECT_RCPT, "rcpt550_5.1.1", "", 550, "5.1.1"},
    {DIALECT_RCPT, "rcpt250@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt399@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt600@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt55@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt5500@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt5505@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt999@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt354@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt4294967846@x", "", 0, ""}, /* 550, if 32 bits were all */
    {DIALECT_RCPT, "rcpt18446744073709552166@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt-550@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt 550@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt\u0665\u0665\u0660@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt\uff15\uff15\uff10@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550\u00e9@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550@\u00e9", "", 550, ""},
    {DIALECT_RCPT, "rcpt550@\xff\x80", "", 550, ""},
    {DIALECT_RCPT,
     "\xd2\xc3\xd0\xd4"
     "550@x",
     "", 0, ""}, /* RCPT with the eighth bit */
    {DIALECT_RCPT, "\"rcpt550\"@x", "", 0, ""},
    {DIALECT_RCPT, "\"rcpt550@x\"@y", "", 0, ""},
    {DIALECT_RCPT, "rcpt\\550@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550@@x", "", 550, ""},
    {DIALECT_RCPT, "rcpt@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt", "", 0, ""},
    {DIALECT_RCPT, "rcpt5", "", 0, ""},
    {DIALECT_RCPT, "rcp", "", 0, ""},
    {DIALECT_RCPT, "", "", 0, ""},
    {DIALECT_RCPT, "<>", "", 0, ""},
    {DIALECT_RCPT, "xrcpt550@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550x@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550.x@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550+x@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1.@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5..1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_2.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_55.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1111.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1.1111@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1.1x@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.1.1_5.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550__5.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_6.1.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_5.\u0661.1@x", "", 0, ""},
    {DIALECT_RCPT, "rcpt550_4.1.1@x", "", 550, "4.1.1"},
    {DIALECT_RCPT, "x@rcpt550", "", 0, ""},
    {DIALECT_RCPT, "mail550@x", "", 0, ""},
    {DIALECT_RCPT, "data550@x", "", 0, ""},
    {DIALECT_RCPT, "joe@x", "rcpt550@x", 0, ""},
    {DIALECT_MAIL, "mail451@x", "", 451, ""},
    {DIALECT_MAIL, "mail451_4.3.0@x", "", 451, "4.3.0"},
    {DIALECT_MAIL, "rcpt451@x", "", 0, ""},
    {DIALECT_MAIL, "data451@x", "", 0, ""},
    {DIALECT_END_OF_DATA, "", "data552@x", 552, ""},
    {DIALECT_END_OF_DATA, "", "data552_5.3.4@x", 552, "5.3.4"},
    {DIALECT_END_OF_DATA, "", "mail552@x", 0, ""},
    {DIALECT_END_OF_DATA, "", "", 0, ""},
    {DIALECT_DATA, "", "data552@x", 0, ""},
    {DIALECT_HELO, "helo504.example", "", 504, ""},
    {DIALECT_HELO, "HELO504.example", "", 504, ""},
    {DIALECT_HELO, "helo504", "", 504, ""},
    {DIALECT_HELO, "helo504_5.5.2.example", "", 504, "5.5.2"},
    {DIALECT_EHLO, "helo504.example", "", 504, ""},
    {DIALECT_EHLO, "ehlo504.example", "", 0, ""},
    {DIALECT_HELO, "helo504@example", "", 0, ""},
    {DIALECT_HELO, "helo504-1.example", "", 0, ""},
    {DIALECT_HELO, "x.helo504.example", "", 0, ""},
    {DIALECT_QUIT, "helo504.x", "data552@x", 0, ""},
    {DIALECT_CONNECT, "", "", 0, ""},
};

START_TEST(an_address_may_ask)
{
    char *argument = strdup(cases[_i].argument); /* so that reading beyond its end is noticed */
    struct fault_event event = {
        cases[_i].event, {argument, strlen(argument)}, span_of(cases[_i].sender), 1, {NULL, 0}};
    struct fault_effect effect;
    bool is_magic = magic_find(&event, &effect);

    ck_assert_msg(is_magic == (cases[_i].code != 0), "%s", argument);
    if (is_magic) {
        ck_assert_msg(effect.kind == FAULT_REPLY && effect.is_magic &&
                          effect.code == cases[_i].code && effect.text.size == 0,
                      "%s", argument);
        ck_assert_msg(strcmp(effect.enhanced, cases[_i].enhanced) == 0, "%s: %s", argument,
                      effect.enhanced);
    }
    free(argument);
}
END_TEST

/* Without memory, the line on standard error names the option that was given. */
START_TEST(a_lack_of_memory_names_its_option)
{
    static const char *const expected[] = {": --magic-addresses: Cannot allocate memory\n",
                                           ": --fault: Cannot allocate memory\n"};
    struct options options = {.magic_addresses = true, .fault_count = (size_t)_i};
    struct faults *faults = NULL;
    char said[200] = "";
    FILE *file = tmpfile();
    int old = dup(STDERR_FILENO);

    fault_rule_parse("RCPT:450", &options.faults[0]);
    dup2(fileno(file), STDERR_FILENO);
    memory_fail_at(1);
    ck_assert_int_eq(options_make_faults(&options, &faults), -1);
    ck_assert(memory_has_failed());
    dup2(old, STDERR_FILENO);
    close(old);
    rewind(file);
    ck_assert_ptr_nonnull(fgets(said, sizeof said, file));
    ck_assert_ptr_nonnull(strstr(said, expected[_i]));
    ck_assert_ptr_null(faults);
    fclose(file);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("magic");
    TCase *all = tcase_create("addresses");

    tcase_add_loop_test(all, an_address_may_ask, 0, CASES(cases));
    tcase_add_loop_test(all, a_lack_of_memory_names_its_option, 0, 2);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
