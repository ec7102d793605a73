/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* folded.c - see folded.h. */
#include <config.h>

#include "tui-client/text/folded.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

#define FOLDED_MAX 512

/* Writes TEXT in the form used for comparison, case-folded and composed, to OUT of FOLDED_MAX
 * bytes.  Returns its bytes, 0 if it is too long. */
static size_t fold(struct span text, uint8_t *out)
{
    size_t size = FOLDED_MAX;
    uint8_t *folded =
        text.size > 0 && text.size <= FOLDED_MAX
            ? u8_casefold((const uint8_t *)text.data, text.size, NULL, UNINORM_NFC, out, &size)
            : NULL;

    if (folded == out)
        return size;
    /* What does not fit into OUT is allocated. */
    free(folded);
    return 0;
}

bool folded_holds(struct span text, struct span wanted)
{
    uint8_t folded[FOLDED_MAX], part[FOLDED_MAX];
    size_t size = fold(text, folded), part_size = fold(wanted, part);

    return wanted.size == 0 || (part_size > 0 && memmem(folded, size, part, part_size) != NULL);
}
