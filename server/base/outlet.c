/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* outlet.c - see outlet.h.
 *
 * Callers append to the ring under a mutex that is never held during a write.  Only the thread
 * moves the front of the ring, so it may write from it without the mutex.
 */
#include <config.h>

#include "server/base/outlet.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/monotonic.h"
#include "server/base/thread.h"

/* Delay before a retry if a (non-blocking) descriptor is not writable. */
#define RETRY_MS 20

/* Delay after a write: lines added meanwhile are written together, and adding them need not wake
 * the thread. */
#define GATHER_MS 5

/* Maximum number of notes about dropped lines in the ring; further ones wait. */
#define NOTES_MAX 32

/* A note that is in the ring. */
struct note {
    uint64_t end;     /* position of the byte after it */
    uint64_t dropped; /* lines that it tells of */
};

struct outlet {
    struct outlet_config config;
    pthread_t writer;
    bool has_writer;       /* it was started; of the caller */
    bool is_within_line;   /* the last byte written is no LF; of the thread */
    pthread_mutex_t mutex; /* guards all fields below */
    pthread_cond_t changed;
    bool stopping;    /* outlet_free() waits until the ring is empty */
    bool abandoned;   /* outlet_free() timed out: the thread frees this struct */
    bool ended;       /* the thread no longer uses this struct */
    bool has_failed;  /* the last write */
    uint64_t front;   /* position of the first byte held: how many were before it */
    size_t held;      /* bytes held */
    uint64_t dropped; /* lines that did not fit, or that could not be written */
    struct note notes[NOTES_MAX];
    size_t note_count;
    char ring[];
};

/* Offset in the ring of the byte at POSITION. */
static size_t place_of(const struct outlet *outlet, uint64_t position)
{
    return (size_t)(position % outlet->config.room);
}

static bool has_room(const struct outlet *outlet, size_t size)
{
    return size <= outlet->config.room - outlet->held;
}

static void store(struct outlet *outlet, const char *text, size_t size)
{
    size_t back = place_of(outlet, outlet->front + outlet->held);
    size_t rest = outlet->config.room - back;
    size_t first = size < rest ? size : rest;

    memcpy(outlet->ring + back, text, first);
    memcpy(outlet->ring, text + first, size - first);
    outlet->held += size;
}

/* Forgets the notes that are written. */
static void settle_notes(struct outlet *outlet)
{
    size_t written = 0;

    while (written < outlet->note_count && outlet->notes[written].end <= outlet->front)
        written++;
    outlet->note_count -= written;
    memmove(outlet->notes, outlet->notes + written, outlet->note_count * sizeof outlet->notes[0]);
}

/* Called with the mutex: tells the number of dropped lines at the place where they are missing. */
static void note_dropped(struct outlet *outlet)
{
    char note[OUTLET_NOTE_MAX];
    size_t size;

    if (outlet->dropped == 0 || outlet->abandoned)
        return;
    settle_notes(outlet);
    if (outlet->note_count == NOTES_MAX || !has_room(outlet, sizeof note))
        return;
    size = outlet->config.note(outlet->config.context, outlet->dropped, note);
    if (size == 0)
        return;
    store(outlet, note, size);
    outlet->notes[outlet->note_count++] =
        (struct note){outlet->front + outlet->held, outlet->dropped};
    outlet->dropped = 0;
}

static uint64_t count_lines(const char *text, size_t size)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

/* A line must not overtake the note about dropped lines before it. */
bool outlet_put(struct outlet *outlet, const char *text, size_t size)
{
    bool fits;

    pthread_mutex_lock(&outlet->mutex);
    note_dropped(outlet);
    fits = outlet->dropped == 0 && has_room(outlet, size);
    if (fits) {
        store(outlet, text, size);
        pthread_cond_broadcast(&outlet->changed);
    } else {
        outlet->dropped += count_lines(text, size);
    }
    pthread_mutex_unlock(&outlet->mutex);
    return fits;
}

void outlet_drop(struct outlet *outlet)
{
    pthread_mutex_lock(&outlet->mutex);
    outlet->dropped++;
    note_dropped(outlet);
    pthread_cond_broadcast(&outlet->changed);
    pthread_mutex_unlock(&outlet->mutex);
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

/* Writes as many of SIZE bytes at DATA as possible, which begin a line if the bytes before them
 * were lost (IS_TORN).  Returns their number, or -1 with errno. */
static ssize_t write_out(struct outlet *outlet, const char *data, size_t size, bool is_torn)
{
    ssize_t written;

    if (is_torn && outlet->is_within_line) {
        if (write(outlet->config.fd, "\n", 1) != 1)
            return -1;
        outlet->is_within_line = false;
    }
    written = write(outlet->config.fd, data, size);
    if (written > 0)
        outlet->is_within_line = data[written - 1] != '\n';
    return written;
}

/* Number of lines that are held, or that the notes held tell of: a note itself is not a line that
 * somebody has added. */
static uint64_t count_held(struct outlet *outlet)
{
    size_t front = place_of(outlet, outlet->front), rest = outlet->config.room - front;
    size_t first = outlet->held < rest ? outlet->held : rest;
    uint64_t lines =
        count_lines(outlet->ring + front, first) + count_lines(outlet->ring, outlet->held - first);

    settle_notes(outlet);
    for (size_t i = 0; i < outlet->note_count; i++)
        lines += outlet->notes[i].dropped - 1;
    return lines;
}

uint64_t outlet_missing(struct outlet *outlet)
{
    pthread_mutex_lock(&outlet->mutex);
    uint64_t missing = outlet->dropped + count_held(outlet);
    pthread_mutex_unlock(&outlet->mutex);
    return missing;
}

/* Called with the mutex: drops all that is held, so that only whole lines follow. */
static void lose_held(struct outlet *outlet)
{
    outlet->dropped += count_held(outlet);
    outlet->note_count = 0;
    outlet->front += outlet->held;
    outlet->held = 0;
}

/* Called with the mutex, when writing has failed with ERROR.  What is lost is told only with the
 * next line that is added: a failing descriptor must not keep the thread busy. */
static void fail(struct outlet *outlet, int error)
{
    bool is_news = !outlet->has_failed && !outlet->abandoned;

    lose_held(outlet);
    outlet->has_failed = true;
    if (is_news && outlet->config.failed != NULL)
        outlet->config.failed(outlet->config.context, error);
}

/* Called with the mutex, which is released during the write and the pause after it. */
static void write_front(struct outlet *outlet)
{
    size_t front = place_of(outlet, outlet->front), rest = outlet->config.room - front;
    size_t size = outlet->held < rest ? outlet->held : rest;
    bool may_gather = !outlet->stopping, is_torn = outlet->has_failed;

    pthread_mutex_unlock(&outlet->mutex);
    ssize_t written = write_out(outlet, outlet->ring + front, size, is_torn);
    int error = written < 0 ? errno : 0;
    if (is_temporary(error))
        pause_ms(RETRY_MS);
    else if (may_gather)
        pause_ms(GATHER_MS);
    pthread_mutex_lock(&outlet->mutex);
    if (written >= 0) {
        outlet->front += (size_t)written;
        outlet->held -= (size_t)written;
        outlet->has_failed = false;
        note_dropped(outlet);
    } else if (!is_temporary(error)) {
        fail(outlet, error);
    }
    if (outlet->held == 0)
        pthread_cond_broadcast(&outlet->changed);
}

static void release(struct outlet *outlet)
{
    pthread_cond_destroy(&outlet->changed);
    pthread_mutex_destroy(&outlet->mutex);
    free(outlet);
}

static void *run_writer(void *context)
{
    struct outlet *outlet = context;

    pthread_mutex_lock(&outlet->mutex);
    while (outlet->held > 0 || !outlet->stopping) {
        if (outlet->held > 0)
            write_front(outlet);
        else
            pthread_cond_wait(&outlet->changed, &outlet->mutex);
    }
    outlet->ended = true;
    bool abandoned = outlet->abandoned;
    pthread_cond_broadcast(&outlet->changed);
    pthread_mutex_unlock(&outlet->mutex);
    if (abandoned)
        release(outlet);
    return NULL;
}

struct outlet *outlet_new(const struct outlet_config *config)
{
    struct outlet *outlet = calloc(1, sizeof *outlet + config->room);

    if (outlet == NULL)
        return NULL;
    outlet->config = *config;
    pthread_mutex_init(&outlet->mutex, NULL);
    thread_condition_init(&outlet->changed);
    return outlet;
}

int outlet_start(struct outlet *outlet)
{
    outlet->has_writer = thread_start(&outlet->writer, run_writer, outlet) == 0;
    return outlet->has_writer ? 0 : -1;
}

void outlet_flush(struct outlet *outlet, int within_ms)
{
    int64_t deadline_ms = monotonic_ms() + within_ms;

    if (!outlet->has_writer)
        return;
    pthread_mutex_lock(&outlet->mutex);
    while (outlet->held > 0 && thread_wait(&outlet->changed, &outlet->mutex, deadline_ms))
        continue;
    pthread_mutex_unlock(&outlet->mutex);
}

/* Called with the mutex.  Waits until the thread has ended, for a write until DEADLINE_MS. */
static void wait_for_end(struct outlet *outlet, int64_t deadline_ms)
{
    bool is_in_time = true;

    while (!outlet->ended && (is_in_time || outlet->held == 0))
        is_in_time = thread_wait(&outlet->changed, &outlet->mutex,
                                 outlet->held > 0 ? deadline_ms : DEADLINE_NEVER);
}

/* A thread that is blocked in a write keeps the outlet until it returns, or the process exits. */
bool outlet_free(struct outlet *outlet, int within_ms)
{
    int64_t deadline_ms = monotonic_ms() + within_ms;

    if (!outlet->has_writer) {
        release(outlet);
        return true;
    }
    pthread_mutex_lock(&outlet->mutex);
    outlet->stopping = true;
    pthread_cond_broadcast(&outlet->changed);
    wait_for_end(outlet, deadline_ms);
    outlet->abandoned = !outlet->ended;
    if (outlet->abandoned) {
        pthread_detach(outlet->writer);
        pthread_mutex_unlock(&outlet->mutex);
        return false;
    }
    pthread_mutex_unlock(&outlet->mutex);
    pthread_join(outlet->writer, NULL);
    release(outlet);
    return true;
}
