/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialect_print.c - what --explain-dialect prints of rows that the prototype has not.
 *
 * All that it prints of the prototype is checked in e2e_start.py.
 */
#include <config.h>

#include "server/dialect_print.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/dialects.h"

/* A whole line of the output, with blanks in a row as one. */
static const struct {
    const char *name;
    struct dialect_row row;
    const char *lines;
} cases[] = {
    {"a reply of several lines",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_UNKNOWN,
      .argument = ARGUMENT_FORWARD_PATH,
      .outcomes = {{.code = 214,
                    .enhanced = "2.0.0",
                    .text = "one\ntwo",
                    .lines = DIALECT_LINES_OPEN,
                    .next = DIALECT_STATE_SAME}}},
     "\nANY UNKNOWN - path, parameters\n done 214 2.0.0 one SAME\n two\n"
     " {a line for each command that is open}\n"},
    {"a refusal for a reason",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_RCPT,
      .outcomes = {{.result = DIALECT_REFUSED,
                    .reason = DIALECT_REASON_OUT_OF_ORDER,
                    .code = 503,
                    .text = "first MAIL",
                    .next = DIALECT_STATE_SAME}}},
     "\nANY RCPT - any\n refused 503 first MAIL SAME (command out of order)\n"},
    {"what the parentheses are",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_RCPT,
      .outcomes = {{.result = DIALECT_REFUSED,
                    .reason = DIALECT_REASON_OUT_OF_ORDER,
                    .code = 503,
                    .text = "",
                    .next = DIALECT_STATE_SAME}}},
     "\nIn parentheses: why a line is refused, if each reason has its own reply.\n"},
    {"the last for which there is room",
     {.state = DIALECT_STATE_RCPT,
      .event = DIALECT_RCPT,
      .argument = ARGUMENT_MECHANISM,
      .outcomes = {{.result = DIALECT_DONE_LAST,
                    .code = 250,
                    .text = "x",
                    .next = DIALECT_STATE_SAME,
                    .clear = DIALECT_FACT_ROOM}}},
     "\nRCPT RCPT - mechanism\n done, full 250 x SAME -room\n"},
};

/* Makes blanks in a row one. */
static void squeeze(char *text)
{
    char *end = text;

    for (; *text != '\0'; text++)
        if (*text != ' ' || text[1] != ' ')
            *end++ = *text;
    *end = '\0';
}

static char *explain(const struct dialect *dialect, const struct faults_config *faults)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    ck_assert_ptr_nonnull(out);
    dialect_print(dialect, faults, out);
    fclose(out);
    squeeze(text);
    return text;
}

START_TEST(a_row_is_printed)
{
    struct dialects_copy copy;
    char *text;

    dialects_copy_prototype(&copy);
    dialects_add(&copy, 0, cases[_i].row);
    copy.dialect.policy.extensions = DIALECT_EXTENSION_ENHANCED;
    text = explain(&copy.dialect, NULL);
    ck_assert_msg(strstr(text, cases[_i].lines) != NULL, "%s:\n%s", cases[_i].name, text);
    free(text);
}
END_TEST

START_TEST(the_prototype_has_no_reasons)
{
    char *text = explain(&dialect_prototype, NULL);

    ck_assert_ptr_null(strstr(text, "In parentheses"));
    free(text);
}
END_TEST

/* What a dialect does not offer, its replies do not have. */
START_TEST(enhanced_codes_are_printed_if_offered)
{
    struct dialect dialect = dialect_rfc5321;
    char *text = explain(&dialect, NULL);

    ck_assert_ptr_nonnull(strstr(text, "\n done 250 2.0.0 Nothing done SAME\n"));
    free(text);
    dialect.policy.extensions &= ~(unsigned)DIALECT_EXTENSION_ENHANCED;
    text = explain(&dialect, NULL);
    ck_assert_ptr_nonnull(strstr(text, "\n done 250 Nothing done SAME\n"));
    ck_assert_ptr_null(strstr(text, "2.0.0"));
    free(text);
}
END_TEST

/* The commands that need no more than the policy requires, and the codes that count as errors: what
 * the table says, also when it is another one. */
START_TEST(the_policy_is_read_from_the_table)
{
    struct dialect dialect = dialect_rfc5321;
    char *text;

    dialect.policy.extensions |= DIALECT_EXTENSION_STARTTLS | DIALECT_EXTENSION_AUTH;
    dialect.policy.requires_tls = true;
    dialect.policy.requires_auth = true;
    text = explain(&dialect, NULL);
    ck_assert_msg(
        strstr(text, "\n before TLS only these commands are allowed: EHLO, STARTTLS, NOOP, QUIT\n"
                     " before AUTH only these commands are allowed: EHLO, HELO, STARTTLS, AUTH, "
                     "RSET, NOOP, QUIT\n") != NULL,
        "%s", text);
    ck_assert_msg(strstr(text, "(errors: 500, 501, 502, 503, 504, 555)\n") != NULL, "%s", text);
    free(text);
    dialect.verbs[DIALECT_HELP].may_be_in_clear = true;
    dialect.policy.extensions &= ~(unsigned)DIALECT_EXTENSION_STARTTLS;
    dialect.row_count = 0;
    text = explain(&dialect, NULL);
    ck_assert_msg(strstr(text, "are allowed: EHLO, NOOP, HELP, QUIT\n") != NULL, "%s", text);
    ck_assert_msg(strstr(text, "(errors: )\n") != NULL, "%s", text);
    free(text);
}
END_TEST

/* A rule of --fault, and what is printed of it, with blanks in a row as one: before each row that
 * it lies over. */
static const struct {
    const char *rule, *lines;
} laid[] = {
    {"RCPT:450",
     "\nRCPT RCPT room path, parameters\n fault 450 4.0.0 Refused on purpose (--fault) SAME\n"},
    {"RCPT:550 5.1.1 {argument}:every=2",
     "\nRCPT RCPT room path, parameters\n fault 550 5.1.1 {argument} SAME\n every=2\n"},
    {"MESSAGE:421 Bye", "\nMESSAGE END-OF-DATA - any\n fault 421 Bye CLOSED* -recipient -room\n"},
    {"MESSAGE:drop:first=3:per=client",
     "\nMESSAGE END-OF-DATA - any\n fault - drop CLOSED*\n first=3:per=client\n"},
    {"CONNECT:554", "\nCONNECTED CONNECT - any\n fault 554 Refused on purpose (--fault) CLOSED*\n"},
    {"RSET:delay=2m",
     "\nHELO RSET - none\n fault - delay=2m -\nANY RSET - none\n fault - delay=2m -\nCONNECTED"},
    {"NOOP:cut=1", "\nANY NOOP - any\n fault - cut=1 CLOSED*\n"},
    {"NOOP:drip=10ms", "\nANY NOOP - any\n fault - drip=10ms -\n"},
};

START_TEST(faults_are_laid_over)
{
    struct fault_rule rule;
    char *text;

    ck_assert_int_eq(fault_rule_parse(laid[_i].rule, &rule), FAULT_FLAW_NONE);
    text = explain(&dialect_rfc5321, &(struct faults_config){.rules = &rule, .rule_count = 1});
    ck_assert_msg(strstr(text, laid[_i].lines) != NULL, "%s:\n%s", laid[_i].rule, text);
    ck_assert_ptr_nonnull(strstr(text, "A fault is a rule"));
    ck_assert_ptr_null(strstr(text, "magic"));
    free(text);
}
END_TEST

START_TEST(magic_addresses_are_mentioned)
{
    char *text = explain(&dialect_prototype, &(struct faults_config){.has_magic = true});

    ck_assert_ptr_nonnull(strstr(text, "\n magic addresses: rcptCODE@x "));
    ck_assert_ptr_null(strstr(text, "A fault is a rule"));
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialect_print");
    TCase *all = tcase_create("rows");

    tcase_add_loop_test(all, a_row_is_printed, 0, CASES(cases));
    tcase_add_test(all, the_prototype_has_no_reasons);
    tcase_add_test(all, enhanced_codes_are_printed_if_offered);
    tcase_add_test(all, the_policy_is_read_from_the_table);
    tcase_add_loop_test(all, faults_are_laid_over, 0, CASES(laid));
    tcase_add_test(all, magic_addresses_are_mentioned);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
