/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* errand.h - a request of a pane that concerns other panes.
 *
 * A pane sets its errand while it handles an action or a key; afterwards the app, which knows all
 * panes, runs it.  So a pane knows neither who prompts for a line nor who receives a command.
 */
#ifndef TUI_CLIENT_PANES_ERRAND_H
#define TUI_CLIENT_PANES_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/span.h"
#include "tui-client/dialogue/history.h"
#include "tui-client/terminal/keys.h"

struct pane;

enum errand_kind {
    ERRAND_NONE,
    ERRAND_ASK,     /* prompt the user for a line */
    ERRAND_AGAIN,   /* set by an ANSWER: the line was wrong; show it again to be changed */
    ERRAND_CONFIRM, /* set by an ANSWER: ask whether the line is meant; if so, ANSWER gets it */
    ERRAND_TO_FORM, /* copy an entry of the history to its form, or else to the raw line */
    ERRAND_TO_RAW,  /* copy TEXT to the raw line */
    ERRAND_ACTION,  /* perform ACTION in the pane that had the focus before this one covered it */
    ERRAND_SAY,     /* send VERB, or let the user complete it in the raw line */
};

struct errand {
    enum errand_kind kind;
    const char *label;       /* ASK, CONFIRM: shown before the line; marked for translation */
    struct span text;        /* initial text of the line; borrowed until the errand is done */
    bool is_proposed;        /* ASK: what is typed replaces TEXT */
    bool is_path;            /* ASK: file names are completed, "~" is the home folder */
    enum history_kind entry; /* TO_FORM */
    enum keys_action action; /* ACTION */
    enum dialect_event verb; /* SAY */
    /* ASK: called with the finished line, but not if it was cancelled.  FROM is the pane whose
     * errand it was. */
    void (*answer)(struct pane *from, struct span line, int64_t now_ms);
};

#endif
