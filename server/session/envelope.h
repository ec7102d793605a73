/* envelope.h - who sends a message to whom.
 *
 * Filled by MAIL and RCPT, and emptied when the transaction ends (RFC 5321 section 2.3.1).  Which
 * mailboxes there are, and how many recipients are allowed, is not known here.
 */
#ifndef SERVER_SESSION_ENVELOPE_H
#define SERVER_SESSION_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

struct envelope_recipient {
    char *address; /* owned; as RCPT gave it */
    char *mailbox; /* owned; name of its mailbox in the users table */
};

/* Start with all zero. */
struct envelope {
    char *sender;                          /* owned; as MAIL gave it, "<>" is the null sender;
                                              NULL: unknown */
    struct envelope_recipient *recipients; /* owned; in the order in which they were named */
    size_t recipient_count;
};

/* Sets the sender, a string that ENVELOPE owns from now on. */
void envelope_set_sender(struct envelope *envelope, char *sender);

/* Adds a recipient; ENVELOPE owns both strings from now on, also on failure.  -1 if memory ran out,
 * here or for one of them, which is NULL then. */
int envelope_add(struct envelope *envelope, char *address, char *mailbox);

/* Empties ENVELOPE and frees what it owns. */
void envelope_release(struct envelope *envelope);

/* Whether recipient NUMBER is the first of those with its mailbox. */
bool envelope_is_first(const struct envelope *envelope, size_t number);

#endif
