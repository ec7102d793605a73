/* selection.h - one selected row of a list, moved by keys and kept in sight.
 */
#ifndef TUI_CLIENT_PANES_SELECTION_H
#define TUI_CLIENT_PANES_SELECTION_H

#include "tui-client/terminal/keys.h"

/* Moves *SELECTED, of rows 0 to LAST, as ACTION says, HEIGHT rows being a page.  False if ACTION is
 * no motion. */
bool selection_move(enum keys_action action, size_t last, int height, size_t *selected);

/* The first row to show so that SELECTED is among HEIGHT rows, FIRST having been it before. */
size_t selection_scroll(size_t first, size_t selected, int height);

#endif
