/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* address.h - parses addresses and derives mailbox names from them.
 *
 * An address is any text; only the part before its first "@" names a mailbox.  The users file is
 * read by the same rule, so both sides always agree.  Which mailboxes exist is not known here.
 */
#ifndef COMMON_ADDRESS_H
#define COMMON_ADDRESS_H

#include <stddef.h>

#include "common/span.h"

enum address_flaw {
    ADDRESS_OK,
    ADDRESS_EMPTY,      /* nothing precedes the "@" */
    ADDRESS_ILL_FORMED, /* not well-formed UTF-8, or a NUL inside */
    ADDRESS_NO_MEMORY,
};

/* Returns the address in ARGUMENT of MAIL or RCPT, without outer blanks and without one pair of
 * angle brackets around all of it ("<>" keeps them).  Borrows from ARGUMENT. */
struct span address_parse(struct span argument);

/* Returns a copy of ADDRESS, whose local part is a quoted string (RFC 5321 section 4.1.2), with the
 * local part without its quotes and backslashes: a@b@c for "a@b"@c.  The caller frees the string;
 * NULL if out of memory. */
char *address_unquote(struct span address);

/* Returns the mailbox name of ADDRESS: cut at the first "@", lower-cased without locale (final
 * sigma as sigma), composed (NFC).  The caller frees the string.  Returns NULL with the reason in
 * *FLAW, which is otherwise ADDRESS_OK. */
char *address_mailbox(struct span address, enum address_flaw *flaw);

#endif
