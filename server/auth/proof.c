/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* proof.c - see proof.h. */
#include <config.h>

#include "server/auth/proof.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include "common/base64.h"
#include "server/auth/secret.h"

static bool is_same(const char *known, const char *secret)
{
    size_t size = strlen(known);

    return strlen(secret) == size && secret_is_equal(known, secret, size);
}

/* RFC 5802 section 3: StoredKey of SECRET, with the salt and the iterations of KEYED.  Returns
 * false if out of memory. */
static bool derive(const struct password *keyed, const char *secret, char *stored_key)
{
    char salted[PASSWORDS_KEY_BYTES], client_key[PASSWORDS_KEY_BYTES];
    char server_key[PASSWORDS_KEY_BYTES];
    size_t size = 0;
    char *salt = malloc(strlen(keyed->salt));
    bool is_done =
        salt != NULL && base64_decode(span_of(keyed->salt), salt, &size) &&
        gsasl_scram_secrets_from_password(GSASL_HASH_SHA256, secret, keyed->iterations, salt, size,
                                          salted, client_key, server_key, stored_key) == GSASL_OK;

    explicit_bzero(salted, sizeof salted);
    explicit_bzero(client_key, sizeof client_key);
    explicit_bzero(server_key, sizeof server_key);
    free(salt);
    return is_done;
}

void proof_begin(struct proof *proof, const struct passwords *passwords, struct span user,
                 struct span secret)
{
    const struct password *typical = passwords_typical(passwords);
    const struct password *known;
    char *prepared;

    proof_release(proof);
    known = passwords_find(passwords, user);
    proof->has_failed = known == NULL && errno == ENOMEM;
    proof->user = known;
    prepared = secret_prepare(secret);
    proof->has_failed |= prepared == NULL && errno == ENOMEM;
    if (prepared == NULL)
        return;
    proof->is_right = known != NULL && known->secret != NULL && is_same(known->secret, prepared);
    if (proof->is_right || typical == NULL) {
        secret_free(prepared);
        return;
    }
    proof->keyed = known != NULL && known->secret == NULL ? known : typical;
    proof->secret = prepared;
}

bool proof_must_derive(const struct proof *proof)
{
    return proof->secret != NULL;
}

/* The password of the typical user proves nothing for another. */
void proof_derive(struct proof *proof)
{
    char known[PASSWORDS_KEY_BYTES + 4], key[PASSWORDS_KEY_BYTES];
    size_t size;
    bool is_derived = derive(proof->keyed, proof->secret, key);
    bool is_equal = is_derived && base64_decode(span_of(proof->keyed->stored_key), known, &size) &&
                    secret_is_equal(known, key, sizeof key);

    proof->has_failed |= !is_derived;
    proof->is_right = is_equal && proof->keyed == proof->user;
    explicit_bzero(known, sizeof known);
    explicit_bzero(key, sizeof key);
    secret_free(proof->secret);
    proof->secret = NULL;
}

void proof_pretend(const struct password *keyed)
{
    char key[PASSWORDS_KEY_BYTES];

    (void)derive(keyed, "x", key);
}

void proof_release(struct proof *proof)
{
    secret_free(proof->secret);
    *proof = (struct proof){0};
}
