/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_policy.c - see dialect_policy.h. */
#include <config.h>

#include "common/dialect_policy.h"

#include <assert.h>

#include "common/count.h"
#include "common/dot.h"

const struct dialect_ending_rules *dialect_ending_rules(const struct dialect_policy *policy)
{
    static const struct dialect_ending_rules rules[] = {
        [DIALECT_ENDINGS_LENIENT] = {.refused_flaws = DOT_FLAW_BARE_CR | DOT_FLAW_NUL},
        [DIALECT_ENDINGS_REPORT] = {.reported_flaws = DOT_FLAWS, .takes_bare_lf = true},
        [DIALECT_ENDINGS_STRICT] = {.refused_flaws = DOT_FLAWS, .is_crlf_only = true},
    };

    static_assert(COUNT(rules) == DIALECT_ENDINGS_COUNT, "rules for each");
    return &rules[policy->endings];
}

bool dialect_offers(const struct dialect_policy *policy, unsigned extensions)
{
    return (extensions & ~policy->extensions) == 0;
}

unsigned dialect_hide(unsigned offered, unsigned hidden)
{
    if (hidden & DIALECT_EXTENSION_8BITMIME)
        hidden |= DIALECT_EXTENSION_SMTPUTF8;
    return offered & ~hidden;
}

static const struct {
    enum dialect_extension extension;
    const char *keyword;
} keywords[] = {
    {DIALECT_EXTENSION_PIPELINING, "PIPELINING"},
    {DIALECT_EXTENSION_SIZE, "SIZE"},
    {DIALECT_EXTENSION_8BITMIME, "8BITMIME"},
    {DIALECT_EXTENSION_SMTPUTF8, "SMTPUTF8"},
    {DIALECT_EXTENSION_HELP, "HELP"},
    {DIALECT_EXTENSION_ENHANCED, "ENHANCEDSTATUSCODES"},
    {DIALECT_EXTENSION_STARTTLS, "STARTTLS"},
    {DIALECT_EXTENSION_AUTH, "AUTH"},
};

static_assert(1U << COUNT(keywords) == DIALECT_EXTENSIONS, "a keyword per extension");

const char *dialect_extension_keyword(enum dialect_extension extension)
{
    for (size_t i = 0; i < COUNT(keywords); i++)
        if (keywords[i].extension == extension)
            return keywords[i].keyword;
    return NULL;
}

unsigned dialect_extension_by_keyword(struct span keyword)
{
    for (size_t i = 0; i < COUNT(keywords); i++)
        if (span_equal_ascii(keyword, span_of(keywords[i].keyword)))
            return keywords[i].extension;
    return 0;
}

/* A refused sender or recipient is no error, nor is a message that cannot be accepted. */
bool dialect_is_error(unsigned code)
{
    return (code >= 500 && code <= 504) || code == 555;
}

unsigned dialect_error_pause_ms(const struct dialect_policy *policy, unsigned errors)
{
    return policy->errors_max > 0 && errors > policy->errors_free ? policy->error_pause_ms : 0;
}

bool dialect_bears_errors(const struct dialect_policy *policy, unsigned errors)
{
    return policy->errors_max == 0 || errors <= policy->errors_max;
}
