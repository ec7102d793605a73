/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* screen_draw.c - cells of the screen; see screen.h.
 *
 * Text is drawn character by character, each in the columns computed by columns.h, so that
 * untrusted text never displaces what is beside it.  A cell holds CCHARW_MAX code points; further
 * combining marks, and marks without a base character, are dropped and the cell is shown reversed.
 */
#include <config.h>

#include <assert.h>
#include <curses.h>
#include <langinfo.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistr.h>
#include <wchar.h>

#include "common/count.h"
#include "common/text.h"
#include "common/utf8.h"
#include "tui-client/terminal/looks.h"
#include "tui-client/terminal/screen.h"
#include "tui-client/terminal/screen_internal.h"
#include "tui-client/text/columns.h"

/* Bytes made visible at a time. */
#define CHUNK_BYTES 4096

#define PRINT_BYTES 1024

/* U+FFFD, one column wide. */
#define REPLACEMENT 0xFFFD

static struct {
    enum looks_theme theme;
    bool is_utf8; /* if not, only ASCII is shown */
    bool is_ascii;
} draw;

/* The code points of one or two cells, collected before drawing. */
struct cell {
    wchar_t text[CCHARW_MAX + 1];
    int count;  /* of code points; 0: nothing to draw yet */
    int width;  /* columns */
    bool omits; /* something was dropped */
};

static enum looks_theme find_theme(bool color)
{
    if (!color || !has_colors() || start_color() != OK || COLORS < 8)
        return LOOKS_PLAIN;
    (void)use_default_colors();
    return COLORS < 16 ? LOOKS_8_COLORS : LOOKS_16_COLORS;
}

void screen_draw_start(bool color, bool ascii)
{
    draw.is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    draw.is_ascii = ascii || !draw.is_utf8;
    draw.theme = find_theme(color);
    for (int style = 0; style < STYLES; style++) {
        struct look look = looks_of(draw.theme, (enum style)style);
        if (look.text != LOOKS_OWN)
            (void)init_pair((short)style, look.text, look.ground);
    }
}

bool screen_is_ascii(void)
{
    return draw.is_ascii;
}

void screen_begin(void)
{
    werase(stdscr);
}

void screen_end(int row, int column)
{
    (void)curs_set(row >= 0);
    if (row >= 0)
        (void)wmove(stdscr, row < LINES ? row : LINES - 1, column < COLS ? column : COLS - 1);
    (void)wrefresh(stdscr);
}

static attr_t attributes(struct look look)
{
    return (look.is_bold ? A_BOLD : A_NORMAL) | (look.is_underlined ? A_UNDERLINE : A_NORMAL) |
           (look.is_reversed ? A_REVERSE : A_NORMAL);
}

/* How many of WIDTH cells from ROW and COLUMN are on the screen. */
static int room(int row, int column, int width)
{
    if (row < 0 || row >= LINES || column < 0 || column >= COLS || width < 0)
        return 0;
    return width < COLS - column ? width : COLS - column;
}

/* Draws CELL and empties it.  Returns its columns. */
static int put_cell(int row, int column, enum style style, struct cell *cell)
{
    struct look look = looks_of(draw.theme, style);
    attr_t attribute = attributes(look);
    short pair = look.text != LOOKS_OWN ? (short)style : 0;
    int width = cell->count > 0 ? cell->width : 0;
    cchar_t drawn;

    if (cell->omits)
        attribute ^= A_REVERSE;
    cell->text[cell->count] = L'\0';
    /* add_wchnstr() neither wraps nor scrolls, unlike add_wch(). */
    if (width > 0 && setcchar(&drawn, cell->text, attribute, pair, NULL) == OK)
        (void)mvadd_wchnstr(row, column, &drawn, 1);
    *cell = (struct cell){.count = 0};
    return width;
}

/* Draws TEXT, which is in visible form and fits.  Returns its columns. */
static int put_text(int row, int column, enum style style, struct span text)
{
    struct cell cell = {.count = 0};
    int used = 0;

    while (text.size > 0) {
        ucs4_t character;
        int length = u8_mbtouc(&character, (const uint8_t *)text.data, text.size);
        int width = wcwidth((wchar_t)character);

        if (width < 0) { /* unknown to the C library; columns.h counts one */
            character = REPLACEMENT;
            width = 1;
        }
        if (width > 0) {
            bool begins_with_mark = cell.count == 0 && cell.omits;
            if (cell.count > 0)
                used += put_cell(row, column + used, style, &cell);
            cell = (struct cell){.count = 0, .width = width, .omits = begins_with_mark};
        }
        if (width > 0 || (width == 0 && cell.count > 0 && cell.count < CCHARW_MAX))
            cell.text[cell.count++] = (wchar_t)character;
        else
            cell.omits = true;
        text = span_skip(text, (size_t)length);
    }
    return used + put_cell(row, column + used, style, &cell);
}

/* Replaces each character beyond ASCII, in place.  Returns the bytes left. */
static size_t reduce_to_ascii(char *text, size_t size)
{
    size_t kept = 0;

    for (size_t i = 0; i < size; i++)
        if (!utf8_is_continuation(text[i]))
            text[kept++] = (unsigned char)text[i] < 0x80 ? text[i] : '?';
    return kept;
}

static int show(enum text_form form, int row, int column, int width, enum style style,
                struct span text)
{
    int used = 0;

    width = room(row, column, width);
    while (text.size > 0 && used < width) {
        char visible[CHUNK_BYTES];
        size_t taken;
        size_t size = text_print(form, text, visible, sizeof visible, &taken);
        size_t fitting;

        if (!draw.is_utf8)
            size = reduce_to_ascii(visible, size);
        fitting = columns_fit((struct span){visible, size}, (size_t)(width - used), NULL);
        used += put_text(row, column + used, style, (struct span){visible, fitting});
        if (fitting < size)
            break;
        text = span_skip(text, taken);
    }
    return used;
}

int screen_text(int row, int column, int width, enum style style, struct span text)
{
    return show(TEXT_VISIBLE, row, column, width, style, text);
}

#define CUT "..."

int screen_cut(int row, int column, int width, enum style style, struct span text)
{
    int dots = (int)strlen(CUT), used;

    width = room(row, column, width);
    if (columns_fit(text, (size_t)width, NULL) == text.size)
        return screen_text(row, column, width, style, text);
    dots = dots < width ? dots : width;
    used = screen_text(row, column, width - dots, style, text);
    return used + screen_text(row, column + used, dots, style, span_of(CUT));
}

int screen_own_text(int row, int column, int width, enum style style, struct span text)
{
    return show(TEXT_OWN, row, column, width, style, text);
}

int screen_print(int row, int column, int width, enum style style, const char *format, ...)
{
    char text[PRINT_BYTES];
    va_list arguments;
    int length;
    struct span shown = {text, 0};

    va_start(arguments, format);
    length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0)
        return 0;
    shown.size = (size_t)length;
    if (shown.size >= sizeof text)
        shown = utf8_whole((struct span){text, sizeof text - 1});
    return screen_cut(row, column, width, style, shown);
}

void screen_put(int row, int column, enum style style, uint32_t character)
{
    struct cell cell = {.text = {(wchar_t)character}, .count = 1, .width = 1};

    if (room(row, column, 1) == 1)
        (void)put_cell(row, column, style, &cell);
}

void screen_fill(int row, int column, int width, enum style style)
{
    for (int i = 0, all = room(row, column, width); i < all; i++)
        screen_put(row, column + i, style, ' ');
}

static bool is_blank(int row, int column, int width)
{
    for (int i = 0, all = room(row, column, width); i < all; i++)
        if (mvinch(row, column + i) != ' ')
            return false;
    return true;
}

int screen_blank_rows(struct box box)
{
    int rows = 0;

    while (rows < box.height && is_blank(box.row + box.height - 1 - rows, box.column, box.width))
        rows++;
    return rows;
}
