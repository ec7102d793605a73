/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_internal.h - shared by the files of this folder; no other file includes it.
 *
 * Each format has a file of its own, which export.c calls and which calls none of the others;
 * export_rungs.c is shared by the formats of the ladder.
 */
#ifndef TUI_CLIENT_EXPORT_EXPORT_INTERNAL_H
#define TUI_CLIENT_EXPORT_EXPORT_INTERNAL_H

#include "tui-client/dialogue/ladder.h"
#include "tui-client/export/export.h"
#include "tui-client/export/writer.h"

/* The lines of a conversation, by their place in the transcript of its source. */
struct export_lines {
    size_t begin, end;
};

/* The connection that LINES of SOURCE, the last ones, belong to. */
static inline const struct connection *export_connection(const struct export_source *source)
{
    return &source->connections[source->connection_count - 1];
}

/* Calls RUNG with each rung of LINES, which begin with those of a connection; what is awaited is
 * left out. */
typedef void export_rung(void *context, const struct ladder_rung *rung);
void export_rungs(const struct export_source *source, struct export_lines lines, export_rung *rung,
                  void *context);

/* Writes LINES of SOURCE in a format.  writer->failed tells whether OUT was large enough. */
typedef enum export_flaw export_form(struct writer *writer, const struct export_source *source,
                                     struct export_lines lines);

export_form export_session; /* export_session.c */
export_form export_codes;
export_form export_swaks; /* export_shell.c */
export_form export_curl;
export_form export_python; /* export_python.c */
export_form export_ladder; /* export_ladder.c */
export_form export_svg;    /* export_svg.c */

#endif
