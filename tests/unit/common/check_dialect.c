/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialect.c - the prototype's table against a literal matrix: every state, set of facts,
 * event and kind of argument.
 */
#include <config.h>

#include "common/dialect.h"

#include <check.h>

#include "tests/support/check_main.h"
#include "tests/support/matrix.h"

static const struct matrix_meaning meanings[] = {
    {.letter = '-',
     .outcomes = {{.result = DIALECT_REFUSED,
                   .code = 500,
                   .text = "Syntax error, command unrecognized",
                   .next = DIALECT_STATE_SAME}}},
    {.letter = 'g',
     .outcomes = {{.code = 220,
                   .text = "{hostname} smtpd-proto ready",
                   .next = DIALECT_STATE_HELO}}},
    {.letter = 'x',
     .outcomes = {{.code = 421,
                   .text = "{hostname} closing connection",
                   .next = DIALECT_STATE_CLOSED,
                   .ends_transaction = true}}},
    {.letter = 'h',
     .action = DIALECT_ACTION_HELO,
     .outcomes = {{.code = 250,
                   .text = "Hello {argument}, pleased to meet you",
                   .next = DIALECT_STATE_MAIL}}},
    {.letter = 'm',
     .action = DIALECT_ACTION_MAIL,
     .outcomes =
         {{.code = 250, .text = "{argument} Sender ok", .next = DIALECT_STATE_RCPT, .set = 4}}},
    {.letter = 'r',
     .action = DIALECT_ACTION_RCPT,
     .outcomes = {{.code = 250,
                   .text = "{argument} Recipient ok",
                   .next = DIALECT_STATE_DATA,
                   .set = 2,
                   .clear = 4},
                  {.result = DIALECT_NO_MAILBOX,
                   .code = 550,
                   .text = "Address unknown",
                   .next = DIALECT_STATE_MAIL,
                   .clear = 4,
                   .ends_transaction = true}}},
    {.letter = 'd',
     .action = DIALECT_ACTION_DATA,
     .outcomes = {{.code = 354,
                   .text = "Enter mail, end with \".\" on a line by itself",
                   .next = DIALECT_STATE_MESSAGE}}},
    {.letter = 'e',
     .action = DIALECT_ACTION_DELIVER,
     .outcomes = {{.code = 250,
                   .text = "Message accepted for delivery",
                   .next = DIALECT_STATE_MAIL,
                   .set = 1,
                   .clear = 6,
                   .ends_transaction = true},
                  {.result = DIALECT_LOCAL_ERROR,
                   .code = 451,
                   .text = "Local error in processing",
                   .next = DIALECT_STATE_MAIL,
                   .clear = 6,
                   .ends_transaction = true},
                  {.result = DIALECT_NO_STORAGE,
                   .code = 452,
                   .text = "Insufficient system storage",
                   .next = DIALECT_STATE_MAIL,
                   .clear = 6,
                   .ends_transaction = true},
                  {.result = DIALECT_TOO_LARGE,
                   .code = 552,
                   .text = "Message too large",
                   .next = DIALECT_STATE_MAIL,
                   .clear = 6,
                   .ends_transaction = true},
                  {.result = DIALECT_BAD_BYTES,
                   .code = 500,
                   .text = "Syntax error, command unrecognized",
                   .next = DIALECT_STATE_MAIL,
                   .clear = 6,
                   .ends_transaction = true}}},
    {.letter = 'q',
     .outcomes = {{.code = 221,
                   .text = "{hostname} closing connection",
                   .next = DIALECT_STATE_CLOSED}}},
};

static const struct matrix_kind kinds[] = {{"without argument", ""}, {"with argument", "x"}};

#define DELIVERED DIALECT_FACT_DELIVERED
#define RECIPIENT DIALECT_FACT_RECIPIENT
#define ROOM      DIALECT_FACT_ROOM
#define ENCRYPTED (DIALECT_FACT_ENCRYPTED | DIALECT_FACT_AUTHENTICATED)
#define ANY       (DIALECT_FACTS - 1)

static const struct matrix_line lines[] = {
    {DIALECT_STATE_CONNECTED, 0, ANY, {"...................gx.....", NULL}},
    {DIALECT_STATE_HELO, 0, ANY, {"-------------------.....xx", "-h-----------------.....xx"}},
    {DIALECT_STATE_MAIL,
     0,
     RECIPIENT | ROOM | ENCRYPTED,
     {"-------------------.....xx", "----m--------------.....xx"}},
    {DIALECT_STATE_MAIL,
     DELIVERED,
     RECIPIENT | ROOM | ENCRYPTED,
     {"------------q------.....xx", "----m--------------.....xx"}},
    {DIALECT_STATE_RCPT,
     0,
     DELIVERED | RECIPIENT | ENCRYPTED,
     {"-------------------.....xx", NULL}},
    {DIALECT_STATE_RCPT,
     ROOM,
     DELIVERED | RECIPIENT | ENCRYPTED,
     {"-------------------.....xx", "-----r-------------.....xx"}},
    {DIALECT_STATE_DATA, 0, DELIVERED | ROOM | ENCRYPTED, {"-------------------.....xx", NULL}},
    {DIALECT_STATE_DATA,
     RECIPIENT,
     DELIVERED | ROOM | ENCRYPTED,
     {"------d------------.....xx", "-------------------.....xx"}},
    {DIALECT_STATE_MESSAGE, 0, ANY, {".....................e..xx", NULL}},
    {DIALECT_STATE_CREDENTIALS, 0, ANY, {"................---.....xx", NULL}},
    {DIALECT_STATE_CLOSED, 0, ANY, {"..........................", NULL}},
};

static const struct matrix matrix = {
    &dialect_prototype, meanings, COUNT(meanings), kinds, COUNT(kinds), lines, COUNT(lines),
};

START_TEST(every_cell)
{
    matrix_check_position(&matrix, _i);
}
END_TEST

START_TEST(every_line_counts)
{
    matrix_check_lines(&matrix);
}
END_TEST

START_TEST(every_refusal)
{
    matrix_check_refusals(&matrix, 1);
}
END_TEST

static const struct {
    const char *name;
    struct dialect_position position;
    enum dialect_event event;
    const char *argument;
    enum dialect_reason reason;
} reasons[] = {
    {"fits", {DIALECT_STATE_HELO, 0}, DIALECT_HELO, "x", DIALECT_REASON_NONE},
    {"unknown verb", {DIALECT_STATE_HELO, 0}, DIALECT_UNKNOWN, "x", DIALECT_REASON_UNKNOWN_VERB},
    {"out of order", {DIALECT_STATE_HELO, 0}, DIALECT_MAIL, "x", DIALECT_REASON_OUT_OF_ORDER},
    {"helo twice", {DIALECT_STATE_MAIL, 0}, DIALECT_HELO, "x", DIALECT_REASON_OUT_OF_ORDER},
    {"quit too early", {DIALECT_STATE_MAIL, 0}, DIALECT_QUIT, "", DIALECT_REASON_NEEDS_DELIVERY},
    {"quit in time", {DIALECT_STATE_MAIL, 1}, DIALECT_QUIT, "", DIALECT_REASON_NONE},
    {"quit with argument",
     {DIALECT_STATE_MAIL, 1},
     DIALECT_QUIT,
     "x",
     DIALECT_REASON_ARGUMENT_UNEXPECTED},
    {"helo without argument",
     {DIALECT_STATE_HELO, 0},
     DIALECT_HELO,
     "",
     DIALECT_REASON_ARGUMENT_MISSING},
    {"no room", {DIALECT_STATE_RCPT, 0}, DIALECT_RCPT, "x", DIALECT_REASON_NEEDS_ROOM},
    {"no recipient", {DIALECT_STATE_DATA, 0}, DIALECT_DATA, "", DIALECT_REASON_NEEDS_RECIPIENT},
    {"long line", {DIALECT_STATE_DATA, 2}, DIALECT_LONG_LINE, "", DIALECT_REASON_LONG_LINE},
    {"wrong ending",
     {DIALECT_STATE_DATA, 2},
     DIALECT_WRONG_ENDING,
     "",
     DIALECT_REASON_WRONG_ENDING},
};

START_TEST(every_reason)
{
    struct dialect_match match = dialect_find(&dialect_prototype, reasons[_i].position,
                                              reasons[_i].event, span_of(reasons[_i].argument));

    ck_assert_msg(match.reason == reasons[_i].reason, "%s: reason %d", reasons[_i].name,
                  match.reason);
}
END_TEST

START_TEST(why_not_supplies_the_argument)
{
    struct dialect_position at_mail = {DIALECT_STATE_MAIL, 0};
    struct dialect_position delivered = {DIALECT_STATE_MAIL, DIALECT_FACT_DELIVERED};

    ck_assert_int_eq(dialect_why_not(&dialect_prototype, at_mail, DIALECT_MAIL),
                     DIALECT_REASON_NONE);
    ck_assert_int_eq(dialect_why_not(&dialect_prototype, at_mail, DIALECT_QUIT),
                     DIALECT_REASON_NEEDS_DELIVERY);
    ck_assert_int_eq(dialect_why_not(&dialect_prototype, delivered, DIALECT_QUIT),
                     DIALECT_REASON_NONE);
    ck_assert_int_eq(dialect_why_not(&dialect_prototype, at_mail, DIALECT_DATA),
                     DIALECT_REASON_OUT_OF_ORDER);
}
END_TEST

/* A dialect that lacks a verb, though it has rows for it, and one that has no rows at all. */
START_TEST(verbs_that_are_lacking)
{
    struct dialect_position delivered = {DIALECT_STATE_MAIL, DIALECT_FACT_DELIVERED};
    struct dialect wordless = dialect_prototype, rowless = dialect_prototype;

    wordless.verbs[DIALECT_QUIT].words = NULL;
    ck_assert_int_eq(dialect_why_not(&wordless, delivered, DIALECT_QUIT),
                     DIALECT_REASON_UNKNOWN_VERB);
    ck_assert_int_eq(dialect_why_not(&wordless, delivered, DIALECT_MAIL), DIALECT_REASON_NONE);
    rowless.row_count = 0;
    ck_assert_ptr_null(dialect_row_of(&rowless, DIALECT_HELO));
    ck_assert(!dialect_wants_argument(&rowless, DIALECT_HELO));
    ck_assert_int_eq(dialect_row_of(&dialect_prototype, DIALECT_HELO)->event, DIALECT_HELO);
    ck_assert(dialect_wants_argument(&dialect_prototype, DIALECT_HELO));
    ck_assert(!dialect_wants_argument(&dialect_prototype, DIALECT_QUIT));
}
END_TEST

static const struct {
    const char *name;
    struct dialect_position position;
    enum dialect_event event;
    unsigned codes[DIALECT_RESULTS]; /* of the outcome for each result; 0: none */
} results[] = {
    {"one result",
     {DIALECT_STATE_MAIL, 0},
     DIALECT_MAIL,
     {[DIALECT_DONE] = 250, [DIALECT_DONE_LAST] = 250}},
    {"a refusal alone", {DIALECT_STATE_MAIL, 0}, DIALECT_UNKNOWN, {[DIALECT_REFUSED] = 500}},
    {"two results",
     {DIALECT_STATE_RCPT, DIALECT_FACT_ROOM},
     DIALECT_RCPT,
     {[DIALECT_DONE] = 250, [DIALECT_DONE_LAST] = 250, [DIALECT_NO_MAILBOX] = 550}},
    {"many results",
     {DIALECT_STATE_MESSAGE, 0},
     DIALECT_END_OF_DATA,
     {[DIALECT_DONE] = 250,
      [DIALECT_DONE_LAST] = 250,
      [DIALECT_BAD_BYTES] = 500,
      [DIALECT_TOO_LARGE] = 552,
      [DIALECT_NO_STORAGE] = 452,
      [DIALECT_LOCAL_ERROR] = 451}},
};

START_TEST(outcome_by_result)
{
    const struct dialect_row *row =
        dialect_find(&dialect_prototype, results[_i].position, results[_i].event, span_of("x")).row;

    for (enum dialect_result result = 0; result < DIALECT_RESULTS; result++) {
        const struct dialect_outcome *outcome = dialect_outcome(row, result);
        unsigned code = results[_i].codes[result];
        ck_assert_msg((outcome != NULL) == (code != 0), "%s: result %d", results[_i].name,
                      (int)result);
        if (outcome != NULL)
            ck_assert_msg(outcome->code == code &&
                              (outcome->result == result ||
                               (result == DIALECT_DONE_LAST && outcome->result == DIALECT_DONE)),
                          "%s: %u for result %d", results[_i].name, outcome->code, (int)result);
    }
}
END_TEST

static const struct {
    const char *name;
    unsigned code;
    bool listed;
    enum dialect_result result;
} codes[] = {
    {"the code itself", 550, true, DIALECT_NO_MAILBOX},
    {"another of the class", 554, true, DIALECT_NO_MAILBOX},
    {"success of another code", 251, true, DIALECT_DONE},
    {"a class that is not listed", 450, false, DIALECT_DONE},
    {"nonsense", 0, false, DIALECT_DONE},
};

START_TEST(outcome_by_code)
{
    struct dialect_position position = {DIALECT_STATE_RCPT, DIALECT_FACT_ROOM};
    const struct dialect_row *row =
        dialect_find(&dialect_prototype, position, DIALECT_RCPT, span_of("x")).row;
    const struct dialect_outcome *outcome =
        dialect_outcome_by_code(row, DIALECT_REASON_NONE, codes[_i].code);

    ck_assert_msg((outcome != NULL) == codes[_i].listed, "%s", codes[_i].name);
    if (outcome != NULL)
        ck_assert_msg(outcome->result == codes[_i].result, "%s", codes[_i].name);
}
END_TEST

START_TEST(names)
{
    ck_assert_ptr_eq(dialect_by_name("prototype"), &dialect_prototype);
    ck_assert_ptr_null(dialect_by_name("esmtp"));
    for (enum dialect_state state = 0; state <= DIALECT_STATE_SAME; state++)
        ck_assert_ptr_nonnull(dialect_state_name(state));
    for (enum dialect_event event = 0; event <= DIALECT_EVENT_ANY_LINE; event++)
        if (event >= DIALECT_VERBS || dialect_prototype.verbs[event].words != NULL)
            ck_assert_ptr_nonnull(dialect_event_name(&dialect_prototype, event));
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        ck_assert((dialect_prototype.verbs[verb].section == NULL) ==
                  (dialect_prototype.verbs[verb].words == NULL));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialect");
    TCase *table = tcase_create("table");

    tcase_add_test(table, every_line_counts);
    tcase_add_loop_test(table, every_cell, 0, MATRIX_POSITIONS);
    tcase_add_test(table, every_refusal);
    tcase_add_loop_test(table, every_reason, 0, CASES(reasons));
    tcase_add_test(table, why_not_supplies_the_argument);
    tcase_add_test(table, verbs_that_are_lacking);
    tcase_add_loop_test(table, outcome_by_result, 0, CASES(results));
    tcase_add_loop_test(table, outcome_by_code, 0, CASES(codes));
    tcase_add_test(table, names);
    suite_add_tcase(suite, table);
    return check_main(suite);
}
