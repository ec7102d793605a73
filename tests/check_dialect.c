/* check_dialect.c - the prototype's table against a literal matrix: every state, set of facts and
 * event, with an argument and without.
 */
#include <config.h>

#include "common/dialect.h"

#include <check.h>
#include <stdio.h>

#include "check_main.h"

/* What a cell of the matrix stands for: '.' it cannot happen, '-' it is refused, a letter: this
 * row. */
static const struct meaning {
    char letter;
    size_t count;
    struct dialect_outcome outcomes[DIALECT_OUTCOMES_MAX];
} meanings[] = {
    {'-',
     1,
     {{DIALECT_REFUSED, 500, NULL, "Syntax error, command unrecognized", DIALECT_STATE_SAME, 0, 0,
       false}}},
    {'g',
     1,
     {{DIALECT_DONE, 220, NULL, "{hostname} smtpd-proto ready", DIALECT_STATE_HELO, 0, 0, false}}},
    {'x',
     1,
     {{DIALECT_DONE, 421, NULL, "{hostname} closing connection", DIALECT_STATE_CLOSED, 0, 0,
       true}}},
    {'h',
     1,
     {{DIALECT_DONE, 250, NULL, "Hello {argument}, pleased to meet you", DIALECT_STATE_MAIL, 0, 0,
       false}}},
    {'m', 1, {{DIALECT_DONE, 250, NULL, "{argument} Sender ok", DIALECT_STATE_RCPT, 4, 0, false}}},
    {'r',
     2,
     {{DIALECT_DONE, 250, NULL, "{argument} Recipient ok", DIALECT_STATE_DATA, 2, 4, false},
      {DIALECT_NO_MAILBOX, 550, NULL, "Address unknown", DIALECT_STATE_MAIL, 0, 4, true}}},
    {'d',
     1,
     {{DIALECT_DONE, 354, NULL, "Enter mail, end with \".\" on a line by itself",
       DIALECT_STATE_MESSAGE, 0, 0, false}}},
    {'e',
     5,
     {{DIALECT_DONE, 250, NULL, "Message accepted for delivery", DIALECT_STATE_MAIL, 1, 6, true},
      {DIALECT_LOCAL_ERROR, 451, NULL, "Local error in processing", DIALECT_STATE_MAIL, 0, 6, true},
      {DIALECT_NO_STORAGE, 452, NULL, "Insufficient system storage", DIALECT_STATE_MAIL, 0, 6,
       true},
      {DIALECT_TOO_LARGE, 552, NULL, "Message too large", DIALECT_STATE_MAIL, 0, 6, true},
      {DIALECT_BAD_BYTES, 500, NULL, "Syntax error, command unrecognized", DIALECT_STATE_MAIL, 0, 6,
       true}}},
    {'q',
     1,
     {{DIALECT_DONE, 221, NULL, "{hostname} closing connection", DIALECT_STATE_CLOSED, 0, 0,
       false}}},
};

/* Columns: HELO MAIL RCPT DATA QUIT unknown long-line wrong-ending connect overload end-of-data
 * timeout shutdown. */
static const struct cells {
    enum dialect_state state;
    unsigned facts; /* 1 delivered, 2 recipient, 4 room */
    const char *with_argument;
    const char *without_argument;
} matrix[] = {
    {DIALECT_STATE_CONNECTED, 0, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 1, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 2, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 3, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 4, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 5, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 6, "........gx...", "........gx..."},
    {DIALECT_STATE_CONNECTED, 7, "........gx...", "........gx..."},
    {DIALECT_STATE_HELO, 0, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 1, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 2, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 3, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 4, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 5, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 6, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_HELO, 7, "h-------...xx", "--------...xx"},
    {DIALECT_STATE_MAIL, 0, "-m------...xx", "--------...xx"},
    {DIALECT_STATE_MAIL, 1, "-m------...xx", "----q---...xx"},
    {DIALECT_STATE_MAIL, 2, "-m------...xx", "--------...xx"},
    {DIALECT_STATE_MAIL, 3, "-m------...xx", "----q---...xx"},
    {DIALECT_STATE_MAIL, 4, "-m------...xx", "--------...xx"},
    {DIALECT_STATE_MAIL, 5, "-m------...xx", "----q---...xx"},
    {DIALECT_STATE_MAIL, 6, "-m------...xx", "--------...xx"},
    {DIALECT_STATE_MAIL, 7, "-m------...xx", "----q---...xx"},
    {DIALECT_STATE_RCPT, 0, "--------...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 1, "--------...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 2, "--------...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 3, "--------...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 4, "--r-----...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 5, "--r-----...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 6, "--r-----...xx", "--------...xx"},
    {DIALECT_STATE_RCPT, 7, "--r-----...xx", "--------...xx"},
    {DIALECT_STATE_DATA, 0, "--------...xx", "--------...xx"},
    {DIALECT_STATE_DATA, 1, "--------...xx", "--------...xx"},
    {DIALECT_STATE_DATA, 2, "--------...xx", "---d----...xx"},
    {DIALECT_STATE_DATA, 3, "--------...xx", "---d----...xx"},
    {DIALECT_STATE_DATA, 4, "--------...xx", "--------...xx"},
    {DIALECT_STATE_DATA, 5, "--------...xx", "--------...xx"},
    {DIALECT_STATE_DATA, 6, "--------...xx", "---d----...xx"},
    {DIALECT_STATE_DATA, 7, "--------...xx", "---d----...xx"},
    {DIALECT_STATE_MESSAGE, 0, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 1, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 2, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 3, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 4, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 5, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 6, "..........exx", "..........exx"},
    {DIALECT_STATE_MESSAGE, 7, "..........exx", "..........exx"},
    {DIALECT_STATE_CLOSED, 0, ".............", "............."},
    {DIALECT_STATE_CLOSED, 1, ".............", "............."},
    {DIALECT_STATE_CLOSED, 2, ".............", "............."},
    {DIALECT_STATE_CLOSED, 3, ".............", "............."},
    {DIALECT_STATE_CLOSED, 4, ".............", "............."},
    {DIALECT_STATE_CLOSED, 5, ".............", "............."},
    {DIALECT_STATE_CLOSED, 6, ".............", "............."},
    {DIALECT_STATE_CLOSED, 7, ".............", "............."},
};

#define MATRIX_ROWS ((int)(sizeof matrix / sizeof matrix[0]))

static const struct meaning *meaning_of(char letter)
{
    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].letter == letter)
            return &meanings[i];
    return NULL;
}

static void check_outcomes(const char *where, const struct dialect_row *row,
                           const struct meaning *meaning)
{
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX; i++) {
        const struct dialect_outcome *want = &meaning->outcomes[i];
        const struct dialect_outcome *have = &row->outcomes[i];
        ck_assert_msg(have->code == want->code, "%s: outcome %zu: code %u", where, i, have->code);
        if (i >= meaning->count)
            continue;
        ck_assert_msg(have->result == want->result, "%s: outcome %zu: result", where, i);
        ck_assert_str_eq(have->text, want->text);
        ck_assert_ptr_null(have->enhanced);
        ck_assert_msg(have->next == want->next, "%s: outcome %zu: next", where, i);
        ck_assert_msg(have->set == want->set, "%s: outcome %zu: facts set", where, i);
        ck_assert_msg(have->clear == want->clear, "%s: outcome %zu: facts cleared", where, i);
        ck_assert_msg(have->ends_transaction == want->ends_transaction, "%s: outcome %zu: ends",
                      where, i);
    }
}

static void check_cell(const struct cells *cells, enum dialect_event event, bool has_argument)
{
    char letter = (has_argument ? cells->with_argument : cells->without_argument)[event];
    struct dialect_position position = {cells->state, cells->facts};
    enum dialect_reason reason = DIALECT_REASON_NONE;
    const struct dialect_row *row =
        dialect_find(&dialect_prototype, position, event, has_argument, &reason);
    char where[100];

    snprintf(where, sizeof where, "%s, facts %u, %s, %s argument", dialect_state_name(cells->state),
             cells->facts, dialect_event_name(event), has_argument ? "with" : "without");
    if (letter == '.') {
        ck_assert_msg(row == NULL, "%s: a row where nothing can happen", where);
        return;
    }
    ck_assert_msg(row != NULL, "%s: no row", where);
    ck_assert_msg((reason != DIALECT_REASON_NONE) == (letter == '-'), "%s: reason %d", where,
                  reason);
    check_outcomes(where, row, meaning_of(letter));
}

START_TEST(every_cell)
{
    for (enum dialect_event event = 0; event < DIALECT_EVENTS; event++) {
        check_cell(&matrix[_i], event, true);
        check_cell(&matrix[_i], event, false);
    }
}
END_TEST

START_TEST(matrix_is_whole)
{
    ck_assert_int_eq(MATRIX_ROWS, DIALECT_STATES * DIALECT_FACTS);
    for (int i = 0; i < MATRIX_ROWS; i++) {
        ck_assert_int_eq((int)matrix[i].state * DIALECT_FACTS + (int)matrix[i].facts, i);
        ck_assert_uint_eq(strlen(matrix[i].with_argument), DIALECT_EVENTS);
        ck_assert_uint_eq(strlen(matrix[i].without_argument), DIALECT_EVENTS);
    }
}
END_TEST

static const struct {
    const char *name;
    struct dialect_position position;
    enum dialect_event event;
    bool has_argument;
    enum dialect_reason reason;
} reasons[] = {
    {"fits", {DIALECT_STATE_HELO, 0}, DIALECT_HELO, true, DIALECT_REASON_NONE},
    {"unknown verb", {DIALECT_STATE_HELO, 0}, DIALECT_UNKNOWN, true, DIALECT_REASON_UNKNOWN_VERB},
    {"out of order", {DIALECT_STATE_HELO, 0}, DIALECT_MAIL, true, DIALECT_REASON_OUT_OF_ORDER},
    {"helo twice", {DIALECT_STATE_MAIL, 0}, DIALECT_HELO, true, DIALECT_REASON_OUT_OF_ORDER},
    {"quit too early", {DIALECT_STATE_MAIL, 0}, DIALECT_QUIT, false, DIALECT_REASON_NEEDS_DELIVERY},
    {"quit in time", {DIALECT_STATE_MAIL, 1}, DIALECT_QUIT, false, DIALECT_REASON_NONE},
    {"quit with argument",
     {DIALECT_STATE_MAIL, 1},
     DIALECT_QUIT,
     true,
     DIALECT_REASON_ARGUMENT_UNEXPECTED},
    {"helo without argument",
     {DIALECT_STATE_HELO, 0},
     DIALECT_HELO,
     false,
     DIALECT_REASON_ARGUMENT_MISSING},
    {"no room", {DIALECT_STATE_RCPT, 0}, DIALECT_RCPT, true, DIALECT_REASON_NEEDS_ROOM},
    {"no recipient", {DIALECT_STATE_DATA, 0}, DIALECT_DATA, false, DIALECT_REASON_NEEDS_RECIPIENT},
    {"long line", {DIALECT_STATE_DATA, 2}, DIALECT_LONG_LINE, false, DIALECT_REASON_LONG_LINE},
    {"wrong ending",
     {DIALECT_STATE_DATA, 2},
     DIALECT_WRONG_ENDING,
     false,
     DIALECT_REASON_WRONG_ENDING},
};

START_TEST(every_reason)
{
    enum dialect_reason reason = DIALECT_REASONS;

    dialect_find(&dialect_prototype, reasons[_i].position, reasons[_i].event,
                 reasons[_i].has_argument, &reason);
    ck_assert_msg(reason == reasons[_i].reason, "%s: reason %d", reasons[_i].name, reason);
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
    {"one result", {DIALECT_STATE_MAIL, 0}, DIALECT_MAIL, {[DIALECT_DONE] = 250}},
    {"a refusal alone", {DIALECT_STATE_MAIL, 0}, DIALECT_UNKNOWN, {[DIALECT_REFUSED] = 500}},
    {"two results",
     {DIALECT_STATE_RCPT, DIALECT_FACT_ROOM},
     DIALECT_RCPT,
     {[DIALECT_DONE] = 250, [DIALECT_NO_MAILBOX] = 550}},
    {"as many as a row may have",
     {DIALECT_STATE_MESSAGE, 0},
     DIALECT_END_OF_DATA,
     {[DIALECT_DONE] = 250,
      [DIALECT_BAD_BYTES] = 500,
      [DIALECT_TOO_LARGE] = 552,
      [DIALECT_NO_STORAGE] = 452,
      [DIALECT_LOCAL_ERROR] = 451}},
};

START_TEST(outcome_by_result)
{
    const struct dialect_row *row =
        dialect_find(&dialect_prototype, results[_i].position, results[_i].event, true, NULL);

    for (enum dialect_result result = 0; result < DIALECT_RESULTS; result++) {
        const struct dialect_outcome *outcome = dialect_outcome(row, result);
        unsigned code = results[_i].codes[result];
        ck_assert_msg((outcome != NULL) == (code != 0), "%s: result %d", results[_i].name,
                      (int)result);
        if (outcome != NULL)
            ck_assert_msg(outcome->code == code && outcome->result == result,
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
        dialect_find(&dialect_prototype, position, DIALECT_RCPT, true, NULL);
    const struct dialect_outcome *outcome = dialect_outcome_by_code(row, codes[_i].code);

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
        ck_assert_ptr_nonnull(dialect_event_name(event));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dialect");
    TCase *table = tcase_create("table");

    tcase_add_test(table, matrix_is_whole);
    tcase_add_loop_test(table, every_cell, 0, MATRIX_ROWS);
    tcase_add_loop_test(table, every_reason, 0, (int)(sizeof reasons / sizeof reasons[0]));
    tcase_add_test(table, why_not_supplies_the_argument);
    tcase_add_test(table, verbs_that_are_lacking);
    tcase_add_loop_test(table, outcome_by_result, 0, (int)(sizeof results / sizeof results[0]));
    tcase_add_loop_test(table, outcome_by_code, 0, (int)(sizeof codes / sizeof codes[0]));
    tcase_add_test(table, names);
    suite_add_tcase(suite, table);
    return check_main(suite);
}
