/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* box.h - a rectangle of the screen, and the styles of its contents.
 *
 * For code that does layout or chooses styles without drawing.  Only the screen knows the size of
 * the terminal, and only looks.h how a style looks.
 */
#ifndef TUI_CLIENT_TERMINAL_BOX_H
#define TUI_CLIENT_TERMINAL_BOX_H

/* In cells; row and column of its upper left corner. */
struct box {
    int row, column, height, width;
};

/* The role of a text, not its looks (looks.h).  In monochrome too, what can stand side by side
 * differs. */
enum style {
    STYLE_NORMAL,
    STYLE_TITLE, /* the top line and the key bar */
    STYLE_FRAME,
    STYLE_FOCUS, /* the frame of the focused pane */
    STYLE_FOCUS_TITLE,
    STYLE_STRONG,
    STYLE_SELECTED,
    STYLE_FIELD,   /* editable text */
    STYLE_GOOD,    /* 2xx */
    STYLE_GO_ON,   /* 3xx */
    STYLE_TROUBLE, /* 4xx and warnings */
    STYLE_BAD,     /* 5xx and errors */
    STYLES,
};

#endif
