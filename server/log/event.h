/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* event.h - events of the server and their subscribers.
 *
 * The log and --trace subscribe (event_log.h), and --events (server/events/); other subscribers may
 * count events or forward them.  An event borrows everything it points to, and is valid only during
 * the call.
 */
#ifndef SERVER_LOG_EVENT_H
#define SERVER_LOG_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/dot.h"
#include "common/mechanism.h"
#include "common/span.h"
#include "common/tls.h"
#include "server/fault/effect.h"
#include "server/log/foreign.h"
#include "server/log/message_end.h"
#include "server/mail/heading.h"
#include "server/mail/mailbox.h"
#include "server/mail/recovery.h"
#include "server/session/envelope.h"

enum event_kind {
    EVENT_LISTENING, /* clients can connect to an address */
    EVENT_CONNECTED, /* a client has connected */
    EVENT_ENCRYPTED, /* a handshake of TLS is done */
    EVENT_TLS_FAILED,
    EVENT_UNPROTECTED,   /* bytes that came in clear behind STARTTLS are dropped */
    EVENT_AUTHENTICATED, /* a client has proved who it is */
    EVENT_SAID,          /* one side has sent a line, or a part of one */
    EVENT_REFUSED,       /* a line, a recipient or a message was refused */
    EVENT_FAULT,         /* a line, a message or a connection is disturbed on purpose */
    EVENT_DEVIATION,     /* a line or a message deviates from SMTP, and is accepted nevertheless */
    EVENT_FOREIGN,       /* a client speaks something other than SMTP; once per connection */
    EVENT_UNENDED,       /* at the end of a connection: the last bytes of its client are no line */
    EVENT_WAITING,       /* a client is silent within a message; once per message */
    EVENT_DELIVERED,     /* a message is in a mailbox */
    EVENT_ACCEPTED,      /* a message is in all of its mailboxes, and is answered so */
    EVENT_LOST,          /* a message is not in a mailbox, or this is unknown */
    EVENT_REPAIRED,      /* a mailbox that may have an incomplete message was examined; sent by any
                            thread */
    EVENT_CLOSING,       /* the server closes without being asked to */
    EVENT_CLOSED,        /* the last event of a connection */
    EVENT_KINDS,
};

struct event_listening {
    const char *prefix;   /* "tls:" or nothing */
    const char *endpoint; /* address and port */
};

struct event_connected {
    const char *endpoint; /* of the client: address and port */
};

struct event_tls_failed {
    struct tls_failure failure;
    bool is_handshake;
    int error_number; /* of a handshake, if the failure has no problem */
};

struct event_unprotected {
    uint64_t size; /* bytes */
};

struct event_authenticated {
    const char *user; /* untrusted */
    enum mechanism mechanism;
};

enum event_ending {
    EVENT_ENDING_CRLF,
    EVENT_ENDING_LF,
    EVENT_ENDING_LATER, /* a part of a line that is too long for one event */
    EVENT_ENDING_NONE,  /* no line ending has been received yet */
    EVENT_ENDINGS,
};

struct event_said {
    char side;                /* 'C': the client, 'S': the server */
    struct span line;         /* without its ending; untrusted if the client's */
    enum event_ending ending; /* of the line */
    enum dialect_state state; /* before the line, if the client's; else after it */
};

struct event_refused {
    const struct dialect *dialect;
    struct dialect_position position; /* before it */
    struct dialect_position after;    /* it; not always the same */
    enum dialect_event cause;
    struct span argument; /* untrusted; the line if it is no command */
    bool is_cut;          /* the rest of it must not be shown */
    enum dialect_result result;
    enum dialect_reason reason;         /* of a line */
    unsigned flaws;                     /* of DIALECT_BAD_BYTES: bits of enum dot_flaw */
    const struct dot_place *flaw_place; /* of DIALECT_BAD_BYTES: of the first of them */
    struct span reply;                  /* one or more lines */
    uint64_t number;                    /* of the refusals on this connection, from 1 */
    bool is_noise;   /* what it refuses is no SMTP, as an event before has told; it has no number */
    bool shows_http; /* the first line that shows that the client speaks HTTP, if it may go on */
};

struct event_fault {
    const struct dialect *dialect;
    enum dialect_event cause;
    struct span argument; /* untrusted; empty if it is secret */
    const struct fault_effect *effect;
    struct span text; /* of FAULT_REPLY: what the client is told */
    uint64_t number;  /* of the faults on this connection, from 1 */
};

struct event_deviation {
    unsigned flaws;                     /* of a message: bits of enum dot_flaw */
    const struct dot_place *flaw_place; /* of the first of them; NULL: a line ended in LF alone */
    /* Of a line: */
    const struct dialect *dialect;
    enum dialect_event cause;
    struct span argument; /* untrusted */
    bool is_cut;
    uint64_t number; /* of the deviations on this connection, from 1 */
};

struct event_foreign {
    enum foreign foreign;
    struct span bytes; /* the first ones; untrusted */
};

struct event_unended {
    struct span line; /* untrusted */
    bool is_cut;      /* the rest of it must not be shown */
    bool is_long;     /* the rest of it was not kept */
};

struct event_waiting {
    enum line_ending ending; /* of the connection */
    enum message_end end;    /* what did not end the message */
};

struct event_delivered {
    const struct envelope *envelope;
    const char *mailbox;           /* name from the users table */
    uint64_t offset, length;       /* of the record in the file, in bytes */
    uint64_t size;                 /* of the message, as RFC 1870 counts it */
    const struct heading *heading; /* NULL: it was not kept */
};

enum event_loss {
    EVENT_LOSS_UNFINISHED, /* no end of data was received */
    EVENT_LOSS_NO_ROOM,    /* it could not be stored while it arrived: error_number */
    EVENT_LOSS_MAILBOX,    /* it could not be written to the mailbox: status, error_number */
    EVENT_LOSS_UNKNOWN,    /* the server exits before the disk has responded */
    EVENT_LOSSES,
};

struct event_lost {
    enum event_loss loss;
    const struct envelope *envelope;
    uint64_t size;        /* UNFINISHED: bytes received */
    enum message_end end; /* UNFINISHED: what did not end it, if that is news */
    bool is_cut;          /* UNFINISHED: the connection ended without the end of TLS */
    const char *mailbox;  /* MAILBOX: its name */
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
    EVENT_CLOSING_IDLE,         /* the client was silent for too long */
    EVENT_CLOSING_LATE,         /* its message took too long */
    EVENT_CLOSING_NO_HANDSHAKE, /* its handshake of TLS took too long */
    EVENT_CLOSING_NO_MEMORY,
    EVENT_CLOSING_HTTP,   /* it spoke HTTP */
    EVENT_CLOSING_ERRORS, /* it made too many errors */
    EVENT_CLOSINGS,
};

struct event {
    enum event_kind kind;
    uint64_t connection; /* its number; 0: none */
    union {
        struct event_listening listening;
        struct event_connected connected;
        struct tls_terms encrypted;
        struct event_tls_failed tls_failed;
        struct event_unprotected unprotected;
        struct event_authenticated authenticated;
        struct event_said said;
        struct event_refused refused;
        struct event_fault fault;
        struct event_deviation deviation;
        struct event_foreign foreign;
        struct event_unended unended;
        struct event_waiting waiting;
        struct event_delivered delivered;
        struct event_lost lost;
        struct event_repaired repaired;
        struct {
            enum event_closing closing;
            int64_t limit_ms; /* of EVENT_CLOSING_NO_HANDSHAKE; 0: that of --timeout */
        };
        struct {
            uint64_t refusals, deviations, faults; /* on this connection */
            uint64_t noise;                        /* further refusals: those with is_noise */
        } closed;
    };
};

struct event_subscriber {
    unsigned kinds; /* events to receive: bits 1 << enum event_kind */
    void (*take)(void *context, const struct event *event);
    void *context;
};

#define EVENT_SUBSCRIBERS_MAX 4

/* Initialize with zeros. */
struct events {
    struct event_subscriber subscribers[EVENT_SUBSCRIBERS_MAX];
    size_t count;
};

/* Adds SUBSCRIBER, at most EVENT_SUBSCRIBERS_MAX in all, before any thread sends events. */
void events_subscribe(struct events *events, struct event_subscriber subscriber);

/* Whether KIND has a subscriber. */
bool events_are_wanted(const struct events *events, enum event_kind kind);

/* Calls the subscribers of EVENT's kind. */
void events_tell(const struct events *events, const struct event *event);

#endif
