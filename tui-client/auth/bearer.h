/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bearer.h - the messages of OAUTHBEARER (RFC 7628) and XOAUTH2, which carry a token. */
#ifndef TUI_CLIENT_AUTH_BEARER_H
#define TUI_CLIENT_AUTH_BEARER_H

#include "common/mechanism.h"
#include "common/span.h"

/* Returns the message that says that USER has TOKEN, and its bytes in *SIZE: a secret that the
 * caller frees.  NULL with errno EINVAL if one of them cannot be said, or ENOMEM. */
char *bearer_message(enum mechanism mechanism, const char *user, const char *token, size_t *size);

/* What the client answers when it is told of a failure. */
struct span bearer_acknowledgement(enum mechanism mechanism);

#endif
