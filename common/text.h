/* text.h - the one printer of untrusted bytes.
 *
 * Bytes that a stranger sent become bytes that are safe to show: in a reply, a header line of ours,
 * a log line, a terminal.  What is harmless passes unchanged; what is not becomes a visible escape.
 * It knows nothing of widths, lines or languages.
 */
#ifndef COMMON_TEXT_H
#define COMMON_TEXT_H

#include <stddef.h>

#include "common/span.h"

enum text_form {
    /* Control characters (C0, DEL, C1) and ill-formed UTF-8 as \xHH, one escape per byte.
     * A backslash passes. */
    TEXT_ECHO,
    /* As TEXT_ECHO, and also as \u{HEX}: bidirectional controls, invisible and format characters,
     * line and paragraph separators, private use and unassigned code points. */
    TEXT_VISIBLE,
    /* As TEXT_VISIBLE, for what the person typed: of an emoji, what only says how it looks or joins
     * it to the next (selectors, tags, U+200D) is left out, because terminals disagree about how
     * wide the joined ones are.  Anywhere else these are escapes. */
    TEXT_OWN,
};

/* Room that the form of any one character fits in, in bytes. */
#define TEXT_UNIT_MAX 16

/* Prints the first character, or ill-formed byte, of IN (which is not empty) to OUT, which has room
 * for TEXT_UNIT_MAX bytes, and stores their number in *WRITTEN.  Returns how many bytes of IN it
 * took, at least 1. */
size_t text_unit(enum text_form form, struct span in, char *out, size_t *written);

/* Prints as many whole characters of IN as fit into SIZE bytes at OUT; no NUL is added.  Returns
 * the number of bytes written and stores the number of bytes of IN that were taken in *TAKEN. */
size_t text_print(enum text_form form, struct span in, char *out, size_t size, size_t *taken);

/* As text_print(), but a text that does not fit whole is cut at a character and ends in "...".
 * SIZE is at least 3.  Returns the number of bytes written. */
size_t text_abbreviate(enum text_form form, struct span in, char *out, size_t size);

/* A file's TEXT without the byte-order mark that some editors begin UTF-8 with. */
struct span text_skip_mark(struct span text);

#endif
