/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* near_miss.c - see near_miss.h.
 *
 * A line is compared with each verb letter by letter, without its blanks and punctuation; then by
 * its first word alone; then, more freely, by the distance of that word.  A stricter comparison
 * with any verb comes before a freer one.
 */
#include <config.h>

#include "common/near_miss.h"

#include <stdio.h>

#include "common/command.h"
#include "common/count.h"
#include "common/grammar.h"
#include "common/text.h"

/* Longest word that is compared by distance, in bytes. */
#define WORD_MAX 12

/* Shortest word that may differ in a letter from a verb. */
#define WORD_MIN 3

/* Longest argument that is repeated in a guess, in visible form, in bytes. */
#define ARGUMENT_MAX 64

static bool is_separator(char byte)
{
    return span_is_blank(byte) || byte == '\0' || strchr(":;.,-_=", byte) != NULL;
}

static struct span skip_separators(struct span text)
{
    while (text.size > 0 && is_separator(text.data[0]))
        text = span_skip(text, 1);
    return text;
}

static struct span first_word(struct span text)
{
    size_t size = 0;

    while (size < text.size && grammar_is_let_dig(text.data[size]))
        size++;
    return (struct span){text.data, size};
}

/* The parts of the spelling of a verb: "mail" and "from"; the second may be empty. */
struct parts {
    struct span first, second;
};

static struct parts parts_of(const char *words)
{
    struct span all = span_of(words);
    struct span first = first_word(all);

    return (struct parts){first, first_word(skip_separators(span_skip(all, first.size)))};
}

/* Removes the letters of WORD from the front of *REST, whatever separates them. */
static bool take_letters(struct span word, struct span *rest)
{
    for (size_t i = 0; i < word.size; i++) {
        *rest = skip_separators(*rest);
        if (rest->size == 0 || span_ascii_lower(rest->data[0]) != word.data[i])
            return false;
        *rest = span_skip(*rest, 1);
    }
    return true;
}

/* All letters, whatever separates them, and what follows: "HELOlab". */
static bool is_joined(struct parts parts, struct span *rest)
{
    return take_letters(parts.first, rest) && take_letters(parts.second, rest);
}

/* Both parts, joined, split or with other punctuation: "MAILFROM:", "MAIL FROM :", "HE LO". */
static bool is_spelled(struct parts parts, struct span *rest)
{
    return is_joined(parts, rest) &&
           (parts.second.size > 0 || rest->size == 0 || !grammar_is_let_dig(rest->data[0]));
}

/* The second part alone: "FROM:<a>". */
static bool is_second(struct parts parts, struct span *rest)
{
    struct span word = first_word(*rest);

    if (parts.second.size == 0 || !span_equal_ascii(word, parts.second))
        return false;
    *rest = span_skip(*rest, word.size);
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Number of letters to insert, delete, replace or swap with the next, to get from A to B; both have
 * at most WORD_MAX (optimal string alignment). */
static size_t distance(struct span a, struct span b)
{
    size_t rows[WORD_MAX + 1][WORD_MAX + 1];

    for (size_t i = 0; i <= a.size; i++)
        for (size_t j = 0; j <= b.size; j++) {
            if (i == 0 || j == 0) {
                rows[i][j] = i + j;
                continue;
            }
            char x = span_ascii_lower(a.data[i - 1]), y = span_ascii_lower(b.data[j - 1]);
            rows[i][j] =
                least(rows[i - 1][j - 1] + (x != y), 1 + least(rows[i - 1][j], rows[i][j - 1]));
            if (i > 1 && j > 1 && x == span_ascii_lower(b.data[j - 2]) &&
                span_ascii_lower(a.data[i - 2]) == y)
                rows[i][j] = least(rows[i][j], 1 + rows[i - 2][j - 2]);
        }
    return rows[a.size][b.size];
}

static bool is_near(struct span word, struct span other)
{
    return word.size >= WORD_MIN && word.size <= WORD_MAX && other.size <= WORD_MAX &&
           distance(word, other) <= 1;
}

/* Removes what may be the second part of any verb of DIALECT from the front of *REST. */
static void take_second(const struct dialect *dialect, struct span *rest)
{
    struct span word = first_word(*rest);

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++) {
        const char *words = dialect->verbs[verb].words;
        struct span second = words != NULL ? parts_of(words).second : (struct span){NULL, 0};
        if (second.size > 0 && (span_equal_ascii(word, second) || is_near(word, second))) {
            *rest = span_skip(*rest, word.size);
            return;
        }
    }
}

/* The first word, or both in one, with at most one wrong letter, and any second one, or none. */
static bool is_similar(const struct dialect *dialect, struct parts parts, struct span *rest)
{
    struct span word = first_word(*rest);
    char both[2 * WORD_MAX];
    int size = snprintf(both, sizeof both, "%.*s%.*s", (int)parts.first.size, parts.first.data,
                        (int)parts.second.size, parts.second.data);

    *rest = skip_separators(span_skip(*rest, word.size));
    if (is_near(word, (struct span){both, (size_t)size}))
        return true;
    if (!is_near(word, parts.first))
        return false;
    if (parts.second.size > 0)
        take_second(dialect, rest);
    return true;
}

/* Writes the words of VERB in upper case and REST as its argument; false if it takes none and there
 * is one. */
static bool write_guess(const struct dialect *dialect, enum dialect_event verb, struct span rest,
                        char *out)
{
    char argument[ARGUMENT_MAX];
    struct buffer line;

    rest = skip_separators(rest);
    rest = span_trim(near_miss_before(rest, near_miss_ending(rest)));
    if (rest.size > 0 && !dialect_wants_argument(dialect, verb))
        return false;
    size_t taken, size = text_print(TEXT_VISIBLE, rest, argument, sizeof argument, &taken);
    if (taken < rest.size)
        size = 0;
    buffer_init(&line, NEAR_MISS_MAX - 1);
    bool is_written =
        command_format(dialect, verb, (struct span){argument, size}, COMMAND_BRACKETS, &line) == 0;
    /* Without its argument a command ends in its last word, not in a blank. */
    struct span guess = span_trim(buffer_span(&line));
    if (is_written)
        snprintf(out, NEAR_MISS_MAX, "%.*s", (int)guess.size, guess.data);
    buffer_release(&line);
    return is_written;
}

enum step {
    STEP_SPELLED,
    STEP_SECOND,
    STEP_SIMILAR,
    STEP_JOINED,
    STEPS,
};

static bool resembles(const struct dialect *dialect, enum dialect_event verb, enum step step,
                      struct span *rest)
{
    struct parts parts = parts_of(dialect->verbs[verb].words);

    switch (step) {
    case STEP_SPELLED:
        return is_spelled(parts, rest);
    case STEP_SECOND:
        return is_second(parts, rest);
    case STEP_SIMILAR:
        return is_similar(dialect, parts, rest);
    case STEP_JOINED:
        return is_joined(parts, rest);
    case STEPS:
        break;
    }
    return false;
}

/* As near_miss(), and as near_miss_verb(). */
static enum dialect_event find(const struct dialect *dialect, struct span line, char *out)
{
    line = span_trim(line);
    if (near_miss_dialect(dialect, line) != NULL)
        return DIALECT_EVENTS;
    for (enum step step = 0; step < STEPS; step++)
        for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++) {
            struct span rest = line;
            if (dialect->verbs[verb].words != NULL && resembles(dialect, verb, step, &rest) &&
                write_guess(dialect, verb, rest, out))
                return verb;
        }
    return DIALECT_EVENTS;
}

bool near_miss(const struct dialect *dialect, struct span line, char *out)
{
    return find(dialect, line, out) != DIALECT_EVENTS;
}

enum dialect_event near_miss_verb(const struct dialect *dialect, struct span line)
{
    char guess[NEAR_MISS_MAX];

    return find(dialect, line, guess);
}

struct span near_miss_ending(struct span line)
{
    static const char *const endings[] = {"\\r\\n", "/r/n", "\\n\\r", "\\n", "\\r", "/n"};

    if (line.size > 0 && (line.data[line.size - 1] == '\'' || line.data[line.size - 1] == '"'))
        line.size--;
    for (size_t i = 0; i < COUNT(endings); i++) {
        size_t size = strlen(endings[i]);
        if (line.size >= size && memcmp(line.data + line.size - size, endings[i], size) == 0)
            return span_skip(line, line.size - size);
    }
    return (struct span){NULL, 0};
}

const struct dialect *near_miss_dialect(const struct dialect *dialect, struct span line)
{
    for (size_t i = 0; dialect_all[i] != NULL; i++)
        if (dialect_all[i] != dialect && command_parse(dialect_all[i], line).verb < DIALECT_VERBS)
            return dialect_all[i];
    return NULL;
}
