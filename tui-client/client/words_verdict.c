/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_verdict.c - the texts of words.h on what a reply did, and what makes that doubtful. */
#include <config.h>

#include <assert.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words_internal.h"

/* Those of a refusal are followed by its cause. */
static const char *const verdicts[] = {
    [EXPLAIN_GREETED] = N_("The server is ready."),
    [EXPLAIN_ACCEPTED] = N_("The server accepted the command."),
    [EXPLAIN_SEND_MESSAGE] = N_("The server is waiting for the message."),
    [EXPLAIN_ASKS_FOR_CREDENTIALS] = N_("The server asks for the next line of the login."),
    [EXPLAIN_LOGGED_IN] = N_("You are logged in."),
    [EXPLAIN_NOT_AWAITED] =
        N_("The server accepted the command, but does not wait for the message: that is 354."),
    [EXPLAIN_LEAVING] = N_("The server is closing the connection, and has not taken the message."),
    [EXPLAIN_NOT_ENDED] = N_("The server accepted the command, but a conversation ends with 221."),
    [EXPLAIN_UNVERIFIED] =
        N_("The server has not verified the user: there may be no such mailbox."),
    [EXPLAIN_DELIVERED] = N_("The server has accepted the message and is now responsible for it."),
    [EXPLAIN_MAYBE_DELIVERED] = N_("The server accepted something; it may not be the message."),
    [EXPLAIN_GOODBYE] = N_("The conversation has ended as requested."),
    [EXPLAIN_REFUSED] = N_("The server refused it."),
    [EXPLAIN_CLOSING] = N_("The server is closing the connection."),
    [EXPLAIN_ACCEPTED_THOUGH_CLOSED] = N_("The server accepted what this dialect does not allow."),
    [EXPLAIN_UNASKED] = N_("More replies than commands: this one answers nothing that was sent."),
    [EXPLAIN_PIECE] =
        N_("More replies than commands: the server seems to answer each piece of the message."),
    [EXPLAIN_EARLY] =
        N_("More replies than commands: this one came together with the 354, before the message."),
};

static_assert(COUNT(verdicts) == EXPLAIN_VERDICTS, "a text per verdict");

const char *words_verdict(enum explain_verdict verdict)
{
    return _(verdicts[verdict]);
}

/* Remarks on what makes a reply doubtful, in the order in which they are made. */
static const struct {
    unsigned doubt;
    const char *text;
} remarks[] = {
    {DIALOGUE_DOUBT_PIECES,
     N_("The server seems to answer each piece of the message: this need not be the reply to its "
        "end.")},
    {DIALOGUE_DOUBT_EARLY,
     N_("Another reply came before any of the message was sent: this need not be the reply to its "
        "end.")},
    {DIALOGUE_DOUBT_DELIVERY,
     N_("Whether the message was delivered is therefore not known: look into the mailbox.")},
    {DIALOGUE_DOUBT_ECHO,
     N_("It repeats another address than the one that was sent: compare them.")},
};

void words_append_doubts(char *out, size_t size, const struct dialogue_reply *reply)
{
    unsigned said =
        reply->doubts & DIALOGUE_DOUBT_SURPLUS ? DIALOGUE_DOUBT_PIECES | DIALOGUE_DOUBT_EARLY : 0;

    for (size_t i = 0; i < COUNT(remarks); i++)
        if (reply->doubts & ~said & remarks[i].doubt)
            words_append(out, size, " %s", _(remarks[i].text));
}
