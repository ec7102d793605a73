/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c - see log.h. */
#include <config.h>

#include "server/log/log.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <syslog.h>

#include "common/charset.h"
#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "common/uncleared.h"
#include "server/base/journald.h"
#include "server/base/json_line.h"
#include "server/base/outlet.h"
#include "server/base/timestamp.h"

#define RING_SIZE (256 * 1024)

/* Maximum bytes of a message in visible form. */
#define MESSAGE_MAX 2048

/* Worst case: every byte escaped for JSON, or converted to another charset, plus the other
 * fields. */
#define LINE_MAX_SIZE (CHARSET_GROWTH * MESSAGE_MAX + 256)

/* Maximum time that log_free() and log_flush() wait for the thread. */
#define FLUSH_MS 500

struct log {
    enum log_format format;
    enum log_level threshold;
    bool is_journal; /* of systemd */
    struct outlet *outlet;
};

/* A line being built; data is large enough for any, what did not fit would be dropped. */
struct line {
    size_t size;
    char data[LINE_MAX_SIZE];
};

static const struct {
    const char *name;
    int priority; /* of syslog(3) */
} levels[] = {
    [LOG_LEVEL_ERROR] = {"error", LOG_ERR},
    [LOG_LEVEL_WARNING] = {"warning", LOG_WARNING},
    [LOG_LEVEL_NOTICE] = {"notice", LOG_NOTICE},
    [LOG_LEVEL_INFO] = {"info", LOG_INFO},
};

static_assert(COUNT(levels) == LOG_LEVEL_INFO + 1, "a row per level");

__attribute__((format(printf, 2, 3))) static void add(struct line *line, const char *format, ...)
{
    size_t room = sizeof line->data - line->size;
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(line->data + line->size, room, format, arguments);
    va_end(arguments);
    if (length > 0)
        line->size += (size_t)length < room ? (size_t)length : room - 1;
}

/* Begins a line for LOG.  The journal wants the priority, and keeps a time for every line itself.
 */
static void begin(struct line *line, const struct log *log, int priority)
{
    char time[TIMESTAMP_MAX];

    line->size = 0;
    if (log->is_journal)
        add(line, "<%d>", priority);
    else if (log->format == LOG_FORMAT_TEXT) {
        timestamp_write(time);
        add(line, "%s ", time);
    }
}

static void add_json(struct line *line, struct json_line *json)
{
    size_t size = json_line_write(json, line->data + line->size, sizeof line->data - line->size);

    line->size = size > 0 ? line->size + size : 0;
}

/* Adds the visible form of TEXT in the charset of the locale. */
static void add_visible(struct line *line, struct span text)
{
    char visible[MESSAGE_MAX] UNCLEARED;
    size_t taken, size = text_abbreviate(TEXT_VISIBLE, text, visible, sizeof visible);

    if (charset_name() == NULL)
        add(line, "%.*s", (int)size, visible);
    else
        line->size += charset_encode((struct span){visible, size}, line->data + line->size,
                                     sizeof line->data - line->size, &taken);
}

/* Adds a member with the visible form of TEXT, which is UTF-8 in any locale (RFC 8259 section
 * 8.1). */
static void add_member(struct json_line *json, const char *key, struct span text)
{
    char visible[MESSAGE_MAX] UNCLEARED;

    json_line_text(
        json, key,
        (struct span){visible, text_abbreviate(TEXT_VISIBLE, text, visible, sizeof visible)});
}

static void build_text(struct line *line, enum log_level level, uint64_t connection,
                       struct span message)
{
    add(line, "%s", levels[level].name);
    if (connection != 0)
        add(line, " connection %llu:", (unsigned long long)connection);
    add(line, " ");
    add_visible(line, message);
    add(line, "\n");
}

static void build_json(struct line *line, enum log_level level, uint64_t connection,
                       struct span message)
{
    struct json_line json;

    json_line_begin(&json);
    json_line_time(&json);
    json_line_text(&json, "level", span_of(levels[level].name));
    if (connection != 0)
        json_line_number(&json, "connection", connection);
    add_member(&json, "message", message);
    add_json(line, &json);
}

/* Leaves LINE empty if out of memory. */
static void build_event(struct line *line, const struct log *log, enum log_level level,
                        uint64_t connection, struct span message)
{
    begin(line, log, levels[level].priority);
    if (log->format == LOG_FORMAT_JSON)
        build_json(line, level, connection, message);
    else
        build_text(line, level, connection, message);
}

static void put(struct log *log, const struct line *line)
{
    if (line->size > 0)
        (void)outlet_put(log->outlet, line->data, line->size);
    else
        outlet_drop(log->outlet);
}

static size_t note_dropped(void *context, uint64_t dropped, char *out)
{
    const struct log *log = context;
    char message[128];
    struct line line;

    snprintf(message, sizeof message,
             ngettext("%llu log line was dropped", "%llu log lines were dropped",
                      (unsigned long)dropped),
             (unsigned long long)dropped);
    build_event(&line, log, LOG_LEVEL_WARNING, 0, span_of(message));
    if (line.size > OUTLET_NOTE_MAX)
        return 0;
    memcpy(out, line.data, line.size);
    return line.size;
}

struct log *log_new(int fd, enum log_format format, enum log_level threshold)
{
    struct log *log = calloc(1, sizeof *log);

    if (log == NULL)
        return NULL;
    log->format = format;
    log->threshold = threshold;
    log->is_journal = journald_reads(fd);
    log->outlet = outlet_new(
        &(struct outlet_config){.fd = fd, .room = RING_SIZE, .context = log, .note = note_dropped});
    if (log->outlet != NULL)
        return log;
    int error = errno;
    free(log);
    errno = error;
    return NULL;
}

int log_start(struct log *log)
{
    return outlet_start(log->outlet);
}

void log_flush(struct log *log)
{
    outlet_flush(log->outlet, FLUSH_MS);
}

void log_free(struct log *log)
{
    (void)outlet_free(log->outlet, FLUSH_MS);
    free(log);
}

/* Longer than MESSAGE_MAX: text_abbreviate() truncates, between characters. */
__attribute__((format(printf, 4, 0))) static void log_message(struct log *log, enum log_level level,
                                                              uint64_t connection,
                                                              const char *format, va_list arguments)
{
    char message[2 * MESSAGE_MAX] UNCLEARED;
    struct line line UNCLEARED;

    if (vsnprintf(message, sizeof message, format, arguments) < 0)
        return;
    build_event(&line, log, level, connection, span_of(message));
    put(log, &line);
}

void log_event(struct log *log, enum log_level level, uint64_t connection, const char *format, ...)
{
    va_list arguments;

    if (level > log->threshold)
        return;
    va_start(arguments, format);
    log_message(log, level, connection, format, arguments);
    va_end(arguments);
}

static void trace_text(struct line *line, uint64_t connection, const struct log_line *said)
{
    add(line, "%llu %c ", (unsigned long long)connection, said->side);
    add_visible(line, said->text);
    add_visible(line, span_of(said->mark));
    add(line, " [%s]\n", said->state);
}

static void trace_json(struct line *line, uint64_t connection, const struct log_line *said)
{
    struct json_line json;

    json_line_begin(&json);
    json_line_time(&json);
    json_line_number(&json, "connection", connection);
    json_line_text(&json, "side", (struct span){&said->side, 1});
    add_member(&json, "line", said->text);
    json_line_text(&json, "ending", span_of(said->ending));
    json_line_text(&json, "state", span_of(said->state));
    add_json(line, &json);
}

void log_trace(struct log *log, uint64_t connection, const struct log_line *said)
{
    struct line line UNCLEARED;

    begin(&line, log, LOG_DEBUG);
    if (log->format == LOG_FORMAT_JSON)
        trace_json(&line, connection, said);
    else
        trace_text(&line, connection, said);
    put(log, &line);
}
