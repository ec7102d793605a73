/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialects.h - dialects made for a test: the prototype with rows changed or added. */
#ifndef TESTS_SUPPORT_DIALECTS_H
#define TESTS_SUPPORT_DIALECTS_H

#include <check.h>
#include <string.h>

#include "common/dialect.h"

#define DIALECTS_ROWS_MAX 40

struct dialects_copy {
    struct dialect dialect;
    struct dialect_row rows[DIALECTS_ROWS_MAX];
};

/* Makes COPY the prototype; it must stay where it is. */
static inline void dialects_copy_prototype(struct dialects_copy *copy)
{
    copy->dialect = dialect_prototype;
    ck_assert_uint_lt(dialect_prototype.row_count, DIALECTS_ROWS_MAX);
    memcpy(copy->rows, dialect_prototype.rows,
           dialect_prototype.row_count * sizeof *dialect_prototype.rows);
    copy->dialect.rows = copy->rows;
}

/* Inserts ROW before row NUMBER of COPY. */
static inline void dialects_add(struct dialects_copy *copy, size_t number, struct dialect_row row)
{
    struct dialect_row *place = copy->rows + number;

    ck_assert_uint_lt(copy->dialect.row_count, DIALECTS_ROWS_MAX);
    memmove(place + 1, place, (copy->dialect.row_count - number) * sizeof *place);
    *place = row;
    copy->dialect.row_count++;
}

/* Removes the rows of COPY for STATE and EVENT. */
static inline void dialects_remove(struct dialects_copy *copy, enum dialect_state state,
                                   enum dialect_event event)
{
    size_t kept = 0;

    for (size_t i = 0; i < copy->dialect.row_count; i++)
        if (copy->rows[i].state != state || copy->rows[i].event != event)
            copy->rows[kept++] = copy->rows[i];
    copy->dialect.row_count = kept;
}

/* The first row of COPY for EVENT. */
static inline struct dialect_row *dialects_row_of(struct dialects_copy *copy,
                                                  enum dialect_event event)
{
    for (size_t i = 0; i < copy->dialect.row_count; i++)
        if (copy->rows[i].event == event)
            return &copy->rows[i];
    ck_abort_msg("no such row");
    return NULL;
}

#endif
