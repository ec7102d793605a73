/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* link.h - a connection to a server: resolve, connect, encrypt, read, write.
 *
 * Nothing here blocks: a name is looked up by a thread, the addresses found are tried one after
 * another, and the event loop polls the descriptor of link_wants() and calls link_step() when it is
 * ready or the deadline has passed.  TLS begins at once, or later with link_secure(); nothing is
 * sent or read through it while its certificate is in doubt.  The meaning of the bytes is not known
 * here; reply timeouts are the concern of the dialogue's owner.
 */
#ifndef TUI_CLIENT_NET_LINK_H
#define TUI_CLIENT_NET_LINK_H

#include "common/buffer.h"
#include "common/deadline.h"
#include "common/span.h"
#include "common/tls.h"
#include "common/transport.h"
#include "tui-client/net/resolver.h"
#include "tui-client/net/trust.h"

enum link_state {
    LINK_CLOSED,     /* no connection, and no attempt */
    LINK_RESOLVING,  /* the name is being looked up */
    LINK_CONNECTING, /* an address is being tried */
    LINK_SECURING,   /* the handshake of TLS */
    LINK_DOUBTED,    /* it is done, but the certificate is not trusted: link_trust() goes on */
    LINK_OPEN,
};

/* Why a connection was not established, or ended. */
enum link_problem {
    LINK_PROBLEM_NONE,
    LINK_PROBLEM_UNKNOWN_HOST,    /* the name has no address; link->resolve_error has the details */
    LINK_PROBLEM_NO_LOOKUP,       /* whether it has one is not known; likewise */
    LINK_PROBLEM_REFUSED,         /* nothing listens there; a connection to itself counts too */
    LINK_PROBLEM_UNREACHABLE,     /* no route to this host or network */
    LINK_PROBLEM_CONNECT_TIMEOUT, /* all addresses timed out */
    LINK_PROBLEM_CLOSED_BY_SERVER, /* orderly close */
    LINK_PROBLEM_LOST,             /* reset or broken */
    LINK_PROBLEM_NO_TLS,           /* TLS was asked for, and is not built in */
    LINK_PROBLEM_HANDSHAKE,        /* it failed: link->failure says why */
    LINK_PROBLEM_HANDSHAKE_END,    /* the server closed in the midst of it */
    LINK_PROBLEM_HANDSHAKE_TIMEOUT,
    LINK_PROBLEM_CUT,           /* closed without the end of TLS: something may be missing */
    LINK_PROBLEM_BROKEN,        /* what came through TLS is not as it should be: link->failure */
    LINK_PROBLEM_NO_THREAD,     /* to look the name up: nothing is known of the server */
    LINK_PROBLEM_NO_DESCRIPTOR, /* likewise */
    LINK_PROBLEM_SYSTEM,        /* anything else: link->error_number */
    LINK_PROBLEMS,
};

/* Maximum bytes of one LINK_RECEIVED. */
#define LINK_READ_MAX 16384

struct link {
    const char *host; /* name or address without brackets; borrowed, lives as long as the link */
    const char *port; /* decimal number; borrowed likewise */
    int64_t connect_timeout_ms; /* for resolving, for each address, and for the handshake */
    const struct trust *trust;  /* borrowed; NULL: TLS cannot begin; set before link_open(), like
                                   the two below */
    bool begins_secure;         /* TLS begins before anything is sent */
    bool trusts_all;            /* no certificate is in doubt */

    enum link_state state;      /* read-only for others, like all below */
    int error_number;           /* errno of the last problem, 0 if it had none */
    int resolve_error;          /* code of getaddrinfo(3) of the last look-up */
    struct resolver *resolver;  /* owned; NULL unless resolving */
    struct addrinfo *found;     /* owned; all addresses of the host */
    struct addrinfo *next;      /* the next one to try */
    struct transport transport; /* fd -1 unless connecting or open */
    int64_t deadline_ms;        /* of what comes before LINK_OPEN, on the monotonic clock */
    bool was_open;              /* before TLS began */
    bool is_trusted;            /* by link_trust() */
    bool is_secure;             /* this connection, or the last one, is or was open with TLS */
    struct tls_failure failure; /* of the last connection */
    struct trust_report report; /* once LINK_DOUBTED or IS_SECURE */
    char bytes[LINK_READ_MAX];  /* of the last LINK_RECEIVED */
};

enum link_event_kind {
    LINK_NOTHING,
    LINK_OPENED,   /* connected, with TLS if it begins secure; nothing sent or received yet */
    LINK_DOUBTFUL, /* the state is LINK_DOUBTED now */
    LINK_SECURED,  /* after link_secure(): TLS has begun */
    LINK_RECEIVED, /* bytes arrived */
    LINK_ENDED,    /* disconnected: PROBLEM says why */
};

struct link_event {
    enum link_event_kind kind;
    struct span bytes;         /* of LINK_RECEIVED; borrowed until the next call with this link */
    enum link_problem problem; /* of LINK_ENDED */
};

/* What poll(2) must watch for a link. */
struct link_wants {
    int fd;              /* -1: nothing */
    short events;        /* POLLIN, POLLOUT */
    int64_t deadline_ms; /* when link_step() must be called at the latest */
};

/* Initializes LINK as closed, ready for link_open(). */
void link_init(struct link *link, const char *host, const char *port, int64_t connect_timeout_ms);

/* Closes LINK and frees what it owns.  A running look-up ends by itself in its thread. */
void link_release(struct link *link);

/* Starts to connect at NOW_MS (monotonic clock); an earlier connection is closed first.  Failures
 * are reported as LINK_ENDED by link_step(), never here. */
void link_open(struct link *link, int64_t now_ms);

/* Closes the connection, or cancels the attempt.  No LINK_ENDED follows. */
void link_close(struct link *link);

/* Begins TLS on an open connection, on which nothing is to be sent in clear any more.  Returns the
 * bytes that had come in clear behind what was read, and are thrown away: a man in the middle may
 * have put them there (CVE-2011-0411).  A failure is reported by link_step(). */
size_t link_secure(struct link *link, int64_t now_ms);

/* Goes on with a connection that is LINK_DOUBTED. */
void link_trust(struct link *link, int64_t now_ms);

/* What to watch; HAS_OUTPUT says whether there is something to send. */
struct link_wants link_wants(const struct link *link, bool has_output);

/* Does what is possible without blocking, given the REVENTS of poll(2): continues resolving,
 * connecting and the handshake, writes as much of OUT as the socket accepts and consumes it, reads
 * at most once. Returns what happened; LINK_ENDED is returned only after all received bytes. */
struct link_event link_step(struct link *link, short revents, struct buffer *out, int64_t now_ms);

#endif
