/* input.h - what can come from the terminal: keys, pastes, presses of the mouse.
 *
 * Escape sequences have been told apart, and keys have one name on all terminals.  What a key does
 * is for the key table and the panes to say.
 */
#ifndef TUI_CLIENT_TERMINAL_INPUT_H
#define TUI_CLIENT_TERMINAL_INPUT_H

#include <stddef.h>

#include "common/span.h"

/* Most bytes of a paste. */
#define INPUT_PASTE_MAX ((size_t)32 << 20)

/* A key, or a paste, which comes as one piece. */
enum input_kind {
    INPUT_NOTHING,    /* nothing more is there now */
    INPUT_CHARACTER,  /* CODE is a code point, controls included (Esc alone is 27) */
    INPUT_KEY,        /* CODE is a KEY_* of curses or one of enum input_key */
    INPUT_ALT,        /* CODE is the character that Alt was held with, or Enter ('\r') */
    INPUT_PASTE,      /* TEXT was pasted; line ends are LF */
    INPUT_PASTE_LOST, /* what is being pasted is swallowed; CODE is why in errno: ECANCELED for
                          Ctrl-C, ENOBUFS beyond INPUT_PASTE_MAX, ENOMEM */
    INPUT_MOUSE,      /* CODE is one of enum input_mouse, at ROW and COLUMN */
    INPUT_END,        /* the terminal is gone */
};

/* Keys that curses has no name for, above all of its own. */
enum input_key {
    INPUT_KEY_FIRST = 0x10000,
    INPUT_KEY_SHIFT_F6 = INPUT_KEY_FIRST,
    INPUT_KEY_CTRL_LEFT,
    INPUT_KEY_CTRL_RIGHT,
    INPUT_KEY_CTRL_HOME,
    INPUT_KEY_CTRL_END,
};

enum input_mouse { INPUT_MOUSE_PRESS, INPUT_MOUSE_WHEEL_UP, INPUT_MOUSE_WHEEL_DOWN };

struct input {
    enum input_kind kind;
    int code;
    int row, column;   /* of INPUT_MOUSE */
    struct span text;  /* of INPUT_PASTE; borrowed until the next call */
    char bytes[16];    /* what Readline should be fed for this key; CODE as UTF-8 for a character */
    size_t byte_count; /* 0: nothing sensible */
};

#endif
