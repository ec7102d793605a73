/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* users.h - the users file: which mailboxes exist.
 *
 * Parses bytes into a table; the caller reads the file.  Every name is normalized by the mailbox
 * rule (common/address.h) and must then be safe as a file name, because file names are made only
 * from these names.  One invalid name makes the whole file invalid.
 */
#ifndef SERVER_SESSION_USERS_H
#define SERVER_SESSION_USERS_H

#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

/* Maximum number of mailboxes. */
#define USERS_COUNT_MAX 1000000

enum users_flaw {
    USERS_OK,
    USERS_NONE,         /* no names */
    USERS_EMPTY_NAME,   /* nothing before the "@" */
    USERS_ILL_FORMED,   /* not well-formed UTF-8 */
    USERS_CONTROL_BYTE, /* a control character in it, NUL included */
    USERS_SLASH,        /* a "/" in it */
    USERS_LEADING_DOT,  /* begins with "." ("." and ".." included) */
    USERS_LEADING_DASH, /* begins with "-" */
    USERS_TOO_LONG,     /* its file name would exceed MAILBOX_FILE_NAME_MAX */
    USERS_TOO_MANY,     /* more names than USERS_COUNT_MAX */
    USERS_NO_MEMORY,
};

struct users_entry {
    char *name;      /* owned by the table; normalised, never empty */
    size_t line;     /* of its first occurrence, from 1 */
    uint64_t domain; /* hash of what followed the "@" there, in any case of ASCII; 0: nothing */
};

/* A problem and its place. */
struct users_error {
    enum users_flaw flaw;
    size_t line;      /* counted from 1; 0 for USERS_NONE and USERS_NO_MEMORY */
    struct span name; /* the invalid name as written; borrows from the text parsed */
};

/* Lines with a comma, colon or semicolon in a name, as in lists and password files, or with a name
 * that begins with "#", as comments do. */
struct users_doubt {
    size_t line;    /* the first of them, from 1; 0: none */
    size_t further; /* number of others */
};

/* A mailbox that is named with two domains, which do not count. */
struct users_sharing {
    const struct users_entry *entry; /* as users_at(); NULL: there is none */
    size_t line;                     /* with the other domain, from 1 */
};

struct users; /* the table; immutable */

/* Parses the SIZE bytes at TEXT: names separated by blanks and line endings (LF or CRLF); ignores a
 * leading byte-order mark and repeated names.  Returns a table for users_free(), or NULL and
 * *ERROR. */
struct users *users_parse(const char *text, size_t size, struct users_error *error);

void users_free(struct users *users);

/* Number of mailboxes, at least 1. */
size_t users_count(const struct users *users);

/* Returns signs that the file has another format. */
struct users_doubt users_doubt(const struct users *users);

/* Returns the first of the mailboxes with two domains. */
struct users_sharing users_sharing(const struct users *users);

/* Returns the mailbox INDEX, in the order of the file; valid as long as the table. */
const struct users_entry *users_at(const struct users *users, size_t index);

/* Returns the mailbox called NAME (normalized, see address_mailbox()), or NULL.  Constant time. */
const struct users_entry *users_find(const struct users *users, const char *name);

#endif
