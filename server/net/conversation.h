/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* conversation.h - a session connected to its socket, spool and store.
 *
 * Feeds a session with the bytes of a wire and acts on its events: sends replies to the wire,
 * pieces of a message to the spool, finished messages to the store, and events to their
 * subscribers.  While spool or store have the message, it does nothing.  When to continue, and when
 * to end, is the connection's concern.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_CONVERSATION_H
#define SERVER_NET_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"
#include "common/transport.h"
#include "server/auth/authority.h"
#include "server/log/event.h"
#include "server/log/observer.h"
#include "server/mail/store.h"
#include "server/net/hearing.h"
#include "server/net/login.h"
#include "server/net/polled.h"
#include "server/net/wire.h"
#include "server/session/patience.h"
#include "server/session/session.h"
#include "server/tls/credentials.h"

/* Buffer size for the numeric address of a client, with its port and a NUL. */
#define CONVERSATION_CLIENT_MAX 64

/* Shared by all conversations of a server. */
struct conversation_service {
    struct session_config session;
    struct spool *spool;
    struct store *store;
    const struct credentials *credentials; /* borrowed; NULL: no TLS */
    struct authority *authority;           /* borrowed; NULL: no AUTH */
    const struct events *events;           /* borrowed */
    struct verdicts *verdicts;             /* borrowed; NULL: none are wanted */
    struct wire_room *room; /* borrowed; shared, since one thread serves all connections */
    bool keeps_headings;    /* events tell what is in the header of a message */
    int64_t timeout_ms;     /* maximum time without progress */
};

struct conversation {
    const struct conversation_service *service; /* borrowed */
    struct wire wire;
    struct session session;
    struct patience patience;
    void *owner; /* owner of what is submitted to spool and store */
    char client[CONVERSATION_CLIENT_MAX];
    struct incoming *incoming; /* current message; owned; NULL between messages */
    bool is_spooling;          /* the spool has it */
    int64_t paused_until_ms;   /* DEADLINE_NEVER: not paused */
    struct observer observer;
    struct hearing hearing;
    struct login login;
    struct ssl_st *side; /* of TLS, to begin when the reply is sent; owned; NULL: none */
    bool is_encrypted;   /* the handshake is done */
};

enum conversation_step {
    CONVERSATION_GOES_ON,
    CONVERSATION_RESTS, /* needs more input or an answer */
    CONVERSATION_IS_OVER,
};

/* Takes ownership of TRANSPORT; SERVICE and what it points to must outlive the conversation. */
void conversation_init(struct conversation *conversation,
                       const struct conversation_service *service, struct transport transport,
                       uint64_t number, const char *client, void *owner, int64_t now_ms);

/* Closes the transport and frees what the conversation owns.  Must not be called while it awaits an
 * answer. */
void conversation_release(struct conversation *conversation);

/* Whether it awaits an answer, for example of spool or store. */
bool conversation_awaits_answer(const struct conversation *conversation);

/* Returns the time when conversation_resume() is due; DEADLINE_NEVER: not paused. */
int64_t conversation_pause_ends_ms(const struct conversation *conversation);

/* Fills in what to watch: the transport, for errors alone if there are no events; and the time when
 * a pause ends, the client has been silent for too long or, if it IS_ADVISED, conversation_advise()
 * is due.  In a pause for errors of the client a disconnect is noticed only after it; if a fault
 * causes the pause, at once. */
void conversation_watch(const struct conversation *conversation, bool is_advised,
                        struct polled *polled);

/* Whether a fault lets the client wait that has closed its side of the connection: it may have
 * left. If not, it gets the rest of its replies without delays. */
bool conversation_is_left(const struct conversation *conversation);

/* Ends a pause, even early; after a byte of a reply there may be another one. */
void conversation_resume(struct conversation *conversation, int64_t now_ms);

/* Passes CAUSE to the session and sends the reply.  Must not be called while it awaits an answer or
 * pauses. */
void conversation_signal(struct conversation *conversation, enum dialect_event cause,
                         int64_t now_ms);

/* Whether TLS must begin as soon as all output is sent; until then nothing else happens. */
bool conversation_must_secure(const struct conversation *conversation);

/* Begins TLS.  Returns -1 if out of memory. */
int conversation_secure(struct conversation *conversation);

/* Must be called when BYTES have arrived. */
void conversation_hear(struct conversation *conversation, struct span bytes, int64_t now_ms);

/* Returns the time when the client has been silent for too long. */
int64_t conversation_patience_ends_ms(const struct conversation *conversation);

/* Sends the events that say what a silent client does wrong.  Nothing is said to the client. */
void conversation_advise(struct conversation *conversation, int64_t now_ms);

/* Processes the next step of the input, if there is room for a reply. */
enum conversation_step conversation_go_on(struct conversation *conversation, int64_t now_ms);

/* Must be called when the spool has returned the current message. */
void conversation_stored(struct conversation *conversation, int64_t now_ms);

/* Must be called when the store has returned SET, the current message. */
void conversation_delivered(struct conversation *conversation, const struct delivery_set *set,
                            int64_t now_ms);

/* Must be called when the authority has returned the exchange. */
void conversation_authenticated(struct conversation *conversation, int64_t now_ms);

/* Stops waiting for an answer; the memory stays with spool, store or authority.  A delivery is
 * answered with 451, AUTH with 454. */
void conversation_abandon(struct conversation *conversation, int64_t now_ms);

/* Ends a pause, and stops waiting for the authority, which must have been stopped. */
void conversation_hurry(struct conversation *conversation, int64_t now_ms);

/* Sends the event that says why the server ends the conversation. */
void conversation_tell_closing(const struct conversation *conversation, enum event_closing closing);

/* Sends that the server closes since the handshake took too long; CAUSE is that of the first
 * reply. */
void conversation_tell_late(const struct conversation *conversation, enum dialect_event cause);

/* Sends the event that the client has been silent, or its message has taken, for too long. */
void conversation_tell_impatience(const struct conversation *conversation, int64_t now_ms);

/* Sends the remaining events, and that the connection is closed. */
void conversation_tell_end(struct conversation *conversation);

#endif
