/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.h - user names and passwords in the one form in which they are compared, and no copy left.
 *
 * SASLprep (RFC 4013) is that form: whatever keyboard or program a text comes from, it has the same
 * bytes.  Who is known, and with which password, is not known here.
 */
#ifndef SERVER_AUTH_SECRET_H
#define SERVER_AUTH_SECRET_H

#include <stdbool.h>

#include "common/span.h"

/* Returns TEXT, in UTF-8, as SASLprep wants it, for secret_free().  NULL with errno EINVAL: it has
 * a character that is forbidden or that Unicode 3.2 does not know, or nothing is left of it;
 * ENOMEM. */
char *secret_prepare(struct span text);

/* Wipes and frees SECRET, which may be NULL. */
void secret_free(char *secret);

/* Whether the SIZE bytes are the same; takes as long whatever differs. */
bool secret_is_equal(const char *left, const char *right, size_t size);

#endif
