/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* entropy.h - bytes that nobody can guess. */
#ifndef COMMON_ENTROPY_H
#define COMMON_ENTROPY_H

#include <stddef.h>

/* Fills BYTES with SIZE random bytes, at most 256.  0, or -1 with errno. */
int entropy_fill(void *bytes, size_t size);

#endif
