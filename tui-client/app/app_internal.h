/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* app_internal.h - the state of the full screen, shared by app.c (input and turns), app_actions.c
 * (actions), app_click.c (the mouse), app_panes.c (which panes there are, and what is typed into
 * them) and app_draw.c (looks).
 */
#ifndef TUI_CLIENT_APP_APP_INTERNAL_H
#define TUI_CLIENT_APP_APP_INTERNAL_H

#include "common/deadline.h"
#include "tui-client/message/draft.h"
#include "tui-client/panes/ask.h"
#include "tui-client/panes/conversation.h"
#include "tui-client/panes/copies.h"
#include "tui-client/panes/explanation.h"
#include "tui-client/panes/form.h"
#include "tui-client/panes/guide_resume.h"
#include "tui-client/panes/help.h"
#include "tui-client/panes/history_pane.h"
#include "tui-client/panes/ladder_view.h"
#include "tui-client/panes/layout.h"
#include "tui-client/panes/palette.h"
#include "tui-client/panes/raw.h"
#include "tui-client/panes/security.h"
#include "tui-client/terminal/editor.h"

/* The panes with frames in the order of their numbers, then the raw line; after them the overlays
 * and the prompt. */
#define FOCUSABLE (LAYOUT_PANES + 1)
#define PANES     (FOCUSABLE + 6)

/* Maximum number of keys that wait for the reply to a step. */
#define AHEAD_MAX 256

struct app {
    struct guide guide;
    struct draft draft;
    struct form form; /* of draft */
    struct conversation conversation;
    struct explanation_pane explanation;
    struct ladder_pane ladder;
    struct raw raw;
    struct history_pane history_pane;
    struct help help;
    struct palette palette;
    struct copies copies;
    struct security security;
    struct ask ask;       /* has the focus while it is open */
    struct editor editor; /* has the terminal while it runs */
    struct pane *panes[PANES];
    size_t focus;                  /* in panes, below FOCUSABLE */
    struct pane *overlay;          /* covers the panes and has the focus; NULL: none */
    bool is_zoomed;                /* the focused pane has the whole screen */
    bool is_doubted;               /* client_is_doubted() when last compared */
    bool asks_to_quit;             /* app_question() is open */
    unsigned visits;               /* guide->visits when the focus last entered a pane */
    int64_t drawn_ms;              /* when the screen was last drawn */
    int64_t draw_ms;               /* when it must be drawn at the latest */
    struct input ahead[AHEAD_MAX]; /* typed into the form while the reply to its step is awaited */
    size_t ahead_count;
    bool done;
    int status; /* exit status */
};

/* Initializes all panes. */
void app_make_panes(struct app *app);

/* Shows a certificate that has come into doubt, and closes the overlay when it no longer is. */
void app_follow_doubt(struct app *app);

/* Whether the terminal is too small to show anything. */
bool app_is_too_small(void);

/* Draws the whole screen. */
void app_draw(struct app *app, int64_t now_ms);

/* Where the panes are now. */
struct layout app_layout(const struct app *app);

/* The action of a key of the key bar that INPUT clicks; KEYS_NOTHING if it does not. */
enum keys_action app_clicked_key(const struct input *input);

/* Gives the focus to the pane at ROW and COLUMN, and selects, or does, what was drawn there. */
void app_click(struct app *app, int row, int column, int64_t now_ms);

/* The pane, overlay or prompt that has the focus. */
struct pane *app_focused(struct app *app);

/* Gives PANE a key without an action, or a paste; once its text has changed, nothing more is said
 * of what it was before, or of what could not be inserted. */
void app_edit(struct app *app, struct pane *pane, const struct input *input);

/* Notifies it that it has the focus. */
void app_enter(struct app *app);

/* Gives the focus to app->panes[NUMBER] and closes an overlay. */
void app_set_focus(struct app *app, size_t number);

/* Performs ACTION, as if its key had been pressed. */
void app_perform(struct app *app, enum keys_action action, int64_t now_ms);

/* Runs the errands that panes have set while they handled a key. */
void app_run_errands(struct app *app, int64_t now_ms);

/* Drops what was typed ahead, if anything was, and says so before the status. */
void app_drop_ahead(struct app *app);

/* Quits, or asks first. */
void app_quit(struct app *app, int64_t now_ms);

/* What is asked, yes or no, before quitting: a message may be delivered, or begun, while it is. */
const char *app_question(const struct app *app);

/* Cancels the current operation, or closes an overlay, or asks whether to quit. */
void app_cancel(struct app *app, int64_t now_ms);

#endif
