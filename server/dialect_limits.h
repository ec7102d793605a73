/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_limits.h - prints how commands are written, and what the policy of a dialect says: the
 * part of --explain-dialect below the table.
 *
 * Which commands and replies the policy is about, the dialect says; none are named here.
 */
#ifndef SERVER_DIALECT_LIMITS_H
#define SERVER_DIALECT_LIMITS_H

#include <stdio.h>

#include "common/dialect.h"

/* Prints the verbs that DIALECT offers, and its policy, to OUT, a line for each.  The caller checks
 * OUT for errors. */
void dialect_limits_print(const struct dialect *dialect, FILE *out);

#endif
