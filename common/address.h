/* address.h - the one parser of addresses, and the rule that tells mailboxes apart.
 *
 * An address is any text; only what precedes its first
 * "@" names a mailbox.  The same rule reads the users file, so both sides always agree.  Which
 * mailboxes exist is not known here.
 */
#ifndef COMMON_ADDRESS_H
#define COMMON_ADDRESS_H

#include <stddef.h>

#include "common/span.h"

enum address_flaw {
    ADDRESS_OK,
    ADDRESS_EMPTY,      /* nothing precedes the "@" */
    ADDRESS_ILL_FORMED, /* not well-formed UTF-8, or a NUL inside */
    ADDRESS_NO_MEMORY,
};

/* The address in the argument of MAIL or RCPT: outer blanks dropped, then one pair of angle
 * brackets around the whole of it, unless it is "<>".  Borrows from ARGUMENT. */
struct span address_parse(struct span argument);

/* The mailbox name that ADDRESS stands for: cut at the first "@", lower-cased without locale (final
 * sigma as sigma), composed (NFC).  Returns a string that the caller frees, or NULL.  *FLAW says
 * why, or ADDRESS_OK. */
char *address_mailbox(struct span address, enum address_flaw *flaw);

#endif
