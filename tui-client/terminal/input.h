/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* input.h - input events of the terminal: keys, pastes, mouse.
 *
 * Escape sequences are decoded, and keys have the same codes on all terminals.  The key table and
 * the panes decide what a key does.
 */
#ifndef TUI_CLIENT_TERMINAL_INPUT_H
#define TUI_CLIENT_TERMINAL_INPUT_H

#include <stddef.h>

#include "common/span.h"

/* Maximum bytes of a paste. */
#define INPUT_PASTE_MAX ((size_t)32 << 20)

/* A key, or a whole paste. */
enum input_kind {
    INPUT_NOTHING,    /* no input is available */
    INPUT_CHARACTER,  /* CODE is a code point, controls included (Esc alone is 27) */
    INPUT_KEY,        /* CODE is a KEY_* of curses or one of enum input_key */
    INPUT_ALT,        /* CODE is the character that Alt was held with, or Enter ('\r') */
    INPUT_PASTE,      /* TEXT was pasted; line ends are LF */
    INPUT_PASTE_LOST, /* the paste is discarded; CODE is the errno: ECANCELED for Ctrl-C, ENOBUFS
                         beyond INPUT_PASTE_MAX, ENOMEM */
    INPUT_MOUSE,      /* CODE is one of enum input_mouse, at ROW and COLUMN */
    INPUT_END,        /* the terminal hung up */
};

/* Keys without a KEY_* of curses, numbered above all of those. */
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
    char bytes[16];    /* the bytes of this key for Readline; for a character, CODE in UTF-8 */
    size_t byte_count; /* 0: none */
};

#endif
