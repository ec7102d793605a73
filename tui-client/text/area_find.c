/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area_find.c - searching the text of an area; see area.h. */
#include <config.h>

#include "tui-client/text/area.h"
#include "tui-client/text/columns.h"
#include "tui-client/text/search.h"

/* An occurrence within a character, such as of a letter's mark, is none. */
static bool find_on(struct span text, struct span sought, size_t from, size_t *place)
{
    while (from <= text.size) {
        *place = from + search_find(span_skip(text, from), sought);
        if (*place == text.size || columns_begins(text, *place))
            break;
        from = *place + 1;
    }
    return from <= text.size && *place < text.size;
}

static bool find_back(struct span text, struct span sought, size_t from, size_t *place)
{
    size_t end = from + sought.size < text.size ? from + sought.size : text.size;

    for (;;) {
        struct span part = {text.data, end};
        *place = search_find_last(part, sought);
        if (*place == end || columns_begins(text, *place))
            return *place < end;
        end = *place + sought.size - 1;
    }
}

bool area_find(struct area *area, struct span sought, size_t from, bool is_back, size_t *place)
{
    return (is_back ? find_back : find_on)(area_text(area), sought, from, place);
}
