/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* folded.c - see folded.h.
 */
#include <config.h>

#include "tui-client/text/folded.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

#define FOLDED_MAX 512

/* TEXT in the form used for comparison: case-folded and composed.  Returns its bytes, at most
 * FOLDED_MAX; 0 if it is longer, or without memory.  A long text is not even folded, since that
 * takes a while, and is done for each row of a list at every key. */
static size_t fold(struct span text, uint8_t *out)
{
    size_t size = FOLDED_MAX;
    uint8_t *folded;

    if (text.size == 0 || text.size > FOLDED_MAX)
        return 0;
    folded = u8_casefold((const uint8_t *)text.data, text.size, NULL, UNINORM_NFC, out, &size);

    if (folded == out)
        return size;
    free(folded);
    return 0;
}

bool folded_holds(struct span text, struct span wanted)
{
    uint8_t folded[FOLDED_MAX], part[FOLDED_MAX];
    size_t size, part_size;

    if (wanted.size == 0)
        return true;
    size = fold(text, folded);
    part_size = fold(wanted, part);
    return part_size > 0 && memmem(folded, size, part, part_size) != NULL;
}
