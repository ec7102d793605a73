/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* scrap.c - see scrap.h. */
#include <config.h>

#include "tui-client/text/scrap.h"

#include <stdlib.h>

struct scrap *scrap_new(size_t size)
{
    struct scrap *scrap = malloc(sizeof *scrap + size);

    if (scrap != NULL)
        *scrap = (struct scrap){.owners = 1, .size = size};
    return scrap;
}

struct scrap *scrap_share(struct scrap *scrap)
{
    scrap->owners++;
    return scrap;
}

void scrap_drop(struct scrap *scrap)
{
    if (scrap != NULL && --scrap->owners == 0)
        free(scrap);
}

struct span scrap_span(const struct scrap *scrap)
{
    return scrap != NULL ? (struct span){scrap->bytes, scrap->size} : span_of("");
}
