/* area.h - a text of many lines under edit, with its cursor.
 *
 * The body of a message: typed, pasted, moved through by character (grapheme cluster), word and
 * line.  Lines end in LF and are shown wrapped.  It knows no terminal: keys become the editing
 * functions below, and whoever draws asks for rows.  Tabs are shown as blanks up to the next eighth
 * column.
 */
#ifndef TUI_CLIENT_AREA_H
#define TUI_CLIENT_AREA_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

struct area {
    char *text;            /* owned; UTF-8, lines end in LF; not ended by NUL */
    size_t size, capacity; /* bytes */
    size_t limit;          /* most bytes that the text may have */
    size_t cursor;         /* byte offset, always at the start of a character or the end */
    size_t goal;           /* column that moving up and down aims at */
    size_t top;            /* first row shown, counted in wrapped rows */
    size_t width, height;  /* of what is shown, in columns and rows; at least 1 */
    size_t anchor_start;   /* offset of the start of a line ... */
    size_t anchor_row;     /* ... and the number of its first wrapped row; inner */
};

enum area_motion {
    AREA_LEFT, /* one character */
    AREA_RIGHT,
    AREA_WORD_LEFT, /* to the start of the word */
    AREA_WORD_RIGHT,
    AREA_UP, /* one wrapped row */
    AREA_DOWN,
    AREA_PAGE_UP, /* as many rows as are shown, less one */
    AREA_PAGE_DOWN,
    AREA_ROW_START, /* of the wrapped row */
    AREA_ROW_END,
    AREA_START, /* of the whole text */
    AREA_END,
};

/* Makes AREA empty, with LIMIT bytes as the most that it will hold, shown as 80 columns and 24
 * rows. */
void area_init(struct area *area, size_t limit);
void area_release(struct area *area);

/* The text, valid until it is next changed. */
struct span area_text(const struct area *area);

/* Replaces the text; the cursor goes to its start.  CRLF and CR become LF; -1 as area_insert().
 */
int area_set(struct area *area, struct span text);

/* Inserts TEXT at the cursor, which goes behind it.  CRLF and CR become LF, NUL and other controls
 * but tab and LF are left out, ill-formed UTF-8 is kept.  -1 with errno ENOBUFS (limit) or ENOMEM;
 * the text is then unchanged. */
int area_insert(struct area *area, struct span text);

void area_move(struct area *area, enum area_motion motion);

/* Deletes what lies between the cursor and where MOTION would lead; a line end is a character. */
void area_delete(struct area *area, enum area_motion motion);

/* Deletes to the end of the line (not the row), or its LF if the cursor is there already. */
void area_kill_line(struct area *area);

/* Says how much can be shown; scrolls so that the cursor stays visible. */
void area_resize(struct area *area, size_t width, size_t height);

/* Number of wrapped rows; at least 1. */
size_t area_rows(struct area *area);

/* The text of the wrapped row NUMBER (0 is the first of the whole text), without its LF; empty
 * beyond the last.  Borrowed until the text changes. */
struct span area_row(struct area *area, size_t number);

/* Where the cursor is: wrapped row, and column within it. */
void area_cursor(struct area *area, size_t *row, size_t *column);

#endif
