/* pane.h - what a part of the screen can do.
 *
 * Each pane is a file: it draws itself into the box that it is given, acts when the key table says
 * so, and takes the keys that have no action.  Panes share the guide and know nothing of each other
 * or of where they stand.
 */
#ifndef TUI_CLIENT_PANES_PANE_H
#define TUI_CLIENT_PANES_PANE_H

#include <stdbool.h>
#include <stdint.h>

#include "tui-client/panes/errand.h"
#include "tui-client/panes/guide.h"
#include "tui-client/terminal/box.h"
#include "tui-client/terminal/input.h"
#include "tui-client/terminal/keys.h"

/* Where the hardware cursor belongs; row -1: nowhere. */
struct pane_cursor {
    int row, column;
};

/* Which rows of the key table count, and whether printable keys are text. */
struct pane_keys {
    enum keys_scope scope;
    bool is_text;
};

struct pane {
    const struct pane_operations *operations;
    struct guide *guide;  /* borrowed */
    struct errand errand; /* that the last key gave it; whoever does it sets ERRAND_NONE */
};

struct pane_operations {
    /* What it is called (translated, borrowed until the next call). */
    const char *(*title)(struct pane *pane);
    /* What stands in help about it; marked for translation. */
    const char *help;
    /* How it takes keys; where that changes, KEYS_NOW tells. */
    struct pane_keys keys;
    struct pane_keys (*keys_now)(const struct pane *pane);
    /* It got the focus; NULL: nothing to do. */
    void (*enter)(struct pane *pane);
    /* Draws the inside of its frame.  Sets *CURSOR if it has the focus and a place for it. */
    void (*draw)(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor);
    /* Does ACTION; false if that is none of its business. */
    bool (*act)(struct pane *pane, enum keys_action action, int64_t now_ms);
    /* Takes a key without action, or a paste; NULL: keys mean nothing to it. */
    void (*input)(struct pane *pane, const struct input *input);
};

/* How PANE takes keys now. */
static inline struct pane_keys pane_keys(const struct pane *pane)
{
    const struct pane_operations *operations = pane->operations;

    return operations->keys_now != NULL ? operations->keys_now(pane) : operations->keys;
}

#endif
