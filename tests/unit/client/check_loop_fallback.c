/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_loop_fallback.c - the tests of check_loop.c, where the system has none of the calls that
 * POSIX does not ask for. */
#define FALLBACKS
#include "common/waiting.c"

#include "tests/unit/client/check_loop.c"
