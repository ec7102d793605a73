/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* address.c - from an address to a mailbox name.
 *
 * The mailbox rule, in its order: cut, check, lower-case, compose.  The order matters: bytes after
 * the "@" may be anything, and a letter that lower-casing takes apart must be composed again.  The
 * locale is ignored: a Turkish one would map the same names to other mailboxes.
 */
#include <config.h>

#include "common/address.h"

#include <stdint.h>
#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

struct span address_parse(struct span argument)
{
    struct span address = span_trim(argument);

    if (address.size > 2 && address.data[0] == '<' && address.data[address.size - 1] == '>')
        return (struct span){address.data + 1, address.size - 2};
    return address;
}

char *address_unquote(struct span address)
{
    char *copy = malloc(address.size + 1);
    size_t length = 0, i = 1;

    if (copy == NULL)
        return NULL;
    for (; i < address.size && address.data[i] != '"'; i++) {
        i += address.data[i] == '\\' && i + 1 < address.size;
        copy[length++] = address.data[i];
    }
    for (i++; i < address.size; i++)
        copy[length++] = address.data[i];
    copy[length] = '\0';
    return copy;
}

/* Only the part before the first "@" distinguishes mailboxes. */
static struct span before_at(struct span address)
{
    const char *at = address.size > 0 ? memchr(address.data, '@', address.size) : NULL;

    if (at != NULL)
        address.size = (size_t)(at - address.data);
    return address;
}

/* U+03C2, the form of sigma at the end of a word, becomes U+03C3; both take two bytes. */
static void unify_sigma(uint8_t *text, size_t size)
{
    for (size_t i = 0; i + 1 < size; i++)
        if (text[i] == 0xCF && text[i + 1] == 0x82)
            text[i + 1] = 0x83;
}

/* Same result as fold(), but faster. */
static char *fold_ascii(struct span name)
{
    char *string = strndup(name.data, name.size);

    for (size_t i = 0; string != NULL && i < name.size; i++)
        string[i] = span_ascii_lower(string[i]);
    return string;
}

/* Returns the canonical form of NAME, which is well-formed; NULL if out of memory. */
static char *fold(struct span name)
{
    size_t lower_size, size;
    uint8_t *lower, *composed = NULL;
    char *string = NULL;

    if (span_is_ascii(name))
        return fold_ascii(name);
    lower = u8_tolower((const uint8_t *)name.data, name.size, NULL, NULL, NULL, &lower_size);
    if (lower != NULL) {
        unify_sigma(lower, lower_size);
        composed = u8_normalize(UNINORM_NFC, lower, lower_size, NULL, &size);
    }
    if (composed != NULL)
        string = strndup((const char *)composed, size);
    free(lower);
    free(composed);
    return string;
}

char *address_mailbox(struct span address, enum address_flaw *flaw)
{
    struct span name = before_at(address);
    char *mailbox = NULL;

    if (name.size == 0)
        *flaw = ADDRESS_EMPTY;
    else if (u8_check((const uint8_t *)name.data, name.size) != NULL ||
             memchr(name.data, '\0', name.size) != NULL)
        *flaw = ADDRESS_ILL_FORMED;
    else
        *flaw = (mailbox = fold(name)) != NULL ? ADDRESS_OK : ADDRESS_NO_MEMORY;
    return mailbox;
}
