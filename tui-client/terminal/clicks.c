/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* clicks.c - see clicks.h. */
#include <config.h>

#include "tui-client/terminal/clicks.h"

static struct {
    struct click rows[CLICKS_MAX];
    size_t count;
} clicks;

void clicks_clear(void)
{
    clicks.count = 0;
}

void clicks_add(struct box box, enum click_kind kind, size_t number)
{
    if (clicks.count < CLICKS_MAX)
        clicks.rows[clicks.count++] = (struct click){box, kind, number};
}

bool clicks_find(int row, int column, struct click *click)
{
    for (size_t i = clicks.count; i > 0; i--) {
        const struct box *box = &clicks.rows[i - 1].box;
        if (row < box->row || row >= box->row + box->height || column < box->column ||
            column >= box->column + box->width)
            continue;
        *click = clicks.rows[i - 1];
        return true;
    }
    return false;
}
