/* program.h - what both programs do around their work: how they begin, complain and end.
 */
#ifndef COMMON_PROGRAM_H
#define COMMON_PROGRAM_H

#include <stdio.h>

#include "common/span.h"

/* Exit status of a wrong command line. */
#define PROGRAM_USAGE 2

/* Begins: NAME (static) is the program's, for its complaints.  Standard descriptors that came
 * closed are filled, so that no file takes their place; texts follow the locale. */
void program_start(const char *name);

/* Prints "NAME: " and one line on standard error, formatted as printf(3) does and then made
 * visible. */
__attribute__((format(printf, 1, 2))) void program_complain(const char *format, ...);

/* Prints the visible form of TEXT to OUT: nothing of it is ever a control sequence. */
void program_print_visible(struct span text, FILE *out);

/* To be called right after printing to standard output, and at least before anything that may set
 * errno: of the first failure the reason is kept, since stdio itself keeps no more than that there
 * was one. */
void program_note_output(void);

/* Writes out what was printed, and notes a failure. */
void program_flush_output(void);

/* Whether all that was printed has arrived: STATUS, or if not a complaint that gives the reason,
 * and 1 where STATUS is 0. */
int program_check_output(int status);

#endif
