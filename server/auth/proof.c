/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* proof.c - see proof.h. */
#include <config.h>

#include "server/auth/proof.h"

#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "common/base64.h"

/* Takes as long whatever differs. */
static bool are_equal(const char *left, const char *right, size_t size)
{
    volatile unsigned char difference = 0;

    for (size_t i = 0; i < size; i++)
        difference |= (unsigned char)(left[i] ^ right[i]);
    return difference == 0;
}

static bool is_same(struct span known, struct span secret)
{
    return known.size == secret.size && are_equal(known.data, secret.data, known.size);
}

/* RFC 5802 section 3: StoredKey of SECRET. */
static bool derive(const struct password *password, const char *secret, char *stored_key)
{
    char salted[PASSWORDS_KEY_BYTES], client_key[PASSWORDS_KEY_BYTES];
    char server_key[PASSWORDS_KEY_BYTES];
    size_t size = 0;
    char *salt = malloc(strlen(password->salt));
    bool is_done = salt != NULL && base64_decode(span_of(password->salt), salt, &size) &&
                   gsasl_scram_secrets_from_password(
                       GSASL_HASH_SHA256, secret, password->iterations, salt, size, salted,
                       client_key, server_key, stored_key) == GSASL_OK;

    explicit_bzero(salted, sizeof salted);
    explicit_bzero(client_key, sizeof client_key);
    explicit_bzero(server_key, sizeof server_key);
    free(salt);
    return is_done;
}

static bool is_derived(const struct password *password, struct span secret)
{
    char known[PASSWORDS_KEY_BYTES + 4], key[PASSWORDS_KEY_BYTES];
    char *text = strndup(secret.data, secret.size);
    size_t size;
    bool is_right = text != NULL && strlen(text) == secret.size && derive(password, text, key) &&
                    base64_decode(span_of(password->stored_key), known, &size) &&
                    are_equal(known, key, sizeof key);

    explicit_bzero(known, sizeof known);
    explicit_bzero(key, sizeof key);
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
    return is_right;
}

bool proof_is_right(const struct password *password, struct span secret)
{
    if (password == NULL || secret.size == 0)
        return false;
    if (password->secret != NULL)
        return is_same(span_of(password->secret), secret);
    return is_derived(password, secret);
}
