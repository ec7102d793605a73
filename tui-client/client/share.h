/* share.h - the conversation so far, made into a form that runs elsewhere, and written to a file.
 */
#ifndef TUI_CLIENT_CLIENT_SHARE_H
#define TUI_CLIENT_CLIENT_SHARE_H

#include "tui-client/client/client.h"
#include "tui-client/export/export.h"

/* What FORMAT is called; translated. */
const char *share_name(enum export_format format);

/* Appends the conversation of CLIENT in FORMAT to OUT.  NULL, or why that is not possible
 * (translated, static), and OUT then holds nothing of use. */
const char *share_text(const struct client *client, enum export_format format, struct buffer *out);

/* Writes it to the file PATH, readable by nobody else.  MESSAGE of SIZE bytes receives what to tell
 * the person; returns whether the file is there, whole. */
bool share_save(const struct client *client, enum export_format format, struct span path,
                char *message, size_t size);

/* Most bytes of such a text. */
#define SHARE_MAX ((size_t)256 << 20)

#endif
