/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_space_fallback.c - the tests of check_space.c, where the system has none of the calls that
 * POSIX does not ask for. */
#define FALLBACKS
#include "server/base/space.c"

#include "tests/unit/server/check_space.c"
