/* client.h - a conversation with a server and all that is kept of it, for whichever mode shows it.
 *
 * It joins the link, the dialogue, the transcript, the envelope, the history and the saved session.
 * A mode asks what to wait for, hands in what is ready, says things, and is told every line.  How
 * anything looks or which key does what is not known here.
 */
#ifndef TUI_CLIENT_CLIENT_CLIENT_H
#define TUI_CLIENT_CLIENT_CLIENT_H

#include "common/deadline.h"
#include "tui-client/client/archive.h"
#include "tui-client/client/options.h"
#include "tui-client/client/words.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/envelope.h"
#include "tui-client/dialogue/secret.h"
#include "tui-client/dialogue/transcript.h"
#include "tui-client/export/export.h"
#include "tui-client/net/link.h"

struct client {
    const struct options *options;
    struct link link;
    struct dialogue dialogue;
    struct transcript transcript;
    struct envelope envelope;
    struct archive archive;
    struct secret secret;             /* of this connection */
    struct span memorable;            /* of the command that the watcher is told: what may be
                                         remembered */
    struct dialogue_observer watcher; /* of the mode: told every line, after it was kept */
    int64_t opened_ms;                /* when the connection came about; -1: there is none */
    int64_t activity_ms;              /* when something was last said or sent */
    char problem[WORDS_MAX];          /* why there is no connection, and the remedy; "" else */
    char *server;                     /* owned; its name in the greeting; NULL: none */
    unsigned long long first_line;    /* of this connection in the transcript, those lost counted */
    enum export_end ended;            /* how this connection did */
    size_t sending;                   /* bytes of what was last to be sent at once */
};

/* Makes CLIENT ready and opens its files.  OPTIONS and WATCHER's context live as long as it does.
 * WATCHER must not say anything itself.  0, or -1 when the file of --save cannot be opened, with
 * CLIENT->problem saying so. */
int client_init(struct client *client, const struct options *options,
                struct dialogue_observer watcher);

/* Closes and frees everything.  -1 if the saved session is not whole; CLIENT->problem says why. */
int client_release(struct client *client);

/* Starts to connect; an earlier connection is closed. */
void client_connect(struct client *client, int64_t now_ms);

/* Ends the connection, or the attempt, because the person wants it. */
void client_disconnect(struct client *client);

/* Whether a connection is there or coming about. */
bool client_is_connected(const struct client *client);

/* Whether something can still be said on this connection, now or when its turn comes. */
bool client_can_say(const struct client *client);

/* Whether something is under way that could be cancelled. */
bool client_is_busy(const struct client *client);

/* Says a line as it is, or VERB with ARGUMENT, or VERB and then MESSAGE.  -1 with errno as
 * dialogue_say() and dialogue_say_message(). */
int client_say(struct client *client, struct span line, int64_t now_ms);
int client_say_step(struct client *client, enum dialect_event verb, struct span argument,
                    int64_t now_ms);
int client_say_message(struct client *client, enum dialect_event verb,
                       const struct compose_message *message, int64_t now_ms);

/* What of LINE would be remembered if it were said now. */
struct span client_memorable(const struct client *client, struct span line);

/* What to wait for. */
struct link_wants client_wants(const struct client *client);

/* Goes on after a wait. */
void client_step(struct client *client, short revents, int64_t now_ms);

/* Adds a remark to the transcript. */
void client_note(struct client *client, const char *text);

#endif
