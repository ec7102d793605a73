/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* decoy.h - what stands in for the salt, the keys and the password that a user does not have.
 *
 * Who tries names must not learn from a challenge which of them exist: each has a salt, and always
 * the same one while the process lasts.  Keys and passwords are random: nothing proves them.
 */
#ifndef SERVER_AUTH_DECOY_H
#define SERVER_AUTH_DECOY_H

#include <stdbool.h>

#include "common/span.h"

/* Maximum bytes of a salt; size of a key. */
#define DECOY_BYTES 32

/* Buffer size for as many in base64, with a NUL. */
#define DECOY_TEXT_MAX 45

struct decoy {
    char key[DECOY_TEXT_MAX]; /* random; a text, since a key is derived from it */
};

/* Returns -1 with errno if there are no random bytes. */
int decoy_init(struct decoy *decoy);

/* Writes the salt of USER, of SIZE bytes or DECOY_BYTES if that is less, to TEXT in base64.
 * Returns false if out of memory. */
bool decoy_salt(const struct decoy *decoy, struct span user, size_t size,
                char text[DECOY_TEXT_MAX]);

/* Writes DECOY_BYTES random bytes to TEXT in base64.  Returns false with errno if there are none,
 * or out of memory. */
bool decoy_secret(char text[DECOY_TEXT_MAX]);

#endif
