/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* self_signed.h - makes a key and a certificate that no authority has signed.
 *
 * For clients under test: the certificate stands alone in a second file, which a client can be told
 * to trust.  It is for one year, for the host name, localhost, 127.0.0.1 and ::1.
 */
#ifndef SERVER_TLS_SELF_SIGNED_H
#define SERVER_TLS_SELF_SIGNED_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

/* Appended to the path of the file with both. */
#define SELF_SIGNED_SUFFIX ".crt"

/* Buffer size for the path of the second file, in bytes. */
#define SELF_SIGNED_PATH_MAX (PATH_MAX + sizeof SELF_SIGNED_SUFFIX)

/* Writes that path to OUT of SELF_SIGNED_PATH_MAX bytes; PATH is that of the first.  Here, since a
 * build without TLS has the name, but makes neither. */
static inline void self_signed_copy_path(const char *path, char *out)
{
    snprintf(out, SELF_SIGNED_PATH_MAX, "%s" SELF_SIGNED_SUFFIX, path);
}

/* Makes the file PATH with a new key and its certificate for HOSTNAME, which only the owner may
 * read, and PATH.crt with the certificate alone, which all may.  Never replaces a file, and leaves
 * no half of one.  Returns 0, or -1 with one line in ERROR of PROGRAM_LINE_MAX bytes. */
int self_signed_make(const char *path, const char *hostname, char *error);

/* As self_signed_make(), but changes nothing: whether both files can be made. */
int self_signed_could_make(const char *path, char *error);

#endif
