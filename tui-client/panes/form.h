/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* form.h - the pane in which the current step is filled in and sent.
 *
 * The dialect's table defines what a step asks for, so each step's form is one of a few kinds.  The
 * contents belong to the draft; the form changes it by keys and from files.  Readline edits single
 * lines while the form has the focus.
 */
#ifndef TUI_CLIENT_PANES_FORM_H
#define TUI_CLIENT_PANES_FORM_H

#include "common/mechanism.h"
#include "tui-client/message/draft.h"
#include "tui-client/panes/pane.h"
#include "tui-client/text/finder.h"

struct form {
    struct pane pane;
    struct draft *draft; /* borrowed */
    unsigned visits;     /* of the guide when last compared */
    unsigned deliveries; /* likewise */
    unsigned failures;   /* likewise */
    unsigned refusals;   /* likewise */
    size_t recipients;   /* of the envelope when last compared */
    size_t item;         /* the item that has the focus, from 0 */
    size_t wire_size;    /* bytes of the message when the step was first shown; 0: none was begun */
    bool has_prompt;     /* the form has the focus and uses Readline */
    bool is_off_text;    /* the item with the focus is a text that was left with Esc: letters act */
    bool is_prefixed;    /* Ctrl-X was pressed last, in the body */
    enum mechanism mechanism; /* of AUTH, as chosen; MECHANISMS: the best that is offered */
    struct finder finder;     /* of the body */
    char title[160];
};

/* GUIDE and DRAFT must outlive the form, which owns nothing. */
void form_init(struct form *form, struct guide *guide, struct draft *draft);

/* Called when the form loses the focus. */
void form_leave(struct form *form);

/* Updates the form and its draft to the state of the guide; call it before either is used or drawn.
 */
void form_follow(struct form *form);

/* Copies a command or message of the history to its form and shows it; false for a command without
 * a form. */
bool form_take(struct form *form, enum history_kind kind, struct span text);

/* Replaces the text of the message by the file PATH; reports the result. */
bool form_take_edited(struct form *form, const char *path);

/* Reads the file PATH and attaches it to the message; reports the result. */
bool form_attach(struct form *form, const char *path);

/* Whether a file is sent as it is, so that its text cannot be changed here; if so, reports it. */
bool form_is_fixed(struct form *form);

/* Rows that the form needs inside its frame at WIDTH columns. */
int form_wish(const struct form *form, int width);

#endif
