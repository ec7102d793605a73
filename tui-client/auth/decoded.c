/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* decoded.c - see decoded.h. */
#include <config.h>

#include "tui-client/auth/decoded.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"
#include "common/count.h"

#define SEPARATOR '\001'

static void put(struct decoded *decoded, struct span text)
{
    size_t room = sizeof decoded->text - decoded->size;
    size_t size = text.size < room ? text.size : room;

    if (size > 0)
        memcpy(decoded->text + decoded->size, text.data, size);
    decoded->size += size;
}

static void hide(struct decoded *decoded, size_t secret_size)
{
    if (secret_size == 0)
        return;
    put(decoded, span_of("***"));
    decoded->has_secret = true;
}

/* A name with a NUL in it, or one that does not fit, is none. */
static void name_user(struct decoded *decoded, struct span name)
{
    bool is_fit = name.size < sizeof decoded->user &&
                  (name.size == 0 || memchr(name.data, '\0', name.size) == NULL);

    if (is_fit && name.size > 0)
        memcpy(decoded->user, name.data, name.size);
    decoded->user[is_fit ? name.size : 0] = '\0';
}

/* Returns where BYTE is in TEXT, from FROM on; its size if nowhere. */
static size_t find(struct span text, size_t from, char byte)
{
    while (from < text.size && text.data[from] != byte)
        from++;
    return from;
}

/* --- responses ------------------------------------------------------------------------------- */

/* RFC 4616: [authzid] NUL authcid NUL passwd */
static bool show_plain(unsigned number, struct span text, struct decoded *decoded)
{
    size_t first = find(text, 0, '\0');
    size_t second = first < text.size ? find(text, first + 1, '\0') : text.size;

    if (number > 0 || second == text.size)
        return false;
    name_user(decoded, (struct span){text.data + first + 1, second - first - 1});
    put(decoded, (struct span){text.data, second + 1});
    hide(decoded, text.size - second - 1);
    return true;
}

static bool show_login(unsigned number, struct span text, struct decoded *decoded)
{
    if (number > 0) {
        hide(decoded, text.size);
        return number == 1;
    }
    name_user(decoded, text);
    put(decoded, text);
    return true;
}

/* RFC 2195: the user name, a space, and the digest. */
static bool show_cram(unsigned number, struct span text, struct decoded *decoded)
{
    size_t end = text.size;

    while (end > 0 && text.data[end - 1] != ' ')
        end--;
    if (number > 0 || end == 0)
        return false;
    name_user(decoded, (struct span){text.data, end - 1});
    put(decoded, (struct span){text.data, end});
    hide(decoded, text.size - end);
    return true;
}

/* A saslname (RFC 5801 section 4) as it was before "," and "=" were escaped. */
static void name_escaped(struct decoded *decoded, struct span name)
{
    char plain[DECODED_MAX];
    size_t size = 0;

    for (size_t i = 0; i < name.size && size < sizeof plain; i++) {
        bool is_escape = name.data[i] == '=' && i + 2 < name.size;
        plain[size++] = !is_escape ? name.data[i] : name.data[i + 1] == '2' ? ',' : '=';
        i += is_escape ? 2 : 0;
    }
    name_user(decoded, (struct span){plain, size});
}

/* Returns the start of what follows FRONT in TEXT; its size if nothing does. */
static size_t find_after(struct span text, const char *front)
{
    size_t size = strlen(front), i = 0;

    while (i + size <= text.size && memcmp(text.data + i, front, size) != 0)
        i++;
    return i + size <= text.size ? i + size : text.size;
}

/* RFC 5802 section 7: "n,,n=USER,r=NONCE", then "c=...,r=NONCE,p=PROOF". */
static bool show_scram(unsigned number, struct span text, struct decoded *decoded)
{
    size_t user = find_after(text, ",n=");
    size_t proof = find_after(text, ",p=");

    if (number == 0 && user < text.size) {
        name_escaped(decoded, (struct span){text.data + user, find(text, user, ',') - user});
        put(decoded, text);
        return true;
    }
    put(decoded, (struct span){text.data, number == 1 ? proof : 0});
    hide(decoded, text.size - proof);
    return text.size == 0 || (number == 1 && proof < text.size);
}

/* "n,a=USER," or "user=USER", and then "auth=Bearer TOKEN", with a separator behind each. */
static bool show_bearer(unsigned number, struct span text, struct decoded *decoded)
{
    bool is_google = text.size > 5 && memcmp(text.data, "user=", 5) == 0;
    size_t user = is_google ? 5 : find_after(text, "n,a=");
    size_t token = find_after(text, "auth=Bearer ");
    size_t end = find(text, token, SEPARATOR);
    struct span name;

    if (number > 0) {
        put(decoded, text);
        return text.size == 0 || (text.size == 1 && text.data[0] == SEPARATOR);
    }
    if (token == text.size)
        return false;
    name = (struct span){text.data + user, find(text, user, is_google ? SEPARATOR : ',') - user};
    if (is_google)
        name_user(decoded, name);
    else
        name_escaped(decoded, name);
    put(decoded, (struct span){text.data, token});
    hide(decoded, end - token);
    put(decoded, span_skip(text, end));
    return true;
}

/* --- both sides ------------------------------------------------------------------------------ */

/* Returns what LINE says, in memory that the caller wipes and frees; NULL if it is not base64. */
static char *decode(struct span line, size_t *size)
{
    char *bytes = malloc(line.size + 1);

    if (bytes == NULL || base64_decode(line, bytes, size))
        return bytes;
    explicit_bzero(bytes, line.size);
    free(bytes);
    return NULL;
}

bool decoded_response(enum mechanism mechanism, unsigned number, struct span line,
                      struct decoded *decoded)
{
    static bool (*const show[])(unsigned, struct span, struct decoded *) = {
        [MECHANISM_SCRAM_SHA_256] = show_scram, [MECHANISM_CRAM_MD5] = show_cram,
        [MECHANISM_PLAIN] = show_plain,         [MECHANISM_LOGIN] = show_login,
        [MECHANISM_OAUTHBEARER] = show_bearer,  [MECHANISM_XOAUTH2] = show_bearer,
    };
    bool is_empty = span_equal(line, span_of("="));
    size_t size = 0;
    char *bytes;
    bool is_understood;

    static_assert(COUNT(show) == MECHANISMS, "a function for each");
    *decoded = (struct decoded){.size = 0};
    bytes = mechanism < MECHANISMS ? decode(is_empty ? span_of("") : line, &size) : NULL;
    is_understood = bytes != NULL && show[mechanism](number, (struct span){bytes, size}, decoded);
    if (bytes != NULL)
        explicit_bzero(bytes, size);
    free(bytes);
    if (!is_understood)
        *decoded = (struct decoded){.size = 0};
    return is_understood;
}

bool decoded_challenge(struct span line, struct decoded *decoded)
{
    size_t size = 0;
    char *bytes = decode(line, &size);

    *decoded = (struct decoded){.size = 0};
    if (bytes == NULL)
        return false;
    put(decoded, (struct span){bytes, size});
    free(bytes);
    return true;
}
