/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* near_miss.h - guesses what a refused line was meant to be.
 *
 * Knows how people and programs misspell commands: a colon that is missing, or after a blank; one
 * word for two, or two for one; the second word alone, or a wrong one; a letter too many, too few,
 * wrong or swapped; a full stop or a colon after a command that has none.  The right spelling comes
 * from the dialect.
 */
#ifndef COMMON_NEAR_MISS_H
#define COMMON_NEAR_MISS_H

#include <stdbool.h>

#include "common/dialect.h"
#include "common/span.h"

/* Buffer size for a guess, in bytes. */
#define NEAR_MISS_MAX 128

/* Writes the command of DIALECT that LINE, which is none, resembles to the string OUT of
 * NEAR_MISS_MAX bytes: "MAIL FROM:<a@b>" for "mail <a@b>".  The argument is written in visible
 * form, and left out if it is long.  Returns false if LINE resembles no command. */
bool near_miss(const struct dialect *dialect, struct span line, char *out);

/* The verb of that command; DIALECT_EVENTS if there is none. */
enum dialect_event near_miss_verb(const struct dialect *dialect, struct span line);

/* Returns the last characters of LINE, before a quote at most, if they spell a line ending, such as
 * a backslash and a letter, that a program has sent as text; empty if they do not.  Borrows from
 * LINE. */
struct span near_miss_ending(struct span line);

/* Returns what precedes the ENDING of LINE that near_miss_ending() has found; LINE if that is
 * empty. */
static inline struct span near_miss_before(struct span line, struct span ending)
{
    return ending.size > 0 ? (struct span){line.data, (size_t)(ending.data - line.data)} : line;
}

/* Returns another dialect that knows the command of LINE; NULL if there is none. */
const struct dialect *near_miss_dialect(const struct dialect *dialect, struct span line);

#endif
