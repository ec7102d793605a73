/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* messages.c - see messages.h. */
#include <config.h>

#include "server/auth/messages.h"

#include <string.h>

#include "server/auth/secret.h"

/* Bytes of a digest in CRAM-MD5: MD5 in hexadecimal. */
#define DIGEST_BYTES 32

static const struct span none = {NULL, 0};

static size_t count(struct span text, char byte)
{
    size_t found = 0;

    for (size_t i = 0; i < text.size; i++)
        found += text.data[i] == byte;
    return found;
}

/* RFC 4616 section 2: [authzid] NUL authcid NUL passwd, none of which contains NUL. */
bool messages_plain_parse(struct span response, struct messages_plain *plain)
{
    if (count(response, '\0') != 2)
        return false;
    plain->acts_for = span_take_until(&response, '\0');
    plain->user = span_take_until(&response, '\0');
    plain->secret = response;
    return true;
}

/* RFC 2195 section 2: "USER DIGEST". */
struct span messages_cram_user(struct span response)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    size_t size = response.size;

    if (size < DIGEST_BYTES + 2 || response.data[size - DIGEST_BYTES - 1] != ' ')
        return none;
    for (size_t i = size - DIGEST_BYTES; i < size; i++)
        if (response.data[i] == '\0' || strchr(digits, response.data[i]) == NULL)
            return none;
    return (struct span){response.data, size - DIGEST_BYTES - 1};
}

/* RFC 5802 section 6: where that is not offered the client must fail; the library lets it pass. */
bool messages_binds_channel(struct span response)
{
    return response.size > 0 && response.data[0] == 'p';
}

/* RFC 5802 section 7: gs2-cbind-flag "," [authzid] "," "n=" username "," nonce.  The library leaks
 * memory for a name of which SASLprep leaves nothing.  What is not of this form it refuses. */
bool messages_is_of_nobody(struct span response)
{
    struct span name;
    char *prepared;

    if (count(response, ',') < 3)
        return false;
    (void)span_take_until(&response, ',');
    (void)span_take_until(&response, ',');
    name = span_take_until(&response, ',');
    if (name.size < 2 || memcmp(name.data, "n=", 2) != 0)
        return false;
    prepared = secret_prepare(span_skip(name, 2));
    if (prepared == NULL)
        return true;
    secret_free(prepared);
    return false;
}
