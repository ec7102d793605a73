/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* writer.c - see writer.h. */
#include <config.h>

#include "tui-client/export/writer.h"

void writer_put(struct writer *writer, struct span text)
{
    writer->failed = writer->failed || buffer_append(writer->out, text.data, text.size) != 0;
}

void writer_put_string(struct writer *writer, const char *text)
{
    writer_put(writer, span_of(text));
}
