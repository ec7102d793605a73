/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exchange_absent.c - exchange.h in a program without GNU SASL. */
#include <config.h>

#include <errno.h>

#include "tui-client/auth/exchange.h"

bool exchange_is_built_in(void)
{
    return false;
}

enum mechanism exchange_best(unsigned offered)
{
    (void)offered;
    return MECHANISMS;
}

struct exchange *exchange_new(enum mechanism mechanism, struct span user,
                              const struct password *password)
{
    (void)mechanism, (void)user, (void)password;
    errno = ENOSYS;
    return NULL;
}

void exchange_free(struct exchange *exchange)
{
    (void)exchange;
}

bool exchange_begins_with_response(enum mechanism mechanism, struct span user, size_t password_size)
{
    (void)mechanism, (void)user, (void)password_size;
    return false;
}

struct span exchange_begin(struct exchange *exchange)
{
    (void)exchange;
    return (struct span){"", 0};
}

struct span exchange_answer(struct exchange *exchange, struct span challenge)
{
    (void)exchange, (void)challenge;
    return span_of("*");
}

bool exchange_takes_long(const struct exchange *exchange)
{
    (void)exchange;
    return false;
}

enum exchange_flaw exchange_conclude(struct exchange *exchange, unsigned code)
{
    (void)code;
    return exchange->flaw;
}
