/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_internal.h - shared by the files for header fields; no other file includes it. */
#ifndef TUI_CLIENT_MESSAGE_MIME_INTERNAL_H
#define TUI_CLIENT_MESSAGE_MIME_INTERNAL_H

#include "tui-client/message/mime.h"

/* RFC 5322 section 2.1.1: lines should have 78 characters at most; RFC 2047 section 2: 76 if they
 * hold an encoded word. */
#define MIME_LINE_COLUMNS 76

/* A field being written; after a failure the rest is dropped. */
struct mime_field {
    struct buffer *out; /* borrowed */
    size_t column;      /* of its last line */
    bool failed;
};

/* Begin the field NAME, and end a field: 0, or -1 as the functions of mime.h. */
struct mime_field mime_begin(const char *name, struct buffer *out);
int mime_end(struct mime_field *field);

void mime_put(struct mime_field *field, struct span text);

/* Begins a continuation line; the caller writes a blank next. */
void mime_fold(struct mime_field *field);

/* TEXT as encoded words, folded between them, and before them if they do not fit. */
void mime_put_encoded(struct mime_field *field, struct span text);

/* NAME as a quoted string. */
void mime_put_quoted(struct mime_field *field, struct span name);

/* Whether TEXT must be encoded in a header. */
bool mime_needs_encoding(struct span text);

#endif
