/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* passwords.c - see passwords.h. */
#include <config.h>

#include "server/auth/passwords.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include <unistr.h>

#include "common/base64.h"
#include "common/text.h"
#include "server/auth/secret.h"

#define SCRAM_MARK "{SCRAM-SHA-256}"

/* Maximum bytes of a salt in base64, so that a challenge with it fits in a reply. */
#define SALT_MAX 128

struct passwords {
    atomic_uint references;
    struct password *rows; /* owned; sorted by user */
    size_t count;
    size_t secret_count;            /* of those whose password itself is known */
    const struct password *typical; /* one of the rows; NULL: none is keyed */
};

static void release_row(struct password *row)
{
    free(row->user);
    secret_free(row->secret);
    free(row->salt);
    secret_free(row->stored_key);
    secret_free(row->server_key);
}

struct passwords *passwords_hold(struct passwords *passwords)
{
    if (passwords != NULL)
        atomic_fetch_add(&passwords->references, 1);
    return passwords;
}

void passwords_drop(struct passwords *passwords)
{
    if (passwords == NULL || atomic_fetch_sub(&passwords->references, 1) > 1)
        return;
    for (size_t i = 0; i < passwords->count; i++)
        release_row(&passwords->rows[i]);
    free(passwords->rows);
    free(passwords);
}

/* --- lines ----------------------------------------------------------------------------------- */

static bool is_text(struct span text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F)
            return false;
    return u8_check((const uint8_t *)text.data, text.size) == NULL;
}

static char *copy(struct span text)
{
    return strndup(text.data, text.size);
}

static bool is_key(struct span text)
{
    char key[PASSWORDS_KEY_BYTES + 4];
    size_t size = 0;

    bool is_whole = text.size <= sizeof key / 3 * 4 && base64_decode(text, key, &size);
    explicit_bzero(key, sizeof key);
    return is_whole && size == PASSWORDS_KEY_BYTES;
}

static bool is_salt(struct span text, size_t *size)
{
    char salt[SALT_MAX];

    return text.size <= SALT_MAX && base64_decode(text, salt, size) && *size > 0;
}

/* Returns false unless TEXT is digits; beyond PASSWORDS_ITERATIONS_MAX the number is any that is
 * greater. */
static bool is_number(struct span text, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        if (*number <= PASSWORDS_ITERATIONS_MAX)
            *number = *number * 10 + (unsigned)(text.data[i] - '0');
    }
    return text.size > 0;
}

/* ITERATIONS,SALT,STOREDKEY,SERVERKEY */
static enum passwords_flaw read_scram(struct span text, struct password *row)
{
    struct span number = span_take_until(&text, ','), salt = span_take_until(&text, ',');
    struct span stored_key = span_take_until(&text, ',');

    if (!is_number(number, &row->iterations) || row->iterations == 0 ||
        !is_salt(salt, &row->salt_size) || !is_key(stored_key) || !is_key(text))
        return PASSWORDS_BAD_SCRAM;
    if (row->iterations > PASSWORDS_ITERATIONS_MAX)
        return PASSWORDS_TOO_SLOW;
    row->salt = copy(salt);
    row->stored_key = copy(stored_key);
    row->server_key = copy(text);
    return row->salt != NULL && row->stored_key != NULL && row->server_key != NULL
               ? PASSWORDS_OK
               : PASSWORDS_NO_MEMORY;
}

/* Stores what SASLprep makes of TEXT; FLAW: it makes nothing of it. */
static enum passwords_flaw keep_prepared(struct span text, char **kept, enum passwords_flaw flaw)
{
    *kept = secret_prepare(text);
    if (*kept != NULL)
        return PASSWORDS_OK;
    return errno == ENOMEM ? PASSWORDS_NO_MEMORY : flaw;
}

static enum passwords_flaw read_line(struct span line, struct password *row)
{
    const size_t mark_size = strlen(SCRAM_MARK);
    enum passwords_flaw flaw;
    struct span user;

    if (!is_text(line))
        return PASSWORDS_ILL_FORMED;
    if (memchr(line.data, ':', line.size) == NULL)
        return PASSWORDS_NO_COLON;
    user = span_take_until(&line, ':');
    if (user.size == 0 || line.size == 0)
        return user.size == 0 ? PASSWORDS_NO_USER : PASSWORDS_NO_SECRET;
    flaw = keep_prepared(user, &row->user, PASSWORDS_BAD_USER);
    if (flaw != PASSWORDS_OK)
        return flaw;
    if (line.size >= mark_size && memcmp(line.data, SCRAM_MARK, mark_size) == 0)
        return read_scram(span_skip(line, mark_size), row);
    return keep_prepared(line, &row->secret, PASSWORDS_BAD_SECRET);
}

/* --- tables ---------------------------------------------------------------------------------- */

/* The array grows when the number of rows is a power of two. */
static struct password *add_row(struct passwords *passwords)
{
    size_t count = passwords->count;

    if ((count & (count - 1)) == 0) {
        struct password *rows =
            realloc(passwords->rows, (count > 0 ? 2 * count : 1) * sizeof *rows);
        if (rows == NULL)
            return NULL;
        passwords->rows = rows;
    }
    passwords->rows[count] = (struct password){0};
    passwords->count++;
    return &passwords->rows[count];
}

static int compare(const void *left, const void *right)
{
    const struct password *one = left, *other = right;
    int order = strcmp(one->user, other->user);

    return order != 0 ? order : (one->line > other->line) - (one->line < other->line);
}

/* Returns the line of a row, of those sorted, whose user an earlier line has; 0: there is none. */
static size_t repeated_line(const struct passwords *passwords)
{
    for (size_t i = 1; i < passwords->count; i++)
        if (strcmp(passwords->rows[i - 1].user, passwords->rows[i].user) == 0)
            return passwords->rows[i].line;
    return 0;
}

/* By iterations and size of the salt; those that are not keyed have neither, and come first. */
static int compare_keyed(const void *left, const void *right)
{
    const struct password *one = *(const struct password *const *)left;
    const struct password *other = *(const struct password *const *)right;

    if (one->iterations != other->iterations)
        return one->iterations < other->iterations ? -1 : 1;
    return (one->salt_size > other->salt_size) - (one->salt_size < other->salt_size);
}

/* The longest run of SORTED, by compare_keyed(), from FIRST on; NULL if there is none. */
static const struct password *most_frequent(const struct password *const *sorted, size_t first,
                                            size_t count)
{
    const struct password *found = NULL;
    size_t longest = 0, length = 0;

    for (size_t i = first; i < count; i++) {
        bool goes_on = i > first && compare_keyed(&sorted[i - 1], &sorted[i]) == 0;
        length = goes_on ? length + 1 : 1;
        if (length <= longest)
            continue;
        longest = length;
        found = sorted[i];
    }
    return found;
}

static enum passwords_flaw survey(struct passwords *passwords)
{
    const struct password **sorted = calloc(passwords->count, sizeof(struct password *));

    if (sorted == NULL)
        return PASSWORDS_NO_MEMORY;
    for (size_t i = 0; i < passwords->count; i++) {
        sorted[i] = &passwords->rows[i];
        passwords->secret_count += passwords->rows[i].secret != NULL;
    }
    qsort(sorted, passwords->count, sizeof(struct password *), compare_keyed);
    passwords->typical = most_frequent(sorted, passwords->secret_count, passwords->count);
    free(sorted);
    return PASSWORDS_OK;
}

/* A file written elsewhere may begin with a byte-order mark. */
static enum passwords_flaw read_all(struct passwords *passwords, struct span text, size_t *number)
{
    text = text_skip_mark(text);
    for (*number = 1; text.size > 0; ++*number) {
        struct span line = span_take_line(&text);
        struct password *row = line.size > 0 ? add_row(passwords) : NULL;
        enum passwords_flaw flaw = PASSWORDS_NO_MEMORY;
        if (line.size == 0)
            continue;
        if (row != NULL)
            flaw = read_line(line, row);
        if (flaw != PASSWORDS_OK)
            return flaw;
        row->line = *number;
    }
    if (passwords->count == 0)
        return PASSWORDS_NONE;
    qsort(passwords->rows, passwords->count, sizeof passwords->rows[0], compare);
    *number = repeated_line(passwords);
    return *number == 0 ? survey(passwords) : PASSWORDS_REPEATED;
}

struct passwords *passwords_parse(struct span text, struct passwords_error *error)
{
    struct passwords *passwords = calloc(1, sizeof *passwords);

    *error = (struct passwords_error){.flaw = PASSWORDS_NO_MEMORY};
    if (passwords == NULL)
        return NULL;
    passwords->references = 1;
    error->flaw = read_all(passwords, text, &error->line);
    if (error->flaw != PASSWORDS_OK) {
        passwords_drop(passwords);
        return NULL;
    }
    return passwords;
}

size_t passwords_count(const struct passwords *passwords)
{
    return passwords->count;
}

bool passwords_have_secrets(const struct passwords *passwords)
{
    return passwords->secret_count > 0;
}

const struct password *passwords_typical(const struct passwords *passwords)
{
    return passwords->typical;
}

static int compare_name(const void *name, const void *row)
{
    return strcmp(name, ((const struct password *)row)->user);
}

/* A name that cannot be prepared is nobody's. */
const struct password *passwords_find(const struct passwords *passwords, struct span user)
{
    char *name = secret_prepare(user);
    const struct password *found = NULL;
    int error = name == NULL && errno == ENOMEM ? ENOMEM : ENOENT;

    if (name != NULL)
        found = bsearch(name, passwords->rows, passwords->count, sizeof passwords->rows[0],
                        compare_name);
    secret_free(name);
    errno = error;
    return found;
}
