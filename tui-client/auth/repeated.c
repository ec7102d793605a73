/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* repeated.c - see repeated.h. */
#include <config.h>

#include "tui-client/auth/repeated.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/base64.h"

#define HIDDEN "***"

/* Fewer bytes are in many a reply by chance, and hiding them would tell them. */
#define SECRET_MIN 4

/* The same of bytes that are not all of the secret. */
#define PIECE_MIN 8

/* As many bytes as SECRET_MIN are in base64. */
#define ENCODED_MIN 8

void repeated_init(struct repeated *repeated)
{
    *repeated = (struct repeated){.secrets = {{{NULL, 0}, {NULL, 0}}}};
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

/* Returns the longest word of TEXT, of which a typed line may have several. */
static struct span longest_word(struct span text)
{
    struct span longest = {text.data, 0};

    for (text = span_trim(text); text.size > 0;) {
        struct span word = span_first_word(text);
        longest = word.size > longest.size ? word : longest;
        text = span_trim(span_skip(text, word.size));
    }
    return longest;
}

/* Decodes what was sent into *DECODED. */
static void decode(const struct password *sent, struct password *decoded)
{
    struct span word = longest_word((struct span){sent->text, sent->size});
    size_t size = 0;
    char *bytes = malloc(word.size + 1);

    if (bytes == NULL)
        return;
    if (base64_decode(word, bytes, &size))
        (void)password_append(decoded, secret_in((struct span){bytes, size}));
    explicit_bzero(bytes, word.size + 1);
    free(bytes);
}

void repeated_expect(struct repeated *repeated, struct span secret)
{
    struct password sent = {NULL, 0};

    secret = span_trim(secret);
    /* If it does not fit, the server does not take it either. */
    if (secret.size == 0 || password_append(&sent, secret) != 0)
        return;
    password_wipe(&repeated->secrets[REPEATED_MAX - 1].sent);
    password_wipe(&repeated->secrets[REPEATED_MAX - 1].decoded);
    memmove(repeated->secrets + 1, repeated->secrets,
            (REPEATED_MAX - 1) * sizeof repeated->secrets[0]);
    repeated->secrets[0].sent = sent;
    repeated->secrets[0].decoded = (struct password){NULL, 0};
    decode(&sent, &repeated->secrets[0].decoded);
}

void repeated_forget(struct repeated *repeated)
{
    for (size_t i = 0; i < REPEATED_MAX; i++) {
        password_wipe(&repeated->secrets[i].sent);
        password_wipe(&repeated->secrets[i].decoded);
    }
    buffer_release(&repeated->masked);
}

/* --- where pieces are ------------------------------------------------------------------------ */

/* What is hidden, and what is not. */
struct search {
    struct span secrets[2 * REPEATED_MAX]; /* as sent, and decoded; none is empty */
    size_t count;                          /* of them */
    struct span user;
    unsigned char windows[8192]; /* a bit per value of slot_of() that is in a secret */
};

/* A number for the PIECE_MIN bytes at TEXT. */
static size_t slot_of(const char *text)
{
    uint64_t window;

    static_assert(sizeof window == PIECE_MIN, "the bytes of a piece");
    memcpy(&window, text, sizeof window);
    /* Any odd factor whose bits are mixed spreads them over the upper 16. */
    return (size_t)(window * 0x9E3779B97F4A7C15U >> 48);
}

static struct span password_span(const struct password *password)
{
    return (struct span){password->text, password->size};
}

/* Looks for SECRET too, unless it is empty. */
static void add_secret(struct search *search, struct span secret)
{
    if (secret.size > 0)
        search->secrets[search->count++] = secret;
    for (size_t i = 0; i + PIECE_MIN <= secret.size; i++) {
        size_t slot = slot_of(secret.data + i);
        search->windows[slot / 8] |= (unsigned char)(1U << slot % 8);
    }
}

/* Whether a piece may begin where TEXT does.  A server may send much that has none, and looking
 * through long secrets at each of its bytes takes too long. */
static bool may_begin(const struct search *search, struct span text)
{
    size_t slot = text.size >= PIECE_MIN ? slot_of(text.data) : 0;

    return text.size >= PIECE_MIN && (search->windows[slot / 8] & 1U << slot % 8) != 0;
}

static size_t common_start(struct span one, struct span other)
{
    size_t size = 0;

    while (size < one.size && size < other.size && one.data[size] == other.data[size])
        size++;
    return size;
}

static size_t larger(size_t one, size_t other)
{
    return one > other ? one : other;
}

/* Returns the most bytes at the start of TEXT that are anywhere in SECRET; 0: fewer than PIECE_MIN.
 */
static size_t piece(struct span text, struct span secret)
{
    size_t longest = 0;

    while (secret.size >= PIECE_MIN) {
        const char *found = memmem(secret.data, secret.size, text.data, PIECE_MIN);
        size_t size;
        if (found == NULL)
            break;
        secret = span_skip(secret, (size_t)(found - secret.data));
        size = common_start(text, secret);
        longest = larger(size, longest);
        secret = span_skip(secret, 1);
    }
    return longest;
}

/* --- what is shown --------------------------------------------------------------------------- */

/* Returns the bytes of WORDS if TEXT begins with them, and they are at least MIN; else 0. */
static size_t starts_with(struct span text, struct span words, size_t min)
{
    bool is_it = words.size >= min && text.size >= words.size &&
                 memcmp(text.data, words.data, words.size) == 0;

    return is_it ? words.size : 0;
}

/* Returns the bytes at the start of TEXT to hide, or else in *SHOWN those to show. */
static size_t look(const struct search *search, struct span text, size_t *shown)
{
    size_t name = starts_with(text, search->user, PIECE_MIN), hidden = 0;

    *shown = name > 0 ? name : 1;
    for (size_t i = 0; i < search->count; i++)
        hidden = larger(hidden, starts_with(text, search->secrets[i], SECRET_MIN));
    if (hidden == 0 && name == 0 && may_begin(search, text))
        for (size_t i = 0; i < search->count; i++)
            hidden = larger(hidden, piece(text, search->secrets[i]));
    return hidden;
}

static bool is_base64(char byte)
{
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
}

/* Returns the bytes at the start of TEXT that look like base64, with its padding. */
static size_t run_of_base64(struct span text)
{
    size_t size = 0;

    while (size < text.size && is_base64(text.data[size]))
        size++;
    for (int i = 0; i < 2 && size > 0 && size < text.size && text.data[size] == '='; i++)
        size++;
    return size;
}

static bool holds_secret(const struct search *search, struct span bytes)
{
    size_t shown;

    while (bytes.size > 0 && look(search, bytes, &shown) == 0)
        bytes = span_skip(bytes, shown);
    return bytes.size > 0;
}

/* Whether RUN, or its start if its end was cut off, is base64 of bytes with a secret in them.  If
 * memory is short, it counts as that. */
static bool encodes_secret(const struct search *search, struct span run)
{
    size_t size = 0;
    char *bytes;
    bool holds;

    run.size -= run.size % 4;
    if (run.size < ENCODED_MIN)
        return false;
    bytes = malloc(run.size);
    holds = bytes == NULL ||
            (base64_decode(run, bytes, &size) && holds_secret(search, (struct span){bytes, size}));
    if (bytes != NULL)
        explicit_bzero(bytes, run.size);
    free(bytes);
    return holds;
}

/* Copies TEXT to OUT without what is of a secret.  Returns whether there was any; if memory is
 * short, what follows is missing. */
static bool mask(const struct search *search, struct span text, struct buffer *out)
{
    bool has_any = false, may_begin_run = true;

    while (text.size > 0) {
        size_t run = may_begin_run ? run_of_base64(text) : 0;
        size_t shown, hidden = encodes_secret(search, (struct span){text.data, run})
                                   ? run
                                   : look(search, text, &shown);
        size_t size = hidden > 0 ? hidden : shown;
        struct span copied = hidden > 0 ? span_of(HIDDEN) : (struct span){text.data, shown};

        has_any |= hidden > 0;
        if (buffer_append(out, copied.data, copied.size) != 0)
            return true;
        may_begin_run = !is_base64(text.data[size - 1]);
        text = span_skip(text, size);
    }
    return has_any;
}

bool repeated_hide(struct repeated *repeated, struct span user, struct span *text)
{
    struct search search = {.user = user};
    bool is_hidden;

    if (!repeated_is_awaited(repeated) || text->size == 0)
        return false;
    for (size_t i = 0; i < REPEATED_MAX; i++) {
        struct span decoded = password_span(&repeated->secrets[i].decoded);
        add_secret(&search, password_span(&repeated->secrets[i].sent));
        if (!span_equal(decoded, user))
            add_secret(&search, decoded);
    }
    buffer_release(&repeated->masked);
    buffer_init(&repeated->masked, text->size * sizeof HIDDEN);
    is_hidden = mask(&search, *text, &repeated->masked);
    if (is_hidden)
        *text = buffer_span(&repeated->masked);
    explicit_bzero(search.windows, sizeof search.windows);
    return is_hidden;
}
