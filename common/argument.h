/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* argument.h - parses what follows a verb, by the rule that a dialect's row names.
 *
 * A rule says what is allowed, from anything at all to the paths and parameters of RFC 5321.  The
 * argument is parsed once, for all later uses; a flaw is specific enough to be reported to the
 * user.  Which verb has which rule, and what a parameter means, is not known here.
 */
#ifndef COMMON_ARGUMENT_H
#define COMMON_ARGUMENT_H

#include <stdbool.h>

#include "common/span.h"

enum argument_rule {
    ARGUMENT_IGNORED, /* anything, or nothing */
    ARGUMENT_NONE,    /* nothing */
    ARGUMENT_TEXT,    /* any non-empty string */
    ARGUMENT_ADDRESS, /* any non-empty string, read by address_parse() */
    /* A path in angle brackets, then parameters (RFC 5321 section 4.1.2), also in UTF-8 (RFC 6531
     * section 3.3).  The reverse path may be empty, the forward path may be "<Postmaster>". */
    ARGUMENT_REVERSE_PATH,
    ARGUMENT_FORWARD_PATH,
    ARGUMENT_MECHANISM, /* a mechanism, then an optional initial response: RFC 4954 section 4 */
    ARGUMENT_RULES,
};

enum argument_flaw {
    ARGUMENT_FLAW_NONE,
    ARGUMENT_FLAW_MISSING,     /* an argument is required, and there is none */
    ARGUMENT_FLAW_UNEXPECTED,  /* no argument is allowed, and there is one */
    ARGUMENT_FLAW_NO_BRACKETS, /* of a path: one or both angle brackets are missing */
    ARGUMENT_FLAW_PATH,        /* the brackets contain no mailbox */
    ARGUMENT_FLAW_PARAMETER,   /* what follows the path is not a list of KEY and KEY=VALUE */
    ARGUMENT_FLAW_MECHANISM,   /* no mechanism name, or more than a response after it */
    ARGUMENT_FLAWS,
};

/* A parsed argument; all spans borrow from the text that was parsed. */
struct argument {
    /* The address or mailbox without brackets and without a leading source route ("<>" for the null
     * path); the mechanism; for other rules the whole text. */
    struct span value;
    struct span parameters; /* of a path; see argument_next_parameter() */
    struct span response;  /* of a mechanism; data is NULL if none was given; "=" is an empty one */
    bool is_quoted;        /* of a path: its local part is a quoted string */
    bool is_international; /* of a path: it is not ASCII (RFC 6531) */
};

/* Parses TEXT, which has no outer blanks, by RULE.  If TEXT is flawed, or RULE has no structure,
 * ARGUMENT has TEXT as its value and nothing else. */
enum argument_flaw argument_parse(enum argument_rule rule, struct span text,
                                  struct argument *argument);

/* Whether all of TEXT is a domain or an address literal, or a mailbox with either, by the grammar
 * of the paths. */
bool argument_is_domain(struct span text);
bool argument_is_mailbox(struct span text);

/* A parameter of MAIL or RCPT: "SIZE=1000", "SMTPUTF8". */
struct argument_parameter {
    struct span key;
    struct span value; /* never empty; data is NULL if the key has no value */
};

/* Removes the first parameter from *REST, which starts as argument.parameters, into *PARAMETER.
 * Returns false when none is left. */
bool argument_next_parameter(struct span *rest, struct argument_parameter *parameter);

/* Whether PARAMETER, of any text, has the form KEY or KEY=VALUE. */
bool argument_is_parameter(const struct argument_parameter *parameter);

/* Finds the parameter KEYWORD, whose case does not matter, in PARAMETERS and stores its value, if
 * it has one, in *VALUE.  Returns false if it is not there. */
static inline bool argument_find_parameter(struct span parameters, const char *keyword,
                                           struct span *value)
{
    struct argument_parameter parameter;

    while (argument_next_parameter(&parameters, &parameter))
        if (span_equal_ascii(parameter.key, span_of(keyword))) {
            *value = parameter.value;
            return true;
        }
    return false;
}

#endif
