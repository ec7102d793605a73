/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* users.c - validates names and finds them.
 *
 * The names are in one array in the order of the file, with an open-addressing hash table of
 * indices.  A name is validated after normalization, because that is what the file will be called.
 */
#include <config.h>

#include "server/session/users.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistr.h>

#include "common/address.h"
#include "common/text.h"
#include "server/session/mailbox_name.h"

struct users {
    struct users_entry *entries; /* owned */
    size_t count, room;
    size_t *slots; /* owned; index into entries plus one, 0: free; slot_count is a power of two */
    size_t slot_count;
    struct users_doubt doubt;
    size_t shared;      /* index into entries plus one of the first with two domains; 0: none */
    size_t shared_line; /* of its other domain */
};

#define HASH_START 0xcbf29ce484222325

/* FNV-1a, 64 bits. */
static uint64_t hash_byte(uint64_t value, char byte)
{
    return (value ^ (unsigned char)byte) * 0x100000001b3;
}

static uint64_t hash(const char *name)
{
    uint64_t value = HASH_START;

    for (; *name != '\0'; name++)
        value = hash_byte(value, *name);
    return value;
}

static uint64_t hash_domain(struct span written)
{
    const char *at = memchr(written.data, '@', written.size);
    uint64_t value = HASH_START;

    if (at == NULL || at + 1 == written.data + written.size)
        return 0;
    while (++at < written.data + written.size)
        value = hash_byte(value, span_ascii_lower(*at));
    return value;
}

/* Returns the slot of NAME, or the free one where it belongs.  At least half of the slots are free,
 * so the search is short and terminates. */
static size_t *find_slot(const struct users *users, const char *name)
{
    size_t place = (size_t)hash(name) & (users->slot_count - 1);

    while (users->slots[place] != 0 &&
           strcmp(users->entries[users->slots[place] - 1].name, name) != 0)
        place = (place + 1) & (users->slot_count - 1);
    return &users->slots[place];
}

static int grow_slots(struct users *users)
{
    size_t count = users->slot_count * 2;
    size_t *slots = calloc(count, sizeof *slots);

    if (slots == NULL)
        return -1;
    free(users->slots);
    users->slots = slots;
    users->slot_count = count;
    for (size_t i = 0; i < users->count; i++)
        *find_slot(users, users->entries[i].name) = i + 1;
    return 0;
}

static int grow_entries(struct users *users)
{
    size_t room = users->room * 2;
    struct users_entry *entries = realloc(users->entries, room * sizeof *entries);

    if (entries == NULL)
        return -1;
    users->entries = entries;
    users->room = room;
    return 0;
}

/* Makes room for one more name. */
static enum users_flaw grow(struct users *users)
{
    if (users->count == USERS_COUNT_MAX)
        return USERS_TOO_MANY;
    if ((users->count == users->room && grow_entries(users) != 0) ||
        (users->count * 2 >= users->slot_count && grow_slots(users) != 0))
        return USERS_NO_MEMORY;
    return USERS_OK;
}

/* The mailbox PLACE, an index plus one, is named again with DOMAIN. */
static void note_sharing(struct users *users, size_t place, uint64_t domain, size_t line)
{
    uint64_t first = users->entries[place - 1].domain;

    if (users->shared != 0 || first == 0 || domain == 0 || first == domain)
        return;
    users->shared = place;
    users->shared_line = line;
}

/* Adds NAME, taking ownership of it, unless it exists already. */
static enum users_flaw add(struct users *users, char *name, size_t line, uint64_t domain)
{
    size_t place = *find_slot(users, name);
    enum users_flaw flaw = place == 0 ? grow(users) : USERS_OK;

    if (place != 0)
        note_sharing(users, place, domain, line);
    if (place != 0 || flaw != USERS_OK) {
        free(name);
        return flaw;
    }
    /* Its slot may have moved when the slots grew. */
    users->entries[users->count++] = (struct users_entry){name, line, domain};
    *find_slot(users, name) = users->count;
    return USERS_OK;
}

/* In a well-formed name, text_unit() escapes only control characters. */
static bool has_control(const char *name)
{
    struct span rest = span_of(name);

    while (rest.size > 0) {
        char unit[TEXT_UNIT_MAX];
        size_t written;
        size_t taken = text_unit(TEXT_ECHO, rest, unit, &written);
        if (written != taken)
            return true;
        rest = span_skip(rest, taken);
    }
    return false;
}

/* Whether a well-formed NAME is safe as the name of a file. */
static enum users_flaw judge(const char *name)
{
    if (has_control(name))
        return USERS_CONTROL_BYTE;
    if (strchr(name, '/') != NULL)
        return USERS_SLASH;
    if (name[0] == '.')
        return USERS_LEADING_DOT;
    if (name[0] == '-')
        return USERS_LEADING_DASH;
    if (!mailbox_name_fits(name))
        return USERS_TOO_LONG;
    return USERS_OK;
}

/* The mailbox rule reports a NUL as ill-formed, but here it is a control byte like others;
 * whichever is first in NAME is reported. */
static enum users_flaw flaw_of_bytes(struct span name)
{
    const char *nul = memchr(name.data, '\0', name.size);
    size_t sound = nul != NULL ? (size_t)(nul - name.data) : name.size;

    if (nul != NULL && u8_check((const uint8_t *)name.data, sound) == NULL)
        return USERS_CONTROL_BYTE;
    return USERS_ILL_FORMED;
}

static enum users_flaw flaw_of_address(enum address_flaw flaw, struct span name)
{
    switch (flaw) {
    case ADDRESS_EMPTY:
        return USERS_EMPTY_NAME;
    case ADDRESS_ILL_FORMED:
        return flaw_of_bytes(name);
    case ADDRESS_NO_MEMORY:
        return USERS_NO_MEMORY;
    case ADDRESS_OK:
        break;
    }
    return USERS_OK;
}

static enum users_flaw add_written(struct users *users, struct span written, size_t line)
{
    enum address_flaw address_flaw;
    char *name = address_mailbox(written, &address_flaw);
    enum users_flaw flaw;

    if (name == NULL)
        return flaw_of_address(address_flaw, written);
    flaw = judge(name);
    if (flaw != USERS_OK) {
        free(name);
        return flaw;
    }
    return add(users, name, line, hash_domain(written));
}

/* Whether a name in LINE begins with "#", as comments do in other files: here there are none. */
static bool has_comment(struct span line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.data[i] == '#' && (i == 0 || span_is_blank(line.data[i - 1])))
            return true;
    return false;
}

/* Searches the whole line: after an "@" even further names would be lost. */
static bool is_doubtful(struct span line)
{
    return memchr(line.data, ',', line.size) != NULL || memchr(line.data, ':', line.size) != NULL ||
           memchr(line.data, ';', line.size) != NULL || has_comment(line);
}

static void note_doubt(struct users_doubt *doubt, size_t line)
{
    if (doubt->line == 0)
        doubt->line = line;
    else
        doubt->further++;
}

/* Removes the next name from the front of *LINE and returns it; empty at the end. */
static struct span next_name(struct span *line)
{
    struct span name;

    *line = span_trim(*line);
    name = (struct span){line->data, 0};
    while (name.size < line->size && !span_is_blank(line->data[name.size]))
        name.size++;
    *line = span_skip(*line, name.size);
    return name;
}

static int parse_line(struct users *users, struct span line, size_t number,
                      struct users_error *error)
{
    struct span name;

    if (is_doubtful(line))
        note_doubt(&users->doubt, number);
    while ((name = next_name(&line)).size > 0) {
        enum users_flaw flaw = add_written(users, name, number);
        if (flaw != USERS_OK) {
            *error = (struct users_error){flaw, flaw == USERS_NO_MEMORY ? 0 : number, name};
            return -1;
        }
    }
    return 0;
}

static struct users *users_new(void)
{
    struct users *users = calloc(1, sizeof *users);

    if (users == NULL)
        return NULL;
    users->room = 8;
    users->slot_count = 32;
    users->entries = calloc(users->room, sizeof *users->entries);
    users->slots = calloc(users->slot_count, sizeof *users->slots);
    if (users->entries == NULL || users->slots == NULL) {
        users_free(users);
        return NULL;
    }
    return users;
}

struct users *users_parse(const char *text, size_t size, struct users_error *error)
{
    struct span rest = text_skip_mark((struct span){text, size});
    struct users *users = users_new();
    int status = users != NULL ? 0 : -1;

    *error = (struct users_error){USERS_NO_MEMORY, 0, {NULL, 0}};
    for (size_t number = 1; status == 0 && rest.size > 0; number++)
        status = parse_line(users, span_take_line(&rest), number, error);
    if (status == 0 && users->count == 0) {
        error->flaw = USERS_NONE;
        status = -1;
    }
    if (status == 0)
        return users;
    users_free(users);
    return NULL;
}

void users_free(struct users *users)
{
    if (users == NULL)
        return;
    for (size_t i = 0; i < users->count; i++)
        free(users->entries[i].name);
    free(users->entries);
    free(users->slots);
    free(users);
}

size_t users_count(const struct users *users)
{
    return users->count;
}

struct users_doubt users_doubt(const struct users *users)
{
    return users->doubt;
}

struct users_sharing users_sharing(const struct users *users)
{
    if (users->shared == 0)
        return (struct users_sharing){NULL, 0};
    return (struct users_sharing){users_at(users, users->shared - 1), users->shared_line};
}

const struct users_entry *users_at(const struct users *users, size_t index)
{
    return &users->entries[index];
}

const struct users_entry *users_find(const struct users *users, const char *name)
{
    size_t slot = *find_slot(users, name);

    return slot != 0 ? &users->entries[slot - 1] : NULL;
}
