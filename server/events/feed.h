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

/* Opens PATH, or standard output for FEED_STDOUT; LOG is borrowed.  Events are kept until
 * feed_start().  Returns NULL with a one-line message in ERROR of SIZE bytes on failure. */
struct feed *feed_new(const char *path, struct log *log, char *error, size_t size);

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
