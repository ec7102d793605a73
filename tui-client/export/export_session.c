/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* export_session.c - a conversation as a session file; see export_internal.h. */
#include <config.h>

#include "tui-client/export/export_internal.h"

#include "tui-client/dialogue/recorder.h"

static int put_connection(struct recorder *recorder, const struct transcript *transcript,
                          struct export_lines lines, const struct connection *connection,
                          struct buffer *out)
{
    int status = recorder_opened(recorder, out);

    if (status == 0 && connection->begins_secure)
        status = recorder_encrypted(out);
    for (size_t i = lines.begin; i < lines.end && status == 0; i++)
        status = recorder_line(recorder, transcript_line(transcript, i), out);
    if (status == 0 && connection->end != CONNECTION_OPEN)
        status = recorder_closed(recorder, connection->end != CONNECTION_CLOSED_BY_CLIENT, out);
    return status;
}

/* Puts the connections that lie within LINES. */
static enum export_flaw put_session(struct writer *writer, const struct export_source *source,
                                    struct export_lines lines, enum recorder_mode mode)
{
    const struct connection *connections = source->connections;
    unsigned long long lost = source->transcript->lost;
    struct recorder recorder;
    int status;

    recorder_init(&recorder, mode);
    status = recorder_start(writer->out);
    for (size_t i = 0; i < source->connection_count && status == 0; i++) {
        struct export_lines own = lines;
        if (connections[i].first < lost + lines.begin)
            continue;
        own.begin = (size_t)(connections[i].first - lost);
        if (i + 1 < source->connection_count)
            own.end = (size_t)(connections[i + 1].first - lost);
        status = put_connection(&recorder, source->transcript, own, &connections[i], writer->out);
    }
    recorder_release(&recorder);
    writer->failed = status != 0;
    return EXPORT_OK;
}

enum export_flaw export_session(struct writer *writer, const struct export_source *source,
                                struct export_lines lines)
{
    return put_session(writer, source, lines, RECORDER_WHOLE);
}

enum export_flaw export_codes(struct writer *writer, const struct export_source *source,
                              struct export_lines lines)
{
    return put_session(writer, source, lines, RECORDER_CODES);
}
