/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_rungs.c - the rungs of a conversation, in order; see export_internal.h. */
#include <config.h>

#include "tui-client/export/export_internal.h"

void export_rungs(const struct export_source *source, struct export_lines lines, export_rung *rung,
                  void *context)
{
    struct ladder ladder = {.transcript = source->transcript,
                            .connections = source->connections,
                            .connection_count = source->connection_count,
                            .waits_ms = -1};
    struct ladder_place place = {lines.begin, 0}, end = ladder_end(&ladder);
    bool has_begun = false;

    while (place.line != end.line || place.event != end.event) {
        struct ladder_rung now = ladder_rung(&ladder, place);
        /* The end of an earlier connection, which is not part of the lines. */
        has_begun |= now.kind != LADDER_ENDED;
        if (has_begun)
            rung(context, &now);
        ladder_next(&ladder, &place);
    }
}
