/* recorder.h - a conversation as it happens becomes the text of a session file.
 *
 * What is written can be played again and then passes against the same server: lines sent as they
 * were, replies as they came.  A line that "C:" or "S:" may not carry is written with escapes, so
 * that the file is as harmless to look at as the client itself.  A password is kept, since without
 * it nothing could be played again; a comment warns of it.  Where the text goes is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_RECORDER_H
#define TUI_CLIENT_DIALOGUE_RECORDER_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/secret.h"

struct recorder {
    struct buffer reply; /* lines of the reply under way, formatted */
    struct secret secret;
};

void recorder_init(struct recorder *recorder);
void recorder_release(struct recorder *recorder);

/* Each of the following appends to OUT what the session file says of it; -1 with errno of
 * buffer_append(). */

/* The first line of the file, and a comment that names what it is. */
int recorder_start(struct buffer *out);

/* A line that was sent, without its CRLF. */
int recorder_sent(struct recorder *recorder, struct span line, struct buffer *out);

/* A line of a reply; IS_LAST if the reply ends with it. */
int recorder_reply(struct recorder *recorder, struct span line, bool is_last, struct buffer *out);

/* A line of the server that belongs to no reply. */
int recorder_no_reply(struct recorder *recorder, struct span line, struct buffer *out);

/* Whichever of these LINE is; the client's own notes are none. */
int recorder_line(struct recorder *recorder, const struct dialogue_line *line, struct buffer *out);

/* The server closed (or the connection was lost), or the client did. */
int recorder_closed(struct recorder *recorder, bool by_server, struct buffer *out);

#endif
