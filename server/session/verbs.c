/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verbs.c - HELO, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA and the end of data, one function each.
 *
 * The others have none: their rows of the table are enough.
 */
#include <config.h>

#include "server/session/verbs.h"

#include <assert.h>
#include <stdlib.h>

#include "common/address.h"
#include "common/base64.h"
#include "common/count.h"
#include "server/session/parameters.h"

char *verbs_copy(struct span text)
{
    static const char nul[] = "\\x00";
    size_t nul_count = 0, length = 0;
    char *copy;

    for (size_t i = 0; i < text.size; i++)
        nul_count += text.data[i] == '\0';
    copy = malloc(text.size + nul_count * (sizeof nul - 2) + 1);
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
    session->speaks_esmtp = false;
    session->out_of_memory |= session->helo == NULL;
    return DIALECT_DONE;
}

static enum dialect_result act_ehlo(struct session *session, const struct argument *domain)
{
    enum dialect_result result = act_helo(session, domain);

    session->speaks_esmtp = true;
    return result;
}

static enum dialect_result read_parameters(const struct session *session, enum dialect_event event,
                                           struct span list, struct parameters *parameters)
{
    return parameters_read(dialect_extensions_at(session->config->dialect, session->position),
                           event, list, parameters);
}

static enum dialect_result act_mail(struct session *session, const struct argument *sender)
{
    struct parameters parameters;
    enum dialect_result result =
        read_parameters(session, DIALECT_MAIL, sender->parameters, &parameters);

    if (result != DIALECT_DONE)
        return result;
    if (parameters.size > session->config->message_size_max)
        return DIALECT_TOO_LARGE;
    if (sender->is_international && !parameters.is_international)
        return DIALECT_NEEDS_SMTPUTF8;
    char *copy = verbs_copy(sender->value);
    envelope_set_sender(&session->envelope, copy);
    session->envelope.is_international = parameters.is_international;
    session->out_of_memory |= copy == NULL;
    return DIALECT_DONE;
}

/* Returns the mailbox name of RECIPIENT, which the caller frees; NULL with the reason in *FLAW. */
static char *name_of(const struct argument *recipient, enum address_flaw *flaw)
{
    char *unquoted, *name;

    if (!recipient->is_quoted)
        return address_mailbox(recipient->value, flaw);
    unquoted = address_unquote(recipient->value);
    *flaw = ADDRESS_NO_MEMORY;
    if (unquoted == NULL)
        return NULL;
    name = address_mailbox(span_of(unquoted), flaw);
    free(unquoted);
    return name;
}

/* Returns the mailbox that gets mail for RECIPIENT, which the caller frees; NULL if there is none.
 * The catch-all is not for what the mailbox rule refuses, nor for the null path, which names
 * nobody. */
static char *mailbox_of(struct session *session, const struct argument *recipient)
{
    const struct session_config *config = session->config;
    enum address_flaw flaw;
    char *name = name_of(recipient, &flaw);

    if (name != NULL && users_find(config->users, name) == NULL) {
        free(name);
        if (config->catch_all == NULL || span_equal(recipient->value, span_of("<>")))
            return NULL;
        name = verbs_copy(span_of(config->catch_all));
        flaw = name == NULL ? ADDRESS_NO_MEMORY : ADDRESS_OK;
    }
    session->out_of_memory |= flaw == ADDRESS_NO_MEMORY;
    return name;
}

static enum dialect_result add_recipient(struct session *session, const struct argument *recipient)
{
    char *mailbox = mailbox_of(session, recipient);

    if (mailbox == NULL)
        return DIALECT_NO_MAILBOX;
    session->out_of_memory |=
        envelope_add(&session->envelope, verbs_copy(recipient->value), mailbox) != 0;
    return session->envelope.recipient_count < session->config->dialect->policy.recipients_max
               ? DIALECT_DONE
               : DIALECT_DONE_LAST;
}

static enum dialect_result act_rcpt(struct session *session, const struct argument *recipient)
{
    struct parameters parameters;
    enum dialect_result result =
        read_parameters(session, DIALECT_RCPT, recipient->parameters, &parameters);

    if (result != DIALECT_DONE)
        return result;
    if (recipient->is_international && !session->envelope.is_international)
        return DIALECT_NEEDS_SMTPUTF8;
    return add_recipient(session, recipient);
}

static enum dialect_result act_data(struct session *session, const struct argument *argument)
{
    const struct dialect_ending_rules *rules =
        dialect_ending_rules(&session->config->dialect->policy);

    (void)argument;
    dot_decoder_init(&session->dot, session->line.ending,
                     rules->refused_flaws | rules->reported_flaws);
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

/* The reply depends on whether TLS can be prepared. */
static enum dialect_result act_secure(struct session *session, const struct argument *argument)
{
    (void)argument;
    session->question.ask = SESSION_ASK_SECURE;
    return DIALECT_DONE;
}

/* Asks whether TEXT, in base64, proves who the client is. */
static enum dialect_result ask_about(struct session *session, struct span text)
{
    struct session_credentials *credentials = &session->question.credentials;

    credentials->mechanism = session->mechanism;
    if (text.size > 0) {
        credentials->response = malloc(text.size);
        session->out_of_memory |= credentials->response == NULL;
    }
    if (credentials->response != NULL &&
        !base64_decode(text, credentials->response, &credentials->size))
        return DIALECT_BAD_RESPONSE;
    session->question.ask = SESSION_ASK_AUTHENTICATE;
    return DIALECT_DONE;
}

/* RFC 4954 section 4: "=" is an initial response that is empty. */
static enum dialect_result act_auth(struct session *session, const struct argument *argument)
{
    bool is_empty = span_equal(argument->response, span_of("="));

    session->mechanism = mechanism_by_name(argument->value);
    if (session->mechanism == MECHANISMS ||
        (session->config->mechanisms & 1U << session->mechanism) == 0)
        return DIALECT_UNSUPPORTED_VALUE;
    session->question.credentials.is_first = true;
    session->question.credentials.has_response = argument->response.data != NULL;
    return ask_about(session, is_empty ? (struct span){NULL, 0} : argument->response);
}

static enum dialect_result act_credentials(struct session *session, const struct argument *argument)
{
    if (span_equal(argument->value, span_of("*")))
        return DIALECT_CANCELLED;
    session->question.credentials.has_response = true;
    return ask_about(session, argument->value);
}

enum dialect_result verbs_act(struct session *session, const struct dialect_row *row,
                              const struct argument *argument)
{
    static enum dialect_result (*const acts[])(struct session *, const struct argument *) = {
        [DIALECT_ACTION_NONE] = act_none,       [DIALECT_ACTION_HELO] = act_helo,
        [DIALECT_ACTION_EHLO] = act_ehlo,       [DIALECT_ACTION_MAIL] = act_mail,
        [DIALECT_ACTION_RCPT] = act_rcpt,       [DIALECT_ACTION_DATA] = act_data,
        [DIALECT_ACTION_DELIVER] = act_deliver, [DIALECT_ACTION_SECURE] = act_secure,
        [DIALECT_ACTION_AUTH] = act_auth,       [DIALECT_ACTION_CREDENTIALS] = act_credentials,
    };

    static_assert(COUNT(acts) == DIALECT_ACTIONS, "a function per action");
    return acts[row->action](session, argument);
}
