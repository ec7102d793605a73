/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* tls_absent.c - tls.h for programs without OpenSSL. */
#include <config.h>

#include <errno.h>
#include <stddef.h>

#include "common/tls.h"

bool tls_is_built_in(void)
{
    return false;
}

int tls_start(struct transport *transport, struct ssl_st *ssl)
{
    (void)transport, (void)ssl;
    errno = ENOSYS;
    return -1;
}

bool tls_is_below(const struct transport *transport)
{
    (void)transport;
    return false;
}

int tls_shake_hands(struct transport *transport)
{
    (void)transport;
    errno = ENOSYS;
    return -1;
}

struct ssl_st *tls_ssl(const struct transport *transport)
{
    (void)transport;
    return NULL;
}

struct tls_terms tls_terms(const struct transport *transport)
{
    (void)transport;
    return (struct tls_terms){"", ""};
}

struct tls_failure tls_failure(const struct transport *transport)
{
    (void)transport;
    return (struct tls_failure){TLS_PROBLEM_NONE, ""};
}
