/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* duration.h - a length of time, as people write it: 500ms, 10s, 2m.
 *
 * A number and its unit, without anything between or around them.  A number alone is refused, since
 * it does not say what it counts.
 */
#ifndef COMMON_DURATION_H
#define COMMON_DURATION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

/* The longest duration: 41 days. */
#define DURATION_MAX_MS ((int64_t)1000000 * 60 * 60)

/* Parses TEXT into *MS, at most DURATION_MAX_MS and possibly 0.  Returns false if it is none; *MS
 * is unchanged then. */
bool duration_parse(struct span text, int64_t *ms);

#endif
