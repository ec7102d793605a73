/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* compose_internal.h - shared by the compose*.c files; no other file includes it.
 *
 * Functions that append return 0, or -1 with errno of buffer_append(); OUT then holds a part.
 */
#ifndef TUI_CLIENT_MESSAGE_COMPOSE_INTERNAL_H
#define TUI_CLIENT_MESSAGE_COMPOSE_INTERNAL_H

#include "tui-client/message/compose.h"

int compose_append(struct buffer *out, struct span text);

/* The text of FIELD, or empty if it is not allowed in a header.  An invalid field is dropped rather
 * than repaired: its line break would begin another field. */
struct span compose_field_text(const struct compose_message *message, enum compose_field field);

/* "NAME: TEXT" and LF, or nothing for an empty text. */
int compose_append_field(const char *name, struct span text, struct buffer *out);

/* TEXT without CR and NUL, its last line ended by LF. */
int compose_append_body(struct span text, struct buffer *out);

#endif
