/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* charset.h - the charset of the user's locale, if it is not UTF-8.
 *
 * Both programs use UTF-8 internally and for everything that they send, store and log as JSON.
 * LC_CTYPE is UTF-8 for the whole process: the C and POSIX locales, and one that is not installed,
 * count as UTF-8.  Where the locale names another charset, the streams stdout and stderr convert
 * what is printed to them, and standard input is converted when it is read.  File names and
 * arguments are not converted.
 */
#ifndef COMMON_CHARSET_H
#define COMMON_CHARSET_H

#include <sys/types.h>

#include "common/span.h"

/* Maximum number of bytes that charset_encode() writes for one byte of UTF-8. */
#define CHARSET_GROWTH 4

/* Takes LC_CTYPE and LC_MESSAGES from the environment, then makes LC_CTYPE a UTF-8 locale, in the
 * environment too, for Readline and for child processes.  Must be called before anything is printed
 * and before threads exist. */
void charset_start(void);

/* Name of the charset, static; NULL if it is UTF-8. */
const char *charset_name(void);

/* Name of the environment variable that selected the locale, static: LC_ALL, LC_CTYPE or LANG. */
const char *charset_variable(void);

/* Converts TEXT from UTF-8 to the charset into OUT of SIZE bytes: as many whole characters as fit.
 * A character that the charset lacks is transliterated, or written as \u{HEX}; an ill-formed byte
 * is written as \xHH.  Returns the number of bytes written; stores the number of bytes of TEXT
 * consumed in *TAKEN.  Thread-safe. */
size_t charset_encode(struct span text, char *out, size_t size, size_t *taken);

/* Minimum SIZE of charset_read(), in bytes. */
#define CHARSET_READ_MIN 16

/* Like read(2) from standard input, but converts to UTF-8.  SIZE is at least CHARSET_READ_MIN; with
 * exactly that, it reads byte by byte.  Bytes that are invalid in the charset are passed through.
 * Returns -1 with EAGAIN also if only part of a character has arrived. */
ssize_t charset_read(char *out, size_t size);

#endif
