/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* credentials_absent.c - credentials.h for a server without OpenSSL, whose options name none. */
#include <config.h>

#include "server/tls/credentials.h"

struct credentials *credentials_read(const struct credentials_source *source, char *error)
{
    (void)source;
    error[0] = '\0';
    return NULL;
}

bool credentials_are_missing(const struct credentials_source *source)
{
    (void)source;
    return false;
}

int credentials_make(const struct credentials_source *source, char *error)
{
    (void)source;
    error[0] = '\0';
    return -1;
}

int credentials_could_make(const struct credentials_source *source, char *error)
{
    (void)source;
    error[0] = '\0';
    return -1;
}

void credentials_free(struct credentials *credentials)
{
    (void)credentials;
}

void credentials_replace(struct credentials *credentials, struct credentials *fresh)
{
    (void)credentials, (void)fresh;
}

struct ssl_st *credentials_new_side(const struct credentials *credentials)
{
    (void)credentials;
    return NULL;
}

void credentials_drop_side(struct ssl_st *side)
{
    (void)side;
}

void credentials_valid_until(const struct credentials *credentials, char *out)
{
    (void)credentials;
    out[0] = '\0';
}
