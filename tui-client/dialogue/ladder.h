/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* ladder.h - the conversation as a ladder: what went from which side to the other, in order.
 *
 * Between the life lines of client and server, each command, message and reply is a rung, be it of
 * many lines; so are the beginning and the end of a connection, and a reply that is awaited.  Rungs
 * are made from the transcript when they are asked for, each on its own, so that a full transcript
 * costs no more than a short one.  How a rung looks and what its words are is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_LADDER_H
#define TUI_CLIENT_DIALOGUE_LADDER_H

#include "tui-client/dialogue/connection.h"
#include "tui-client/dialogue/transcript.h"

enum ladder_kind {
    LADDER_OPENED,  /* a connection was established */
    LADDER_ENDED,   /* it ended */
    LADDER_COMMAND, /* sent */
    LADDER_MESSAGE, /* sent: lines of a message, with nothing between them */
    LADDER_REPLY,   /* received: lines of a reply, with nothing between them */
    LADDER_STRAY,   /* received: what is no reply */
    LADDER_NOTE,    /* a remark of the client */
    LADDER_WAIT,    /* a reply is awaited */
};

/* What became of it. */
enum ladder_verdict {
    LADDER_NONE,
    LADDER_READY,
    LADDER_ACCEPTED,
    LADDER_DOUBTFUL, /* a positive reply, but not the one to be expected, or to something else */
    LADDER_GO_ON,
    LADDER_DELIVERED,
    LADDER_MAYBE_DELIVERED,
    LADDER_LATER,   /* refused for now */
    LADDER_REFUSED, /* for good */
    LADDER_CLOSED,  /* with it the server ends the conversation */
    LADDER_UNASKED, /* it answers nothing */
    LADDER_LATE,    /* it answers what was given up */
    LADDER_PART,    /* the last line of the reply is not there */
    LADDER_NO_REPLY,
    LADDER_WAITING,
    LADDER_VERDICTS,
};

struct ladder_rung {
    enum ladder_kind kind;
    enum ladder_verdict verdict;
    struct span text; /* of a command, a remark, or the last line received; untrusted, borrowed from
                         the transcript; without the secret */
    bool has_secret;  /* something was taken off the end of TEXT */
    bool is_part;     /* of MESSAGE: its beginning or its end is elsewhere, or still to come */
    bool is_connected;       /* the life lines go on beside it */
    enum connection_end end; /* of ENDED */
    size_t first, last;      /* its lines in the transcript; of OPENED, ENDED and WAIT: none, and
                                FIRST is that of the next rung that has some */
    size_t lines;            /* of the message or the reply; the dot that ends a message is none */
    size_t bytes;            /* of the message as sent, without that dot */
    int64_t elapsed_ms;      /* of a reply: as in its line; of WAIT: since when; -1: unknown */
    unsigned code;           /* of the reply; 0: none */
};

struct ladder {
    const struct transcript *transcript;
    const struct connection *connections; /* in their order; borrowed */
    size_t connection_count;
    int64_t waits_ms; /* for how long a reply has been awaited; -1: none is */
};

/* Where a rung is: at LINE of the transcript, which its lines begin with, after EVENT marks of
 * connections that stand before that line. */
struct ladder_place {
    size_t line, event;
};

/* The place behind the last rung. */
struct ladder_place ladder_end(const struct ladder *ladder);

/* The place of the rung that line NUMBER belongs to. */
struct ladder_place ladder_find(const struct ladder *ladder, size_t number);

/* Move *PLACE to the next or the previous rung; false at the end, or at the beginning. */
bool ladder_next(const struct ladder *ladder, struct ladder_place *place);
bool ladder_previous(const struct ladder *ladder, struct ladder_place *place);

/* Whether the rung at PLACE has lines of the transcript. */
bool ladder_has_lines(const struct ladder *ladder, struct ladder_place place);

/* The rung at PLACE, which is not the end. */
struct ladder_rung ladder_rung(const struct ladder *ladder, struct ladder_place place);

#endif
