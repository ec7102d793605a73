/* dialect_print.h - a dialect's table as a page to read (--explain-dialect).
 *
 * Everything printed stands in the table; nothing about SMTP is known here.
 */
#ifndef SERVER_DIALECT_PRINT_H
#define SERVER_DIALECT_PRINT_H

#include <stdio.h>

#include "common/dialect.h"

/* Prints DIALECT to OUT, at most 100 columns wide for the dialects of the suite.  Errors stay with
 * OUT. */
void dialect_print(const struct dialect *dialect, FILE *out);

#endif
