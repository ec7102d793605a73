/* transaction.h - a message of a conversation that is over, with all that was said to deliver it.
 *
 * It is read off the lines of a transcript, for whoever has to say the same again.  Unlike the
 * envelope, which asks the dialect, it believes the server alone: who the recipients are is what
 * was answered with success, whether or not the table foresaw it.
 */
#ifndef TUI_CLIENT_EXPORT_TRANSACTION_H
#define TUI_CLIENT_EXPORT_TRANSACTION_H

#include "tui-client/dialogue/transcript.h"

/* Most recipients of a message that can be told. */
#define TRANSACTION_RECIPIENTS_MAX 1000

/* Spans borrow from the transcript. */
struct transaction {
    struct span client; /* the name it gave */
    struct span sender;
    struct span recipients[TRANSACTION_RECIPIENTS_MAX];
    size_t recipient_count;
    bool has_more;        /* recipients than there is room for */
    size_t begin, end;    /* lines of the message; equal: there are none */
    struct span argument; /* of the command that a reply is awaited to */
};

void transaction_init(struct transaction *transaction);

/* Goes on with LINE, which is the line NUMBER of its transcript.  True if it says that the message
 * was delivered. */
bool transaction_follow(struct transaction *transaction, const struct dialogue_line *line,
                        size_t number);

#endif
