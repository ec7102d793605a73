/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* area.h - an editable multi-line text with a cursor.
 *
 * The body of a message: typed, pasted, moved through by character (grapheme cluster), word and
 * line, killed and yanked, undone and redone.  Lines end in LF and are shown wrapped.  It knows no
 * terminal: keys become the editing functions below, and the pane that draws it asks for rows. Tabs
 * are shown as blanks up to the next eighth column.
 *
 * No operation gets slower with a longer text or line.  The text is cut into blocks of at most
 * AREA_BLOCK_MAX bytes, and only the blocks shown are examined.  A block begins after an LF; only a
 * line of AREA_LONG_LINE bytes or more may be split, and a row ends at the split too.  A character
 * of more than AREA_CHARACTER_MAX bytes is handled in parts.
 */
#ifndef TUI_CLIENT_TEXT_AREA_H
#define TUI_CLIENT_TEXT_AREA_H

#include <stdbool.h>
#include <stddef.h>

#include "tui-client/text/kill_ring.h"
#include "tui-client/text/text_store.h"

#define AREA_BLOCK_MAX     ((size_t)16 << 10)
#define AREA_LONG_LINE     ((size_t)4 << 10)
#define AREA_CHARACTER_MAX ((size_t)1 << 10)

struct area_block {
    size_t size;     /* bytes; not 0 */
    unsigned traits; /* of area_traits() */
    bool is_seen;    /* TRAITS is known */
};

struct area {
    struct text_store store;   /* UTF-8, lines end in LF */
    struct area_block *blocks; /* owned; all of the text in order */
    size_t block_count, block_capacity;
    size_t cursor;        /* byte offset, always at the start of a character or the end */
    size_t goal;          /* column that moving up and down aims at */
    size_t top;           /* offset of the first row shown */
    size_t width, height; /* of what is shown, in columns and rows; at least 1 */
    enum { AREA_OTHER, AREA_KILLED, AREA_YANKED } last; /* what was done last */
};

enum area_motion {
    AREA_LEFT, /* one character */
    AREA_RIGHT,
    AREA_WORD_LEFT,  /* to the start of a word of letters and digits */
    AREA_WORD_RIGHT, /* to the end of one */
    AREA_CHUNK_LEFT, /* to the start of what blanks delimit */
    AREA_UP,         /* one wrapped row */
    AREA_DOWN,
    AREA_PAGE_UP, /* the rows shown, less one */
    AREA_PAGE_DOWN,
    AREA_ROW_START, /* of the wrapped row */
    AREA_ROW_END,
    AREA_LINE_START,
    AREA_LINE_END,
    AREA_LINE_REST, /* to the end of the line, or if it is there behind its LF */
    AREA_START,     /* of the whole text */
    AREA_END,
};

/* Initializes AREA as empty; it holds at most LIMIT bytes and shows 80 columns and 24 rows. */
void area_init(struct area *area, size_t limit);
void area_release(struct area *area);

/* Bytes of the text. */
size_t area_size(const struct area *area);

/* The text, or the part between START and END; valid until the area is next used. */
struct span area_text(struct area *area);
struct span area_part(struct area *area, size_t start, size_t end);

/* The bits that TRAITS_OF finds in any piece of the text; always pass the same function for AREA.
 * Pieces are whole lines, or parts of a line of AREA_LONG_LINE bytes or more of which one has at
 * least half of that.  Only pieces changed since the last call are examined again. */
unsigned area_traits(struct area *area, unsigned (*traits_of)(struct span piece));

/* Replaces the text; the cursor goes to its start, and nothing can be undone any more.  CRLF and CR
 * become LF; -1 as area_insert(). */
int area_set(struct area *area, struct span text);

/* The same as a change that can be undone. */
int area_replace(struct area *area, struct span text);

/* Inserts TEXT at the cursor, which moves behind it.  CRLF and CR become LF, NUL and other controls
 * but tab and LF are left out, ill-formed UTF-8 is kept.  -1 with errno ENOBUFS (limit) or ENOMEM;
 * the text is then unchanged.  Insertions up to an LF are undone together. */
int area_insert(struct area *area, struct span text);

/* The same, undone by itself. */
int area_paste(struct area *area, struct span text);

void area_move(struct area *area, enum area_motion motion);

/* Moves the cursor to OFFSET, or the next start of a character. */
void area_go(struct area *area, size_t offset);

/* Deletes from the cursor to where MOTION would move it; a line end is a character.  -1 with errno
 * ENOMEM; the text is then unchanged. */
int area_delete(struct area *area, enum area_motion motion);

/* Swaps the character before the cursor with the one there, or at the end of a line with the one
 * before it, and moves behind both; does nothing if the line has no two.  As area_delete(). */
int area_transpose(struct area *area);

/* The same as area_delete(), and what is deleted goes to RING; kills in a row are joined there. */
int area_kill(struct area *area, enum area_motion motion, struct kill_ring *ring);

/* Inserts what RING gives; -1 as area_insert().  Directly after it, the second function turns RING
 * and puts its next text in the place of the first, and so on; otherwise it does nothing. */
int area_yank(struct area *area, const struct kill_ring *ring);
int area_yank_next(struct area *area, struct kill_ring *ring);

/* Undoes the last change that is not undone, or redoes the one undone last; the cursor goes to
 * where it was.  Returns 1, 0 if there is none, or -1 with errno ENOMEM: the change may be partly
 * undone, and the same call continues with the rest. */
int area_undo(struct area *area);
int area_redo(struct area *area);

/* Finds the first occurrence of SOUGHT (not empty) that begins at FROM or later, or if IS_BACK the
 * last one that begins there or earlier, ignoring the case of A-Z; false if there is none, else its
 * offset goes to *PLACE. */
bool area_find(struct area *area, struct span sought, size_t from, bool is_back, size_t *place);

/* Sets the visible size; scrolls so that the cursor stays visible. */
void area_resize(struct area *area, size_t width, size_t height);

/* The text of the wrapped row NUMBER of those shown, from 0, without its LF; empty beyond the last.
 * Borrowed until the area is next used. */
struct span area_row(struct area *area, size_t number);

/* The offset where that row begins; the size of the text beyond the last. */
size_t area_row_start(struct area *area, size_t number);

/* Where the cursor is: row of those shown, and column within it. */
void area_cursor(struct area *area, size_t *row, size_t *column);

#endif
