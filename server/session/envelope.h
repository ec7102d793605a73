/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope.h - the sender and the recipients of a message.
 *
 * Filled by MAIL and RCPT, and emptied when the transaction ends (RFC 5321 section 2.3.1).  Which
 * mailboxes exist, and how many recipients are allowed, is not known here.
 */
#ifndef SERVER_SESSION_ENVELOPE_H
#define SERVER_SESSION_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

struct envelope_recipient {
    char *address; /* owned; as in RCPT */
    char *mailbox; /* owned; name of its mailbox in the users table */
};

/* Initialize with zeros. */
struct envelope {
    char *sender;          /* owned; as in MAIL, "<>" is the null sender; NULL: unknown */
    bool is_international; /* addresses may be in UTF-8 (RFC 6531) */
    struct envelope_recipient *recipients; /* owned; in the order of RCPT */
    size_t recipient_count;
};

/* Sets the sender; ENVELOPE takes ownership of the string. */
void envelope_set_sender(struct envelope *envelope, char *sender);

/* Adds a recipient; ENVELOPE takes ownership of both strings, also on failure.  Returns -1 if out
 * of memory, also if one of the strings is NULL. */
int envelope_add(struct envelope *envelope, char *address, char *mailbox);

/* Empties ENVELOPE and frees what it owns. */
void envelope_release(struct envelope *envelope);

/* Whether recipient NUMBER is the first of those with its mailbox. */
bool envelope_is_first(const struct envelope *envelope, size_t number);

#endif
