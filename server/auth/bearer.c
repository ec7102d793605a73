/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bearer.c - see bearer.h. */
#include <config.h>

#include "server/auth/bearer.h"

#include <string.h>

/* RFC 7628 section 3.1: kvsep */
#define SEPARATOR '\001'

static bool take_front(struct span *text, const char *front)
{
    size_t size = strlen(front);

    if (text->size < size || !span_equal_ascii((struct span){text->data, size}, span_of(front)))
        return false;
    *text = span_skip(*text, size);
    return true;
}

/* Removes the field that ends in BYTE from *TEXT; returns false if none does. */
static bool take_field(struct span *text, char byte, struct span *field)
{
    const char *end = text->size > 0 ? memchr(text->data, byte, text->size) : NULL;

    if (end == NULL)
        return false;
    *field = (struct span){text->data, (size_t)(end - text->data)};
    *text = span_skip(*text, field->size + 1);
    return true;
}

/* RFC 5801 section 4: saslname, in which "=2C" is "," and "=3D" is "=". */
static bool copy_name(struct span name, bool is_encoded, struct bearer *bearer)
{
    bearer->user_size = 0;
    while (name.size > 0) {
        char byte = name.data[0];
        if (is_encoded && byte == '=') {
            if (!take_front(&name, "=2C") && !take_front(&name, "=3D"))
                return false;
            byte = name.data[-1] == 'D' || name.data[-1] == 'd' ? '=' : ',';
        } else {
            name = span_skip(name, 1);
        }
        if (byte == '\0' || bearer->user_size == sizeof bearer->user)
            return false;
        bearer->user[bearer->user_size++] = byte;
    }
    return bearer->user_size > 0;
}

/* gs2-header: "n,a=USER," */
static bool take_header(struct span *text, struct bearer *bearer)
{
    struct span name;

    if (!take_front(text, "n,") && !take_front(text, "y,"))
        return false;
    return take_front(text, "a=") && take_field(text, ',', &name) &&
           copy_name(name, true, bearer) && text->size > 0 && text->data[0] == SEPARATOR &&
           take_field(text, SEPARATOR, &name);
}

static bool take_user(struct span *text, struct bearer *bearer)
{
    struct span name;

    return take_front(text, "user=") && take_field(text, SEPARATOR, &name) &&
           copy_name(name, false, bearer);
}

/* Fields other than "auth" (host, port) say nothing about the user. */
bool bearer_parse(enum mechanism mechanism, struct span response, struct bearer *bearer)
{
    struct span field = {NULL, 0};
    bool has_end = false;

    bearer->token = (struct span){NULL, 0};
    if (mechanism == MECHANISM_OAUTHBEARER ? !take_header(&response, bearer)
                                           : !take_user(&response, bearer))
        return false;
    while (!has_end && take_field(&response, SEPARATOR, &field)) {
        has_end = field.size == 0;
        if (take_front(&field, "auth=Bearer "))
            bearer->token = field;
    }
    return has_end && response.size == 0 && bearer->token.size > 0;
}

const char *bearer_failure(enum mechanism mechanism, bool is_malformed)
{
    if (mechanism == MECHANISM_XOAUTH2)
        return "{\"status\":\"400\",\"schemes\":\"Bearer\"}";
    return is_malformed ? "{\"status\":\"invalid_request\"}" : "{\"status\":\"invalid_token\"}";
}
