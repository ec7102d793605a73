/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* echo.c - see echo.h. */
#include <config.h>

#include "tui-client/dialogue/echo.h"

#include <string.h>

/* What may stand around an address in a sentence. */
#define AROUND "<>()[]{}\"'`,;:."

static bool is_around(char byte)
{
    return byte != '\0' && strchr(AROUND, byte) != NULL;
}

static struct span without_punctuation(struct span word)
{
    while (word.size > 0 && is_around(word.data[0]))
        word = span_skip(word, 1);
    while (word.size > 0 && is_around(word.data[word.size - 1]))
        word.size--;
    return word;
}

/* Removes the first word, up to a blank, from *TEXT and returns it. */
static struct span take_word(struct span *text)
{
    struct span word = {text->data, 0};

    while (word.size < text->size && word.data[word.size] != ' ')
        word.size++;
    *text = span_skip(*text, word.size < text->size ? word.size + 1 : word.size);
    return word;
}

static bool has_at(struct span text)
{
    return text.size > 0 && memchr(text.data, '@', text.size) != NULL;
}

bool echo_differs(struct span argument, struct span text)
{
    struct span sent = {NULL, 0};
    bool names_another = false;

    while (argument.size > 0 && !has_at(sent))
        sent = without_punctuation(take_word(&argument));
    if (!has_at(sent))
        return false;
    while (text.size > 0) {
        struct span word = without_punctuation(take_word(&text));
        if (span_equal(word, sent))
            return false;
        names_another |= has_at(word);
    }
    return names_another;
}
