/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.c - see secret.h. */
#include <config.h>

#include "server/auth/secret.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

void secret_free(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}

bool secret_is_equal(const char *left, const char *right, size_t size)
{
    volatile unsigned char difference = 0;

    for (size_t i = 0; i < size; i++)
        difference |= (unsigned char)(left[i] ^ right[i]);
    return difference == 0;
}

/* Most secrets are printable ASCII, which SASLprep leaves as it is; the library would leave copies
 * of them behind. */
static bool is_plain(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < ' ' || text.data[i] > '~')
            return false;
    return true;
}

/* The library's own mechanisms prepare a text with and without this flag, which it takes the wrong
 * way round; what passes both ways can be used with all of them. */
static char *prepare(const char *text)
{
    char *prepared = NULL, *other = NULL;

    errno = 0;
    if (gsasl_saslprep(text, GSASL_ALLOW_UNASSIGNED, &other, NULL) == GSASL_OK)
        (void)gsasl_saslprep(text, 0, &prepared, NULL);
    secret_free(other);
    if (prepared != NULL && prepared[0] != '\0')
        return prepared;
    secret_free(prepared);
    errno = errno == ENOMEM ? ENOMEM : EINVAL;
    return NULL;
}

char *secret_prepare(struct span text)
{
    char *copy, *prepared = NULL;

    if (text.size == 0 || memchr(text.data, '\0', text.size) != NULL) {
        errno = EINVAL;
        return NULL;
    }
    copy = strndup(text.data, text.size);
    if (copy == NULL || is_plain(text))
        return copy;
    prepared = prepare(copy);
    int error = errno;
    secret_free(copy);
    errno = error;
    return prepared;
}
