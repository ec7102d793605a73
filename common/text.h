/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* text.h - makes untrusted bytes safe to print.
 *
 * Converts untrusted bytes to bytes that are safe to show: in a reply, a header line of ours, a log
 * line, a terminal.  Harmless characters are unchanged; others become visible escapes.  Widths,
 * lines and languages are not known here.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

#include "common/span.h"

enum text_form {
    /* Control characters (C0, DEL, C1) and ill-formed UTF-8 as \xHH, one escape per byte.  A
     * backslash is unchanged. */
    TEXT_ECHO,
    /* As TEXT_ECHO, and also as \u{HEX}: bidirectional controls, invisible and format characters,
     * line and paragraph separators, private use and unassigned code points. */
    TEXT_VISIBLE,
    /* As TEXT_VISIBLE, for what the user typed: selectors, tags and joiners (U+200D) of an emoji
     * are omitted, because terminals disagree about the width of joined ones.  Elsewhere they are
     * escaped. */
    TEXT_OWN,
};

/* Maximum bytes that one character is printed as. */
#define TEXT_UNIT_MAX 16

/* Prints the first character, or ill-formed byte, of IN (which is not empty) to OUT, which has room
 * for TEXT_UNIT_MAX bytes, and stores their number in *WRITTEN.  Returns the number of bytes of IN
 * consumed, at least 1. */
size_t text_unit(enum text_form form, struct span in, char *out, size_t *written);

/* Fewest NULs in a row that are printed as their number. */
#define TEXT_RUN_MIN 4

/* As text_unit() with TEXT_VISIBLE, but a run of NULs is one character: "(1016 x \x00)". */
size_t text_unit_folded(struct span in, char *out, size_t *written);

/* Prints as many whole characters of IN as fit into SIZE bytes at OUT, without a NUL.  Returns the
 * number of bytes written and stores the number of bytes of IN consumed in *TAKEN.  TEXT_VISIBLE
 * folds runs of NULs. */
size_t text_print(enum text_form form, struct span in, char *out, size_t size, size_t *taken);

/* As text_print(), but a text that does not fit is truncated at a character and ends in "...".
 * SIZE is at least 3.  Returns the number of bytes written. */
size_t text_abbreviate(enum text_form form, struct span in, char *out, size_t size);

/* Returns TEXT without a leading UTF-8 byte-order mark. */
struct span text_skip_mark(struct span text);

#endif
