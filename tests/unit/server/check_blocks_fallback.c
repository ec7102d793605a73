/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_blocks_fallback.c - the tests of check_blocks.c, where the system has none of the calls
 * that POSIX does not ask for. */
#define FALLBACKS
#include "server/mail/blocks.c"

#include "tests/unit/server/check_blocks.c"
