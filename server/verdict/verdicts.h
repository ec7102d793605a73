/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdicts.h - writes the verdicts on all clients of a server, and remembers whether one had an
 * error.
 *
 * A verdict is written whole or not at all, so that those of many clients do not mix.  The caller
 * never waits for a reader: what does not fit is dropped, and counted.  To be used by one thread.
 */
#ifndef SERVER_VERDICT_VERDICTS_H
#define SERVER_VERDICT_VERDICTS_H

#include <stdbool.h>

#include "server/verdict/verdict.h"

enum verdicts_format {
    VERDICTS_TEXT,
    VERDICTS_JSON, /* one object per verdict and line */
    VERDICTS_FORMATS,

    VERDICTS_NONE = VERDICTS_FORMATS, /* no verdicts */
};

/* Where verdicts go. */
struct verdicts_target {
    int fd; /* borrowed */

    /* Called by the thread that writes, with an error number, when that begins to fail. */
    void (*failed)(void *context, int error);
    void *context; /* for it */
};

struct verdicts;

/* Makes what writes verdicts to TARGET, after verdicts_start().  Returns NULL with errno on
 * failure. */
struct verdicts *verdicts_new(const struct verdicts_target *target, enum verdicts_format format);

/* Starts the thread that writes.  Returns -1 with errno on failure. */
int verdicts_start(struct verdicts *verdicts);

/* Writes VERDICT. */
void verdicts_add(struct verdicts *verdicts, const struct verdict *verdict);

/* Whether any client so far has made an error, be its verdict written or not. */
bool verdicts_have_error(const struct verdicts *verdicts);

/* Writes out what is left, for at most a second.  Returns how many lines of the report are missing
 * then, since they could not be written. */
uint64_t verdicts_flush(struct verdicts *verdicts);

/* Frees VERDICTS, after verdicts_flush().  Returns false if a thread still needs the descriptor. */
bool verdicts_free(struct verdicts *verdicts);

#endif
