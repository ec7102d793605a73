/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* log.c - see log.h.
 *
 * Callers append whole lines to a ring under a mutex that is never held during a write; one thread
 * writes them out.  Only that thread moves the front of the ring, so it may write from it without
 * the mutex.
 */
#include <config.h>

#include "server/log/log.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "common/charset.h"
#include "common/count.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/text.h"
#include "server/base/thread.h"

#define RING_SIZE (256 * 1024)

/* Maximum bytes of a message in visible form. */
#define MESSAGE_MAX 2048

/* Worst case: every byte escaped for JSON, or converted to another charset, plus the other
 * fields. */
#define LINE_MAX_SIZE (CHARSET_GROWTH * MESSAGE_MAX + 256)

/* Delay before a retry if a (non-blocking) descriptor is not writable. */
#define RETRY_MS 20

/* Delay after a write: lines logged meanwhile are written together, and logging them need not wake
 * the thread. */
#define GATHER_MS 5

/* Maximum time that log_free() and log_flush() wait for the thread. */
#define FLUSH_MS 500

struct log {
    int fd; /* borrowed */
    enum log_format format;
    enum log_level threshold;
    pthread_t writer;
    pthread_mutex_t mutex; /* guards all fields below */
    pthread_cond_t changed;
    bool stopping;    /* log_free() waits until the ring is empty */
    bool abandoned;   /* log_free() timed out: the thread frees this struct */
    bool ended;       /* the thread no longer uses this struct */
    size_t front;     /* offset of the first byte held */
    size_t held;      /* bytes held */
    uint64_t dropped; /* lines that did not fit, or that could not be written */
    char ring[RING_SIZE];
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

/* Only the writer moves the front, so the bytes there stay in place while the mutex is released. */
static bool has_room(const struct log *log, size_t size)
{
    return size <= RING_SIZE - log->held;
}

static void store(struct log *log, const struct line *line)
{
    size_t back = (log->front + log->held) % RING_SIZE;
    size_t first = line->size < RING_SIZE - back ? line->size : RING_SIZE - back;

    memcpy(log->ring + back, line->data, first);
    memcpy(log->ring, line->data + first, line->size - first);
    log->held += line->size;
}

/* Called with the mutex: logs the number of dropped lines at the place where they are missing. */
static void report_dropped(struct log *log)
{
    char message[128];
    struct line line;

    if (log->dropped == 0)
        return;
    snprintf(message, sizeof message,
             ngettext("%llu log line was dropped", "%llu log lines were dropped",
                      (unsigned long)log->dropped),
             (unsigned long long)log->dropped);
    build_event(&line, log->format, LOG_LEVEL_WARNING, 0, span_of(message));
    if (has_room(log, line.size)) {
        store(log, &line);
        log->dropped = 0;
    }
}

/* A line must not overtake the report about dropped lines before it. */
static void enqueue(struct log *log, const struct line *line)
{
    pthread_mutex_lock(&log->mutex);
    report_dropped(log);
    if (log->dropped == 0 && has_room(log, line->size)) {
        store(log, line);
        pthread_cond_broadcast(&log->changed);
    } else {
        log->dropped++;
    }
    pthread_mutex_unlock(&log->mutex);
}

static bool is_temporary(int error)
{
    return error == EINTR || error == EAGAIN || error == EWOULDBLOCK;
}

static void pause_ms(int ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000000L};

    nanosleep(&pause, NULL);
}

/* Writes as many of SIZE bytes at DATA as possible.  Returns the number of bytes written or
 * discarded after a permanent error; *LOST counts the discarded lines. */
static size_t write_out(int fd, const char *data, size_t size, uint64_t *lost)
{
    ssize_t written = write(fd, data, size);

    *lost = 0;
    if (written >= 0)
        return (size_t)written;
    if (is_temporary(errno)) {
        pause_ms(RETRY_MS);
        return 0;
    }
    for (size_t i = 0; i < size; i++)
        *lost += data[i] == '\n';
    return size;
}

/* Called with the mutex, which is released during the write and the pause after it.  A failure is
 * reported only with the next line that is logged: a failing descriptor must not keep this thread
 * busy. */
static void write_front(struct log *log)
{
    size_t size = log->held < RING_SIZE - log->front ? log->held : RING_SIZE - log->front;
    bool may_gather = !log->stopping;
    uint64_t lost;

    pthread_mutex_unlock(&log->mutex);
    size_t done = write_out(log->fd, log->ring + log->front, size, &lost);
    if (may_gather)
        pause_ms(GATHER_MS);
    pthread_mutex_lock(&log->mutex);
    log->front = (log->front + done) % RING_SIZE;
    log->held -= done;
    log->dropped += lost;
    if (lost == 0)
        report_dropped(log);
    if (log->held == 0)
        pthread_cond_broadcast(&log->changed);
}

static void release(struct log *log)
{
    pthread_cond_destroy(&log->changed);
    pthread_mutex_destroy(&log->mutex);
    free(log);
}

static void *run_writer(void *context)
{
    struct log *log = context;

    pthread_mutex_lock(&log->mutex);
    while (log->held > 0 || !log->stopping) {
        if (log->held > 0)
            write_front(log);
        else
            pthread_cond_wait(&log->changed, &log->mutex);
    }
    log->ended = true;
    bool abandoned = log->abandoned;
    pthread_cond_broadcast(&log->changed);
    pthread_mutex_unlock(&log->mutex);
    if (abandoned)
        release(log);
    return NULL;
}

struct log *log_new(int fd, enum log_format format, enum log_level threshold)
{
    struct log *log = calloc(1, sizeof *log);

    if (log == NULL)
        return NULL;
    log->fd = fd;
    log->format = format;
    log->threshold = threshold;
    pthread_mutex_init(&log->mutex, NULL);
    thread_condition_init(&log->changed);
    if (thread_start(&log->writer, run_writer, log) == 0)
        return log;
    int error = errno;
    release(log);
    errno = error;
    return NULL;
}

void log_flush(struct log *log)
{
    int64_t deadline_ms = monotonic_ms() + FLUSH_MS;

    pthread_mutex_lock(&log->mutex);
    while (log->held > 0 && thread_wait(&log->changed, &log->mutex, deadline_ms))
        continue;
    pthread_mutex_unlock(&log->mutex);
}

/* A thread that is blocked in a write keeps the log until it returns, or the process exits. */
void log_free(struct log *log)
{
    int64_t deadline_ms = monotonic_ms() + FLUSH_MS;

    pthread_mutex_lock(&log->mutex);
    log->stopping = true;
    pthread_cond_broadcast(&log->changed);
    while (!log->ended && thread_wait(&log->changed, &log->mutex, deadline_ms))
        continue;
    log->abandoned = !log->ended;
    if (log->abandoned) {
        pthread_detach(log->writer);
        pthread_mutex_unlock(&log->mutex);
        return;
    }
    pthread_mutex_unlock(&log->mutex);
    pthread_join(log->writer, NULL);
    release(log);
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
    enqueue(log, &line);
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
    enqueue(log, &line);
}
