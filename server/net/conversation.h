/* conversation.h - what a client and the server say to each other, and the message between them.
 *
 * Feeds a session with the bytes of a wire and acts on its events: replies go back to the wire,
 * pieces of a message to the spool, finished messages to the store, and what happened to whoever
 * wants to know.  What was handed over is awaited, and nothing is done meanwhile.  When to go on,
 * and when to end, is the connection's concern.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_CONVERSATION_H
#define SERVER_NET_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "common/deadline.h"
#include "common/transport.h"
#include "server/log/event.h"
#include "server/log/refusals.h"
#include "server/log/trace.h"
#include "server/mail/store.h"
#include "server/net/wire.h"
#include "server/session/patience.h"
#include "server/session/session.h"

/* Longest numeric address of a client, with its port and a NUL. */
#define CONVERSATION_CLIENT_MAX 64

/* What all conversations of a server share. */
struct conversation_service {
    struct session_config session;
    struct spool *spool;
    struct store *store;
    const struct events *events; /* borrowed; whom to tell what happens */
    struct wire_room *room;      /* borrowed; all connections are served by one thread */
    int64_t timeout_ms;          /* longest time without progress */
};

struct conversation {
    const struct conversation_service *service; /* borrowed */
    struct wire wire;
    struct session session;
    struct patience patience;
    void *owner;     /* of what is handed over to spool and store */
    uint64_t number; /* tells it apart in logs */
    char client[CONVERSATION_CLIENT_MAX];
    struct incoming *incoming; /* message under way; owned; NULL between messages */
    bool is_spooling;          /* the spool has it */
    int64_t paused_until_ms;   /* DEADLINE_NEVER: it is not */
    struct trace trace;
    struct refusals refusals;
};

enum conversation_step {
    CONVERSATION_GOES_ON,
    CONVERSATION_RESTS, /* needs more input, or an answer */
    CONVERSATION_IS_OVER,
};

/* Takes over TRANSPORT; SERVICE and what it names must outlive the conversation. */
void conversation_init(struct conversation *conversation,
                       const struct conversation_service *service, struct transport transport,
                       uint64_t number, const char *client, void *owner, int64_t now_ms);

/* Closes the transport and frees what the conversation owns.  Not while it awaits an answer. */
void conversation_release(struct conversation *conversation);

/* Whether somebody else is to answer first, such as spool or store. */
bool conversation_awaits_answer(const struct conversation *conversation);

/* When conversation_resume() is due; DEADLINE_NEVER: it does not pause. */
int64_t conversation_pause_ends_ms(const struct conversation *conversation);

/* Ends a pause, be it over or not. */
void conversation_resume(struct conversation *conversation, int64_t now_ms);

/* Tells the session of CAUSE, and the client what follows from it.  Not while it awaits an answer
 * or pauses. */
void conversation_signal(struct conversation *conversation, enum dialect_event cause,
                         int64_t now_ms);

/* Does the next thing with the input that there is, if there is room for a reply. */
enum conversation_step conversation_go_on(struct conversation *conversation, int64_t now_ms);

/* The spool returned the message under way. */
void conversation_stored(struct conversation *conversation, int64_t now_ms);

/* The store returned SET, the message under way. */
void conversation_delivered(struct conversation *conversation, const struct delivery_set *set,
                            int64_t now_ms);

/* What is awaited stays with whoever has it, and its memory too; a delivery is answered with 451.
 */
void conversation_abandon(struct conversation *conversation, int64_t now_ms);

/* Tells why the server ends the conversation. */
void conversation_tell_closing(const struct conversation *conversation, enum event_closing closing);

/* Tells what remains to be told, and that the connection is closed. */
void conversation_tell_end(const struct conversation *conversation);

#endif
