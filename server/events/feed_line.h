/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* feed_line.h - events as objects of JSON.
 *
 * The manual lists the members of each; programs rely on them, so they are added to but never
 * changed.  Strings are what clients sent, byte for byte, except secrets.
 */
#ifndef SERVER_EVENTS_FEED_LINE_H
#define SERVER_EVENTS_FEED_LINE_H

#include "server/base/json_line.h"
#include "server/log/event.h"

/* The kinds of events that have a line: bits 1 << enum event_kind. */
unsigned feed_line_kinds(void);

/* Makes LINE of EVENT, which is of such a kind. */
void feed_line_make(const struct event *event, struct json_line *line);

#endif
