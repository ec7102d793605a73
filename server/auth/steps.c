/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* steps.c - see steps.h. */
#include <config.h>

#include "server/auth/steps.h"

#include <assert.h>

#include "common/count.h"
#include "server/auth/dialog.h"
#include "server/auth/sent.h"

static const struct {
    void (*go_on)(struct exchange *);
    void (*derive)(struct exchange *);
} kinds[] = {
    [MECHANISM_SCRAM_SHA_256] = {dialog_go_on, dialog_derive},
    [MECHANISM_CRAM_MD5] = {dialog_go_on, dialog_derive},
    [MECHANISM_PLAIN] = {sent_go_on, sent_derive},
    [MECHANISM_LOGIN] = {sent_go_on, sent_derive},
    [MECHANISM_OAUTHBEARER] = {sent_go_on, sent_derive},
    [MECHANISM_XOAUTH2] = {sent_go_on, sent_derive},
};

static_assert(COUNT(kinds) == MECHANISMS, "a row for each");

bool steps_go_on(struct exchange *exchange)
{
    if (exchange->is_decided)
        exchange_settle(exchange);
    else
        kinds[exchange->mechanism].go_on(exchange);
    if (exchange->must_derive)
        return false;
    exchange_end_step(exchange);
    return true;
}

void steps_derive(struct exchange *exchange)
{
    kinds[exchange->mechanism].derive(exchange);
    exchange_end_step(exchange);
}
