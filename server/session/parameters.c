/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters.c - see parameters.h. */
#include <config.h>

#include "server/session/parameters.h"

#include "common/argument.h"
#include "common/count.h"

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
};

static const struct row *find(const struct dialect *dialect, enum dialect_event event,
                              struct span key)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].event == event && dialect_offers(&dialect->policy, rows[i].extension) &&
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

enum dialect_result parameters_read(const struct dialect *dialect, enum dialect_event event,
                                    struct span list, struct parameters *parameters)
{
    struct argument_parameter parameter;
    enum dialect_result result = DIALECT_DONE;
    unsigned given = 0;

    *parameters = (struct parameters){0};
    while (result == DIALECT_DONE && argument_next_parameter(&list, &parameter)) {
        const struct row *row = find(dialect, event, parameter.key);
        parameters->wrong = parameter.key;
        result = row != NULL ? take(row, parameter.value, &given, parameters)
                             : DIALECT_UNKNOWN_PARAMETER;
    }
    return result;
}
