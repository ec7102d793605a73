/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* magic.c - see magic.h. */
#include <config.h>

#include "server/fault/magic.h"

#include "common/count.h"
#include "common/grammar.h"

/* An address is the word, what it asks for, and then the end or what ENDS it. */
static const struct magic {
    enum dialect_event event;
    const char *word;
    bool is_sender; /* the address is that of the transaction */
    char ends;
} kinds[] = {
    {DIALECT_HELO, "helo", false, '.'},       {DIALECT_EHLO, "helo", false, '.'},
    {DIALECT_MAIL, "mail", false, '@'},       {DIALECT_RCPT, "rcpt", false, '@'},
    {DIALECT_END_OF_DATA, "data", true, '@'},
};

/* Number of digits that TEXT has from its byte PLACE on, at most 3. */
static size_t digits_at(struct span text, size_t place)
{
    size_t count = 0;

    while (count < 3 && place + count < text.size && grammar_is_digit(text.data[place + count]))
        count++;
    return count;
}

/* Removes CODE from *TEXT; returns 0 if it does not begin with one. */
static unsigned take_code(struct span *text)
{
    unsigned code = 0;

    if (digits_at(*text, 0) < 3 || (text->data[0] != '4' && text->data[0] != '5'))
        return 0;
    for (size_t i = 0; i < 3; i++)
        code = code * 10 + (unsigned)(text->data[i] - '0');
    *text = span_skip(*text, 3);
    return code;
}

/* Removes "_" and an enhanced status code (RFC 3463 section 2) from *TEXT, if it begins so. */
static void take_enhanced(struct span *text, char *enhanced)
{
    size_t subject = digits_at(*text, 3);
    size_t detail = digits_at(*text, 3 + subject + 1);
    size_t size = 2 + subject + 1 + detail;

    if (text->size < 1 + size || text->data[0] != '_' ||
        (text->data[1] != '4' && text->data[1] != '5') || text->data[2] != '.' || subject == 0 ||
        text->data[3 + subject] != '.' || detail == 0)
        return;
    memcpy(enhanced, text->data + 1, size);
    enhanced[size] = '\0';
    *text = span_skip(*text, 1 + size);
}

static bool asks(const struct magic *magic, struct span address, struct fault_effect *effect)
{
    size_t size = strlen(magic->word);
    struct span word = {address.data, address.size < size ? address.size : size};
    struct span rest = span_skip(address, word.size);

    *effect = (struct fault_effect){.kind = FAULT_REPLY, .is_magic = true};
    if (!span_equal_ascii(word, span_of(magic->word)))
        return false;
    effect->code = take_code(&rest);
    take_enhanced(&rest, effect->enhanced);
    return effect->code != 0 && (rest.size == 0 || rest.data[0] == magic->ends);
}

bool magic_find(const struct fault_event *event, struct fault_effect *effect)
{
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (kinds[i].event == event->event)
            return asks(&kinds[i], kinds[i].is_sender ? event->sender : event->argument, effect);
    return false;
}
