/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* answers.h - what GNU SASL is told when it asks for a user's password, salt or keys.
 *
 * It asks by a callback in the middle of a step.  A user that does not exist is answered for like
 * one that does.  What client and server say is not known here.
 */
#ifndef SERVER_AUTH_ANSWERS_H
#define SERVER_AUTH_ANSWERS_H

#include <stdbool.h>

#include "server/auth/decoy.h"
#include "server/auth/passwords.h"

/* Gsasl and Gsasl_session of GNU SASL. */
struct Gsasl;
struct Gsasl_session;

struct answers {
    const struct passwords *passwords; /* borrowed */
    const struct decoy *decoy;         /* borrowed */
    bool is_too_weak;                  /* the password was asked for, but only keys are known */
    bool has_failed;                   /* out of memory, or of random bytes: it goes on no more */
};

/* Must be called for LIBRARY before its first dialog. */
void answers_prepare(struct Gsasl *library);

/* Lets ANSWERS, which must outlive it, answer what DIALOG asks. */
void answers_attach(struct answers *answers, struct Gsasl_session *dialog);

/* Ends DIALOG, after what it was told is wiped. */
void answers_detach(struct Gsasl_session *dialog);

/* Returns whom DIALOG is about; NULL: nobody that is known, or not yet known, or it has_failed. */
const struct password *answers_user(struct answers *answers, struct Gsasl_session *dialog);

/* Whether DIALOG is about to act for USER, who is the one that it is about, and for no other; false
 * also if it has_failed. */
bool answers_is_for_oneself(struct answers *answers, struct Gsasl_session *dialog,
                            const struct password *user);

#endif
