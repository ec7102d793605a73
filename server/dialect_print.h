/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_print.h - prints a dialect's table (--explain-dialect).
 *
 * Everything printed is from the table; nothing about SMTP is known here.
 */
#ifndef SERVER_DIALECT_PRINT_H
#define SERVER_DIALECT_PRINT_H

#include <stdio.h>

#include "common/dialect.h"
#include "server/fault/faults.h"

/* Prints DIALECT to OUT, at most 100 columns wide for the dialects of the suite, with FAULTS (NULL:
 * none) laid over its rows.  The caller checks OUT for errors. */
void dialect_print(const struct dialect *dialect, const struct faults_config *faults, FILE *out);

#endif
