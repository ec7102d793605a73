/* past.h - the overlay with what was sent before, in this run and earlier ones, newest first.
 */
#ifndef TUI_CLIENT_PAST_H
#define TUI_CLIENT_PAST_H

#include "tui-client/pane.h"

struct past {
    struct pane pane;
    size_t selected; /* 0 is the newest */
    size_t first;    /* shown */
    int height;      /* rows when it was last drawn */
};

void past_init(struct past *past, struct guide *guide);

#endif
