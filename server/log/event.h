/* event.h - what happens in the server, as data; and who is told.
 *
 * Whoever wants to know subscribes: the log and --trace turn events into words (report.h), others
 * may count them or pass them on.  An event borrows all that it names for the time of the call.
 * What is to be done about an event is not known here.
 */
#ifndef SERVER_LOG_EVENT_H
#define SERVER_LOG_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/span.h"
#include "server/mail/mailbox.h"
#include "server/mail/recovery.h"
#include "server/session/envelope.h"

enum event_kind {
    EVENT_CONNECTED, /* a client is there */
    EVENT_SAID,      /* a line of one side was whole */
    EVENT_REFUSED,   /* a line, a recipient or a message was */
    EVENT_DELIVERED, /* a message is in a mailbox */
    EVENT_LOST,      /* a message will not be in a mailbox, or nobody knows */
    EVENT_REPAIRED,  /* a mailbox that may hold part of a message was looked at; told by any thread
                      */
    EVENT_CLOSING,   /* the server ends a conversation because of the client, or lacks memory */
    EVENT_CLOSED,    /* the last event of a connection */
    EVENT_KINDS,
};

struct event_connected {
    const char *endpoint; /* of the client: address and port */
};

struct event_said {
    char side;                /* 'C': the client, 'S': the server */
    struct span line;         /* without its ending; untrusted if the client's */
    enum dialect_state state; /* that it met, if the client's; else that it led to */
};

struct event_refused {
    const struct dialect *dialect;
    struct dialect_position position; /* that it met */
    enum dialect_event cause;
    struct span argument; /* untrusted */
    enum dialect_result result;
    enum dialect_reason reason; /* of a line */
    unsigned flaws;             /* of DIALECT_BAD_BYTES: bits of enum dot_flaw */
    uint64_t flaw_place;        /* which byte the first of them is, from 1; 0: not known */
    uint64_t number;            /* of the refusals on this connection, from 1 */
    bool shows_http; /* it is the first line by which the client shows that it speaks HTTP */
};

struct event_delivered {
    const char *sender;
    const char *mailbox; /* name from the users table */
    uint64_t size;       /* bytes of the record */
};

enum event_loss {
    EVENT_LOSS_UNFINISHED, /* its end of data never came */
    EVENT_LOSS_NO_ROOM,    /* it could not be kept until its end: error_number */
    EVENT_LOSS_MAILBOX,    /* it could not be put into the mailbox: status, error_number */
    EVENT_LOSS_UNKNOWN,    /* the server ends before its disk has answered */
};

struct event_lost {
    enum event_loss loss;
    const struct envelope *envelope;
    uint64_t size;       /* UNFINISHED: bytes that came */
    const char *mailbox; /* MAILBOX: its name */
    enum mailbox_status status;
    int error_number;
};

struct event_repaired {
    const char *file_name; /* of the mailbox */
    enum recovery_outcome outcome;
    uint64_t cut_bytes;
    int error_number; /* of RECOVERY_FAILED */
};

enum event_closing {
    EVENT_CLOSING_IDLE, /* the client was silent for too long */
    EVENT_CLOSING_LATE, /* its message took too long */
    EVENT_CLOSING_NO_MEMORY,
};

struct event {
    enum event_kind kind;
    uint64_t connection; /* its number; 0: none */
    union {
        struct event_connected connected;
        struct event_said said;
        struct event_refused refused;
        struct event_delivered delivered;
        struct event_lost lost;
        struct event_repaired repaired;
        enum event_closing closing;
        struct {
            uint64_t refusals; /* on this connection */
        } closed;
    };
};

struct event_subscriber {
    unsigned kinds; /* that it is told: bits 1 << enum event_kind */
    void (*take)(void *context, const struct event *event);
    void *context;
};

#define EVENT_SUBSCRIBERS_MAX 4

/* Start with all zero. */
struct events {
    struct event_subscriber subscribers[EVENT_SUBSCRIBERS_MAX];
    size_t count;
};

/* Adds SUBSCRIBER, of which there are fewer than EVENT_SUBSCRIBERS_MAX; before any thread tells. */
void events_subscribe(struct events *events, struct event_subscriber subscriber);

/* Whether anybody wants to be told of KIND. */
bool events_are_wanted(const struct events *events, enum event_kind kind);

/* Tells those who want to know. */
void events_tell(const struct events *events, const struct event *event);

#endif
