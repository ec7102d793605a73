/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* writer.h - a text built piece by piece.
 *
 * Errors are sticky: the caller checks once, at the end.
 */
#ifndef TUI_CLIENT_EXPORT_WRITER_H
#define TUI_CLIENT_EXPORT_WRITER_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"

/* The text so far; after a failure all further pieces are dropped. */
struct writer {
    struct buffer *out; /* borrowed */
    bool failed;        /* a piece did not fit into OUT */
};

void writer_put(struct writer *writer, struct span text);
void writer_put_string(struct writer *writer, const char *text);

#endif
