/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* passwords.h - who may authenticate, and with which passwords.
 *
 * A table made of the lines of a file: "user:password", or what SCRAM-SHA-256 needs in place of the
 * password, as "gsasl --mkpasswd" writes it.  Names and passwords are kept as SASLprep (RFC 4013)
 * wants them.  What is secret is wiped when it is freed.  The table does not change, so several
 * threads may read it; it is freed with its last reference.
 */
#ifndef SERVER_AUTH_PASSWORDS_H
#define SERVER_AUTH_PASSWORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Maximum size of a file in bytes. */
#define PASSWORDS_FILE_SIZE_MAX (16 << 20)

/* Maximum number of iterations: so many take a second or some for each attempt. */
#define PASSWORDS_ITERATIONS_MAX 1000000

/* Size of a key of SCRAM-SHA-256, in bytes. */
#define PASSWORDS_KEY_BYTES 32

/* A user.  Strings are owned by the table. */
struct password {
    char *user;
    size_t line;  /* from 1 */
    char *secret; /* the password; NULL: the user is keyed: only what follows is known */
    unsigned iterations;
    char *salt, *stored_key, *server_key; /* in base64 */
    size_t salt_size;                     /* decoded, in bytes */
};

struct passwords;

/* What is wrong with a line. */
enum passwords_flaw {
    PASSWORDS_OK,
    PASSWORDS_NO_COLON,
    PASSWORDS_NO_USER,
    PASSWORDS_NO_SECRET,
    PASSWORDS_ILL_FORMED, /* not UTF-8, or with a control byte */
    PASSWORDS_BAD_USER,   /* not for SASLprep */
    PASSWORDS_BAD_SECRET, /* the same of the password */
    PASSWORDS_BAD_SCRAM,
    PASSWORDS_TOO_SLOW, /* more than PASSWORDS_ITERATIONS_MAX */
    PASSWORDS_REPEATED,
    PASSWORDS_NONE, /* of the whole: there is no user */
    PASSWORDS_NO_MEMORY,
    PASSWORDS_FLAWS,
};

struct passwords_error {
    enum passwords_flaw flaw;
    size_t line; /* from 1 */
};

/* Makes a table of TEXT.  Returns NULL with *ERROR on failure. */
struct passwords *passwords_parse(struct span text, struct passwords_error *error);

/* As passwords_parse() with the file PATH, which others must not read and nobody but its owner
 * write.  Returns NULL with one line in ERROR of PROGRAM_LINE_MAX bytes, without anything secret.
 */
struct passwords *passwords_read(const char *path, char *error);

/* Adds a reference, and drops one; NULL is none. */
struct passwords *passwords_hold(struct passwords *passwords);
void passwords_drop(struct passwords *passwords);

size_t passwords_count(const struct passwords *passwords);

/* Whether the password itself of some user is known. */
bool passwords_have_secrets(const struct passwords *passwords);

/* Returns a keyed user whose iterations and size of the salt most keyed users have; NULL if there
 * is none. */
const struct password *passwords_typical(const struct passwords *passwords);

/* Returns the row of USER, as a client says it; NULL with errno: ENOENT, there is none; ENOMEM,
 * which must not be told as a wrong name. */
const struct password *passwords_find(const struct passwords *passwords, struct span user);

#endif
