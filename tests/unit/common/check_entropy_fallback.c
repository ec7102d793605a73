/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_entropy_fallback.c - the tests of check_entropy.c, where the system has none of the calls
 * that POSIX does not ask for. */
#define FALLBACKS
#include "common/entropy.c"

#include "tests/unit/common/check_entropy.c"
