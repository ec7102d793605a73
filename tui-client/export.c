/* export.c - which lines a conversation has, and its session file; see export.h.
 *
 * The other forms have files of their own.
 */
#include <config.h>

#include "tui-client/export.h"

#include "tui-client/export_parts.h"
#include "tui-client/recorder.h"

void export_put(struct export_writer *writer, struct span text)
{
    writer->failed = writer->failed || buffer_append(writer->out, text.data, text.size) != 0;
}

void export_put_string(struct export_writer *writer, const char *text)
{
    export_put(writer, span_of(text));
}

static void export_session(struct export_writer *writer, const struct export_source *source,
                           struct export_lines lines)
{
    struct recorder recorder;
    int status;

    recorder_init(&recorder);
    status = recorder_start(writer->out);
    for (size_t i = lines.begin; i < lines.end && status == 0; i++)
        status = recorder_line(&recorder, transcript_line(lines.transcript, i), writer->out);
    if (status == 0 && source->end != EXPORT_STILL_OPEN)
        status = recorder_closed(&recorder, source->end == EXPORT_CLOSED_BY_SERVER, writer->out);
    recorder_release(&recorder);
    writer->failed = status != 0;
}

static bool has_commands(struct export_lines lines)
{
    for (size_t i = lines.begin; i < lines.end; i++)
        if (transcript_line(lines.transcript, i)->kind == DIALOGUE_COMMAND)
            return true;
    return false;
}

enum export_flaw export_conversation(const struct export_source *source, enum export_format format,
                                     struct buffer *out)
{
    const struct transcript *transcript = source->transcript;
    struct export_writer writer = {.out = out};
    struct export_lines lines = {.transcript = transcript, .end = transcript->count};
    enum export_flaw flaw = EXPORT_OK;

    if (transcript->lost > source->first)
        return EXPORT_INCOMPLETE;
    lines.begin = (size_t)(source->first - transcript->lost);
    if (!has_commands(lines))
        return EXPORT_EMPTY;
    if (format == EXPORT_SESSION)
        export_session(&writer, source, lines);
    else if (format == EXPORT_PYTHON)
        export_python(&writer, source, lines);
    else
        flaw = export_shell(&writer, source, lines, format);
    return writer.failed ? EXPORT_NO_MEMORY : flaw;
}
