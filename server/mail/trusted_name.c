/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* trusted_name.c - see trusted_name.h.
 *
 * The names are sorted, so those that begin with the bytes of a line stand together, and each byte
 * makes that range smaller at its ends.
 */
#include <config.h>

#include "server/mail/trusted_name.h"

#include <assert.h>
#include <limits.h>

#include "common/count.h"
#include "common/span.h"

/* Sorted by their bytes in lower case. */
static const char *const names[] = {
    "Content-Length",     /* mutt, Pine, Dovecot, GNU mailutils */
    "Status",             /* the same */
    "X-Account-Key",      /* Thunderbird */
    "X-Evolution",        /* Evolution */
    "X-Expire-Timestamp", /* GNU mailutils */
    "X-IMAP",             /* mutt, Pine, Dovecot, GNU mailutils */
    "X-IMAPbase",         /* the same */
    "X-Keywords",         /* the same */
    "X-Mozilla-Keys",     /* Thunderbird */
    "X-Mozilla-Status",   /* Thunderbird */
    "X-Mozilla-Status2",  /* Thunderbird */
    "X-RMAIL-ATTRIBUTES", /* Rmail of Emacs */
    "X-RMAIL-KEYWORDS",   /* Rmail */
    "X-Status",           /* mutt, Pine, Dovecot, GNU mailutils */
    "X-UID",              /* the same */
    "X-UIDL",             /* POP3 servers */
    "X-VM-Attributes",    /* VM of Emacs, as all that follow */
    "X-VM-Bookmark",
    "X-VM-IMAP-Retrieved",
    "X-VM-Labels",
    "X-VM-Last-Modified",
    "X-VM-Message-Order",
    "X-VM-POP-Retrieved",
    "X-VM-Summary-Format",
    "X-VM-v5-Data",
    "X-VM-VHeader",
};

static_assert(COUNT(names) <= UCHAR_MAX, "struct trusted_name counts them");

/* Each of the range has AT bytes at least, and a NUL behind its last. */
static unsigned char byte_of(unsigned i, size_t at)
{
    return (unsigned char)span_ascii_lower(names[i][at]);
}

static void narrow(struct trusted_name *name, size_t at, char byte)
{
    unsigned char wanted = (unsigned char)span_ascii_lower(byte);

    while (name->first < name->last && byte_of(name->first, at) < wanted)
        name->first++;
    while (name->first < name->last && byte_of(name->last - 1U, at) > wanted)
        name->last--;
}

/* Of the names in the range, one that ends here is the first.  A NUL would be taken for the end of
 * a name. */
void trusted_name_take(struct trusted_name *name, size_t at, char byte)
{
    bool is_behind = byte == ':' || span_is_blank(byte);

    if (at == 0)
        *name = (struct trusted_name){.first = 0, .last = COUNT(names)};
    if (is_behind && trusted_name_may_come(name))
        name->is_there = names[name->first][at] == '\0';
    else if (!is_behind)
        name->is_there = false;
    if (is_behind || byte == '\0')
        name->first = name->last;
    else
        narrow(name, at, byte);
}
