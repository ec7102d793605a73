/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* selection.c - see selection.h. */
#include <config.h>

#include "tui-client/panes/selection.h"

bool selection_move(enum keys_action action, size_t last, int height, size_t *selected)
{
    size_t page = height > 1 ? (size_t)height - 1 : 1;

    if (*selected > last)
        *selected = last;
    switch (action) {
    case KEYS_UP:
        *selected -= *selected > 0;
        return true;
    case KEYS_DOWN:
        *selected += *selected < last;
        return true;
    case KEYS_PAGE_UP:
        *selected -= *selected > page ? page : *selected;
        return true;
    case KEYS_PAGE_DOWN:
        *selected = last - *selected > page ? *selected + page : last;
        return true;
    case KEYS_START:
        *selected = 0;
        return true;
    case KEYS_END:
        *selected = last;
        return true;
    default:
        return false;
    }
}

size_t selection_scroll(size_t first, size_t selected, int height)
{
    size_t rows = height > 0 ? (size_t)height : 1;

    if (selected < first)
        return selected;
    return selected >= first + rows ? selected - rows + 1 : first;
}
