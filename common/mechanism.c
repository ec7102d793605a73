/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mechanism.c - see mechanism.h. */
#include <config.h>

#include "common/mechanism.h"

#include <assert.h>

#include "common/count.h"

const char *mechanism_name(enum mechanism mechanism)
{
    static const char *const names[] = {
        [MECHANISM_SCRAM_SHA_256] = "SCRAM-SHA-256",
        [MECHANISM_CRAM_MD5] = "CRAM-MD5",
        [MECHANISM_PLAIN] = "PLAIN",
        [MECHANISM_LOGIN] = "LOGIN",
        [MECHANISM_OAUTHBEARER] = "OAUTHBEARER",
        [MECHANISM_XOAUTH2] = "XOAUTH2",
    };

    static_assert(COUNT(names) == MECHANISMS, "a name for each");
    return names[mechanism];
}

enum mechanism mechanism_by_name(struct span name)
{
    enum mechanism mechanism = 0;

    while (mechanism < MECHANISMS && !span_equal_ascii(name, span_of(mechanism_name(mechanism))))
        mechanism++;
    return mechanism;
}
