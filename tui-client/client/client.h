/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* client.h - a conversation with a server and all its records, shared by all modes.
 *
 * It joins the link, the dialogue, the transcript, the envelope, the delivery, the history and the
 * saved session. A mode asks what to wait for, passes what is ready, sends commands, and is
 * notified of every line.  Display and keys are not known here.
 */
#ifndef TUI_CLIENT_CLIENT_CLIENT_H
#define TUI_CLIENT_CLIENT_CLIENT_H

#include "common/deadline.h"
#include "tui-client/auth/decoded.h"
#include "tui-client/auth/exchange.h"
#include "tui-client/auth/repeated.h"
#include "tui-client/client/answerer.h"
#include "tui-client/client/archive.h"
#include "tui-client/client/options.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/envelope.h"
#include "tui-client/dialogue/resume.h"
#include "tui-client/dialogue/secret.h"
#include "tui-client/dialogue/transcript.h"
#include "tui-client/dialogue/way.h"
#include "tui-client/export/export.h"
#include "tui-client/message/delivery.h"
#include "tui-client/net/link.h"

/* Connections that are kept for an export; of more, the oldest are dropped. */
#define CLIENT_CONNECTIONS_MAX 256

/* An exchange of credentials, of the client's own or typed. */
struct client_login {
    struct exchange *exchange; /* owned; NULL: none of the client's own is under way */
    bool answers;              /* the challenge is to be answered */
    struct answerer *answerer; /* owned; it does that in EXCHANGE, which nobody else uses meanwhile;
                                  NULL: it does not */
    bool distrusts; /* the server has accepted without proving that it knows the password */
    struct buffer challenge;  /* in base64, untrusted */
    bool is_open;             /* AUTH was said, and its end is awaited */
    enum mechanism mechanism; /* of the last AUTH, also of a typed one; MECHANISMS: unknown */
    unsigned responses;       /* to it so far */
    char user[DECODED_MAX];   /* who the client has said that it is; "" if that is not known */
    char shown[128];          /* a line without its secret */
    struct repeated repeated; /* in replies */
    size_t missing; /* requests given up whose replies may still come, or never: until then a reply
                       may answer another request than it seems to */
    struct decoded decoded; /* of it */
};

struct client {
    const struct options *options;
    struct server_name at; /* the server that it connects to */
    enum options_tls tls;  /* when STARTTLS is used; as on the command line, unless changed */
    struct link link;
    struct dialogue dialogue;
    struct transcript transcript;
    struct envelope envelope;
    struct delivery delivery; /* the last one on this connection */
    struct archive archive;
    struct secret secret; /* of this connection */
    struct client_login login;
    struct password typed; /* the password of the user; that of the options if there is none */
    bool has_used_typed;   /* it was sent: what is typed next replaces it */
    struct resume resume;  /* what would lead another connection to where the last one was */
    struct ways ways;      /* another way to say what was not taken last */
    struct span memorable; /* the part that may be kept of the command passed to the watcher */
    struct dialogue_observer watcher; /* of the mode: called for every line, after it was stored */
    int64_t opened_ms;                /* when the connection was established; -1: none */
    int64_t activity_ms;              /* when bytes were last sent or received */
    bool asks_trust; /* set by the mode: the user decides about a certificate that is not trusted,
                        see client_trust(); else the connection ends */
    bool stays_open; /* set by the mode: a reply that does not come in time is given up, but not the
                        connection */
    enum reply_flaw flaw;    /* of what arrived since something was last sent, or a reply came */
    char problem[WORDS_MAX]; /* why there is no connection, or what was given up on it and nothing
                                sent since, and the remedy; otherwise "" */
    bool is_refused;         /* PROBLEM is that no server listens there */
    char *server;            /* owned; its name in the greeting; NULL: none */
    struct connection connections[CLIENT_CONNECTIONS_MAX]; /* those established, in order */
    size_t connection_count;
    size_t sending;     /* bytes of the last output queued at once, or of a message in pieces */
    int64_t sending_ms; /* since when */
};

/* Initializes CLIENT and opens its files.  OPTIONS and WATCHER's context must outlive it.  WATCHER
 * must not send anything itself.  0, or -1 when the file of --save cannot be opened, with
 * CLIENT->problem saying so. */
int client_init(struct client *client, const struct options *options,
                struct dialogue_observer watcher);

/* Closes and frees everything.  CLIENT->problem then says why there is no saved session, or only a
 * part of it; "" otherwise.  -1 if it is incomplete. */
int client_release(struct client *client);

/* From now on client_connect() connects to SERVER.  An earlier connection is closed; on one to
 * another server nothing is to be resumed, and it is spoken to as if no way had been taken. */
void client_set_server(struct client *client, const struct server_name *server);

/* When STARTTLS is used with SERVER: never BY_PORT. */
enum options_tls client_tls(const struct client *client, const struct server_name *server);

/* Starts to connect; an earlier connection is closed. */
void client_connect(struct client *client, int64_t now_ms);

/* Ends the connection, or the attempt, at the user's request. */
void client_disconnect(struct client *client);

/* Whether a connection is established or being established. */
bool client_is_connected(const struct client *client);

/* Whether something can still be sent or queued on this connection. */
bool client_can_say(const struct client *client);

/* Whether there is an operation that could be cancelled. */
bool client_is_busy(const struct client *client);

/* Whether TLS has begun, with a certificate that is not trusted: nothing is sent before
 * client_trust(). */
bool client_is_doubted(const struct client *client);

/* Goes on with this connection all the same. */
void client_trust(struct client *client, int64_t now_ms);

/* Whether a reply was given up, and nothing sent or answered since. */
bool client_has_given_up(const struct client *client);

/* Send a line unchanged, a line with its address in the style that was chosen instead of brackets,
 * VERB with ARGUMENT, or VERB and then MESSAGE.  -1 with errno as dialogue_say() and
 * dialogue_say_message(). */
int client_say(struct client *client, struct span line, int64_t now_ms);
int client_say_typed(struct client *client, struct span line, int64_t now_ms);
int client_say_step(struct client *client, enum dialect_event verb, struct span argument,
                    int64_t now_ms);
int client_say_message(struct client *client, enum dialect_event verb,
                       const struct compose_message *message, int64_t now_ms);

/* Whether the server offers AUTH, and it is possible now; with which mechanisms, as bits 1 << enum
 * mechanism. */
bool client_can_log_in(const struct client *client);
unsigned client_mechanisms(const struct client *client);

/* The password of the user, or the token; maybe empty. */
const struct password *client_password(const struct client *client);

/* Begins to prove by MECHANISM that the user is USER; what follows of the exchange is sent by
 * client_step().  -1 with errno as dialogue_say_credentials(), ENOKEY without a password or ENOTSUP
 * if it is not built in; EBADMSG if it cannot be said, which a remark explains. */
int client_log_in(struct client *client, enum mechanism mechanism, struct span user,
                  int64_t now_ms);

/* Whether LINE asks the client for that, "$AUTH [MECHANISM [USER]]", instead of being sent; whether
 * it does if it is typed now, since a message may have such lines; and does it, with the best
 * mechanism offered and the user of the options if they are missing.  -1 with errno also EPROTO if
 * LINE is wrong, or EDESTADDRREQ without a user. */
bool client_is_login(struct span line);
bool client_means_login(const struct client *client, struct span line);
int client_say_login(struct client *client, struct span line, int64_t now_ms);

/* The part of LINE that would be kept if it were sent now. */
struct span client_memorable(const struct client *client, struct span line);

/* The part of LINE that may be seen while it is typed: who looks at the screen must not read a
 * secret, nor may it be in a picture of the screen. */
struct span client_showable(const struct client *client, struct span line);

/* The text of the reply whose last line the watcher is being passed, as transcript_text(). */
struct span client_reply_text(const struct client *client, char *out);

/* What to wait for. */
struct link_wants client_wants(const struct client *client);

/* Continues after a wait. */
void client_step(struct client *client, short revents, int64_t now_ms);

/* Adds a remark to the transcript. */
void client_note(struct client *client, const char *text);

#endif
