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

/* Whether all that was printed has arrived: STATUS, or 1 with a complaint where that is 0 and it
 * has not. */
int program_check_output(int status);

#endif
