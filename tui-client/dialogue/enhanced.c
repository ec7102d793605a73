/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* enhanced.c - see enhanced.h.
 *
 * Within a subject the detail 0 comes first: it stands for those that the registry does not list.
 * Codes that servers use for more than one thing (5.5.1 is both an unknown command and one out of
 * order) name no cause.
 */
#include <config.h>

#include "tui-client/dialogue/enhanced.h"

#include "common/count.h"
#include "common/i18n_mark.h"

/* clang-format off */
static const struct {
    unsigned subject, detail;
    const char *meaning;
    enum cause cause;
} rows[] = {
    {0, 0, N_("nothing more specific"), CAUSE_UNKNOWN},

    {1, 0, N_("about an address"), CAUSE_UNKNOWN},
    {1, 1, N_("no such mailbox"), CAUSE_NO_MAILBOX},
    {1, 2, N_("the recipient's domain does not exist or accepts no mail"), CAUSE_NO_DOMAIN},
    {1, 3, N_("the recipient's address is ill-formed"), CAUSE_ADDRESS},
    {1, 4, N_("the recipient's address is ambiguous"), CAUSE_UNKNOWN},
    {1, 5, N_("the recipient's address is valid"), CAUSE_UNKNOWN},
    {1, 6, N_("the mailbox has moved"), CAUSE_MOVED},
    {1, 7, N_("the sender's address is ill-formed"), CAUSE_SENDER},
    {1, 8, N_("the sender's domain does not exist or accepts no mail"), CAUSE_SENDER},
    {1, 9, N_("relayed to a server that may not report what becomes of it"), CAUSE_UNKNOWN},
    {1, 10, N_("the recipient's domain declares that it accepts no mail"), CAUSE_NO_DOMAIN},

    {2, 0, N_("about the mailbox"), CAUSE_UNKNOWN},
    {2, 1, N_("the mailbox is disabled"), CAUSE_DISABLED},
    {2, 2, N_("the mailbox is full"), CAUSE_MAILBOX_FULL},
    {2, 3, N_("the message is larger than the mailbox accepts"), CAUSE_TOO_LARGE},
    {2, 4, N_("the mailing list could not be expanded"), CAUSE_UNKNOWN},

    {3, 0, N_("about the server"), CAUSE_UNKNOWN},
    {3, 1, N_("the server has no space left"), CAUSE_NO_STORAGE},
    {3, 2, N_("the server accepts no mail at the moment"), CAUSE_NOT_NOW},
    {3, 3, N_("the server lacks a feature that the message needs"), CAUSE_UNKNOWN},
    {3, 4, N_("the message is larger than the server accepts"), CAUSE_TOO_LARGE},
    {3, 5, N_("the server is not configured correctly"), CAUSE_LOCAL_ERROR},
    {3, 6, N_("the priority was changed"), CAUSE_UNKNOWN},

    {4, 0, N_("about the network or routing"), CAUSE_UNKNOWN},
    {4, 1, N_("the next server does not answer"), CAUSE_UNROUTABLE},
    {4, 2, N_("the connection was interrupted or timed out"), CAUSE_UNKNOWN},
    {4, 3, N_("a lookup of the server's failed"), CAUSE_LOCAL_ERROR},
    {4, 4, N_("the server finds no route to the recipient"), CAUSE_UNROUTABLE},
    {4, 5, N_("the server has too much to do"), CAUSE_NOT_NOW},
    {4, 6, N_("the message is looping"), CAUSE_LOOP},
    {4, 7, N_("the message could not be delivered in time"), CAUSE_UNKNOWN},

    {5, 0, N_("about the commands"), CAUSE_UNKNOWN},
    {5, 1, N_("the command is unknown or out of order"), CAUSE_UNKNOWN},
    {5, 2, N_("the command is ill-formed"), CAUSE_SYNTAX},
    {5, 3, N_("too many recipients"), CAUSE_TOO_MANY_RECIPIENTS},
    {5, 4, N_("the command's argument or parameters are wrong"), CAUSE_UNKNOWN},
    {5, 5, N_("the two sides speak different versions of the protocol"), CAUSE_UNKNOWN},
    {5, 6, N_("a line of the authentication is too long"), CAUSE_LONG_LINE},

    {6, 0, N_("about the message's content"), CAUSE_UNKNOWN},
    {6, 1, N_("the kind of content is not supported"), CAUSE_CONTENT},
    {6, 2, N_("the content needs a conversion that is prohibited"), CAUSE_CONTENT},
    {6, 3, N_("the content needs a conversion that the server does not have"), CAUSE_CONTENT},
    {6, 4, N_("the content was converted with losses"), CAUSE_UNKNOWN},
    {6, 5, N_("the content could not be converted"), CAUSE_CONTENT},
    {6, 6, N_("the content is not available"), CAUSE_UNKNOWN},
    {6, 7, N_("an address that is not ASCII is not accepted"), CAUSE_NOT_ASCII},
    {6, 8, N_("the reply would need UTF-8, which the client has not allowed"), CAUSE_UNKNOWN},
    {6, 9, N_("a header in UTF-8 cannot be passed on to a recipient"), CAUSE_UNKNOWN},
    {6, 10, N_("the reply would need UTF-8, which the client has not allowed"), CAUSE_UNKNOWN},

    {7, 0, N_("about security or policy"), CAUSE_UNKNOWN},
    {7, 1, N_("not authorized"), CAUSE_POLICY},
    {7, 2, N_("the sender may not write to this mailing list"), CAUSE_POLICY},
    {7, 3, N_("the message's security cannot be converted as needed"), CAUSE_UNKNOWN},
    {7, 4, N_("the message's security features are not supported"), CAUSE_UNKNOWN},
    {7, 5, N_("a cryptographic operation failed"), CAUSE_UNKNOWN},
    {7, 6, N_("the cryptographic algorithm is not supported"), CAUSE_UNKNOWN},
    {7, 7, N_("the message was changed on its way"), CAUSE_UNKNOWN},
    {7, 8, N_("the user name or password is wrong"), CAUSE_CREDENTIALS},
    {7, 9, N_("the authentication mechanism is too weak"), CAUSE_UNKNOWN},
    {7, 10, N_("an encrypted connection is needed"), CAUSE_TLS},
    {7, 11, N_("the authentication mechanism needs an encrypted connection"), CAUSE_TLS},
    {7, 12, N_("the password must be changed over to this mechanism first"), CAUSE_WEAK_MECHANISM},
    {7, 13, N_("the user's account is disabled"), CAUSE_UNKNOWN},
    {7, 14, N_("the servers need to trust each other first"), CAUSE_UNKNOWN},
    {7, 15, N_("the priority is too low for now"), CAUSE_UNKNOWN},
    {7, 16, N_("the message is too large for its priority"), CAUSE_TOO_LARGE},
    {7, 17, N_("the mailbox has another owner now"), CAUSE_UNKNOWN},
    {7, 18, N_("the domain has another owner now"), CAUSE_UNKNOWN},
    {7, 19, N_("whether the mailbox has changed hands cannot be determined"), CAUSE_UNKNOWN},
    {7, 20, N_("no DKIM signature is valid"), CAUSE_AUTHENTICITY},
    {7, 21, N_("no DKIM signature is acceptable"), CAUSE_AUTHENTICITY},
    {7, 22, N_("no valid DKIM signature is of the author's domain"), CAUSE_AUTHENTICITY},
    {7, 23, N_("the sender's domain does not list this client (SPF)"), CAUSE_AUTHENTICITY},
    {7, 24, N_("the check of the sender's domain (SPF) had an error"), CAUSE_AUTHENTICITY},
    {7, 25, N_("the client's address has no fitting name in DNS"), CAUSE_REVERSE_DNS},
    {7, 26, N_("several checks of the sender's domain failed"), CAUSE_AUTHENTICITY},
    {7, 27, N_("the sender's domain declares that it accepts no mail"), CAUSE_SENDER},
    {7, 28, N_("too much mail from this sender or client"), CAUSE_RATE},
    {7, 29, N_("the chain of signatures (ARC) is not valid"), CAUSE_AUTHENTICITY},
    {7, 30, N_("the message must stay encrypted on its way (REQUIRETLS)"), CAUSE_UNKNOWN},
};
/* clang-format on */

/* Reads a number of up to three digits at the start of *TEXT and skips it. */
static bool take_number(struct span *text, unsigned *number)
{
    size_t size = 0;

    *number = 0;
    for (; size < text->size && size < 4 && text->data[size] >= '0' && text->data[size] <= '9';
         size++)
        *number = 10 * *number + (unsigned)(text->data[size] - '0');
    *text = span_skip(*text, size);
    return size > 0 && size < 4;
}

static bool take_dot(struct span *text)
{
    if (text->size == 0 || text->data[0] != '.')
        return false;
    *text = span_skip(*text, 1);
    return true;
}

struct enhanced enhanced_read(unsigned code, struct span text)
{
    struct enhanced enhanced;
    bool is_one = take_number(&text, &enhanced.class) && take_dot(&text) &&
                  take_number(&text, &enhanced.subject) && take_dot(&text) &&
                  take_number(&text, &enhanced.detail);
    bool is_whole = text.size == 0 || strchr(" \t\n:;,-", text.data[0]) != NULL;

    if (is_one && is_whole && enhanced.class == code / 100)
        return enhanced;
    return (struct enhanced){.class = 0};
}

/* Returns the row of ENHANCED, or that of its subject; COUNT(rows) if there is neither. */
static size_t row_of(struct enhanced enhanced)
{
    size_t found = COUNT(rows);

    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].subject == enhanced.subject &&
            (rows[i].detail == enhanced.detail || rows[i].detail == 0))
            found = i;
    return found;
}

const char *enhanced_meaning(struct enhanced enhanced)
{
    size_t row = row_of(enhanced);
    bool is_failure = enhanced.class >= 4;

    if (row == COUNT(rows) || (rows[row].cause != CAUSE_UNKNOWN && !is_failure))
        return NULL;
    return rows[row].meaning;
}

enum cause enhanced_cause(struct enhanced enhanced)
{
    size_t row = row_of(enhanced);

    return enhanced.class >= 4 && row < COUNT(rows) ? rows[row].cause : CAUSE_UNKNOWN;
}

bool enhanced_is_general(struct enhanced enhanced)
{
    static const struct {
        unsigned subject, detail;
    } general[] = {{5, 1}, {5, 4}, {7, 1}};
    size_t row = row_of(enhanced);

    for (size_t i = 0; i < COUNT(general); i++)
        if (general[i].subject == enhanced.subject && general[i].detail == enhanced.detail)
            return true;
    return row == COUNT(rows) || rows[row].detail == 0;
}
