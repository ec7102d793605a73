/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_argument.c - arguments, each read by a rule: what they name, and what is wrong with them.
 */
#include <config.h>

#include "common/argument.h"

#include <check.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define X16 "xxxxxxxxxxxxxxxx"
#define X64 X16 X16 X16 X16

static const struct {
    enum argument_rule rule;
    const char *text;
    enum argument_flaw flaw;
    const char *value; /* NULL: the text */
    const char *rest;  /* parameters or response; NULL: none */
} cases[] = {
    {ARGUMENT_IGNORED, "", ARGUMENT_FLAW_NONE, NULL, NULL},
    {ARGUMENT_IGNORED, "a <b>", ARGUMENT_FLAW_NONE, NULL, NULL},
    {ARGUMENT_NONE, "", ARGUMENT_FLAW_NONE, NULL, NULL},
    {ARGUMENT_NONE, "a", ARGUMENT_FLAW_UNEXPECTED, NULL, NULL},
    {ARGUMENT_TEXT, "", ARGUMENT_FLAW_MISSING, NULL, NULL},
    {ARGUMENT_TEXT, "<a b>", ARGUMENT_FLAW_NONE, NULL, NULL},
    {ARGUMENT_ADDRESS, "", ARGUMENT_FLAW_MISSING, NULL, NULL},
    {ARGUMENT_ADDRESS, "a", ARGUMENT_FLAW_NONE, "a", NULL},
    {ARGUMENT_ADDRESS, "<a@b>", ARGUMENT_FLAW_NONE, "a@b", NULL},
    {ARGUMENT_ADDRESS, "<>", ARGUMENT_FLAW_NONE, "<>", NULL},
    {ARGUMENT_ADDRESS, "<a> SIZE=1", ARGUMENT_FLAW_NONE, "<a> SIZE=1", NULL},

    {ARGUMENT_FORWARD_PATH, "", ARGUMENT_FLAW_MISSING, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b>", ARGUMENT_FLAW_NONE, "a@b", ""},
    {ARGUMENT_FORWARD_PATH, "<A.b-c@X.example-1.TEST>", ARGUMENT_FLAW_NONE,
     "A.b-c@X.example-1.TEST", ""},
    {ARGUMENT_FORWARD_PATH, "<!#$%&'*+-/=?^_`{|}~@b>", ARGUMENT_FLAW_NONE, "!#$%&'*+-/=?^_`{|}~@b",
     ""},
    {ARGUMENT_FORWARD_PATH, "<" X64 "@" X64 ".x>", ARGUMENT_FLAW_NONE, X64 "@" X64 ".x", ""},
    {ARGUMENT_REVERSE_PATH, "<>", ARGUMENT_FLAW_NONE, "<>", ""},
    {ARGUMENT_REVERSE_PATH, "<a@b>", ARGUMENT_FLAW_NONE, "a@b", ""},
    {ARGUMENT_FORWARD_PATH, "<>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<postmaster>", ARGUMENT_FLAW_NONE, "postmaster", ""},
    {ARGUMENT_REVERSE_PATH, "<postmaster>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<PostMaster> A=b", ARGUMENT_FLAW_NONE, "PostMaster", "A=b"},
    {ARGUMENT_FORWARD_PATH, "<postmaster@b>", ARGUMENT_FLAW_NONE, "postmaster@b", ""},
    {ARGUMENT_FORWARD_PATH, "<@a.b,@c:d@e>", ARGUMENT_FLAW_NONE, "d@e", ""},
    {ARGUMENT_FORWARD_PATH, "<@a:postmaster>", ARGUMENT_FLAW_NONE, "postmaster", ""},
    {ARGUMENT_FORWARD_PATH, "<\"a b\"@c>", ARGUMENT_FLAW_NONE, "\"a b\"@c", ""},
    {ARGUMENT_FORWARD_PATH, "<\"\"@c>", ARGUMENT_FLAW_NONE, "\"\"@c", ""},
    {ARGUMENT_FORWARD_PATH, "<\"a>@b\\\"\\\\\"@c> X", ARGUMENT_FLAW_NONE, "\"a>@b\\\"\\\\\"@c",
     "X"},
    {ARGUMENT_FORWARD_PATH, "<a@[127.0.0.1]>", ARGUMENT_FLAW_NONE, "a@[127.0.0.1]", ""},
    {ARGUMENT_FORWARD_PATH, "<a@[255.001.0.0]>", ARGUMENT_FLAW_NONE, "a@[255.001.0.0]", ""},
    {ARGUMENT_FORWARD_PATH, "<a@[IPv6:2001:db8::1]>", ARGUMENT_FLAW_NONE, "a@[IPv6:2001:db8::1]",
     ""},
    {ARGUMENT_FORWARD_PATH, "<a@[ipv6:::ffff:1.2.3.4]>", ARGUMENT_FLAW_NONE,
     "a@[ipv6:::ffff:1.2.3.4]", ""},
    {ARGUMENT_FORWARD_PATH, "<a@[x-y:!z]>", ARGUMENT_FLAW_NONE, "a@[x-y:!z]", ""},

    {ARGUMENT_FORWARD_PATH, "a@b", ARGUMENT_FLAW_NO_BRACKETS, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "a@b>", ARGUMENT_FLAW_NO_BRACKETS, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b", ARGUMENT_FLAW_NO_BRACKETS, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<postmaster", ARGUMENT_FLAW_NO_BRACKETS, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "Joe <a@b>", ARGUMENT_FLAW_NO_BRACKETS, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<postmasters>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<@>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<@b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<@b:>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<@b,c:a@d>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b@c>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "< a@b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b >", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a b@c>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<.a@b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a.@b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a..b@c>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@.b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b.>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@-b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b->", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b_c>", ARGUMENT_FLAW_NONE, "a@b_c", ""},
    {ARGUMENT_FORWARD_PATH, "<Jo\xC3o@b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@\xC0\xAF>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<Jo\xC3\xA3o@caf\xC3\xA9.x>", ARGUMENT_FLAW_NONE,
     "Jo\xC3\xA3o@caf\xC3\xA9.x", ""},
    {ARGUMENT_FORWARD_PATH, "<\"Jo\xC3\xA3o\"@b>", ARGUMENT_FLAW_NONE, "\"Jo\xC3\xA3o\"@b", ""},
    {ARGUMENT_FORWARD_PATH, "<\"a@b>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<\"a\\", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<\"a\"b@c>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<\"a\tb\"@c>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[1.2.3]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[1.2.3.4.5]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[1.2.3.256]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[1.2.3.0004]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[IPv6:1.2.3.4]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[IPv6:" X64 "]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[x:]>", ARGUMENT_FLAW_PATH, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@[1.2.3.4>", ARGUMENT_FLAW_PATH, NULL, NULL},

    {ARGUMENT_FORWARD_PATH, "<a@b> SIZE=1000", ARGUMENT_FLAW_NONE, "a@b", "SIZE=1000"},
    {ARGUMENT_FORWARD_PATH, "<a@b> \t 8BIT  X-y=<z>", ARGUMENT_FLAW_NONE, "a@b", "8BIT  X-y=<z>"},
    {ARGUMENT_REVERSE_PATH, "<> A", ARGUMENT_FLAW_NONE, "<>", "A"},
    {ARGUMENT_FORWARD_PATH, "<a@b>SIZE=1", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b>>", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> SIZE=", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> =1", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> A=1=2", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> -A", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> A_B", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> A=\x01", ARGUMENT_FLAW_PARAMETER, NULL, NULL},
    {ARGUMENT_FORWARD_PATH, "<a@b> A <c@d>", ARGUMENT_FLAW_PARAMETER, NULL, NULL},

    {ARGUMENT_MECHANISM, "", ARGUMENT_FLAW_MISSING, NULL, NULL},
    {ARGUMENT_MECHANISM, "PLAIN", ARGUMENT_FLAW_NONE, "PLAIN", NULL},
    {ARGUMENT_MECHANISM, "scram-sha-1", ARGUMENT_FLAW_NONE, "scram-sha-1", NULL},
    {ARGUMENT_MECHANISM, "X_2  AGEAYg==", ARGUMENT_FLAW_NONE, "X_2", "AGEAYg=="},
    {ARGUMENT_MECHANISM, "PLAIN =", ARGUMENT_FLAW_NONE, "PLAIN", "="},
    {ARGUMENT_MECHANISM, X16 "xxxx", ARGUMENT_FLAW_NONE, X16 "xxxx", NULL},
    {ARGUMENT_MECHANISM, X16 "xxxxx", ARGUMENT_FLAW_MECHANISM, NULL, NULL},
    {ARGUMENT_MECHANISM, "PLA:IN", ARGUMENT_FLAW_MECHANISM, NULL, NULL},
    {ARGUMENT_MECHANISM, "PLAIN a b", ARGUMENT_FLAW_MECHANISM, NULL, NULL},
};

static void check_span(const char *text, struct span got, const char *wanted)
{
    ck_assert_msg(span_equal(got, span_of(wanted)), "\"%s\": \"%.*s\", not \"%s\"", text,
                  (int)got.size, got.data, wanted);
}

START_GUARDED_TEST(is_read_by_its_rule)
{
    size_t size = strlen(cases[_i].text);
    char *text = guard_copy(cases[_i].text, size);
    struct argument argument;
    enum argument_flaw flaw = argument_parse(cases[_i].rule, (struct span){text, size}, &argument);
    struct span rest =
        cases[_i].rule == ARGUMENT_MECHANISM ? argument.response : argument.parameters;

    ck_assert_msg(flaw == cases[_i].flaw, "\"%s\": flaw %d", cases[_i].text, flaw);
    check_span(cases[_i].text, argument.value,
               cases[_i].value != NULL ? cases[_i].value : cases[_i].text);
    ck_assert_msg((rest.data == NULL) == (cases[_i].rest == NULL), "\"%s\"", cases[_i].text);
    check_span(cases[_i].text, rest, cases[_i].rest != NULL ? cases[_i].rest : "");
    guard_free(text, size);
}
END_TEST

/* Every byte in each place where only some may stand, and a NUL above all. */
START_TEST(every_byte_in_its_place)
{
    static const struct {
        const char *frame; /* '?' is the byte */
        const char *allowed;
    } places[] = {
        {"<a?b@c>", "!#$%&'*+-./=?^_`{|}~"},
        {"<a@b?c>", "-._"},
        {"<a@b> K?Y", " \t-="},
        {"<a@b> K=?", "!\"#$%&'()*+,-./:;<>?@[\\]^_`{|}~"},
        {"<a@[x:?]>", "!\"#$%&'()*+,-./:;<=>?@^_`{|}~"},
        {"<\"?\"@c>", " !#$%&'()*+,-./:;<=>?@[]^_`{|}~"},
    };
    char text[32];

    for (unsigned byte = 0; byte < 256; byte++) {
        const char *frame = places[_i].frame;
        bool is_let_dig = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= 'a' && byte <= 'z');
        bool is_allowed = is_let_dig || (byte != 0 && byte < 128 &&
                                         strchr(places[_i].allowed, (int)byte) != NULL);
        struct argument argument;
        for (size_t i = 0; i < strlen(frame); i++)
            text[i] = frame[i] == '?' ? (char)byte : frame[i];
        struct span whole = {text, strlen(frame)};
        bool is_taken =
            argument_parse(ARGUMENT_FORWARD_PATH, whole, &argument) == ARGUMENT_FLAW_NONE;
        ck_assert_msg(is_taken == is_allowed, "%s with byte %02X", frame, byte);
    }
}
END_TEST

START_TEST(parameters_come_one_by_one)
{
    struct argument argument;
    struct argument_parameter parameter;
    char list[100] = "";

    ck_assert_int_eq(argument_parse(ARGUMENT_FORWARD_PATH,
                                    span_of("<a@b>  SIZE=10 \t X BODY=8BITMIME"), &argument),
                     ARGUMENT_FLAW_NONE);
    for (struct span rest = argument.parameters; argument_next_parameter(&rest, &parameter);)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%.*s|%.*s|%d;",
                 (int)parameter.key.size, parameter.key.data, (int)parameter.value.size,
                 parameter.value.size > 0 ? parameter.value.data : "",
                 parameter.value.data != NULL);
    ck_assert_str_eq(list, "SIZE|10|1;X||0;BODY|8BITMIME|1;");
    argument.parameters = (struct span){NULL, 0};
    ck_assert(!argument_next_parameter(&argument.parameters, &parameter));
}
END_TEST

START_TEST(a_parameter_is_found)
{
    struct span list = span_of("SIZE=10 BODY= X-SMTPUTF8 smtputf8"), value = {NULL, 0};

    ck_assert(argument_find_parameter(list, "size", &value));
    ck_assert(span_equal(value, span_of("10")));
    ck_assert(argument_find_parameter(list, "BODY", &value));
    ck_assert(value.data != NULL && value.size == 0);
    ck_assert(argument_find_parameter(list, "SMTPUTF8", &value));
    ck_assert_ptr_null(value.data);
    ck_assert(!argument_find_parameter(list, "SMTPUTF", &value));
    ck_assert(!argument_find_parameter((struct span){NULL, 0}, "SIZE", &value));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("argument");
    TCase *all = tcase_create("argument");

    tcase_add_loop_test(all, is_read_by_its_rule, 0, CASES(cases));
    tcase_add_loop_test(all, every_byte_in_its_place, 0, 6);
    tcase_add_test(all, parameters_come_one_by_one);
    tcase_add_test(all, a_parameter_is_found);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
