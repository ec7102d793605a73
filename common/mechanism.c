/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mechanism.c - see mechanism.h. */
#include <config.h>

#include "common/mechanism.h"

#include <assert.h>

#include "common/auth_line.h"
#include "common/count.h"
#include "common/grammar.h"

#define MECHANISM_NAME_MAX 20

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

bool mechanism_is_name(struct span name)
{
    size_t i = 0;

    while (i < name.size && (grammar_is_let_dig_or_hyphen(name.data[i]) || name.data[i] == '_'))
        i++;
    return i > 0 && i == name.size && i <= MECHANISM_NAME_MAX;
}

bool mechanism_sends_token(enum mechanism mechanism)
{
    return mechanism == MECHANISM_OAUTHBEARER || mechanism == MECHANISM_XOAUTH2;
}

bool mechanism_reveals_secret(enum mechanism mechanism)
{
    return mechanism == MECHANISM_PLAIN || mechanism == MECHANISM_LOGIN ||
           mechanism_sends_token(mechanism);
}

bool mechanism_parse_request(struct span text, enum mechanism *mechanism, struct span *user)
{
    struct auth_line parts;
    bool is_auth = auth_line_parse(text, &parts);

    *mechanism = mechanism_by_name(parts.mechanism);
    *user = parts.response;
    return is_auth &&
           (*mechanism < MECHANISMS || (parts.mechanism.size == 0 && parts.response.size == 0));
}
