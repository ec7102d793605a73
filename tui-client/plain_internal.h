/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_internal.h - shared by plain.c (input and turns) and plain_output.c; no other file includes
 * it.
 */
#ifndef TUI_CLIENT_PLAIN_INTERNAL_H
#define TUI_CLIENT_PLAIN_INTERNAL_H

#include <stdbool.h>

#include "common/buffer.h"
#include "tui-client/client/client.h"
#include "tui-client/dialogue/completion.h"
#include "tui-client/plain.h"
#include "tui-client/terminal/prompt.h"

struct plain {
    struct client client;
    bool has_said;    /* a line of the input was processed */
    bool at_terminal; /* Readline edits, and a lost connection does not end the program */
    bool input_ended;
    bool done;
    int status;                  /* exit status */
    enum dialect_event answered; /* by the last reply, that which ended the conversation included;
                                    DIALECT_EVENTS: nothing */
    struct buffer input;         /* lines not yet sent, each with its LF */
    struct completion completion;
    struct prompt_hooks hooks;
};

/* Prints TEXT, a remark of the client. */
void plain_remark(struct plain *plain, const char *text);

/* Prints LINE; the watcher of the client.  CONTEXT is a struct plain. */
void plain_watch(void *context, const struct dialogue_line *line);

/* The prompt names what may come next. */
void plain_show_label(struct plain *plain);

#endif
