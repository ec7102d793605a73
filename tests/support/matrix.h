/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* matrix.h - a dialect's table against a literal matrix: every state, set of facts, event and kind
 * of argument.
 *
 * The matrix is written by hand from the RFC, as letters with meanings; nothing in it is derived
 * from the table.  A letter stands for all outcomes of a row that accepts, or for the one outcome
 * by which a row refuses.
 */
#ifndef TESTS_SUPPORT_MATRIX_H
#define TESTS_SUPPORT_MATRIX_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/dialect.h"

/* What a cell stands for; '.' needs no meaning: it cannot happen. */
struct matrix_meaning {
    char letter;
    enum dialect_reason reason; /* of a refusal: for which it is; NONE: any */
    enum dialect_action action;
    struct dialect_outcome outcomes[DIALECT_OUTCOMES_MAX];
};

/* A kind of argument that the dialect tells apart, by an example. */
struct matrix_kind {
    const char *name, *example;
};

#define MATRIX_KINDS_MAX 8

/* A line stands for the sets of facts in which those of SET are true, those of ANY whatever they
 * are, and no others.  Its columns, for each kind of argument (NULL: as for the one before): EHLO
 * HELO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY EXPN HELP QUIT unknown malformed HTTP long-line
 * wrong-ending long-credentials connect overload end-of-data credentials errors timeout
 * shutdown. */
struct matrix_line {
    enum dialect_state state;
    unsigned set, any;
    const char *columns[MATRIX_KINDS_MAX];
};

struct matrix {
    const struct dialect *dialect;
    const struct matrix_meaning *meanings;
    size_t meaning_count;
    const struct matrix_kind *kinds;
    size_t kind_count;
    const struct matrix_line *lines;
    size_t line_count;
};

#define MATRIX_POSITIONS (DIALECT_STATES * DIALECT_FACTS)

/* One cell: an event with a kind of argument at a position. */
struct matrix_cell {
    struct dialect_position position;
    enum dialect_event event;
    const struct matrix_kind *kind;
    char letter;
};

/* The line for POSITION; a position that has none, or several, is a mistake in the matrix. */
static inline const struct matrix_line *matrix_line_of(const struct matrix *matrix,
                                                       struct dialect_position position)
{
    const struct matrix_line *found = NULL;

    for (size_t i = 0; i < matrix->line_count; i++) {
        const struct matrix_line *line = &matrix->lines[i];
        if (line->state != position.state || (position.facts & ~line->any) != line->set)
            continue;
        ck_assert_msg(found == NULL, "%s, facts %u: two lines", dialect_state_name(position.state),
                      position.facts);
        found = line;
    }
    ck_assert_msg(found != NULL, "%s, facts %u: no line", dialect_state_name(position.state),
                  position.facts);
    return found;
}

/* A line whose masks overlap stands for no position, so it would be checked by none. */
static inline void matrix_check_lines(const struct matrix *matrix)
{
    for (size_t i = 0; i < matrix->line_count; i++) {
        struct dialect_position position = {matrix->lines[i].state, matrix->lines[i].set};
        ck_assert_msg(matrix_line_of(matrix, position) == &matrix->lines[i], "line %zu", i);
    }
}

static inline const struct matrix_meaning *matrix_meaning_of(const struct matrix *matrix,
                                                             char letter)
{
    for (size_t i = 0; i < matrix->meaning_count; i++)
        if (matrix->meanings[i].letter == letter)
            return &matrix->meanings[i];
    ck_abort_msg("'%c' has no meaning", letter);
    return NULL;
}

static inline void matrix_check_outcome(const char *where, const struct dialect_outcome *have,
                                        const struct dialect_outcome *want)
{
    ck_assert_msg(have->code == want->code, "%s: code %u", where, have->code);
    if (want->code == 0)
        return;
    ck_assert_msg(have->result == want->result, "%s: result %d", where, (int)have->result);
    ck_assert_msg(have->reason == want->reason, "%s: reason %d", where, (int)have->reason);
    ck_assert_msg((have->enhanced == NULL) == (want->enhanced == NULL), "%s: enhanced code", where);
    if (want->enhanced != NULL)
        ck_assert_msg(strcmp(have->enhanced, want->enhanced) == 0, "%s: %s", where, have->enhanced);
    ck_assert_msg(have->lines == want->lines, "%s: lines %d", where, (int)have->lines);
    ck_assert_msg(strcmp(have->text, want->text) == 0, "%s: \"%s\"", where, have->text);
    ck_assert_msg(have->next == want->next, "%s: next %d", where, (int)have->next);
    ck_assert_msg(have->set == want->set, "%s: facts set %u", where, have->set);
    ck_assert_msg(have->clear == want->clear, "%s: facts cleared %u", where, have->clear);
    ck_assert_msg(have->ends_transaction == want->ends_transaction, "%s: ends", where);
    ck_assert_msg(have->starts_tls == want->starts_tls, "%s: TLS", where);
    ck_assert_msg(have->pause_ms == want->pause_ms, "%s: pause %u", where, have->pause_ms);
}

/* Writes what CELL is, for messages. */
static inline void matrix_describe(const struct matrix *matrix, const struct matrix_cell *cell,
                                   char *out, size_t size)
{
    const char *event = dialect_event_name(matrix->dialect, cell->event);

    snprintf(out, size, "%s, facts %u, %s, %s: '%c'", dialect_state_name(cell->position.state),
             cell->position.facts, event != NULL ? event : "a verb that the dialect lacks",
             cell->kind->name, cell->letter);
}

/* Returns the outcome that refuses. */
static inline const struct dialect_outcome *
matrix_check_refusal(const char *where, const struct dialect_match *match,
                     const struct matrix_meaning *meaning)
{
    const struct dialect_outcome *refusal = dialect_refusal(match->row, match->reason);

    ck_assert_msg(meaning->reason == DIALECT_REASON_NONE || meaning->reason == match->reason,
                  "%s: refused for reason %d", where, (int)match->reason);
    ck_assert_msg(refusal != NULL, "%s: no refusal", where);
    matrix_check_outcome(where, refusal, &meaning->outcomes[0]);
    return refusal;
}

static inline void matrix_check_acceptance(const char *where, const struct dialect_row *row,
                                           const struct matrix_meaning *meaning)
{
    ck_assert_msg(row->action == meaning->action, "%s: action %d", where, (int)row->action);
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX; i++)
        matrix_check_outcome(where, &row->outcomes[i], &meaning->outcomes[i]);
}

/* Checks one cell.  Returns the outcome that refuses in it; NULL if none does. */
static inline const struct dialect_outcome *matrix_check_cell(const struct matrix *matrix,
                                                              const struct matrix_cell *cell)
{
    struct dialect_match match =
        dialect_find(matrix->dialect, cell->position, cell->event, span_of(cell->kind->example));
    char where[120];

    matrix_describe(matrix, cell, where, sizeof where);
    ck_assert_msg((match.row == NULL) == (cell->letter == '.'), "%s: a row, or none", where);
    if (match.row == NULL)
        return NULL;
    const struct matrix_meaning *meaning = matrix_meaning_of(matrix, cell->letter);
    bool refuses = meaning->outcomes[0].result == DIALECT_REFUSED;
    ck_assert_msg((match.reason != DIALECT_REASON_NONE) == refuses, "%s: reason %d", where,
                  (int)match.reason);
    if (refuses)
        return matrix_check_refusal(where, &match, meaning);
    matrix_check_acceptance(where, match.row, meaning);
    return NULL;
}

/* Calls VISIT with every cell at position NUMBER of MATRIX_POSITIONS. */
static inline void matrix_visit(const struct matrix *matrix, int number,
                                void (*visit)(const struct matrix *, const struct matrix_cell *))
{
    struct dialect_position position = {(enum dialect_state)(number / DIALECT_FACTS),
                                        (unsigned)number % DIALECT_FACTS};
    const char *const *columns = matrix_line_of(matrix, position)->columns;
    const char *letters = columns[0];

    for (size_t kind = 0; kind < matrix->kind_count; kind++) {
        letters = columns[kind] != NULL ? columns[kind] : letters;
        ck_assert_uint_eq(strlen(letters), DIALECT_EVENTS);
        for (enum dialect_event event = 0; event < DIALECT_EVENTS; event++) {
            struct matrix_cell cell = {position, event, &matrix->kinds[kind], letters[event]};
            visit(matrix, &cell);
        }
    }
}

static inline void matrix_visit_check(const struct matrix *matrix, const struct matrix_cell *cell)
{
    (void)matrix_check_cell(matrix, cell);
}

/* Checks all cells at position NUMBER. */
static inline void matrix_check_position(const struct matrix *matrix, int number)
{
    matrix_visit(matrix, number, matrix_visit_check);
}

/* The refusals that cells have met so far. */
static const struct dialect_outcome *matrix_met[100];
static size_t matrix_met_count;

static inline bool matrix_has_met(const struct dialect_outcome *outcome)
{
    for (size_t i = 0; i < matrix_met_count; i++)
        if (matrix_met[i] == outcome)
            return true;
    return false;
}

static inline void matrix_visit_meet(const struct matrix *matrix, const struct matrix_cell *cell)
{
    const struct dialect_outcome *refusal = matrix_check_cell(matrix, cell);

    if (refusal == NULL || matrix_has_met(refusal))
        return;
    ck_assert_uint_lt(matrix_met_count, COUNT(matrix_met));
    matrix_met[matrix_met_count++] = refusal;
}

/* Every outcome that refuses is met in some cell of one of COUNT matrices, whose dialects have the
 * same rows: otherwise nobody ever sees it, or the matrices lack a kind of argument. */
static inline void matrix_check_refusals(const struct matrix *matrix, size_t count)
{
    matrix_met_count = 0;
    for (size_t i = 0; i < count; i++)
        for (int number = 0; number < MATRIX_POSITIONS; number++)
            matrix_visit(&matrix[i], number, matrix_visit_meet);
    for (size_t i = 0; i < matrix->dialect->row_count; i++)
        for (size_t j = 0; j < DIALECT_OUTCOMES_MAX; j++) {
            const struct dialect_outcome *outcome = &matrix->dialect->rows[i].outcomes[j];
            ck_assert_msg(outcome->code == 0 || outcome->result != DIALECT_REFUSED ||
                              matrix_has_met(outcome),
                          "row %zu: \"%s\" is met nowhere", i, outcome->text);
        }
}

#endif
