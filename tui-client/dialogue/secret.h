/* secret.h - which part of a command may be remembered.
 *
 * What follows AUTH and its mechanism is a password or stands for one, and so is every line that
 * answers a 334 (RFC 4954, section 4).  A server that refuses AUTH does not keep a person, or a
 * script, from sending what was to follow: after a refusal lines are taken for secrets until one
 * begins with a verb of SMTP.  Where commands are kept is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_SECRET_H
#define TUI_CLIENT_DIALOGUE_SECRET_H

#include "common/span.h"

enum secret_state {
    SECRET_NONE,
    SECRET_LIKELY, /* AUTH was sent, and its reply has not come or is a refusal */
    SECRET_ASKED,  /* the server has asked with a 334 */
};

/* Follows a conversation; {0} at its start. */
struct secret {
    enum secret_state state;
};

/* LINE is sent as a command.  Returns the front of it that may be remembered, empty if nothing
 * may. */
struct span secret_sent(struct secret *secret, struct span line);

/* A reply with CODE has come. */
void secret_reply(struct secret *secret, unsigned code);

#endif
