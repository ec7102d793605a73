/* ask.h - a line that is asked for in place of the raw line: a path, or what to search for.
 *
 * It is edited by Readline, which it borrows.  Who asks, and what the answer is for, stands in the
 * errand.
 */
#ifndef TUI_CLIENT_PANES_ASK_H
#define TUI_CLIENT_PANES_ASK_H

#include "tui-client/panes/pane.h"

struct ask {
    struct pane pane;
    struct pane *from;    /* who asks; borrowed */
    struct errand errand; /* ERRAND_ASK while a line is asked for */
};

void ask_init(struct ask *ask, struct guide *guide);

/* Whether a line is asked for. */
bool ask_is_open(const struct ask *ask);

/* Asks for what ERRAND of FROM says; it is then to be entered like any pane that gets the focus. */
void ask_open(struct ask *ask, struct pane *from, const struct errand *errand);

/* Asks no more. */
void ask_close(struct ask *ask);

#endif
