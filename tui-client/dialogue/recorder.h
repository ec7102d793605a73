/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder.h - records a conversation as a session file.
 *
 * The file can be replayed and passes against the same server: lines are kept exactly as sent and
 * received, or of each reply only its code, so that servers with other texts pass too.  A line that
 * "C:" or "S:" may not carry is written with escapes, so that the file is safe to display.  The
 * pace of a message is written before it, if it is another one than before.  What arrived without
 * a line end cannot be expected, so a comment says what it was.  No password is kept: an exchange
 * of credentials becomes one line, for which whoever plays the file has the password, and a comment
 * stands for any other line that may be a secret.  Where the text is written is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_RECORDER_H
#define TUI_CLIENT_DIALOGUE_RECORDER_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/secret.h"

/* What is written of a reply. */
enum recorder_mode {
    RECORDER_WHOLE, /* all of its lines */
    RECORDER_CODES, /* its code; lines of a reply that never ends, or of none, are written as they
                       are */
};

/* An exchange of credentials, which becomes one line; see recorder_auth.c. */
struct recorder_auth {
    bool is_open;     /* its end is awaited */
    bool is_omitted;  /* a line with a secret that is no exchange was left out, with its reply */
    bool has_secret;  /* or was asked for one */
    struct span kept; /* of its command: a part of TEXT */
    char text[128];   /* without its secret */
    char user[256];   /* "": unknown */
};

struct recorder {
    enum recorder_mode mode;
    bool has_opened;       /* a connection was opened before */
    struct pace pace;      /* last written; at first PACE_WHOLE, which needs no line */
    struct buffer reply;   /* lines of the incomplete reply, formatted */
    struct buffer partial; /* of the line that is being received: what was shown of it */
    struct buffer
        dropped;      /* parts of lines that were given up; on the wire the next line follows */
    bool has_bare_lf; /* the line from the server that is at hand ended in LF alone */
    struct secret secret;
    struct recorder_auth auth;
};

void recorder_init(struct recorder *recorder, enum recorder_mode mode);
void recorder_release(struct recorder *recorder);

/* Each function below appends its lines of the session file to OUT; -1 with errno of
 * buffer_append(). */

/* The first line of the file, and a comment that names the format. */
int recorder_start(struct buffer *out);

/* A connection was opened; the first needs no line. */
int recorder_opened(struct recorder *recorder, struct buffer *out);

/* It begins with TLS: a comment, since whoever plays the file must say so. */
int recorder_encrypted(struct buffer *out);

/* The next line of either side; of what is no line, a comment is written.  The client's own notes
 * are skipped. */
int recorder_line(struct recorder *recorder, const struct dialogue_line *line, struct buffer *out);

/* The server closed (or the connection was lost), or the client did. */
int recorder_closed(struct recorder *recorder, bool by_server, struct buffer *out);

#endif
