/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* share.h - exports the conversation so far as text or to a file.
 */
#ifndef TUI_CLIENT_CLIENT_SHARE_H
#define TUI_CLIENT_CLIENT_SHARE_H

#include "tui-client/client/client.h"
#include "tui-client/export/export.h"

/* The name of FORMAT, translated. */
const char *share_name(enum export_format format);

/* Appends the conversation of CLIENT in FORMAT to OUT.  Returns NULL, or why that is not possible
 * (translated, static); OUT is then invalid. */
const char *share_text(const struct client *client, enum export_format format, struct buffer *out);

/* Writes it to the new file PATH with mode 0600.  MESSAGE of SIZE bytes receives the result for the
 * user; returns whether the file is complete. */
bool share_save(const struct client *client, enum export_format format, struct span path,
                char *message, size_t size);

/* Maximum bytes of such a text. */
#define SHARE_MAX ((size_t)256 << 20)

#endif
