/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* phrase.c - see phrase.h.
 */
#include <config.h>

#include "tui-client/dialogue/phrase.h"

static bool is_letter(char byte)
{
    char lower = span_ascii_lower(byte);

    return lower >= 'a' && lower <= 'z';
}

static bool is_space(char byte)
{
    return span_is_blank(byte) || byte == '\n' || byte == '\r' || byte == '\0';
}

static bool ends_in_dots(struct span word)
{
    return word.size >= 3 && memcmp(word.data + word.size - 3, "...", 3) == 0;
}

/* Whether WORD is an address, or the name of a host or file: a dot with a letter beside it.
 * Sendmail writes "alice... User unknown". */
static bool is_name(struct span word)
{
    for (size_t i = 0; i < word.size; i++) {
        bool is_inner_dot = word.data[i] == '.' && i > 0 && i + 1 < word.size;
        if (word.data[i] == '@' ||
            (is_inner_dot && (is_letter(word.data[i - 1]) || is_letter(word.data[i + 1]))))
            return true;
    }
    return ends_in_dots(word);
}

/* Whether WORD is made of digits and dots, as an enhanced status code, which is repeated in each
 * line of a reply and would part its phrases. */
static bool is_number(struct span word)
{
    size_t dots = 0;

    for (size_t i = 0; i < word.size; i++) {
        dots += word.data[i] == '.';
        if (word.data[i] != '.' && (word.data[i] < '0' || word.data[i] > '9'))
            return false;
    }
    return dots == 2;
}

static bool is_control_name(struct span word)
{
    return span_equal_ascii(word, span_of("<lf>")) || span_equal_ascii(word, span_of("<cr>"));
}

/* Returns the first word of TEXT, which begins with no space: up to a space, or all that is in
 * angle brackets. */
static struct span first_word(struct span text)
{
    const char *close = text.data[0] == '<' ? memchr(text.data, '>', text.size) : NULL;
    size_t size = 1;

    if (close != NULL)
        return (struct span){text.data, (size_t)(close - text.data) + 1};
    while (size < text.size && !is_space(text.data[size]) && text.data[size] != '<')
        size++;
    return (struct span){text.data, size};
}

static bool is_said(const struct phrase_words *words, struct span word)
{
    if (word.data[0] == '<')
        return is_control_name(word);
    return !is_name(word) && !(is_number(word) && words->size > 0);
}

static void add(struct phrase_words *words, struct span word)
{
    words->text[words->size++] = ' ';
    for (size_t i = 0; i < word.size; i++)
        words->text[words->size++] = span_ascii_lower(word.data[i]);
}

void phrase_read(struct phrase_words *words, struct span text)
{
    words->size = 0;
    while (text.size > 0) {
        struct span word = {text.data, 1};
        if (!is_space(text.data[0])) {
            word = first_word(text);
            if (words->size + 1 + word.size > PHRASE_BYTES_MAX)
                break;
            if (is_said(words, word))
                add(words, word);
        }
        text = span_skip(text, word.size);
    }
    words->text[words->size] = '\0';
}

bool phrase_holds(const struct phrase_words *words, const char *phrase)
{
    return strstr(words->text, phrase) != NULL;
}
