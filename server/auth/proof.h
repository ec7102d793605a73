/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* proof.h - whether a password, or a token in its place, is the one of a user.
 *
 * Where only keys are known of some users, one must be derived, which takes long.  Then it is
 * derived for each wrong password, whoever the user is, so that the time does not tell who exists.
 */
#ifndef SERVER_AUTH_PROOF_H
#define SERVER_AUTH_PROOF_H

#include <stdbool.h>

#include "common/span.h"
#include "server/auth/passwords.h"

/* Initialize with zeros. */
struct proof {
    const struct password *user;  /* borrowed; NULL: nobody */
    const struct password *keyed; /* borrowed; whose key is to be derived */
    char *secret;                 /* owned; NULL: nothing needs to be derived */
    bool is_right;
    bool has_failed; /* out of memory: it is neither right nor wrong */
};

/* Begins to compare SECRET with what PASSWORDS say of USER, both as the client says them; PASSWORDS
 * must outlive PROOF.  It is decided unless proof_must_derive(). */
void proof_begin(struct proof *proof, const struct passwords *passwords, struct span user,
                 struct span secret);

/* Whether proof_derive() must decide. */
bool proof_must_derive(const struct proof *proof);

/* Derives the key, which decides. */
void proof_derive(struct proof *proof);

/* Takes as long as proof_derive() for KEYED. */
void proof_pretend(const struct password *keyed);

/* Wipes PROOF. */
void proof_release(struct proof *proof);

#endif
