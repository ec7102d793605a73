/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* pace.h - in which pieces a message is written, and how it is named: "whole", "line:20ms".
 *
 * TCP carries a stream, and a server should not care; but some servers take what one read returns
 * for one line, or look for the final dot only in a read of its own.  Who writes the pieces, and
 * which bytes they have, is not known here.
 */
#ifndef COMMON_PACE_H
#define COMMON_PACE_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"

/* Between two writes: by default, and at most. */
#define PACE_INTERVAL_MS     20
#define PACE_INTERVAL_MAX_MS 3600000

enum pace_kind {
    PACE_WHOLE, /* all of the message at once */
    PACE_DOT,   /* the line of the final dot in a write of its own */
    PACE_LINE,  /* each line in a write of its own */
    PACE_KINDS,
};

struct pace {
    enum pace_kind kind;
    unsigned interval_ms; /* between two writes; of PACE_WHOLE 0 */
};

/* Parses TEXT: "whole", "dot" or "line"; after the latter two ":TIME" may follow, which
 * duration_parse() reads, of at most PACE_INTERVAL_MAX_MS.  Returns false, with *PACE unchanged, if
 * it is none. */
bool pace_parse(struct span text, struct pace *pace);

/* Appends what pace_parse() reads as PACE: "whole", "dot:20ms".  Returns -1 with errno of
 * buffer_append(). */
int pace_format(const struct pace *pace, struct buffer *out);

/* The pace of KIND with the default interval. */
struct pace pace_of(enum pace_kind kind);

static inline bool pace_equal(const struct pace *a, const struct pace *b)
{
    return a->kind == b->kind && a->interval_ms == b->interval_ms;
}

#endif
