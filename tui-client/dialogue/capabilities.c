/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* capabilities.c - see capabilities.h. */
#include <config.h>

#include "tui-client/dialogue/capabilities.h"

#include <string.h>

#include "common/argument.h"
#include "common/mechanism.h"

/* Returns the decimal number TEXT, or 0 if it is none that fits. */
static uint64_t number_of(struct span text)
{
    uint64_t number = 0;

    for (size_t i = 0; i < text.size; i++) {
        unsigned digit = (unsigned)(text.data[i] - '0');
        if (digit > 9 || number > (UINT64_MAX - digit) / 10)
            return 0;
        number = number * 10 + digit;
    }
    return number;
}

/* Adds TEXT to the list if all of it fits. */
static void list(struct capabilities *capabilities, struct span text)
{
    static const char separator[] = ", ";
    size_t length = strlen(capabilities->list);
    size_t between = length > 0 ? sizeof separator - 1 : 0;

    if (length + between + text.size >= sizeof capabilities->list ||
        memchr(text.data, '\0', text.size) != NULL) {
        capabilities->is_cut = true;
        return;
    }
    memcpy(capabilities->list + length, separator, between);
    memcpy(capabilities->list + length + between, text.data, text.size);
    capabilities->list[length + between + text.size] = '\0';
}

/* RFC 4954 section 3: the mechanisms are the parameters. */
static unsigned mechanisms_of(struct span text)
{
    unsigned mechanisms = 0;

    for (text = span_trim(text); text.size > 0; text = span_trim(text)) {
        struct span word = span_first_word(text);
        enum mechanism mechanism = mechanism_by_name(word);
        mechanisms |= mechanism < MECHANISMS ? 1U << mechanism : 0;
        text = span_skip(text, word.size);
    }
    return mechanisms;
}

void capabilities_take(struct capabilities *capabilities, struct span text)
{
    struct span line = span_trim(text);
    struct span keyword = span_first_word(line);
    unsigned extension = dialect_extension_by_keyword(keyword);

    if (keyword.size == 0)
        return;
    capabilities->extensions |= extension;
    if (extension == DIALECT_EXTENSION_SIZE)
        capabilities->size_max = number_of(span_trim(span_skip(line, keyword.size)));
    if (extension == DIALECT_EXTENSION_AUTH)
        capabilities->mechanisms |= mechanisms_of(span_skip(line, keyword.size));
    list(capabilities, line);
}

bool capabilities_offer(const struct capabilities *capabilities, const char *keyword)
{
    unsigned extension = dialect_extension_by_keyword(span_of(keyword));
    struct span rest = span_of(capabilities->list);

    if (extension != 0)
        return (capabilities->extensions & extension) != 0;
    while (rest.size > 0) {
        const char *end = memchr(rest.data, ',', rest.size);
        struct span item = {rest.data, end != NULL ? (size_t)(end - rest.data) : rest.size};
        rest = span_skip(rest, item.size + (end != NULL));
        if (span_equal_ascii(span_first_word(span_trim(item)), span_of(keyword)))
            return true;
    }
    return capabilities->is_cut;
}

bool capabilities_refuse_size(const struct capabilities *capabilities, struct span parameters)
{
    const char *keyword = dialect_extension_keyword(DIALECT_EXTENSION_SIZE);
    struct span size;

    return capabilities->size_max > 0 && argument_find_parameter(parameters, keyword, &size) &&
           number_of(size) > capabilities->size_max;
}
