/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* finder.c - see finder.h. */
#include <config.h>

#include "tui-client/text/finder.h"

#include "tui-client/text/columns.h"
#include "tui-client/text/search.h"

struct span finder_sought(const struct finder *finder)
{
    return (struct span){finder->sought, finder->size};
}

void finder_open(struct finder *finder, const struct area *area, bool is_back)
{
    finder->earlier = finder->size > 0 ? finder->size : finder->earlier;
    finder->size = 0;
    finder->is_open = true;
    finder->is_back = is_back;
    finder->outcome = FINDER_FOUND;
    finder->origin = area->cursor;
}

/* Goes to the match nearest to FROM, FROM included, or if there is none or FROM is not in the text
 * to the first of all. */
static void seek(struct finder *finder, struct area *area, size_t from)
{
    struct span sought = finder_sought(finder);
    size_t place, start = finder->is_back ? area_size(area) : 0;

    if (from <= area_size(area) && area_find(area, sought, from, finder->is_back, &place))
        finder->outcome = FINDER_FOUND;
    else if (area_find(area, sought, start, finder->is_back, &place))
        finder->outcome = FINDER_WRAPPED;
    else
        finder->outcome = FINDER_MISSING;
    if (finder->outcome != FINDER_MISSING)
        area_go(area, place);
}

static size_t printable(struct span text)
{
    size_t size = 0;

    while (size < text.size && (unsigned char)text.data[size] >= ' ' && text.data[size] != 0x7F)
        size++;
    return size;
}

void finder_type(struct finder *finder, struct area *area, struct span text)
{
    size_t size = printable(text);

    if (size == 0 || size > FINDER_SOUGHT_MAX - finder->size)
        return;
    memcpy(finder->sought + finder->size, text.data, size);
    finder->size += size;
    finder->earlier = 0;
    seek(finder, area, area->cursor);
}

void finder_shorten(struct finder *finder, struct area *area)
{
    finder->size -= columns_previous(finder_sought(finder));
    finder->outcome = FINDER_FOUND;
    if (finder->size > 0)
        seek(finder, area, finder->origin);
    else
        area_go(area, finder->origin);
}

void finder_again(struct finder *finder, struct area *area, bool is_back)
{
    size_t next = is_back ? area->cursor - 1 : area->cursor + 1;
    bool is_first = finder->size == 0;

    finder->is_back = is_back;
    finder->size = is_first ? finder->earlier : finder->size;
    if (finder->size > 0)
        seek(finder, area, is_first ? area->cursor : next);
}

void finder_keep(struct finder *finder)
{
    finder->is_open = false;
}

void finder_cancel(struct finder *finder, struct area *area)
{
    finder->is_open = false;
    area_go(area, finder->origin);
}

/* The text may have been changed otherwise, as by a delivery. */
size_t finder_match(const struct finder *finder, struct area *area)
{
    size_t end = area->cursor + finder->size;

    if (!finder->is_open || finder->size == 0 || end > area_size(area))
        return 0;
    return search_find(area_part(area, area->cursor, end), finder_sought(finder)) == 0
               ? finder->size
               : 0;
}
