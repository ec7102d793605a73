/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* password.h - a password, or a token, in memory that is not swapped out and that is wiped.
 *
 * Where the system does not allow memory to be locked, it is only wiped.  Where the password comes
 * from is not known here.
 */
#ifndef TUI_CLIENT_AUTH_PASSWORD_H
#define TUI_CLIENT_AUTH_PASSWORD_H

#include <stdbool.h>

#include "common/span.h"

/* Maximum bytes: in base64 it fits in a line of 12288 (RFC 4954 section 4). */
#define PASSWORD_MAX ((size_t)8192)

/* Initialize with zeros: there is none. */
struct password {
    char *text;  /* owned; PASSWORD_MAX bytes and a NUL, all of them zero beyond size; or NULL */
    size_t size; /* bytes */
};

/* Appends TEXT.  -1 with errno EINVAL for a NUL in it, ENOBUFS if it is too long, or ENOMEM. */
int password_append(struct password *password, struct span text);

/* Removes its last character, of UTF-8. */
void password_erase(struct password *password);

/* Wipes and frees it. */
void password_wipe(struct password *password);

static inline bool password_is_given(const struct password *password)
{
    return password->size > 0;
}

#endif
