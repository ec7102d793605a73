/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export.c - selects the lines of the conversation and the writer; see export.h.
 */
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

enum export_flaw export_conversation(const struct export_source *source, enum export_format format,
                                     struct buffer *out)
{
    static export_form *const forms[] = {
        [EXPORT_SESSION] = export_session,
        [EXPORT_SWAKS] = export_swaks,
        [EXPORT_CURL] = export_curl,
        [EXPORT_PYTHON] = export_python,
    };
    const struct transcript *transcript = source->transcript;
    struct writer writer = {.out = out};
    struct export_lines lines = {.end = transcript->count};
    enum export_flaw flaw;

    static_assert(COUNT(forms) == EXPORT_FORMATS, "a form per format");
    if (transcript->lost > source->first)
        return EXPORT_INCOMPLETE;
    lines.begin = (size_t)(source->first - transcript->lost);
    if (!has_commands(transcript, lines))
        return EXPORT_EMPTY;
    flaw = forms[format](&writer, source, lines);
    return writer.failed ? EXPORT_NO_MEMORY : flaw;
}
