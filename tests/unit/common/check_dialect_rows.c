/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dialect_rows.c - the engine on rows that the prototype has not, and what is told of verbs.
 *
 * What a session makes of such rows is checked in check_session_dialects.c.
 */
#include <config.h>

#include "common/dialect.h"

#include <check.h>
#include <limits.h>

#include "tests/support/check_main.h"
#include "tests/support/dialects.h"

static const struct dialect_row refusing = {
    .state = DIALECT_STATE_ANY,
    .event = DIALECT_RCPT,
    .outcomes = {{.result = DIALECT_REFUSED, .reason = DIALECT_REASON_OUT_OF_ORDER, .code = 503},
                 {.result = DIALECT_REFUSED, .reason = DIALECT_REASON_NEEDS_ROOM, .code = 452},
                 {.result = DIALECT_REFUSED, .reason = DIALECT_REASON_BAD_PATH, .code = 501},
                 {.result = DIALECT_REFUSED, .reason = DIALECT_REASON_NO_BRACKETS, .code = 501}},
};

static const struct dialect_row doing = {
    .state = DIALECT_STATE_RCPT,
    .event = DIALECT_RCPT,
    .outcomes = {{.code = 250},
                 {.result = DIALECT_DONE_LAST, .code = 251},
                 {.result = DIALECT_NO_MAILBOX, .code = 550}},
};

static const struct {
    const char *name;
    const struct dialect_row *row;
    enum dialect_reason reason;
    unsigned code;
    int outcome; /* which of the row; -1: none */
} codes[] = {
    {"the code itself", &refusing, DIALECT_REASON_OUT_OF_ORDER, 452, 1},
    {"of two with the code the first", &refusing, DIALECT_REASON_OUT_OF_ORDER, 501, 2},
    {"of two with the code the one foreseen", &refusing, DIALECT_REASON_NO_BRACKETS, 501, 3},
    {"of a class the first", &refusing, DIALECT_REASON_NEEDS_ROOM, 554, 0},
    {"of a class the one foreseen", &refusing, DIALECT_REASON_BAD_PATH, 554, 2},
    {"a class of one", &refusing, DIALECT_REASON_BAD_PATH, 450, 1},
    {"a class of none", &refusing, DIALECT_REASON_BAD_PATH, 250, -1},
    {"done", &doing, DIALECT_REASON_NONE, 250, 0},
    {"done for the last time", &doing, DIALECT_REASON_NONE, 251, 1},
    {"success of another code", &doing, DIALECT_REASON_NONE, 252, 0},
};

START_TEST(outcome_by_code)
{
    const struct dialect_row *row = codes[_i].row;
    const struct dialect_outcome *outcome =
        dialect_outcome_by_code(row, codes[_i].reason, codes[_i].code);
    int number = outcome != NULL ? (int)(outcome - row->outcomes) : -1;

    ck_assert_msg(number == codes[_i].outcome, "%s: outcome %d", codes[_i].name, number);
}
END_TEST

START_TEST(refusal_by_reason)
{
    ck_assert_uint_eq(dialect_refusal(&refusing, DIALECT_REASON_NEEDS_ROOM)->code, 452);
    ck_assert_ptr_null(dialect_refusal(&refusing, DIALECT_REASON_LONG_LINE));
    ck_assert_ptr_null(dialect_refusal(&doing, DIALECT_REASON_OUT_OF_ORDER));
}
END_TEST

START_TEST(done_stands_in_for_the_last)
{
    struct dialect_row row = doing;

    ck_assert_uint_eq(dialect_outcome(&row, DIALECT_DONE_LAST)->code, 251);
    row.outcomes[1] = row.outcomes[2];
    row.outcomes[2].code = 0;
    ck_assert_uint_eq(dialect_outcome(&row, DIALECT_DONE_LAST)->code, 250);
    ck_assert(dialect_is_done(DIALECT_DONE));
    ck_assert(dialect_is_done(DIALECT_DONE_LAST));
    ck_assert(!dialect_is_done(DIALECT_REFUSED));
}
END_TEST

/* A row that refuses is passed over in silence: its needs and its rule are no reason. */
static const struct {
    const char *name;
    struct dialect_row row; /* the first one */
    enum dialect_state state;
    const char *argument;
    bool is_chosen;
    enum dialect_reason reason;
} choices[] = {
    {"for the reason",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_MAIL,
      .outcomes =
          {{.result = DIALECT_REFUSED, .reason = DIALECT_REASON_OUT_OF_ORDER, .code = 503}}},
     DIALECT_STATE_DATA,
     "x",
     true,
     DIALECT_REASON_OUT_OF_ORDER},
    {"for another reason",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_MAIL,
      .outcomes = {{.result = DIALECT_REFUSED, .reason = DIALECT_REASON_NEEDS_ROOM, .code = 503}}},
     DIALECT_STATE_DATA,
     "x",
     false,
     DIALECT_REASON_OUT_OF_ORDER},
    {"for any reason",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_MAIL,
      .outcomes = {{.result = DIALECT_REFUSED, .code = 503}}},
     DIALECT_STATE_MAIL,
     "x",
     true,
     DIALECT_REASON_OUT_OF_ORDER},
    {"with needs that are not met",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_MAIL,
      .needs = DIALECT_FACT_ROOM,
      .outcomes = {{.result = DIALECT_REFUSED, .code = 503}}},
     DIALECT_STATE_DATA,
     "x",
     false,
     DIALECT_REASON_OUT_OF_ORDER},
    {"with a rule that is met",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_MAIL,
      .argument = ARGUMENT_NONE,
      .outcomes = {{.result = DIALECT_REFUSED, .code = 503}}},
     DIALECT_STATE_DATA,
     "",
     true,
     DIALECT_REASON_OUT_OF_ORDER},
    {"with a rule that is not met",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_MAIL,
      .argument = ARGUMENT_NONE,
      .outcomes = {{.result = DIALECT_REFUSED, .code = 503}}},
     DIALECT_STATE_DATA,
     "x",
     false,
     DIALECT_REASON_OUT_OF_ORDER},
    {"any line, first",
     {.state = DIALECT_STATE_ANY,
      .event = DIALECT_EVENT_ANY_LINE,
      .outcomes =
          {{.result = DIALECT_REFUSED, .reason = DIALECT_REASON_OUT_OF_ORDER, .code = 503}}},
     DIALECT_STATE_DATA,
     "x",
     true,
     DIALECT_REASON_OUT_OF_ORDER},
    {"any line that is not refused",
     {.state = DIALECT_STATE_ANY, .event = DIALECT_EVENT_ANY_LINE, .outcomes = {{.code = 250}}},
     DIALECT_STATE_DATA,
     "x",
     true,
     DIALECT_REASON_NONE},
    {"a path that is none",
     {.state = DIALECT_STATE_DATA,
      .event = DIALECT_MAIL,
      .argument = ARGUMENT_FORWARD_PATH,
      .outcomes = {{.code = 250}}},
     DIALECT_STATE_DATA,
     "<x>",
     false,
     DIALECT_REASON_BAD_PATH},
    {"a path without brackets",
     {.state = DIALECT_STATE_DATA,
      .event = DIALECT_MAIL,
      .argument = ARGUMENT_FORWARD_PATH,
      .outcomes = {{.code = 250}}},
     DIALECT_STATE_DATA,
     "x",
     false,
     DIALECT_REASON_NO_BRACKETS},
    {"a bad parameter",
     {.state = DIALECT_STATE_DATA,
      .event = DIALECT_MAIL,
      .argument = ARGUMENT_REVERSE_PATH,
      .outcomes = {{.code = 250}}},
     DIALECT_STATE_DATA,
     "<> =",
     false,
     DIALECT_REASON_BAD_PARAMETER},
    {"a bad mechanism",
     {.state = DIALECT_STATE_DATA,
      .event = DIALECT_MAIL,
      .argument = ARGUMENT_MECHANISM,
      .outcomes = {{.code = 250}}},
     DIALECT_STATE_DATA,
     "!",
     false,
     DIALECT_REASON_BAD_MECHANISM},
};

START_TEST(a_row_is_chosen)
{
    struct dialect_position position = {choices[_i].state, 0};
    struct dialects_copy copy;
    struct dialect_match match;

    dialects_copy_prototype(&copy);
    dialects_add(&copy, 0, choices[_i].row);
    match = dialect_find(&copy.dialect, position, DIALECT_MAIL, span_of(choices[_i].argument));
    ck_assert_msg((match.row == copy.rows) == choices[_i].is_chosen, "%s", choices[_i].name);
    ck_assert_msg(match.reason == choices[_i].reason, "%s: reason %d", choices[_i].name,
                  match.reason);
}
END_TEST

/* Any argument is proper for a proper one; a row that refuses carries no verb out. */
START_TEST(what_is_proper_follows_the_rule)
{
    struct dialect_position at_rcpt = {DIALECT_STATE_RCPT, DIALECT_FACT_ROOM};
    struct dialects_copy copy;

    dialects_copy_prototype(&copy);
    dialects_row_of(&copy, DIALECT_RCPT)->argument = ARGUMENT_FORWARD_PATH;
    dialects_add(&copy, 0, refusing);
    ck_assert_int_eq(dialect_why_not(&copy.dialect, at_rcpt, DIALECT_RCPT),
                     DIALECT_REASON_OUT_OF_ORDER);
    copy.rows[0].outcomes[0].reason = DIALECT_REASON_UNKNOWN_VERB;
    ck_assert_int_eq(dialect_why_not(&copy.dialect, at_rcpt, DIALECT_RCPT), DIALECT_REASON_NONE);
    ck_assert_int_eq(dialect_row_of(&copy.dialect, DIALECT_RCPT)->argument, ARGUMENT_FORWARD_PATH);
    ck_assert(dialect_wants_argument(&copy.dialect, DIALECT_RCPT));
}
END_TEST

static const struct {
    const char *text;
    bool is_prototype;
} greetings[] = {
    {"h smtpd-proto ready", true}, {"h ESMTP ready", false}, {"h smtpd-proto ESMTP ready", false},
    {"ESMTP smtpd-proto", false},  {"h ready", false},       {"", false},
};

START_TEST(a_greeting_tells_the_dialect)
{
    const struct dialect *dialect = dialect_by_greeting(span_of(greetings[_i].text));

    ck_assert_msg((dialect == &dialect_prototype) == greetings[_i].is_prototype, "\"%s\"",
                  greetings[_i].text);
}
END_TEST

static const struct {
    enum dialect_event verb;
    const char *name, *label, *section;
    enum dialect_introduces introduces;
} verbs[] = {
    {DIALECT_HELO, "HELO", "Domain", "4.1.1.1", DIALECT_INTRODUCES_CLIENT},
    {DIALECT_MAIL, "MAIL", "Sender", "4.1.1.2", DIALECT_INTRODUCES_SENDER},
    {DIALECT_RCPT, "RCPT", "Recipient", "4.1.1.3", DIALECT_INTRODUCES_RECIPIENT},
    {DIALECT_DATA, "DATA", NULL, "4.1.1.4", DIALECT_INTRODUCES_MESSAGE},
    {DIALECT_QUIT, "QUIT", NULL, "4.1.1.10", DIALECT_INTRODUCES_NOTHING},
};

START_TEST(a_verb_has_its_columns)
{
    const struct dialect_verb *verb = &dialect_prototype.verbs[verbs[_i].verb];

    ck_assert_str_eq(dialect_event_name(&dialect_prototype, verbs[_i].verb), verbs[_i].name);
    ck_assert_str_eq(verb->section, verbs[_i].section);
    ck_assert_pstr_eq(verb->label, verbs[_i].label);
    ck_assert_int_eq(dialect_introduces(&dialect_prototype, verbs[_i].verb), verbs[_i].introduces);
    ck_assert(!dialect_is_secret(&dialect_prototype, verbs[_i].verb));
}
END_TEST

START_TEST(what_is_no_verb_has_no_columns)
{
    struct dialect dialect = dialect_prototype;

    ck_assert_int_eq(dialect_introduces(&dialect, DIALECT_EVENTS), DIALECT_INTRODUCES_NOTHING);
    ck_assert(!dialect_is_secret(&dialect, DIALECT_UNKNOWN));
    ck_assert(dialect_is_secret(&dialect, DIALECT_CREDENTIALS));
    dialect.verbs[DIALECT_HELO].is_secret = true;
    ck_assert(dialect_is_secret(&dialect, DIALECT_HELO));
}
END_TEST

/* Where ROW may reply with an error, the error too many must have a row as well. */
static void check_errors_end(const struct dialect *dialect, const struct dialect_row *row)
{
    bool is_any = row->state == DIALECT_STATE_ANY;
    struct dialect_position position = {is_any ? DIALECT_STATE_MAIL : row->state, 0};
    struct dialect_match match = dialect_find_proper(dialect, position, DIALECT_ERRORS);

    if (dialect_bears_errors(&dialect->policy, UINT_MAX))
        return;
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX; i++)
        ck_assert_msg(!dialect_is_error(row->outcomes[i].code) || match.row != NULL, "%s in %s: %u",
                      dialect_event_name(dialect, row->event), dialect_state_name(row->state),
                      row->outcomes[i].code);
}

/* What a session rests on in any dialect. */
START_TEST(a_dialect_is_sound)
{
    const struct dialect *dialect = dialect_all[_i];

    for (size_t i = 0; i < dialect->row_count; i++)
        check_errors_end(dialect, &dialect->rows[i]);
    ck_assert_uint_le(dialect->policy.command_line_bytes, DIALECT_LINE_MAX);
    ck_assert_uint_ge(dialect->policy.recipients_max, 1);
    for (size_t i = 0; i < dialect->row_count; i++)
        if (dialect->rows[i].action == DIALECT_ACTION_DELIVER) {
            ck_assert_ptr_nonnull(dialect_outcome(&dialect->rows[i], DIALECT_DONE));
            ck_assert_ptr_nonnull(dialect_outcome(&dialect->rows[i], DIALECT_NO_STORAGE));
            ck_assert_ptr_nonnull(dialect_outcome(&dialect->rows[i], DIALECT_LOCAL_ERROR));
        }
}
END_TEST

static int count_dialects(void)
{
    int count = 0;

    while (dialect_all[count] != NULL)
        count++;
    return count;
}

int main(void)
{
    Suite *suite = suite_create("dialect_rows");
    TCase *all = tcase_create("rows");

    tcase_add_loop_test(all, a_dialect_is_sound, 0, count_dialects());
    tcase_add_loop_test(all, outcome_by_code, 0, CASES(codes));
    tcase_add_test(all, refusal_by_reason);
    tcase_add_test(all, done_stands_in_for_the_last);
    tcase_add_loop_test(all, a_row_is_chosen, 0, CASES(choices));
    tcase_add_test(all, what_is_proper_follows_the_rule);
    tcase_add_loop_test(all, a_greeting_tells_the_dialect, 0, CASES(greetings));
    tcase_add_loop_test(all, a_verb_has_its_columns, 0, CASES(verbs));
    tcase_add_test(all, what_is_no_verb_has_no_columns);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
