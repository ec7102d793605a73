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

bool mechanism_sends_token(enum mechanism mechanism)
{
    return mechanism == MECHANISM_OAUTHBEARER || mechanism == MECHANISM_XOAUTH2;
}

bool mechanism_reveals_secret(enum mechanism mechanism)
{
    return mechanism == MECHANISM_PLAIN || mechanism == MECHANISM_LOGIN ||
           mechanism_sends_token(mechanism);
}

/* Takes the first word off *TEXT, with the blanks around it. */
static struct span take_word(struct span *text)
{
    struct span rest = span_trim(*text), word = span_first_word(rest);

    *text = span_trim(span_skip(rest, word.size));
    return word;
}

bool mechanism_parse_request(struct span text, enum mechanism *mechanism, struct span *user)
{
    struct span verb = take_word(&text), name = take_word(&text);

    *mechanism = mechanism_by_name(name);
    *user = text;
    return span_equal_ascii(verb, span_of("AUTH")) && (name.size == 0 || *mechanism < MECHANISMS);
}
