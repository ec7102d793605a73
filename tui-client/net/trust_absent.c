/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trust_absent.c - trust.h for programs without OpenSSL. */
#include <config.h>

#include "tui-client/net/trust.h"

#include <errno.h>

struct trust *trust_new(const char *ca_file)
{
    (void)ca_file;
    errno = ENOTSUP;
    return NULL;
}

void trust_free(struct trust *trust)
{
    (void)trust;
}

struct ssl_st *trust_begin(const struct trust *trust, const char *host, struct trust_report *report)
{
    (void)trust;
    (void)host;
    (void)report;
    errno = ENOTSUP;
    return NULL;
}

void trust_examine(struct ssl_st *ssl, struct trust_report *report)
{
    (void)ssl;
    (void)report;
}
