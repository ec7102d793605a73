/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* timestamp.h - the current time, as lines for people and programs begin with it. */
#ifndef SERVER_BASE_TIMESTAMP_H
#define SERVER_BASE_TIMESTAMP_H

#include <stddef.h>

/* Buffer size for a timestamp with its NUL. */
#define TIMESTAMP_MAX 48

/* Writes the current time in UTC as in RFC 3339, with milliseconds, to OUT.  Returns its length. */
size_t timestamp_write(char out[TIMESTAMP_MAX]);

#endif
