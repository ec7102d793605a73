/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* feed.h - --events: writes events for programs, as lines of JSON.
 *
 * Nothing waits for whoever reads them: what he is too slow for is dropped and counted, in a line
 * of its own, and the log says so once.
 */
#ifndef SERVER_EVENTS_FEED_H
#define SERVER_EVENTS_FEED_H

#include "server/log/event.h"
#include "server/log/log.h"

/* The value of --events for standard output. */
#define FEED_STDOUT "-"

struct feed;

/* Writes to FD, which is open for PATH (target.h) and then owned; or to standard output, if PATH is
 * FEED_STDOUT.  LOG is borrowed.  Events are kept until feed_start().  Returns NULL with errno on
 * failure. */
struct feed *feed_new(const char *path, int fd, struct log *log);

/* Starts the thread that writes.  Returns -1 with errno on failure. */
int feed_start(struct feed *feed);

/* Returns the subscriber that writes events; FEED must outlive it. */
struct event_subscriber feed_subscriber(struct feed *feed);

/* Writes out what is held, for at most a second, and logs what could not be written: for a process
 * that exits while other threads may still send events. */
void feed_flush(struct feed *feed);

/* Does the same, and frees FEED. */
void feed_free(struct feed *feed);

#endif
