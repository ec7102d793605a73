/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client_echo.c - a server may repeat a secret in its reply; nobody sees it there either.
 *
 * Servers that do not know a command often quote it.  A secret is kept until its reply has come,
 * and is looked for as it was sent, and decoded.
 */
#include <config.h>

#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "tui-client/client/client_internal.h"

#define HIDDEN "***"

/* Fewer bytes are in many a reply by chance, and hiding them would tell them. */
#define SECRET_MIN 4

void client_expect_echo(struct client_login *login, struct span secret)
{
    password_wipe(&login->sent);
    secret = span_trim(secret);
    /* If it does not fit, the server does not take it either. */
    if (secret.size > 0)
        (void)password_append(&login->sent, secret);
}

void client_forget_echo(struct client_login *login)
{
    password_wipe(&login->sent);
    buffer_release(&login->masked);
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
static void decode(const struct client_login *login, struct password *decoded)
{
    char *bytes = malloc(login->sent.size + 1);
    size_t size = 0;
    struct span secret;

    if (bytes == NULL)
        return;
    if (base64_decode((struct span){login->sent.text, login->sent.size}, bytes, &size)) {
        secret = secret_in((struct span){bytes, size});
        if (!span_equal(secret, span_of(login->user)))
            (void)password_append(decoded, secret);
    }
    explicit_bzero(bytes, login->sent.size);
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

struct span client_without_echo(struct client_login *login, struct span text)
{
    struct password secrets[] = {login->sent, {NULL, 0}};
    struct buffer decoded;

    if (!password_is_given(&login->sent) || text.size == 0)
        return text;
    decode(login, &secrets[1]);
    buffer_release(&login->masked);
    buffer_init(&login->masked, text.size * sizeof HIDDEN);
    if (mask(text, secrets, &login->masked))
        text = buffer_span(&login->masked);
    buffer_init(&decoded, sizeof login->decoded.text * sizeof HIDDEN);
    if (mask((struct span){login->decoded.text, login->decoded.size}, secrets, &decoded))
        login->decoded.size = 0;
    buffer_release(&decoded);
    password_wipe(&secrets[1]);
    return text;
}
