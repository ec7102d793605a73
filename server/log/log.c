/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c - see log.h. */
#include <config.h>

#include "server/log/log.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/charset.h"
#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "server/base/outlet.h"

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
    struct outlet *outlet;
};

/* A line being built; data is large enough for any, what did not fit would be dropped. */
struct line {
    size_t size;
    char data[LINE_MAX_SIZE];
};

static const char *const level_names[] = {
    [LOG_LEVEL_ERROR] = "error",
    [LOG_LEVEL_WARNING] = "warning",
    [LOG_LEVEL_NOTICE] = "notice",
    [LOG_LEVEL_INFO] = "info",
};

static_assert(COUNT(level_names) == LOG_LEVEL_INFO + 1, "a name per level");

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

/* Adds the time in UTC as in RFC 3339, with milliseconds. */
static void add_time(struct line *line)
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    line->size += strftime(line->data + line->size, 32, "%Y-%m-%dT%H:%M:%S", &utc);
    add(line, ".%03ldZ", now.tv_nsec / 1000000);
}

/* Adds the visible form of TEXT.  JSON is UTF-8 in any locale (RFC 8259 section 8.1) and needs a
 * backslash before quotation marks and backslashes (section 7); control bytes and ill-formed UTF-8
 * are already escaped. */
static void add_visible(struct line *line, enum log_format format, struct span text)
{
    char visible[MESSAGE_MAX];
    size_t taken, size = text_abbreviate(TEXT_VISIBLE, text, visible, sizeof visible);

    if (format == LOG_FORMAT_TEXT && charset_name() != NULL) {
        line->size += charset_encode((struct span){visible, size}, line->data + line->size,
                                     sizeof line->data - line->size, &taken);
        return;
    }
    for (size_t i = 0; i < size && line->size + 2 < sizeof line->data; i++) {
        if (format == LOG_FORMAT_JSON && (visible[i] == '"' || visible[i] == '\\'))
            line->data[line->size++] = '\\';
        line->data[line->size++] = visible[i];
    }
}

static void build_event(struct line *line, enum log_format format, enum log_level level,
                        uint64_t connection, struct span message)
{
    bool is_json = format == LOG_FORMAT_JSON;

    line->size = 0;
    add(line, "%s", is_json ? "{\"time\":\"" : "");
    add_time(line);
    add(line, is_json ? "\",\"level\":\"%s\"" : " %s", level_names[level]);
    if (connection != 0)
        add(line,
            is_json ? ",\"connection\":%llu" : " connection %llu:", (unsigned long long)connection);
    add(line, "%s", is_json ? ",\"message\":\"" : " ");
    add_visible(line, format, message);
    add(line, "%s", is_json ? "\"}\n" : "\n");
}

static size_t note_dropped(void *context, uint64_t dropped, char *out)
{
    const enum log_format *format = context;
    char message[128];
    struct line line;

    snprintf(message, sizeof message,
             ngettext("%llu log line was dropped", "%llu log lines were dropped",
                      (unsigned long)dropped),
             (unsigned long long)dropped);
    build_event(&line, *format, LOG_LEVEL_WARNING, 0, span_of(message));
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
    log->outlet = outlet_new(&(struct outlet_config){
        .fd = fd, .room = RING_SIZE, .context = &log->format, .note = note_dropped});
    if (log->outlet != NULL)
        return log;
    int error = errno;
    free(log);
    errno = error;
    return NULL;
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
    char message[2 * MESSAGE_MAX];
    struct line line;

    if (vsnprintf(message, sizeof message, format, arguments) < 0)
        return;
    build_event(&line, log->format, level, connection, span_of(message));
    outlet_put(log->outlet, line.data, line.size);
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

void log_trace(struct log *log, uint64_t connection, const struct log_line *said)
{
    bool is_json = log->format == LOG_FORMAT_JSON;
    struct line line = {.size = 0};

    add(&line, "%s", is_json ? "{\"time\":\"" : "");
    add_time(&line);
    add(&line, is_json ? "\",\"connection\":%llu,\"side\":\"%c\",\"line\":\"" : " %llu %c ",
        (unsigned long long)connection, said->side);
    add_visible(&line, log->format, said->text);
    if (!is_json)
        add_visible(&line, log->format, span_of(said->mark));
    add(&line, is_json ? "\",\"ending\":\"%s\"" : "", said->ending);
    add(&line, is_json ? ",\"state\":\"%s\"}\n" : " [%s]\n", said->state);
    outlet_put(log->outlet, line.data, line.size);
}
