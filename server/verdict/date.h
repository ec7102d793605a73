/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* date.h - reads the date of a message (RFC 5322 section 3.3).
 *
 * Comments are allowed where blanks are.  The obsolete zones and years of two digits (section 4.3)
 * are read, too, since old programs write them.
 */
#ifndef SERVER_VERDICT_DATE_H
#define SERVER_VERDICT_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

/* Stores the time of TEXT, in seconds since 1970 in UTC, in *SECONDS.  Returns false if it is none,
 * or if its day of the week is wrong. */
bool date_read(struct span text, int64_t *seconds);

#endif
