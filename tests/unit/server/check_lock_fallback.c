/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_lock_fallback.c - the tests of check_lock.c, where the system has none of the calls that
 * POSIX does not ask for. */
#define FALLBACKS
#include "server/base/file_lock.c"

#include "tests/unit/server/check_lock.c"
