/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_parameters.c - what is wrong with the parameters of MAIL; see check.h. */
#include <config.h>

#include "common/argument.h"
#include "common/count.h"
#include "common/grammar.h"
#include "tui-client/message/check_internal.h"

/* What a key's value must be. */
enum value { NO_VALUE, ANY_VALUE, NUMBER, ONE_OF };

/* The keys of extensions, from the registry at IANA. */
static const struct row {
    const char *key;
    const char *keyword; /* of the extension, in the reply to EHLO */
    enum value value;
    const char *expected; /* the words of ONE_OF */
} rows[] = {
    {"SIZE", "SIZE", NUMBER, NULL},
    /* Without BINARYMIME of RFC 3030, since DATA cannot send that. */
    {"BODY", "8BITMIME", ONE_OF, "7BIT, 8BITMIME"},
    {"SMTPUTF8", "SMTPUTF8", NO_VALUE, NULL},
    {"RET", "DSN", ONE_OF, "FULL, HDRS"},
    {"ENVID", "DSN", ANY_VALUE, NULL},
    {"AUTH", "AUTH", ANY_VALUE, NULL},
    {"REQUIRETLS", "REQUIRETLS", NO_VALUE, NULL},
    {"MT-PRIORITY", "MT-PRIORITY", ANY_VALUE, NULL},
    {"BY", "DELIVERBY", ANY_VALUE, NULL},
    {"HOLDFOR", "FUTURERELEASE", NUMBER, NULL},
    {"HOLDUNTIL", "FUTURERELEASE", ANY_VALUE, NULL},
    {"MTRK", "MTRK", ANY_VALUE, NULL},
};

/* size-value = 1*20DIGIT */
static bool is_number(struct span value)
{
    for (size_t i = 0; i < value.size; i++)
        if (!grammar_is_digit(value.data[i]))
            return false;
    return value.size <= 20;
}

/* Whether VALUE is one of WORDS, between which stands ", ". */
static bool is_one_of(struct span value, const char *words)
{
    for (;; words += 2) {
        struct span word = {words, strcspn(words, ",")};
        if (span_equal_ascii(value, word))
            return true;
        words += word.size;
        if (words[0] == '\0')
            return false;
    }
}

static enum check_reason value_flaw(const struct row *row, struct span value)
{
    if (row->value == NO_VALUE)
        return value.data == NULL ? CHECK_OK : CHECK_NEEDLESS_VALUE;
    if (value.data == NULL)
        return CHECK_NO_VALUE;
    if (row->value == NUMBER)
        return is_number(value) ? CHECK_OK : CHECK_NO_NUMBER;
    return row->value == ANY_VALUE || is_one_of(value, row->expected) ? CHECK_OK : CHECK_VALUE;
}

static struct check check_key(const struct argument_parameter *parameter,
                              const struct capabilities *offered)
{
    struct check check = check_at(CHECK_UNKNOWN_KEY, 0, 0);

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (!span_equal_ascii(parameter->key, span_of(rows[i].key)))
            continue;
        check.reason = value_flaw(&rows[i], parameter->value);
        if (check.reason == CHECK_VALUE)
            check.expected = rows[i].expected;
        if (check.reason == CHECK_OK && !capabilities_offer(offered, rows[i].keyword))
            check.reason = CHECK_NOT_OFFERED;
    }
    return check;
}

/* Whether KEY occurs in BEFORE. */
static bool is_repeated(struct span before, struct span key)
{
    struct argument_parameter parameter;

    while (argument_next_parameter(&before, &parameter))
        if (span_equal_ascii(parameter.key, key))
            return true;
    return false;
}

/* The key is marked, or all of what has none. */
struct check check_parameters(struct span text, const struct check_rules *rules)
{
    struct span rest = text;
    struct argument_parameter parameter;
    struct check worst = {.reason = CHECK_OK};

    while (argument_next_parameter(&rest, &parameter)) {
        size_t offset = (size_t)(parameter.key.data - text.data);
        struct span before = {text.data, offset};
        struct check check;
        if (!argument_is_parameter(&parameter))
            check = check_at(CHECK_PARAMETER, 0, text.size - offset - rest.size);
        else if (is_repeated(before, parameter.key))
            check = check_at(CHECK_TWICE, 0, parameter.key.size);
        else
            check = check_key(&parameter, rules->offered);
        check.size = check.size > 0 ? check.size : parameter.key.size;
        worst = check_worse(worst, check_shifted(check, offset));
    }
    return worst;
}
