/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h - the findings about one client, as text for people.
 *
 * Three lines for each finding and one for all, in the user's language and in UTF-8.  What a client
 * has sent is made visible.
 */
#ifndef SERVER_VERDICT_VERDICT_H
#define SERVER_VERDICT_VERDICT_H

#include <stdint.h>

#include "common/buffer.h"
#include "server/verdict/findings.h"

struct verdict {
    uint64_t connection; /* its number */
    const char *client;  /* its address and port */
    const struct findings *findings;
};

/* Maximum bytes of a verdict as text. */
#define VERDICT_MAX ((size_t)64 * 1024)

/* Adds VERDICT to OUT.  Returns -1 with errno of buffer_append(). */
int verdict_write(const struct verdict *verdict, struct buffer *out);

#endif
