/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* decoded.h - what the lines of an AUTH say once their base64 is decoded, with secrets as "***".
 *
 * What the client makes of its password, as a digest, reveals it to whoever has a list of likely
 * ones, and is a secret too.  What the server says is shown, also its proof.  Lines may be typed by
 * hand: what is not understood is a secret.
 */
#ifndef TUI_CLIENT_AUTH_DECODED_H
#define TUI_CLIENT_AUTH_DECODED_H

#include <stdbool.h>
#include <stddef.h>

#include "common/mechanism.h"
#include "common/span.h"

/* Maximum bytes of a text; what is longer is cut. */
#define DECODED_MAX 512

struct decoded {
    char text[DECODED_MAX]; /* untrusted; may have control bytes, also NUL */
    size_t size;
    bool has_secret;        /* a part of the line is "***" in it */
    char user[DECODED_MAX]; /* who the client says it is; "" if this line does not tell */
};

/* Decodes LINE, response NUMBER (from 0) of the client in MECHANISM.  False if it is not base64 as
 * the mechanism has it: DECODED is then empty, since nothing of it may be shown. */
bool decoded_response(enum mechanism mechanism, unsigned number, struct span line,
                      struct decoded *decoded);

/* Decodes LINE, a challenge of the server. */
bool decoded_challenge(struct span line, struct decoded *decoded);

#endif
