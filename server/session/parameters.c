/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters.c - see parameters.h. */
#include <config.h>

#include "server/session/parameters.h"

#include <string.h>

#include "common/argument.h"
#include "common/count.h"

/* Maximum bytes of a mailbox: RFC 4954 section 5 allows AUTH 500 characters. */
#define AUTH_VALUE_MAX 500

/* RFC 1870 section 3: size-value = 1*20DIGIT.  A number beyond 64 bits is the largest of them. */
static enum dialect_result take_size(struct span value, struct parameters *parameters)
{
    uint64_t size = 0;

    if (value.size < 1 || value.size > 20)
        return DIALECT_BAD_VALUE;
    for (size_t i = 0; i < value.size; i++) {
        unsigned digit = (unsigned)(value.data[i] - '0');
        if (value.data[i] < '0' || value.data[i] > '9')
            return DIALECT_BAD_VALUE;
        size = size > (UINT64_MAX - digit) / 10 ? UINT64_MAX : size * 10 + digit;
    }
    parameters->size = size;
    return DIALECT_DONE;
}

/* RFC 6152 section 2.  Messages are transparent to 8-bit bytes whatever it says. */
static enum dialect_result take_body(struct span value, struct parameters *parameters)
{
    (void)parameters;
    if (value.data == NULL)
        return DIALECT_BAD_VALUE;
    return span_equal_ascii(value, span_of("7BIT")) || span_equal_ascii(value, span_of("8BITMIME"))
               ? DIALECT_DONE
               : DIALECT_UNSUPPORTED_VALUE;
}

/* RFC 6531 section 3.4. */
static enum dialect_result take_smtputf8(struct span value, struct parameters *parameters)
{
    parameters->is_international = true;
    return value.data == NULL ? DIALECT_DONE : DIALECT_BAD_VALUE;
}

/* RFC 3461 section 4: a character of xtext; "+" begins the number of one in hexadecimal. */
static bool take_xtext(struct span *text, char *out)
{
    static const char digits[] = "0123456789ABCDEF";
    char byte = text->data[0];

    *out = byte;
    *text = span_skip(*text, 1);
    if (byte != '+')
        return byte > ' ' && byte <= '~' && byte != '=';
    if (text->size < 2 || text->data[0] == '\0' || text->data[1] == '\0')
        return false;
    const char *high = strchr(digits, text->data[0]), *low = strchr(digits, text->data[1]);
    if (high == NULL || low == NULL)
        return false;
    *out = (char)((high - digits) * 16 + (low - digits));
    *text = span_skip(*text, 2);
    return true;
}

/* RFC 4954 section 5: whom another server has found out the sender to be.  It is not used. */
static enum dialect_result take_auth(struct span value, struct parameters *parameters)
{
    char mailbox[AUTH_VALUE_MAX];
    size_t size = 0;

    (void)parameters;
    if (span_equal(value, span_of("<>")))
        return DIALECT_DONE;
    while (value.size > 0)
        if (size == sizeof mailbox || !take_xtext(&value, &mailbox[size++]))
            return DIALECT_BAD_VALUE;
    return argument_is_mailbox((struct span){mailbox, size}) ? DIALECT_DONE : DIALECT_BAD_VALUE;
}

static const struct row {
    enum dialect_event event;
    unsigned extension; /* that defines it */
    const char *key;
    const char *rule; /* for its value */
    enum dialect_result (*take)(struct span value, struct parameters *parameters);
} rows[] = {
    {DIALECT_MAIL, DIALECT_EXTENSION_SIZE, "SIZE", "SIZE needs a number of bytes", take_size},
    {DIALECT_MAIL, DIALECT_EXTENSION_8BITMIME, "BODY", "BODY needs a type", take_body},
    {DIALECT_MAIL, DIALECT_EXTENSION_SMTPUTF8, "SMTPUTF8", "SMTPUTF8 takes no value",
     take_smtputf8},
    {DIALECT_MAIL, DIALECT_EXTENSION_AUTH, "AUTH",
     "AUTH needs a mailbox, with +XX for some characters, or <>", take_auth},
};

static const struct row *find(unsigned extensions, enum dialect_event event, struct span key)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].event == event && (rows[i].extension & ~extensions) == 0 &&
            span_equal_ascii(key, span_of(rows[i].key)))
            return &rows[i];
    return NULL;
}

/* GIVEN has a bit for each row that was given before. */
static enum dialect_result take(const struct row *row, struct span value, unsigned *given,
                                struct parameters *parameters)
{
    unsigned bit = 1U << (row - rows);
    bool is_given = (*given & bit) != 0;

    parameters->wrong = span_of(is_given ? "A parameter is allowed only once" : row->rule);
    *given |= bit;
    return is_given ? DIALECT_BAD_VALUE : row->take(value, parameters);
}

enum dialect_result parameters_read(unsigned extensions, enum dialect_event event, struct span list,
                                    struct parameters *parameters)
{
    struct argument_parameter parameter;
    enum dialect_result result = DIALECT_DONE;
    unsigned given = 0;

    *parameters = (struct parameters){0};
    while (result == DIALECT_DONE && argument_next_parameter(&list, &parameter)) {
        const struct row *row = find(extensions, event, parameter.key);
        parameters->wrong = parameter.key;
        result = row != NULL ? take(row, parameter.value, &given, parameters)
                             : DIALECT_UNKNOWN_PARAMETER;
    }
    return result;
}
