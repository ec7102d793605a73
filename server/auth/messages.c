/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* messages.c - see messages.h. */
#include <config.h>

#include "server/auth/messages.h"

#include <string.h>

#include "server/auth/secret.h"

/* Bytes of a digest in CRAM-MD5: MD5 in hexadecimal. */
#define DIGEST_BYTES 32

static const struct span none = {NULL, 0};

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

/* Returns what precedes the first comma of *TEXT, and removes both; no bytes without a comma. */
static struct span take_attribute(struct span *text)
{
    const char *comma = text->size > 0 ? memchr(text->data, ',', text->size) : NULL;
    struct span attribute = none;

    if (comma == NULL)
        return none;
    attribute = (struct span){text->data, (size_t)(comma - text->data)};
    *text = span_skip(*text, attribute.size + 1);
    return attribute;
}

/* RFC 5802 section 7: gs2-cbind-flag "," [authzid] "," "n=" username "," nonce.  The library leaks
 * memory for a name of which SASLprep leaves nothing.  What is not of this form it refuses. */
bool messages_is_of_nobody(struct span response)
{
    struct span name;
    char *prepared;

    (void)take_attribute(&response);
    (void)take_attribute(&response);
    name = take_attribute(&response);
    if (name.size < 2 || memcmp(name.data, "n=", 2) != 0)
        return false;
    prepared = secret_prepare(span_skip(name, 2));
    secret_free(prepared);
    return prepared == NULL;
}
