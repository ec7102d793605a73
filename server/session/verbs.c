/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verbs.c - HELO, MAIL, RCPT, DATA and the end of data, one function each.
 *
 * QUIT has none: its row of the table is enough.
 */
#include <config.h>

#include "server/session/verbs.h"

#include <assert.h>
#include <stdlib.h>

#include "common/address.h"
#include "common/count.h"

char *verbs_copy(struct span text)
{
    static const char nul[] = "\\x00";
    char *copy = malloc(4 * text.size + 1);
    size_t length = 0;

    if (copy == NULL)
        return NULL;
    for (size_t i = 0; i < text.size; i++) {
        size_t size = text.data[i] == '\0' ? sizeof nul - 1 : 1;
        memcpy(copy + length, text.data[i] == '\0' ? nul : text.data + i, size);
        length += size;
    }
    copy[length] = '\0';
    return copy;
}

static enum dialect_result act_none(struct session *session, const struct argument *argument)
{
    (void)session, (void)argument;
    return DIALECT_DONE;
}

static enum dialect_result act_helo(struct session *session, const struct argument *domain)
{
    free(session->helo);
    session->helo = verbs_copy(domain->value);
    session->out_of_memory |= session->helo == NULL;
    return DIALECT_DONE;
}

static enum dialect_result act_mail(struct session *session, const struct argument *sender)
{
    char *copy = verbs_copy(sender->value);

    envelope_set_sender(&session->envelope, copy);
    session->out_of_memory |= copy == NULL;
    return DIALECT_DONE;
}

static enum dialect_result act_rcpt(struct session *session, const struct argument *recipient)
{
    enum address_flaw flaw = ADDRESS_OK;
    char *mailbox = address_mailbox(recipient->value, &flaw);

    session->out_of_memory |= flaw == ADDRESS_NO_MEMORY;
    if (mailbox == NULL || users_find(session->config->users, mailbox) == NULL) {
        free(mailbox);
        return DIALECT_NO_MAILBOX;
    }
    session->out_of_memory |=
        envelope_add(&session->envelope, verbs_copy(recipient->value), mailbox) != 0;
    return session->envelope.recipient_count < session->config->dialect->policy.recipients_max
               ? DIALECT_DONE
               : DIALECT_DONE_LAST;
}

static enum dialect_result act_data(struct session *session, const struct argument *argument)
{
    (void)argument;
    dot_decoder_init(&session->dot, session->line.ending,
                     session->config->dialect->policy.refused_flaws);
    session->lost = DIALECT_DONE;
    return DIALECT_DONE;
}

/* The session has checked the message.  A lost one is not delivered. */
static enum dialect_result act_deliver(struct session *session, const struct argument *argument)
{
    (void)argument;
    if (session->lost == DIALECT_DONE)
        session->question.ask = SESSION_ASK_DELIVER;
    return session->lost;
}

enum dialect_result verbs_act(struct session *session, const struct dialect_row *row,
                              const struct argument *argument)
{
    static enum dialect_result (*const acts[])(struct session *, const struct argument *) = {
        [DIALECT_ACTION_NONE] = act_none, [DIALECT_ACTION_HELO] = act_helo,
        [DIALECT_ACTION_MAIL] = act_mail, [DIALECT_ACTION_RCPT] = act_rcpt,
        [DIALECT_ACTION_DATA] = act_data, [DIALECT_ACTION_DELIVER] = act_deliver,
    };

    static_assert(COUNT(acts) == DIALECT_ACTIONS, "a function per action");
    return acts[row->action](session, argument);
}
