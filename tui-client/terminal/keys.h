/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* keys.h - the one table of keys: dispatch, key bar and help all read it.
 *
 * A row maps keys to an action in a scope.  The receiver of an action decides what it does.
 */
#ifndef TUI_CLIENT_TERMINAL_KEYS_H
#define TUI_CLIENT_TERMINAL_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "tui-client/terminal/input.h"

/* Where a row applies. */
enum keys_scope {
    KEYS_EVERYWHERE,   /* but in overlays, which take all keys */
    KEYS_OUTSIDE_TEXT, /* the same, where printable keys are not text */
    KEYS_OVERLAY,      /* in an overlay, where printable keys are not text */
    KEYS_ALWAYS,       /* in overlays too */
    KEYS_FORM,         /* anywhere in a form */
    KEYS_BODY,         /* in multi-line text */
    KEYS_PREFIXED,     /* in it, after Ctrl-X */
    KEYS_FINDING,      /* in a search of it */
    KEYS_BUTTON,       /* in a form, outside text */
    KEYS_ATTACHMENT,   /* on an attachment */
    KEYS_CHOICE,       /* on a choice of a form */
    KEYS_LIST,         /* where lines are selected or scrolled */
    KEYS_CONVERSATION, /* in the conversation, a list with more keys */
    KEYS_COPIES,       /* in "copy as" */
    KEYS_DOUBT,        /* where it is asked whether to trust a certificate */
    KEYS_LINE,         /* in a prompt for a line */
    KEYS_MENU,         /* where typing searches a list */
    KEYS_QUESTION,     /* in a yes/no question */
    KEYS_SCOPES,
};

enum keys_action {
    KEYS_NOTHING,
    KEYS_HELP,
    KEYS_SEND,
    KEYS_NEXT_PANE,
    KEYS_PREVIOUS_PANE,
    KEYS_PANE_1,
    KEYS_PANE_2,
    KEYS_PANE_3,
    KEYS_RAW,
    KEYS_HISTORY,
    KEYS_QUIT,
    KEYS_NEXT_STEP,
    KEYS_PREVIOUS_STEP,
    KEYS_CONVERSATION_UP,
    KEYS_CONVERSATION_DOWN,
    KEYS_BACK,
    KEYS_CANCEL,
    KEYS_REDRAW,
    KEYS_SUSPEND,
    KEYS_NEXT_FIELD,
    KEYS_PREVIOUS_FIELD,
    KEYS_ENTER,
    KEYS_LEFT,
    KEYS_RIGHT,
    KEYS_UP,
    KEYS_DOWN,
    KEYS_WORD_LEFT,
    KEYS_WORD_RIGHT,
    KEYS_ROW_START,
    KEYS_ROW_END,
    KEYS_LINE_START,
    KEYS_LINE_END,
    KEYS_START,
    KEYS_END,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_DELETE_LEFT,
    KEYS_DELETE_RIGHT,
    KEYS_KILL_CHUNK,
    KEYS_KILL_WORD_LEFT,
    KEYS_KILL_WORD_RIGHT,
    KEYS_KILL_LINE_START,
    KEYS_KILL_LINE_REST,
    KEYS_TRANSPOSE,
    KEYS_PREFIX,
    KEYS_YANK,
    KEYS_YANK_NEXT,
    KEYS_UNDO,
    KEYS_REDO,
    KEYS_FIND,
    KEYS_FIND_BACK,
    KEYS_WIRE_VIEW,
    KEYS_LADDER,
    KEYS_SEARCH,
    KEYS_SEARCH_NEXT,
    KEYS_SEARCH_PREVIOUS,
    KEYS_TAKE_LINE,
    KEYS_SAVE,
    KEYS_SAVE_CODES,
    KEYS_COPY_AS,
    KEYS_SECURITY,
    KEYS_SEND_ANYWAY,
    KEYS_TRY_AGAIN,
    KEYS_RESUME,
    KEYS_EDITOR,
    KEYS_READ_FILE,
    KEYS_ATTACH,
    KEYS_LOAD,
    KEYS_CHANGE_ENCODING,
    KEYS_CHANGE_PACE,
    KEYS_CHANGE_STYLE,
    KEYS_ZOOM,
    KEYS_COMMANDS,
    KEYS_YES,
    KEYS_NO,
    KEYS_ACTIONS,
};

#define KEYS_PER_ROW 4

struct keys_row {
    enum keys_scope scope;
    enum keys_action action;
    struct {
        enum input_kind kind; /* INPUT_NOTHING: no further key */
        int code;
    } keys[KEYS_PER_ROW];
    const char *names; /* of the keys, as help shows them; marked for translation */
    const char *help;  /* what it does; marked for translation */
    const char
        *bar; /* for the key bar, after the first name; NULL: not in the bar; marked likewise */
};

/* The rows, and their number. */
extern const struct keys_row keys_rows[];
extern const size_t keys_row_count;

/* The title of SCOPE in help, translated. */
const char *keys_scope_title(enum keys_scope scope);

/* Where a key is pressed. */
struct keys_place {
    enum keys_scope scope;
    bool is_text;    /* printable keys are text */
    bool is_line;    /* the text is the line of prompt.h */
    bool is_overlay; /* of what is behind it, no key counts */
};

/* The scope whose keys apply in SCOPE too, unless SCOPE overrides them; KEYS_ALWAYS: none. */
enum keys_scope keys_scope_parent(enum keys_scope scope);

/* Whether the keys of SCOPE apply in PLACE, unless others there override them. */
bool keys_apply(struct keys_place place, enum keys_scope scope);

/* The action of INPUT in PLACE: rows of its scope first, then those of the parents, then the
 * others that apply. */
enum keys_action keys_find(const struct input *input, struct keys_place place);

#endif
