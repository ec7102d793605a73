/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pane.h - the interface of a part of the screen.
 *
 * Each pane is a file: it draws itself into a given box, performs actions of the key table, and
 * handles keys without an action.  Panes share the guide and do not know each other or their
 * position.
 */
#ifndef TUI_CLIENT_PANES_PANE_H
#define TUI_CLIENT_PANES_PANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui-client/export/export.h"
#include "tui-client/panes/errand.h"
#include "tui-client/panes/guide.h"
#include "tui-client/terminal/box.h"
#include "tui-client/terminal/input.h"
#include "tui-client/terminal/keys.h"

/* Position of the hardware cursor; row -1: hidden. */
struct pane_cursor {
    int row, column;
};

/* How much of a pane is hidden, in rows or lines of its own. */
struct pane_beyond {
    size_t above, below;
};

struct pane {
    const struct pane_operations *operations;
    struct guide *guide;  /* borrowed */
    struct errand errand; /* set by the last key; reset to ERRAND_NONE when it is done */
    struct {
        enum export_format format;
        char name[256]; /* proposed */
    } saving;           /* of saving.h, while it asks */
};

struct pane_operations {
    /* Its title (translated, borrowed until the next call). */
    const char *(*title)(struct pane *pane);
    /* Its help text; marked for translation. */
    const char *help;
    /* Whether its help begins with the lesson of the step that is shown. */
    bool is_about_step;
    /* How it handles keys; KEYS_NOW, if not NULL, overrides it. */
    struct keys_place keys;
    struct keys_place (*keys_now)(const struct pane *pane);
    /* Called when it gets the focus; NULL: nothing to do. */
    void (*enter)(struct pane *pane);
    /* Draws the inside of its frame.  Sets *CURSOR if it has the focus and shows a cursor. */
    void (*draw)(struct pane *pane, struct box box, bool has_focus, struct pane_cursor *cursor);
    /* How much was hidden when it was last drawn; NULL: nothing ever is. */
    struct pane_beyond (*beyond)(const struct pane *pane);
    /* Performs ACTION; false if it does not handle it. */
    bool (*act)(struct pane *pane, enum keys_action action, int64_t now_ms);
    /* Selects what it drew as the item NUMBER (clicks.h), or acts as it; NULL: nothing to select.
     */
    void (*click)(struct pane *pane, size_t number, int64_t now_ms);
    /* Handles a key without action, or a paste; NULL: they are ignored. */
    void (*input)(struct pane *pane, const struct input *input);
};

/* How PANE currently handles keys. */
static inline struct keys_place pane_keys(const struct pane *pane)
{
    const struct pane_operations *operations = pane->operations;

    return operations->keys_now != NULL ? operations->keys_now(pane) : operations->keys;
}

/* What is hidden of a list of COUNT rows of which HEIGHT are shown, from FIRST on. */
static inline struct pane_beyond pane_beyond(size_t first, size_t count, int height)
{
    size_t end = first + (height > 0 ? (size_t)height : 0);

    return (struct pane_beyond){first, count > end ? count - end : 0};
}

#endif
