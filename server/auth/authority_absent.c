/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* authority_absent.c - authority.h and what is used of the rest, in a program without GNU SASL. */
#include <config.h>

#include <errno.h>
#include <stdlib.h>

#include "server/auth/authority.h"

struct authority *authority_new(struct passwords *passwords)
{
    (void)passwords;
    errno = ENOSYS;
    return NULL;
}

void authority_stop(struct authority *authority)
{
    (void)authority;
}

void authority_free(struct authority *authority)
{
    (void)authority;
}

void authority_replace(struct authority *authority, struct passwords *fresh)
{
    (void)authority, (void)fresh;
}

unsigned authority_mechanisms(const struct authority *authority)
{
    (void)authority;
    return 0;
}

struct exchange *authority_begin(struct authority *authority, enum mechanism mechanism)
{
    (void)authority, (void)mechanism;
    return NULL;
}

void authority_submit(struct authority *authority, struct exchange *exchange, void *owner,
                      bool was_denied)
{
    (void)authority, (void)exchange, (void)owner, (void)was_denied;
}

int authority_fd(const struct authority *authority)
{
    (void)authority;
    return -1;
}

struct exchange *authority_take(struct authority *authority)
{
    (void)authority;
    return NULL;
}

void exchange_free(struct exchange *exchange)
{
    (void)exchange;
}

void exchange_hear(struct exchange *exchange, char *response, size_t size, bool has_response)
{
    (void)exchange, (void)response, (void)size, (void)has_response;
}

struct passwords *passwords_read(const char *path, char *error)
{
    (void)path;
    error[0] = '\0';
    return NULL;
}

void passwords_drop(struct passwords *passwords)
{
    (void)passwords;
}

size_t passwords_count(const struct passwords *passwords)
{
    (void)passwords;
    return 0;
}
