/* users.h - the users file: which mailboxes exist.
 *
 * Bytes in, table out; reading the file is the caller's.  Every name passes the mailbox rule
 * (common/address.h) and must then be safe as a file name, because file names are made from these
 * names and from nothing else.  The first bad name refuses the whole table.
 */
#ifndef SERVER_SESSION_USERS_H
#define SERVER_SESSION_USERS_H

#include <stddef.h>

#include "common/span.h"

/* Most mailboxes of a table. */
#define USERS_COUNT_MAX 1000000

enum users_flaw {
    USERS_OK,
    USERS_NONE,         /* the file names nobody */
    USERS_EMPTY_NAME,   /* nothing is left of the name before its "@" */
    USERS_ILL_FORMED,   /* not well-formed UTF-8 */
    USERS_CONTROL_BYTE, /* a control character in it, NUL included */
    USERS_SLASH,        /* a "/" in it */
    USERS_LEADING_DOT,  /* begins with "." ("." and ".." included) */
    USERS_LEADING_DASH, /* begins with "-" */
    USERS_TOO_LONG,     /* its file name would exceed MAILBOX_FILE_NAME_MAX */
    USERS_TOO_MANY,     /* one name beyond USERS_COUNT_MAX */
    USERS_NO_MEMORY,
};

struct users_entry {
    char *name;  /* owned by the table; normalised, never empty */
    size_t line; /* where the file names it first, counted from 1 */
};

/* A problem and where it stands. */
struct users_error {
    enum users_flaw flaw;
    size_t line;      /* counted from 1; 0 for USERS_NONE and USERS_NO_MEMORY */
    struct span name; /* the offending name as written; borrows from the text parsed */
};

/* Lines with a comma, colon or semicolon in a name: lists and password files have them. */
struct users_doubt {
    size_t line;    /* the first of them, counted from 1; 0: there are none */
    size_t further; /* how many more */
};

struct users; /* the table; does not change once made */

/* Parses the SIZE bytes at TEXT: names separated by blanks and line endings (LF or CRLF), a
 * byte-order mark at the front ignored, repeated names kept once.  Returns a table for
 * users_free(), or NULL and *ERROR. */
struct users *users_parse(const char *text, size_t size, struct users_error *error);

void users_free(struct users *users);

/* Number of mailboxes, at least 1. */
size_t users_count(const struct users *users);

/* What suggests that the file is in another format. */
struct users_doubt users_doubt(const struct users *users);

/* The INDEX-th mailbox in the order of the file; valid as long as the table. */
const struct users_entry *users_at(const struct users *users, size_t index);

/* The mailbox called NAME (normalised, see address_mailbox()), or NULL.  Constant time. */
const struct users_entry *users_find(const struct users *users, const char *name);

#endif
