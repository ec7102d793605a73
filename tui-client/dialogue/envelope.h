/* envelope.h - who sends to whom, as the replies have made it, and what was delivered.
 *
 * It follows the lines of a conversation: an address counts once the server has accepted it, and
 * goes with its transaction.  What a message says of senders and recipients in its header is
 * another matter, and so is how any of this is shown.
 */
#ifndef TUI_CLIENT_DIALOGUE_ENVELOPE_H
#define TUI_CLIENT_DIALOGUE_ENVELOPE_H

#include "tui-client/dialogue/dialogue.h"

/* Most recipients that are kept, and most bytes of the list of deliveries: no screen shows more. */
#define ENVELOPE_RECIPIENTS_MAX 1000
#define ENVELOPE_DELIVERIES_MAX 8192

/* What is known once a command, or the end of a message, has succeeded. */
enum envelope_part {
    ENVELOPE_NOTHING,
    ENVELOPE_CLIENT,    /* the argument is the client's name */
    ENVELOPE_SENDER,    /* the argument names the sender; a transaction begins */
    ENVELOPE_RECIPIENT, /* the argument names one more recipient */
    ENVELOPE_DELIVERY,  /* the message is the server's */
};

struct envelope {
    char *named;       /* owned; the address in the last command; NULL: none yet */
    char *sender;      /* owned; NULL: none */
    char **recipients; /* owned, each of them too; in the order of their replies */
    size_t recipient_count;
    bool has_more;      /* recipients than are kept */
    unsigned delivered; /* messages, on this connection */
    /* Newest first, a line for each delivered message: "SENDER -> RECIPIENT, RECIPIENT", LF.  What
     * is too much is cut off. */
    struct buffer deliveries;
};

void envelope_init(struct envelope *envelope);
void envelope_release(struct envelope *envelope);

/* A connection begins: there is no transaction, and nothing was delivered. */
void envelope_start(struct envelope *envelope);

/* The transaction is over, however. */
void envelope_clear(struct envelope *envelope);

/* Goes on with LINE, the next of the conversation. */
void envelope_follow(struct envelope *envelope, const struct dialogue_line *line);

/* What success of what REPLY answers makes known. */
enum envelope_part envelope_part_of(const struct dialogue_reply *reply);

#endif
