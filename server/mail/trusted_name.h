/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trusted_name.h - the names of header fields that mailbox readers trust, compared byte by byte.
 *
 * In these fields readers store the state of a message or mailbox: read, deleted, fetched, length.
 * What becomes of such a field is the concern of mbox.h.
 */
#ifndef SERVER_MAIL_TRUSTED_NAME_H
#define SERVER_MAIL_TRUSTED_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* What the bytes of a line so far are. */
struct trusted_name {
    bool is_there;             /* one of the names, then blanks or a colon */
    unsigned char first, last; /* range of the names that begin with them; last is excluded */
};

/* Takes BYTE, number AT of its line, counted from 0; the cost does not depend on the number of
 * names, but for once in a line.  The case of letters does not matter. */
void trusted_name_take(struct trusted_name *name, size_t at, char byte);

/* Whether the bytes so far are the beginning of a name, or all of it. */
static inline bool trusted_name_may_come(const struct trusted_name *name)
{
    return name->first < name->last;
}

#endif
