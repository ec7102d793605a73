/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_internal.h - shared by dialogue.c, which speaks, dialogue_listen.c, and
 * dialogue_outcome.c, which knows what replies mean. */
#ifndef TUI_CLIENT_DIALOGUE_DIALOGUE_INTERNAL_H
#define TUI_CLIENT_DIALOGUE_DIALOGUE_INTERNAL_H

#include "tui-client/dialogue/dialogue.h"

/* Maximum bytes held of a line that is not whole. */
#define DIALOGUE_IN_MAX ((size_t)64 * 1024)

/* Passes LINE to the observer. */
void dialogue_show(const struct dialogue *dialogue, struct dialogue_line line);

/* Asks the table about the first request, at the current position. */
void dialogue_predict(struct dialogue *dialogue);

/* Takes the reply with CODE and TEXT to REQUEST, which is NULL if nothing was asked; others are
 * still awaited.  One that ends the conversation may be late: its verb was answered before. */
struct dialogue_reply dialogue_conclude(struct dialogue *dialogue, const struct request *request,
                                        unsigned code, struct span text);

/* As dialogue_say(), before all queued lines, whatever is awaited. */
int dialogue_say_first(struct dialogue *dialogue, struct span line, int64_t now_ms);

/* Sends what waited for the last reply: the message, if the server now waits for one, else the
 * queue.  A message that it refused stays with the caller. */
void dialogue_say_next(struct dialogue *dialogue, int64_t now_ms);

#endif
