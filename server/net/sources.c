/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sources.c - see sources.h.
 *
 * The hash of an address has secret keys, so that no one can choose addresses that collide.
 */
#include <config.h>

#include "server/net/sources.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/entropy.h"
#include "server/base/hash_table.h"

#define WORDS (SOURCES_ADDRESS_BYTES / sizeof(uint32_t))

struct source {
    struct hash_entry entry;
    struct sources *sources; /* its table */
    unsigned char key[SOURCES_ADDRESS_BYTES];
    size_t served, turned_away; /* clients */
};

struct sources {
    unsigned limit;
    uint64_t secret[WORDS + 1];
    struct hash_table table;
};

struct sources *sources_new(unsigned limit)
{
    struct sources *sources = calloc(1, sizeof *sources);

    if (sources == NULL)
        return NULL;
    sources->limit = limit;
    if (hash_table_init(&sources->table) == 0 &&
        entropy_fill(sources->secret, sizeof sources->secret) == 0)
        return sources;
    int error = errno;
    hash_table_release(&sources->table);
    free(sources);
    errno = error;
    return NULL;
}

void sources_free(struct sources *sources)
{
    assert(sources->table.count == 0);
    hash_table_release(&sources->table);
    free(sources);
}

static bool is_v4(const unsigned char *address)
{
    static const unsigned char prefix[12] = {[10] = 0xFF, [11] = 0xFF};

    return memcmp(address, prefix, sizeof prefix) == 0;
}

static bool is_v6_loopback(const unsigned char *address)
{
    return memcmp(address, &in6addr_loopback, SOURCES_ADDRESS_BYTES) == 0;
}

static bool is_loopback(const unsigned char *address)
{
    return is_v4(address) ? address[12] == IN_LOOPBACKNET : is_v6_loopback(address);
}

/* Number of bytes of ADDRESS that identify its source. */
static size_t prefix_size(const unsigned char *address)
{
    return is_v4(address) || is_v6_loopback(address) ? SOURCES_ADDRESS_BYTES : 8;
}

unsigned sources_limit(const struct sources *sources, const unsigned char *address)
{
    if (sources->limit != SOURCES_DEFAULT)
        return sources->limit;
    return is_loopback(address) ? 0 : SOURCES_USUAL;
}

void sources_name(const unsigned char *address, char *out)
{
    unsigned char key[SOURCES_ADDRESS_BYTES] = {0};
    char text[INET6_ADDRSTRLEN] = "?";
    size_t size = prefix_size(address);

    memcpy(key, address, size);
    if (is_v4(key))
        inet_ntop(AF_INET, key + 12, text, sizeof text);
    else
        inet_ntop(AF_INET6, key, text, sizeof text);
    snprintf(out, SOURCES_NAME_MAX, "%s%s", text, size < sizeof key ? "/64" : "");
}

/* Multiplies each word of KEY with its own secret: two keys collide as rarely as if hashed at
 * random (Dietzfelbinger 1996). */
static uint64_t hash_of(const struct sources *sources, const unsigned char *key)
{
    uint64_t sum = sources->secret[WORDS];
    uint32_t words[WORDS];

    memcpy(words, key, sizeof words);
    for (size_t i = 0; i < WORDS; i++)
        sum += sources->secret[i] * words[i];
    return sum >> 32;
}

static struct source *add_source(struct sources *sources, const unsigned char *key, uint64_t hash)
{
    struct source *source = calloc(1, sizeof *source);

    if (source == NULL)
        return NULL;
    source->sources = sources;
    memcpy(source->key, key, sizeof source->key);
    hash_table_add(&sources->table, &source->entry, hash);
    return source;
}

static struct source *source_of(struct hash_entry *entry)
{
    return (struct source *)entry;
}

/* Returns the source of ADDRESS, without clients if it is new; NULL if out of memory. */
static struct source *need_source(struct sources *sources, const unsigned char *address)
{
    unsigned char key[SOURCES_ADDRESS_BYTES] = {0};
    struct hash_entry *entry;

    memcpy(key, address, prefix_size(address));
    uint64_t hash = hash_of(sources, key);
    for (entry = hash_table_find(&sources->table, hash); entry != NULL;
         entry = hash_table_find_other(entry))
        if (memcmp(source_of(entry)->key, key, sizeof key) == 0)
            return source_of(entry);
    return add_source(sources, key, hash);
}

struct sources_place sources_enter(struct sources *sources, const unsigned char *address)
{
    unsigned limit = sources_limit(sources, address);
    struct source *source;

    if (limit == 0)
        return (struct sources_place){NULL, SOURCES_SERVED};
    source = need_source(sources, address);
    if (source != NULL && source->served < limit) {
        source->served++;
        return (struct sources_place){source, SOURCES_SERVED};
    }
    if (source != NULL && source->turned_away < SOURCES_TURNED_AWAY_MAX) {
        source->turned_away++;
        return (struct sources_place){source, SOURCES_TURNED_AWAY};
    }
    return (struct sources_place){NULL, SOURCES_DROPPED};
}

void sources_leave(struct sources_place *place)
{
    struct source *source = place->source;

    if (source == NULL)
        return;
    --*(place->fate == SOURCES_SERVED ? &source->served : &source->turned_away);
    if (source->served == 0 && source->turned_away == 0) {
        hash_table_remove(&source->sources->table, &source->entry);
        free(source);
    }
    place->source = NULL;
}
