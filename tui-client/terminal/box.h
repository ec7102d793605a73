/* box.h - a part of the screen, and what can stand in it.
 *
 * For those who share out room or say what something is without drawing it.  How many cells the
 * terminal has, and how a style looks on it, only the screen knows.
 */
#ifndef TUI_CLIENT_TERMINAL_BOX_H
#define TUI_CLIENT_TERMINAL_BOX_H

/* In cells; row and column of its upper left corner. */
struct box {
    int row, column, height, width;
};

/* What something is, not how it looks; monochrome terminals tell all of them apart by attributes,
 * but frames by their lines. */
enum style {
    STYLE_NORMAL,
    STYLE_TITLE, /* the top line and the key bar */
    STYLE_FRAME,
    STYLE_FOCUS, /* the frame of what has the focus */
    STYLE_STRONG,
    STYLE_FAINT,
    STYLE_SELECTED,
    STYLE_FIELD,   /* where one can type */
    STYLE_GOOD,    /* 2xx */
    STYLE_GO_ON,   /* 3xx */
    STYLE_TROUBLE, /* 4xx and warnings */
    STYLE_BAD,     /* 5xx and errors */
    STYLES,
};

#endif
