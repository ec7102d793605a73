/* argument.h - what follows a verb, read by the rule that a dialect's row names.
 *
 * A rule says what may stand there, from anything at all to the paths and parameters of RFC 5321.
 * Reading it takes it apart once, for whoever acts on it; what is wrong with it is told so that a
 * person can be.  Which verb has which rule, and what a parameter means, is not known here.
 */
#ifndef COMMON_ARGUMENT_H
#define COMMON_ARGUMENT_H

#include <stdbool.h>

#include "common/span.h"

enum argument_rule {
    ARGUMENT_IGNORED,   /* anything, or nothing */
    ARGUMENT_NONE,      /* nothing */
    ARGUMENT_TEXT,      /* any non-empty string */
    ARGUMENT_ADDRESS,   /* any non-empty string, read by address_parse() */
    ARGUMENT_PATH,      /* a path in angle brackets, then parameters: RFC 5321 section 4.1.2 */
    ARGUMENT_MECHANISM, /* a mechanism, then perhaps an initial response: RFC 4954 section 4 */
    ARGUMENT_RULES,
};

enum argument_flaw {
    ARGUMENT_FLAW_NONE,
    ARGUMENT_FLAW_MISSING,     /* nothing is there, and something must be */
    ARGUMENT_FLAW_UNEXPECTED,  /* something is there, and nothing may be */
    ARGUMENT_FLAW_NO_BRACKETS, /* of a path: one of its angle brackets, or both, are missing */
    ARGUMENT_FLAW_PATH,        /* what stands in the brackets is no mailbox, null or postmaster */
    ARGUMENT_FLAW_PARAMETER,   /* what follows the path is no list of KEY and KEY=VALUE */
    ARGUMENT_FLAW_MECHANISM,   /* no name of a mechanism, or more than a response behind it */
    ARGUMENT_FLAWS,
};

/* An argument taken apart; all spans borrow from the text that was read. */
struct argument {
    /* What it names: the address or mailbox without brackets, and without the route that a path may
     * begin with, "<>" being null; the mechanism; else all that was written. */
    struct span value;
    struct span parameters; /* of a path; see argument_next_parameter() */
    struct span response;   /* of a mechanism; data NULL: none was given; "=": an empty one */
};

/* Reads TEXT, which has no outer blanks, by RULE.  Where it is flawed, and where RULE asks for no
 * more, ARGUMENT has TEXT as its value and nothing else. */
enum argument_flaw argument_parse(enum argument_rule rule, struct span text,
                                  struct argument *argument);

/* A parameter of MAIL or RCPT: "SIZE=1000", "SMTPUTF8". */
struct argument_parameter {
    struct span key;
    struct span value; /* never empty; data NULL: the key stands alone */
};

/* Takes the first parameter off *REST, which is argument.parameters at first; false when none is
 * left. */
bool argument_next_parameter(struct span *rest, struct argument_parameter *parameter);

#endif
