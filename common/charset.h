/* charset.h - the charset of the person in front of the program, where it is not UTF-8.
 *
 * Both programs are UTF-8 inside, and so is all that they send, store and log as JSON.  LC_CTYPE is
 * UTF-8 for the whole process: the C and POSIX locales, and one that is not installed, count as
 * UTF-8.  Where the locale names another charset, the streams stdout and stderr convert what is
 * printed to them, and standard input is converted when it is read.  File names and arguments stay
 * the bytes that they are.
 */
#ifndef COMMON_CHARSET_H
#define COMMON_CHARSET_H

#include <sys/types.h>

#include "common/span.h"

/* Bytes that one byte of UTF-8 may become, and so how much room charset_encode() may need. */
#define CHARSET_GROWTH 4

/* Takes LC_CTYPE and LC_MESSAGES from the environment, then makes LC_CTYPE a UTF-8 locale, in the
 * environment too: Readline and programs that are started ask there again.  To be called before
 * anything is printed, and before there are threads. */
void charset_start(void);

/* Name of the charset, static; NULL if it is UTF-8. */
const char *charset_name(void);

/* Name of the variable that has chosen the locale, static: LC_ALL, LC_CTYPE or LANG. */
const char *charset_variable(void);

/* Writes TEXT, which is UTF-8, in the charset to OUT, which has SIZE bytes: as much as fits, and no
 * part of a character.  What the charset lacks becomes something like it, or else \u{HEX}; an
 * ill-formed byte becomes \xHH.  Returns the bytes written; those of TEXT that were taken go to
 * *TAKEN.  Threads may call it at the same time. */
size_t charset_encode(struct span text, char *out, size_t size, size_t *taken);

/* Least room for charset_read(), in bytes. */
#define CHARSET_READ_MIN 16

/* As read(2) from standard input, but what comes is UTF-8.  SIZE is at least CHARSET_READ_MIN; with
 * just that it reads byte by byte.
 * A byte that is no character in the charset stays as it is.  -1 with EAGAIN also where nothing but
 * a part of a character has come. */
ssize_t charset_read(char *out, size_t size);

#endif
