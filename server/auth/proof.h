/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* proof.h - whether a password, or a token in its place, is the right one. */
#ifndef SERVER_AUTH_PROOF_H
#define SERVER_AUTH_PROOF_H

#include <stdbool.h>

#include "common/span.h"
#include "server/auth/passwords.h"

/* Whether SECRET is the password of PASSWORD; NULL is a user that is not known.  May take long: a
 * key is derived if only that is known. */
bool proof_is_right(const struct password *password, struct span secret);

#endif
