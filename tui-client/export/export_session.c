/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_session.c - a conversation as a session file; see export_internal.h.
 */
#include <config.h>

#include "tui-client/export/export_internal.h"

#include "tui-client/dialogue/recorder.h"

enum export_flaw export_session(struct writer *writer, const struct export_source *source,
                                struct export_lines lines)
{
    struct recorder recorder;
    int status;

    recorder_init(&recorder);
    status = recorder_start(writer->out);
    for (size_t i = lines.begin; i < lines.end && status == 0; i++)
        status = recorder_line(&recorder, transcript_line(source->transcript, i), writer->out);
    if (status == 0 && source->end != EXPORT_STILL_OPEN)
        status = recorder_closed(&recorder, source->end == EXPORT_CLOSED_BY_SERVER, writer->out);
    recorder_release(&recorder);
    writer->failed = status != 0;
    return EXPORT_OK;
}
