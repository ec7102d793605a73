/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* repeated.c - see repeated.h. */
#include <config.h>

#include "tui-client/auth/repeated.h"

#include <stdlib.h>
#include <string.h>

#include "common/base64.h"

#define HIDDEN "***"

/* Fewer bytes are in many a reply by chance, and hiding them would tell them. */
#define SECRET_MIN 4

void repeated_init(struct repeated *repeated)
{
    *repeated = (struct repeated){.sent = {NULL, 0}};
}

void repeated_expect(struct repeated *repeated, struct span secret)
{
    password_wipe(&repeated->sent);
    secret = span_trim(secret);
    /* If it does not fit, the server does not take it either. */
    if (secret.size > 0)
        (void)password_append(&repeated->sent, secret);
}

void repeated_forget(struct repeated *repeated)
{
    password_wipe(&repeated->sent);
    buffer_release(&repeated->masked);
}

/* --- what to look for ------------------------------------------------------------------------ */

/* Returns what is behind the last BYTE in TEXT; all of it if there is none. */
static struct span behind_last(struct span text, char byte)
{
    size_t start = text.size;

    while (start > 0 && text.data[start - 1] != byte)
        start--;
    return span_skip(text, start);
}

/* The secret in a response: a token stands between "Bearer " and separators, a password behind the
 * last NUL. */
static struct span secret_in(struct span response)
{
    bool is_bearer = response.size > 0 && response.data[response.size - 1] == '\001';

    while (response.size > 0 && response.data[response.size - 1] == '\001')
        response.size--;
    return behind_last(response, is_bearer ? ' ' : '\0');
}

/* Decodes what was sent to DECODED.  It is empty if that is only who the user is. */
static void decode(const struct repeated *repeated, struct span user, struct password *decoded)
{
    char *bytes = malloc(repeated->sent.size + 1);
    size_t size = 0;
    struct span secret;

    if (bytes == NULL)
        return;
    if (base64_decode((struct span){repeated->sent.text, repeated->sent.size}, bytes, &size)) {
        secret = secret_in((struct span){bytes, size});
        if (!span_equal(secret, user))
            (void)password_append(decoded, secret);
    }
    explicit_bzero(bytes, repeated->sent.size);
    free(bytes);
}

/* --- what is shown --------------------------------------------------------------------------- */

/* Returns the bytes at the start of TEXT that are SECRET; 0: none. */
static size_t starts_with(struct span text, const struct password *secret)
{
    bool is_it = secret->size >= SECRET_MIN && text.size >= secret->size &&
                 memcmp(text.data, secret->text, secret->size) == 0;

    return is_it ? secret->size : 0;
}

/* Copies TEXT to OUT without what is in one of the two SECRETS.  Returns whether there was any; if
 * memory is short, what follows is missing. */
static bool mask(struct span text, const struct password *secrets, struct buffer *out)
{
    bool has_any = false;

    while (text.size > 0) {
        size_t one = starts_with(text, &secrets[0]), other = starts_with(text, &secrets[1]);
        size_t size = one > other ? one : other;
        struct span copied = size > 0 ? span_of(HIDDEN) : (struct span){text.data, 1};

        has_any |= size > 0;
        if (buffer_append(out, copied.data, copied.size) != 0)
            return true;
        text = span_skip(text, size > 0 ? size : 1);
    }
    return has_any;
}

bool repeated_hide(struct repeated *repeated, struct span user, struct span *text)
{
    struct password secrets[] = {repeated->sent, {NULL, 0}};
    bool is_hidden;

    if (!password_is_given(&repeated->sent) || text->size == 0)
        return false;
    decode(repeated, user, &secrets[1]);
    buffer_release(&repeated->masked);
    buffer_init(&repeated->masked, text->size * sizeof HIDDEN);
    is_hidden = mask(*text, secrets, &repeated->masked);
    if (is_hidden)
        *text = buffer_span(&repeated->masked);
    password_wipe(&secrets[1]);
    return is_hidden;
}
