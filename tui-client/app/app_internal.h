/* app_internal.h - what the full screen consists of, shared by app.c (input and turns),
 * app_actions.c (what keys do) and app_draw.c (looks).
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
#include "tui-client/panes/help.h"
#include "tui-client/panes/history_pane.h"
#include "tui-client/panes/layout.h"
#include "tui-client/panes/palette.h"
#include "tui-client/panes/raw.h"
#include "tui-client/terminal/editor.h"

/* The panes with frames in the order of their numbers, then the raw line; behind them what lies
 * over these, and the line that is asked for. */
#define FOCUSABLE (LAYOUT_PANES + 1)
#define PANES     (FOCUSABLE + 5)

struct app {
    struct guide guide;
    struct draft draft;
    struct form form; /* of draft */
    struct conversation conversation;
    struct explanation_pane explanation;
    struct raw raw;
    struct history_pane history_pane;
    struct help help;
    struct palette palette;
    struct copies copies;
    struct ask ask;       /* has the focus while it is open */
    struct editor editor; /* has the terminal while it runs */
    struct pane *panes[PANES];
    size_t focus;         /* in panes, below FOCUSABLE */
    struct pane *overlay; /* that covers the panes and has the focus; NULL: none */
    bool is_zoomed;       /* the pane with the focus has all the room */
    const char *question; /* that is to be answered with yes or no; NULL: none */
    unsigned visits;      /* guide->visits when the focus last entered a pane */
    int64_t drawn_ms;     /* when the screen was drawn last */
    int64_t draw_ms;      /* when it has to be drawn at the latest */
    bool done;
    int status; /* exit status */
};

/* Whether the terminal is too small to show anything. */
bool app_is_too_small(void);

/* Draws the whole screen. */
void app_draw(struct app *app, int64_t now_ms);

/* Gives the focus to the pane that stands at ROW and COLUMN. */
void app_click(struct app *app, int row, int column);

/* What has the focus. */
struct pane *app_focused(struct app *app);

/* Tells it that it has got the focus. */
void app_enter(struct app *app);

/* Gives the focus to app->panes[NUMBER]; an overlay closes. */
void app_set_focus(struct app *app, size_t number);

/* Does ACTION, as if its key had been pressed. */
void app_perform(struct app *app, enum keys_action action, int64_t now_ms);

/* Ends the program, or asks first. */
void app_quit(struct app *app, int64_t now_ms);

/* Cancels what is under way, or closes an overlay, or asks whether to quit. */
void app_cancel(struct app *app, int64_t now_ms);

#endif
