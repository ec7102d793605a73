/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* feed.c - see feed.h. */
#include <config.h>

#include "server/events/feed.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "server/base/outlet.h"
#include "server/events/feed_line.h"

/* Room for the events of 10,000 clients that come or go at once.  Memory that was never used costs
 * nothing. */
#define RING_SIZE ((size_t)4 * 1024 * 1024)

/* How long the end waits for the reader, and then for a write that is stuck: a second in all. */
#define FLUSH_MS 900
#define END_MS   100

#define NAME_MAX_SIZE 256

struct feed {
    char name[NAME_MAX_SIZE]; /* of what is written to, for people */
    int fd;                   /* owned, unless it is standard output */
    struct log *log;          /* borrowed */
    struct outlet *outlet;
    bool has_dropped;       /* the log says so */
    atomic_bool has_failed; /* the same for a failed write */
};

static void fail(void *context, int error)
{
    struct feed *feed = context;

    feed->has_failed = true;
    log_event(feed->log, LOG_LEVEL_WARNING, 0, _("cannot write events to %s: %s"), feed->name,
              strerror(error));
}

static void take(void *context, const struct event *event)
{
    struct feed *feed = context;
    struct json_line line;

    if (event->kind == EVENT_REFUSED && event->refused.is_noise)
        return;
    feed_line_make(event, &line);
    if (json_line_put(&line, feed->outlet) || feed->has_dropped)
        return;
    feed->has_dropped = true;
    log_event(
        feed->log, LOG_LEVEL_WARNING, 0,
        _("events for %s are dropped: the reader is too slow, or memory is short; a line there "
          "will count them"),
        feed->name);
}

static void close_target(int fd)
{
    if (fd != STDOUT_FILENO)
        close(fd);
}

/* Names what is written to. */
static void set_target(struct feed *feed, const char *path, int fd)
{
    bool is_stdout = strcmp(path, FEED_STDOUT) == 0;

    snprintf(feed->name, sizeof feed->name, is_stdout ? "%s" : "'%s'",
             is_stdout ? _("standard output") : path);
    feed->fd = is_stdout ? STDOUT_FILENO : fd;
}

struct feed *feed_new(const char *path, int fd, struct log *log)
{
    struct feed *feed = calloc(1, sizeof *feed);

    if (feed == NULL)
        return NULL;
    feed->log = log;
    set_target(feed, path, fd);
    feed->outlet = outlet_new(&(struct outlet_config){.fd = feed->fd,
                                                      .room = RING_SIZE,
                                                      .context = feed,
                                                      .note = json_line_note,
                                                      .failed = fail});
    if (feed->outlet != NULL)
        return feed;
    free(feed);
    return NULL;
}

int feed_start(struct feed *feed)
{
    return outlet_start(feed->outlet);
}

struct event_subscriber feed_subscriber(struct feed *feed)
{
    return (struct event_subscriber){feed_line_kinds(), take, feed};
}

/* A failure has been told already. */
void feed_flush(struct feed *feed)
{
    uint64_t missing;

    outlet_flush(feed->outlet, FLUSH_MS);
    missing = outlet_missing(feed->outlet);
    if (missing > 0 && !feed->has_failed)
        log_event(feed->log, LOG_LEVEL_WARNING, 0,
                  ngettext("%llu event was not written to %s", "%llu events were not written to %s",
                           (unsigned long)missing),
                  (unsigned long long)missing, feed->name);
}

/* A thread that is still blocked needs the descriptor until the process exits. */
void feed_free(struct feed *feed)
{
    feed_flush(feed);
    if (outlet_free(feed->outlet, END_MS))
        close_target(feed->fd);
    free(feed);
}
