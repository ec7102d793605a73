/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder_row.h - a rung of the ladder as a row of text.
 *
 * The screen shows such rows, and so does the export as text.  Widths are those of a terminal.
 * Words and their language come from the caller; colours are not known here.
 */
#ifndef TUI_CLIENT_EXPORT_LADDER_ROW_H
#define TUI_CLIENT_EXPORT_LADDER_ROW_H

#include "tui-client/dialogue/ladder.h"
#include "tui-client/export/writer.h"

/* Minimum columns of a row. */
#define LADDER_WIDTH_MIN 24

/* Maximum bytes of a label or a time. */
#define LADDER_LABEL_MAX ((size_t)256)

/* Maximum bytes of a rung's text in visible form; the rest is cut off. */
#define LADDER_TEXT_MAX ((size_t)2048)

/* What the rows say, translated.  Each function returns OUT, which has room for LADDER_LABEL_MAX
 * bytes, or that of TEXT for LADDER_TEXT_MAX more; "" if there is nothing to say. */
struct ladder_words {
    const char *client, *server;                         /* the sides */
    const char *(*verdict)(enum ladder_verdict verdict); /* in a word */
    /* What a rung says, in visible form: its text, or words for what has none. */
    const char *(*text)(const struct ladder_rung *rung, char *out);
    /* The size of a message, where there is no room for its text. */
    const char *(*size)(const struct ladder_rung *rung, char *out);
    /* How many lines a reply has, if more than one. */
    const char *(*lines)(const struct ladder_rung *rung, char *out);
    /* How long the reply took, or has been awaited. */
    const char *(*time)(const struct ladder_rung *rung, char *out);
};

struct ladder_row {
    const struct ladder_words *words; /* borrowed */
    int width;
    bool is_ascii; /* lines are drawn with - = | */
    bool wraps;    /* a text that is too long goes on in further rows; otherwise it is cut */
};

/* Write the row above all rungs, which names the sides, and the rows of RUNG.  LF stands between
 * rows, but not after the last one. */
void ladder_row_head(struct ladder_row row, struct writer *writer);
void ladder_row_rung(struct ladder_row row, const struct ladder_rung *rung, struct writer *writer);

/* Columns of a row from its left; width 0: none. */
struct ladder_part {
    int column, width;
};

/* What says in the row of RUNG how it went: the code of a reply, the mark of a remark, how the
 * connection ended; and the word at its end. */
struct ladder_part ladder_row_sign(struct ladder_row row, const struct ladder_rung *rung);
struct ladder_part ladder_row_word(struct ladder_row row, const struct ladder_rung *rung);

#endif
