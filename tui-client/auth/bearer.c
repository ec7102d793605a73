/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bearer.c - see bearer.h. */
#include <config.h>

#include "tui-client/auth/bearer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* RFC 7628 section 3.1: kvsep */
#define SEPARATOR '\001'

static char *put(char *end, const char *text)
{
    size_t size = strlen(text);

    memcpy(end, text, size);
    return end + size;
}

/* RFC 5801 section 4: in a saslname "," and "=" are escaped. */
static char *put_name(char *end, const char *name)
{
    for (; *name != '\0'; name++) {
        if (*name == ',' || *name == '=')
            end = put(end, *name == ',' ? "=2C" : "=3D");
        else
            *end++ = *name;
    }
    return end;
}

char *bearer_message(enum mechanism mechanism, const char *user, const char *token, size_t *size)
{
    char *message, *end;

    if (strchr(user, SEPARATOR) != NULL || strchr(token, SEPARATOR) != NULL) {
        errno = EINVAL;
        return NULL;
    }
    end = message = malloc(3 * strlen(user) + strlen(token) + 32);
    if (message == NULL)
        return NULL;
    if (mechanism == MECHANISM_OAUTHBEARER)
        end = put(put_name(put(end, "n,a="), user), ",\001");
    else
        end = put(put(put(end, "user="), user), "\001");
    end = put(put(put(end, "auth=Bearer "), token), "\001\001");
    *size = (size_t)(end - message);
    return message;
}

/* RFC 7628 section 3.2.3: a lone kvsep. */
struct span bearer_acknowledgement(enum mechanism mechanism)
{
    return span_of(mechanism == MECHANISM_OAUTHBEARER ? "\001" : "");
}
