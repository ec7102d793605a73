/* palette.h - the overlay with all commands: a list from the key table, searched by typing.
 */
#ifndef TUI_CLIENT_PANES_PALETTE_H
#define TUI_CLIENT_PANES_PALETTE_H

#include "tui-client/panes/pane.h"

/* More than the key table has rows. */
#define PALETTE_ROWS_MAX 128

struct palette {
    struct pane pane;
    enum keys_scope scope; /* whose commands are listed beside those that count everywhere */
    const struct keys_row *rows[PALETTE_ROWS_MAX]; /* that match what was typed */
    size_t count;
    size_t selected, first; /* in rows; FIRST is the first that is shown */
    int height;             /* rows when it was last drawn */
};

void palette_init(struct palette *palette, struct guide *guide);

/* Says where the focus was; the list is that of its commands. */
void palette_about(struct palette *palette, enum keys_scope scope);

#endif
