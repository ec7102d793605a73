/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* answers.c - see answers.h. */
#include <config.h>

#include "server/auth/answers.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <gsasl.h>

#include "common/count.h"
#include "server/auth/proof.h"
#include "server/auth/secret.h"

/* Iterations, and size of the salt, where no user is keyed; RFC 7677 section 4 wants as many. */
#define USUAL_ITERATIONS 4096
#define USUAL_SALT_SIZE  12

static const struct password *find(struct answers *answers, const char *name)
{
    const struct password *found = passwords_find(answers->passwords, span_of(name));

    answers->has_failed |= found == NULL && errno == ENOMEM;
    return found;
}

const struct password *answers_user(struct answers *answers, struct Gsasl_session *dialog)
{
    const char *user = gsasl_property_fast(dialog, GSASL_AUTHID);

    return user != NULL ? find(answers, user) : NULL;
}

bool answers_is_for_oneself(struct answers *answers, struct Gsasl_session *dialog,
                            const struct password *user)
{
    const char *acts_for = gsasl_property_fast(dialog, GSASL_AUTHZID);

    return acts_for == NULL || acts_for[0] == '\0' || find(answers, acts_for) == user;
}

/* The library goes on without an answer, and takes that for a mistake of the client. */
static int give(struct answers *answers, struct Gsasl_session *dialog, Gsasl_property property,
                const char *text)
{
    int status = gsasl_property_set(dialog, property, text);

    answers->has_failed |= status != GSASL_OK;
    return status;
}

static int give_nothing(struct answers *answers)
{
    answers->has_failed = true;
    return GSASL_NO_CALLBACK;
}

/* Who is not known fails as late as who is. */
static int give_random(struct answers *answers, struct Gsasl_session *dialog,
                       Gsasl_property property)
{
    char text[DECOY_TEXT_MAX];

    return decoy_secret(text) ? give(answers, dialog, property, text) : give_nothing(answers);
}

static int give_password(struct answers *answers, struct Gsasl_session *dialog)
{
    const struct password *user = answers_user(answers, dialog);

    if (user == NULL)
        return give_random(answers, dialog, GSASL_PASSWORD);
    if (user->secret != NULL)
        return give(answers, dialog, GSASL_PASSWORD, user->secret);
    answers->is_too_weak = true;
    return GSASL_NO_CALLBACK;
}

static int give_iterations(struct answers *answers, struct Gsasl_session *dialog,
                           const struct password *keyed)
{
    const struct password *typical = passwords_typical(answers->passwords);
    unsigned usual = typical != NULL ? typical->iterations : USUAL_ITERATIONS;
    char number[16];

    snprintf(number, sizeof number, "%u", keyed != NULL ? keyed->iterations : usual);
    return give(answers, dialog, GSASL_SCRAM_ITER, number);
}

/* One user has one salt, however the name is written. */
static int give_made_salt(struct answers *answers, struct Gsasl_session *dialog)
{
    const struct password *typical = passwords_typical(answers->passwords);
    char *name = secret_prepare(span_of(gsasl_property_fast(dialog, GSASL_AUTHID)));
    char salt[DECOY_TEXT_MAX];
    bool is_nobody = name == NULL && errno != ENOMEM;
    bool is_done =
        name != NULL && decoy_salt(answers->decoy, span_of(name),
                                   typical != NULL ? typical->salt_size : USUAL_SALT_SIZE, salt);

    secret_free(name);
    if (is_nobody)
        return GSASL_NO_CALLBACK;
    return is_done ? give(answers, dialog, GSASL_SCRAM_SALT, salt) : give_nothing(answers);
}

/* Without keys the library asks for the password, and derives them.  So that all take as long, that
 * is what happens for everybody, if it does for anybody. */
static int give_key(struct answers *answers, struct Gsasl_session *dialog,
                    const struct password *keyed, Gsasl_property property)
{
    bool must_derive = passwords_have_secrets(answers->passwords);

    if (keyed == NULL)
        return must_derive ? GSASL_NO_CALLBACK : give_random(answers, dialog, property);
    if (must_derive && property == GSASL_SCRAM_STOREDKEY)
        proof_pretend(passwords_typical(answers->passwords));
    return give(answers, dialog, property,
                property == GSASL_SCRAM_STOREDKEY ? keyed->stored_key : keyed->server_key);
}

static int give_scram(struct answers *answers, struct Gsasl_session *dialog,
                      Gsasl_property property)
{
    const struct password *user = answers_user(answers, dialog);
    const struct password *keyed = user != NULL && user->secret == NULL ? user : NULL;

    if (property == GSASL_SCRAM_ITER)
        return give_iterations(answers, dialog, keyed);
    if (property == GSASL_SCRAM_SALT)
        return keyed != NULL ? give(answers, dialog, property, keyed->salt)
                             : give_made_salt(answers, dialog);
    return give_key(answers, dialog, keyed, property);
}

/* The library may have gone on without memory until here. */
static int answer(Gsasl *library, Gsasl_session *dialog, Gsasl_property property)
{
    struct answers *answers = gsasl_session_hook_get(dialog);

    (void)library;
    answers->has_failed |= errno == ENOMEM;
    switch (property) {
    case GSASL_PASSWORD:
        return give_password(answers, dialog);
    case GSASL_SCRAM_ITER:
    case GSASL_SCRAM_SALT:
    case GSASL_SCRAM_STOREDKEY:
    case GSASL_SCRAM_SERVERKEY:
        return give_scram(answers, dialog, property);
    default:
        return GSASL_NO_CALLBACK;
    }
}

void answers_prepare(struct Gsasl *library)
{
    gsasl_callback_set(library, answer);
}

void answers_attach(struct answers *answers, struct Gsasl_session *dialog)
{
    gsasl_session_hook_set(dialog, answers);
}

/* The library frees its copies as they are; they are its own, and not constant. */
static void wipe(struct Gsasl_session *dialog)
{
    static const Gsasl_property secrets[] = {GSASL_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD,
                                             GSASL_SCRAM_STOREDKEY, GSASL_SCRAM_SERVERKEY};

    for (size_t i = 0; i < COUNT(secrets); i++) {
        const char *secret = gsasl_property_fast(dialog, secrets[i]);
        if (secret != NULL)
            explicit_bzero((void *)(uintptr_t)secret, strlen(secret));
    }
}

void answers_detach(struct Gsasl_session *dialog)
{
    wipe(dialog);
    gsasl_finish(dialog);
}
