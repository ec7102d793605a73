/* app_state.h - what the full screen consists of, shared by app.c (keys) and app_draw.c (looks).
 */
#ifndef TUI_CLIENT_APP_STATE_H
#define TUI_CLIENT_APP_STATE_H

#include "tui-client/conversation.h"
#include "tui-client/explanation.h"
#include "tui-client/form.h"
#include "tui-client/help.h"
#include "tui-client/layout.h"
#include "tui-client/past.h"
#include "tui-client/raw.h"

/* The panes with frames in the order of their numbers, then the raw line. */
#define FOCUSABLE (LAYOUT_PANES + 1)

struct app {
    struct guide guide;
    struct form form;
    struct conversation conversation;
    struct explanation_pane explanation;
    struct raw raw;
    struct past past;
    struct help help;
    struct pane *panes[FOCUSABLE];
    size_t focus;         /* in panes */
    struct pane *overlay; /* that covers the panes and has the focus; NULL: none */
    const char *question; /* that is to be answered with yes or no; NULL: none */
    unsigned visits;      /* guide->visits when the focus last entered a pane */
    bool done;
    int status; /* exit status */
};

/* Whether the terminal is too small to show anything. */
bool app_is_too_small(void);

/* Draws the whole screen. */
void app_draw(struct app *app, long long now_ms);

#endif
