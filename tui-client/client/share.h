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

enum share_outcome {
    SHARE_SAVED,
    SHARE_EXISTS, /* there is such a file already; nothing was written */
    SHARE_FAILED,
};

/* Writes it to the file PATH with mode 0600, which REPLACES an existing one or must be new.
 * MESSAGE of SIZE bytes receives the result for the user. */
enum share_outcome share_save(const struct client *client, enum export_format format,
                              struct span path, bool replaces, char *message, size_t size);

/* Writes a name for such a file, of server, date and format, to OUT of SIZE bytes: one that does
 * not exist yet in the working folder, if possible. */
void share_propose(const struct client *client, enum export_format format, char *out, size_t size);

/* Maximum bytes of such a text. */
#define SHARE_MAX ((size_t)256 << 20)

#endif
