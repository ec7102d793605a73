/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_print.c - see dialect_print.h.
 *
 * For each row of the table it prints a line that says when it applies, and an indented line for
 * each outcome.
 */
#include <config.h>

#include "server/dialect_print.h"

#include <string.h>

#include "common/i18n.h"
#include "common/utf8.h"
#include "server/dialect_limits.h"
#include "server/log/words.h"
#include "server/session/overlay.h"

/* Widths of columns, including the blank after them. */
#define STATE_WIDTH  11
#define EVENT_WIDTH  14
#define NEEDS_WIDTH  22
#define NEXT_WIDTH   9
#define RESULT_LEAST 12
#define CODE_LEAST   5

/* Indentation of an outcome. */
#define INDENT 2

/* Buffer size for a line of a template, in bytes. */
#define TEXT_LINE_MAX 512

/* Widths of the columns that depend on the dialect. */
struct widths {
    size_t result, code, text;
};

/* Prints TEXT and blanks up to WIDTH characters. */
static void print_cell(FILE *out, const char *text, size_t width)
{
    size_t characters = utf8_count(span_of(text));

    fprintf(out, "%s%*s", text, characters < width ? (int)(width - characters) : 1, "");
}

/* Lists FACTS in LIST of WORDS_LIST_MAX bytes, each after SIGN. */
static void list_facts(char *list, unsigned facts, const char *sign)
{
    for (enum dialect_fact fact = 1; fact < DIALECT_FACTS; fact <<= 1)
        if (facts & fact) {
            words_append(list, WORDS_LIST_MAX, " ", sign);
            words_append(list, WORDS_LIST_MAX, "", words_fact(fact));
        }
}

/* Removes the first line from *TEXT and copies it to OUT, as much as fits. */
static void take_line(const char **text, char *out, size_t size)
{
    size_t length = strcspn(*text, "\n");

    snprintf(out, size, "%.*s", (int)length, *text);
    *text += length + ((*text)[length] != '\0');
}

/* Writes the code of OUTCOME, and the enhanced one if DIALECT offers it. */
static void write_code(const struct dialect *dialect, const struct dialect_outcome *outcome,
                       char *out, size_t size)
{
    bool has_enhanced =
        outcome->enhanced != NULL && dialect_offers(&dialect->policy, DIALECT_EXTENSION_ENHANCED);

    snprintf(out, size, outcome->code == 0 ? "-" : "%u%s%s", outcome->code, has_enhanced ? " " : "",
             has_enhanced ? outcome->enhanced : "");
}

static void widen(size_t *width, const char *text)
{
    size_t characters = utf8_count(span_of(text)) + 1;

    *width = characters > *width ? characters : *width;
}

static void widen_for(struct widths *widths, const struct dialect *dialect,
                      const struct dialect_outcome *outcome)
{
    char line[TEXT_LINE_MAX];

    write_code(dialect, outcome, line, sizeof line);
    widen(&widths->code, line);
    widen(&widths->result, words_result(outcome->result));
    for (const char *text = outcome->text; *text != '\0';) {
        take_line(&text, line, sizeof line);
        widen(&widths->text, line);
    }
}

static struct widths widths_of(const struct dialect *dialect)
{
    struct widths widths = {.result = RESULT_LEAST, .code = CODE_LEAST};

    for (size_t i = 0; i < dialect->row_count; i++)
        for (size_t j = 0; j < DIALECT_OUTCOMES_MAX && dialect->rows[i].outcomes[j].code != 0; j++)
            widen_for(&widths, dialect, &dialect->rows[i].outcomes[j]);
    return widths;
}

/* Prints the further lines of a reply below the first: those of its template, TEXT, and a
 * placeholder for generated ones. */
static void print_more_lines(const char *text, enum dialect_lines lines,
                             const struct widths *widths, FILE *out)
{
    int column = (int)(INDENT + widths->result + widths->code);
    char line[TEXT_LINE_MAX];

    while (*text != '\0') {
        take_line(&text, line, sizeof line);
        fprintf(out, "%*s%s\n", column, "", line);
    }
    if (lines != DIALECT_LINES_NONE)
        fprintf(out, "%*s%s\n", column, "", words_lines(lines));
}

static void print_outcome(const struct dialect *dialect, const struct dialect_outcome *outcome,
                          const struct widths *widths, FILE *out)
{
    char code[16], next[16], facts[WORDS_LIST_MAX] = "", line[TEXT_LINE_MAX];
    const char *text = outcome->text;

    write_code(dialect, outcome, code, sizeof code);
    snprintf(next, sizeof next, "%s%s", dialect_state_name(outcome->next),
             outcome->ends_transaction ? "*" : "");
    if (outcome->code == 0 && outcome->next == DIALECT_STATE_SAME)
        strcpy(next, "-");
    list_facts(facts, outcome->set, "+");
    list_facts(facts, outcome->clear, "-");
    fprintf(out, "%*s", INDENT, "");
    print_cell(out, words_result(outcome->result), widths->result);
    print_cell(out, code, widths->code);
    take_line(&text, line, sizeof line);
    print_cell(out, line, widths->text);
    if (facts[0] != '\0')
        print_cell(out, next, NEXT_WIDTH);
    fputs(facts[0] != '\0' ? facts : next, out);
    if (outcome->reason != DIALECT_REASON_NONE)
        fprintf(out, "  (%s)", words_reason(outcome->reason));
    fputs("\n", out);
    print_more_lines(text, outcome->lines, widths, out);
}

static bool has_credentials(const struct dialect *dialect)
{
    return dialect_offers(&dialect->policy, dialect->verbs[DIALECT_AUTH].extension) &&
           dialect_row_of(dialect, DIALECT_AUTH) != NULL;
}

/* Whether OUTCOME can come about by the policy of DIALECT. */
static bool is_possible(const struct dialect *dialect, const struct dialect_outcome *outcome)
{
    const struct dialect_policy *policy = &dialect->policy;

    switch (outcome->reason) {
    case DIALECT_REASON_NEEDS_TLS:
        return policy->requires_tls;
    case DIALECT_REASON_NEEDS_AUTH:
        return policy->requires_auth;
    case DIALECT_REASON_SECRET_IN_CLEAR:
        return !policy->takes_secrets_in_clear;
    case DIALECT_REASON_LONG_CREDENTIALS:
        return has_credentials(dialect);
    default:
        return true;
    }
}

/* When ROW applies. */
static void print_condition(const struct dialect *dialect, const struct dialect_row *row, FILE *out)
{
    char needs[WORDS_LIST_MAX] = "";

    list_facts(needs, row->needs, "");
    print_cell(out, dialect_state_name(row->state), STATE_WIDTH);
    print_cell(out, dialect_event_name(dialect, row->event), EVENT_WIDTH);
    print_cell(out, needs[0] != '\0' ? needs : "-", NEEDS_WIDTH);
    fprintf(out, "%s\n", words_argument(row->argument));
}

static void print_row(const struct dialect *dialect, const struct dialect_row *row,
                      const struct widths *widths, FILE *out)
{
    print_condition(dialect, row, out);
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX && row->outcomes[i].code != 0; i++)
        if (is_possible(dialect, &row->outcomes[i]))
            print_outcome(dialect, &row->outcomes[i], widths, out);
}

/* Returns what RULE makes of ROW; code 0: the reply is that of the row, if there is one. */
static struct dialect_outcome outcome_of(const struct dialect *dialect,
                                         const struct dialect_row *row,
                                         const struct fault_rule *rule)
{
    enum fault_kind kind = rule->effect.kind;
    bool closes = kind == FAULT_DROP || kind == FAULT_STALL || kind == FAULT_CUT;

    if (kind == FAULT_REPLY)
        return overlay_outcome(dialect, row, &rule->effect);
    return (struct dialect_outcome){.result = DIALECT_FAULT,
                                    .next = closes ? DIALECT_STATE_CLOSED : DIALECT_STATE_SAME,
                                    .ends_transaction = closes};
}

/* Prints RULE as a row over ROW; below its reply, which events it hits. */
static void print_fault(const struct dialect *dialect, const struct dialect_row *row,
                        const struct fault_rule *rule, const struct widths *widths, FILE *out)
{
    struct span reply =
        rule->effect.kind == FAULT_REPLY ? overlay_text(&rule->effect) : rule->effect_text;
    struct dialect_outcome outcome = outcome_of(dialect, row, rule);
    char text[TEXT_LINE_MAX];

    snprintf(text, sizeof text, "%.*s", (int)reply.size, reply.data);
    outcome.text = text;
    print_condition(dialect, row, out);
    print_outcome(dialect, &outcome, widths, out);
    if (rule->options.size > 0)
        fprintf(out, "%*s%.*s\n", (int)(INDENT + widths->result + widths->code), "",
                (int)rule->options.size, rule->options.data);
}

/* A rule comes before each row that carries out its event. */
static void print_faults(const struct dialect *dialect, const struct faults_config *faults,
                         const struct widths *widths, FILE *out)
{
    for (size_t i = 0; i < faults->rule_count; i++)
        for (size_t j = 0; j < dialect->row_count; j++)
            if (dialect->rows[j].event == faults->rules[i].event &&
                dialect->rows[j].outcomes[0].result != DIALECT_REFUSED)
                print_fault(dialect, &dialect->rows[j], &faults->rules[i], widths, out);
}

static void print_titles(const struct widths *widths, FILE *out)
{
    print_cell(out, _("STATE"), STATE_WIDTH);
    print_cell(out, _("EVENT"), EVENT_WIDTH);
    print_cell(out, _("NEEDS"), NEEDS_WIDTH);
    fprintf(out, "%s\n  ", _("ARGUMENT"));
    print_cell(out, _("RESULT"), widths->result);
    print_cell(out, _("CODE"), widths->code);
    print_cell(out, _("REPLY"), widths->text);
    print_cell(out, _("NEXT"), NEXT_WIDTH);
    fprintf(out, "%s\n\n", _("FACTS"));
}

/* Explains the parentheses, if there are any. */
static void print_note_on_reasons(const struct dialect *dialect, FILE *out)
{
    for (size_t i = 0; i < dialect->row_count; i++)
        for (size_t j = 0; j < DIALECT_OUTCOMES_MAX; j++)
            if (dialect->rows[i].outcomes[j].reason != DIALECT_REASON_NONE) {
                fputs(_("In parentheses: why a line is refused, if each reason has its own "
                        "reply.\n\n"),
                      out);
                return;
            }
}

static void print_note_on_faults(FILE *out)
{
    fputs(_("A fault is a rule of --fault, and comes before all rows: for the events that its last "
            "line\n"
            "chooses; without a CODE the reply is that of the row below, but disturbed.\n\n"),
          out);
}

void dialect_print(const struct dialect *dialect, const struct faults_config *faults, FILE *out)
{
    static const struct faults_config none;
    struct widths widths = widths_of(dialect);

    fprintf(out, _("The dialect \"%s\"\n\n"), dialect->name);
    fputs(
        _("A row applies in STATE at EVENT if the facts in NEEDS are true and the command has\n"
          "the ARGUMENT; the first row that applies is used.  Each RESULT of the action has its\n"
          "own line: the reply is CODE and REPLY, the state becomes NEXT, FACTS become true (+)\n"
          "or false (-), and * ends the transaction.\n\n"
          "ANY is every state that waits for a command, ANY-LINE any line that a client may send\n"
          "there.\n\n"
          "delivered: a message was delivered on this connection.\n"
          "recipient: the message has one.\n"
          "room: the message may have another recipient.\n"
          "encrypted: TLS is below the conversation.\n"
          "authenticated: the client has proved who it is.\n\n"
          "{argument} is the argument of the command, {detail} what is wrong with it.\n\n"),
        out);
    print_note_on_reasons(dialect, out);
    faults = faults != NULL ? faults : &none;
    if (faults->rule_count > 0)
        print_note_on_faults(out);
    print_titles(&widths, out);
    print_faults(dialect, faults, &widths, out);
    for (size_t i = 0; i < dialect->row_count; i++) {
        const struct dialect_row *row = &dialect->rows[i];
        if ((row->event >= DIALECT_VERBS || dialect_offers_verb(dialect, row->event)) &&
            (row->state != DIALECT_STATE_CREDENTIALS || has_credentials(dialect)))
            print_row(dialect, row, &widths, out);
    }
    fprintf(out, "\n%s\n", _("Commands and limits"));
    dialect_limits_print(dialect, out);
    if (faults->has_magic)
        fputs(
            _("  magic addresses: rcptCODE@x is refused in RCPT, mailCODE@x in MAIL, dataCODE@x at "
              "the end of data, heloCODE.x in HELO, with CODE\n"),
            out);
}
