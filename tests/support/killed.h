/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* killed.h - compares the texts of a kill ring. */
#ifndef TESTS_SUPPORT_KILLED_H
#define TESTS_SUPPORT_KILLED_H

#include "tui-client/text/kill_ring.h"

/* Whether TEXT, NULL for none, is EXPECTED in all its pieces. */
static inline bool is_killed(const struct kill_ring_text *text, const char *expected)
{
    size_t size = 0;

    for (size_t i = 0; text != NULL && i < text->count; i++) {
        struct span piece = scrap_span(text->pieces[i]);
        if (strncmp(expected + size, piece.data, piece.size) != 0)
            return false;
        size += piece.size;
    }
    return expected[size] == '\0' && (text == NULL || text->size == size);
}

#endif
