/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* enhanced.h - enhanced status codes (RFC 3463), with those of their registry at IANA.
 *
 * A code is "class.subject.detail" at the start of a reply's text: "550 5.1.1 no such user".  What
 * the registry does not list has no meaning here, except that of its subject.
 */
#ifndef TUI_CLIENT_DIALOGUE_ENHANCED_H
#define TUI_CLIENT_DIALOGUE_ENHANCED_H

#include <stdbool.h>

#include "common/span.h"
#include "tui-client/dialogue/cause.h"

struct enhanced {
    unsigned class;   /* 2, 4 or 5; 0: no code */
    unsigned subject; /* at most 999, as detail */
    unsigned detail;
};

/* Returns the enhanced status code of a reply with CODE and TEXT, which follows the digits.  Its
 * class must be the first digit of CODE (RFC 2034 section 4); otherwise there is none. */
struct enhanced enhanced_read(unsigned code, struct span text);

/* Returns what ENHANCED, which is a code, means: a phrase to be translated, in lower case and
 * without a full stop.  NULL: the registry does not know its subject, or
 * knows it as a failure only. */
const char *enhanced_meaning(struct enhanced enhanced);

/* Returns the cause that ENHANCED names; CAUSE_UNKNOWN: it is too general to name one. */
enum cause enhanced_cause(struct enhanced enhanced);

/* Whether servers use ENHANCED for more than one thing, so that it goes with any words. */
bool enhanced_is_general(struct enhanced enhanced);

#endif
