/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* way.h - another way to say what a server did not take.
 *
 * Small servers often understand only one way of writing an address, of sending a message or of
 * greeting.  After a refusal, silence or a close that fits, a way that was not tried yet is
 * offered; never to our own server or one with extensions, which know what they do.  How the user
 * is asked, and the connection itself, are not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_WAY_H
#define TUI_CLIENT_DIALOGUE_WAY_H

#include "tui-client/dialogue/dialogue.h"

enum way {
    WAY_NONE,
    WAY_BRACKETS, /* the address in angle brackets */
    WAY_BLANK,    /* the same after a blank */
    WAY_BARE,     /* the address without brackets, after a blank */
    WAY_DOT,      /* the final dot once more, in a write of its own */
    WAY_LINES,    /* the message line by line, on another connection */
    WAY_HELO,     /* the simpler greeting, on another connection */
    WAY_MESSAGE,  /* the message, although the server does not ask for it */
    WAYS,
};

/* What must be sent for a way. */
enum way_action {
    WAY_NOTHING,
    WAY_STEP,       /* the refused step */
    WAY_END,        /* a line with only a dot */
    WAY_CONNECTION, /* nothing yet: another connection is needed */
};

/* Initialize with zeros. */
struct ways {
    enum way offered;
    enum dialect_event event; /* what it is offered for */
    bool needs_connection;    /* that to the server is closed */
    unsigned tried_styles;    /* bits 1 << enum command_style: refused since one was accepted */
    bool tried_dot;           /* for the current message */
    /* What the ways taken so far have set, and what it was before; equal if they set nothing. */
    enum command_style style, own_style;
    struct pace pace, own_pace;
};

/* Something was sent: nothing is offered any more. */
void ways_forget(struct ways *ways);

/* The user has closed the connection: what it was needed for is not offered any more. */
void ways_disconnect(struct ways *ways);

/* What is to be offered after REPLY, after silence of the server where the reply to EVENT was
 * awaited (DIALECT_EVENTS: it was not asked), and after it has closed where that to REQUEST was
 * (NULL: likewise).  After silence in the midst of a message (dialogue_is_sending()) the connection
 * must be closed. */
void ways_take_reply(struct ways *ways, const struct dialogue *dialogue,
                     const struct dialogue_reply *reply);
void ways_take_silence(struct ways *ways, const struct dialogue *dialogue,
                       enum dialect_event event);
void ways_take_close(struct ways *ways, const struct dialogue *dialogue,
                     const struct request *request);

/* Takes the way that is offered: sets DIALOGUE accordingly, and returns what must be sent. */
enum way_action ways_go(struct ways *ways, struct dialogue *dialogue);

/* DIALOGUE is to be with another server, which may know what the last one did not: undoes what was
 * set for that one, unless the user has changed it since, and forgets what was tried there. */
void ways_leave(struct ways *ways, struct dialogue *dialogue);

#endif
