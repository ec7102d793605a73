/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export.c - selects the lines of the conversation and the writer; see export.h. */
#include <config.h>

#include "tui-client/export/export.h"

#include <assert.h>

#include "common/count.h"
#include "tui-client/export/export_internal.h"

static bool has_commands(const struct transcript *transcript, struct export_lines lines)
{
    for (size_t i = lines.begin; i < lines.end; i++)
        if (transcript_line(transcript, i)->kind == DIALOGUE_COMMAND)
            return true;
    return false;
}

/* The earliest connection of which no line was dropped; source->connection_count: none. */
static size_t first_whole(const struct export_source *source)
{
    size_t number = 0;

    while (number < source->connection_count &&
           source->connections[number].first < source->transcript->lost)
        number++;
    return number;
}

enum export_flaw export_conversation(const struct export_source *source, enum export_format format,
                                     struct buffer *out)
{
    static const struct {
        export_form *write;
        bool takes_all; /* connections, not just the last */
    } forms[] = {
        [EXPORT_SESSION] = {export_session, true}, [EXPORT_CODES] = {export_codes, true},
        [EXPORT_SWAKS] = {export_swaks, false},    [EXPORT_CURL] = {export_curl, false},
        [EXPORT_PYTHON] = {export_python, false},  [EXPORT_LADDER] = {export_ladder, true},
        [EXPORT_SVG] = {export_svg, true},
    };
    const struct transcript *transcript = source->transcript;
    struct writer writer = {.out = out};
    struct export_lines lines = {.end = transcript->count};
    size_t number = first_whole(source);
    enum export_flaw flaw;

    static_assert(COUNT(forms) == EXPORT_FORMATS, "a form per format");
    if (source->connection_count == 0)
        return EXPORT_EMPTY;
    if (number == source->connection_count)
        return EXPORT_INCOMPLETE;
    if (!forms[format].takes_all)
        number = source->connection_count - 1;
    lines.begin = (size_t)(source->connections[number].first - transcript->lost);
    if (!has_commands(transcript, lines))
        return EXPORT_EMPTY;
    flaw = forms[format].write(&writer, source, lines);
    return writer.failed ? EXPORT_NO_MEMORY : flaw;
}
