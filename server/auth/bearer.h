/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bearer.h - the messages of OAUTHBEARER (RFC 7628) and XOAUTH2.
 *
 * Both send who the user is and a token in one message.  A failure is told in JSON, which the
 * client answers before it hears the reply.  Whether the token is right is not known here.
 */
#ifndef SERVER_AUTH_BEARER_H
#define SERVER_AUTH_BEARER_H

#include <stdbool.h>

#include "common/mechanism.h"
#include "common/span.h"

/* Buffer size for a user name. */
#define BEARER_USER_MAX 512

struct bearer {
    char user[BEARER_USER_MAX];
    size_t user_size;
    struct span token; /* borrowed; a secret */
};

/* Reads RESPONSE, of MECHANISM.  Returns false if it does not have the form of one. */
bool bearer_parse(enum mechanism mechanism, struct span response, struct bearer *bearer);

/* Returns the challenge that tells a failure: of the token, or of the form of the message. */
const char *bearer_failure(enum mechanism mechanism, bool is_malformed);

#endif
