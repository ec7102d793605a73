/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* decoy.c - see decoy.h. */
#include <config.h>

#include "server/auth/decoy.h"

#include <assert.h>
#include <string.h>

#include <gsasl.h>

#include "common/base64.h"
#include "common/buffer.h"
#include "common/entropy.h"

static_assert(DECOY_TEXT_MAX > (DECOY_BYTES + 2) / 3 * 4, "room for it in base64");

static bool encode(const char *bytes, size_t size, char *text)
{
    struct buffer encoded;
    bool is_done;

    buffer_init(&encoded, DECOY_TEXT_MAX);
    is_done = base64_encode_unbroken((struct span){bytes, size}, &encoded) == 0;
    if (is_done) {
        memcpy(text, buffer_span(&encoded).data, buffer_size(&encoded));
        text[buffer_size(&encoded)] = '\0';
    }
    buffer_release(&encoded);
    return is_done;
}

bool decoy_secret(char text[DECOY_TEXT_MAX])
{
    char bytes[DECOY_BYTES];

    return entropy_fill(bytes, sizeof bytes) == 0 && encode(bytes, sizeof bytes, text);
}

int decoy_init(struct decoy *decoy)
{
    return decoy_secret(decoy->key) ? 0 : -1;
}

/* The salted password of one iteration is HMAC(KEY, USER + INT(1)) (RFC 5802 section 2.2). */
bool decoy_salt(const struct decoy *decoy, struct span user, size_t size, char text[DECOY_TEXT_MAX])
{
    char salt[DECOY_BYTES], client_key[DECOY_BYTES], server_key[DECOY_BYTES];
    char stored_key[DECOY_BYTES];

    return gsasl_scram_secrets_from_password(GSASL_HASH_SHA256, decoy->key, 1, user.data, user.size,
                                             salt, client_key, server_key,
                                             stored_key) == GSASL_OK &&
           encode(salt, size < sizeof salt ? size : sizeof salt, text);
}
