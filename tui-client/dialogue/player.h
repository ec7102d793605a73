/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player.h - plays a session file against a server: what to send, and whether replies are as
 * expected.
 *
 * Its input is the text of the whole file, the bytes received, and the time; its output is bytes to
 * send.  It is driven by player_step() until that reports an end.  Sockets, files and user-visible
 * text are not known here.  Lines of C that follow each other go out in one write, or in the pace
 * that the file names.  A file whose first step is not C+ opens its first connection by itself.
 * TLS begins after the reply 220 to a line "C: STARTTLS".
 */
#ifndef TUI_CLIENT_DIALOGUE_PLAYER_H
#define TUI_CLIENT_DIALOGUE_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/reply.h"
#include "common/session_file.h"
#include "tui-client/auth/exchange.h"
#include "tui-client/auth/repeated.h"

enum player_status {
    PLAYER_SENDING,  /* player->out holds bytes to write; call again when they are written */
    PLAYER_WAITING,  /* for bytes, the server's close, or player->deadline_ms */
    PLAYER_PAUSING,  /* until player->deadline_ms */
    PLAYER_CLOSING,  /* the caller must close the connection (C!), then call again */
    PLAYER_OPENING,  /* the caller must close any connection and open another, then call again once
                        it is established */
    PLAYER_SECURING, /* the caller must begin TLS, then call again once it has begun */
    PLAYER_PASSED,   /* the end of the file was reached, and all replies were as expected but those
                        that were gone on from */
    PLAYER_SKIPPED, /* at S?: the reply whose first line is player->got was allowed, and ended it */
    PLAYER_DIFFERED, /* player->expected and player->got say how; player_go_on() goes on */
    PLAYER_FLAWED,   /* the exchange of C$ was not begun, or ended by the client: player->flaw */
    PLAYER_LOST, /* the server closed where a reply was expected, or before the last lines were sent
                  */
    PLAYER_TIMED_OUT, /* no reply in time */
    PLAYER_IN_CLEAR,  /* the next line may not be sent before TLS, which is required */
    PLAYER_NO_MEMORY,
};

/* Bytes that are shown of a reply line that is too long. */
#define PLAYER_CUT_MAX 200

struct player {
    struct span text;                /* the whole session file; borrowed */
    const struct password *password; /* of C$; borrowed; set by the owner, and so is the next */
    const char *user;                /* of a C$ that names none; NULL: there is none */
    bool refrains_from_tls;          /* nothing follows from STARTTLS; set by the owner */
    bool requires_tls;               /* nothing else is sent before it; set by the owner */
    int64_t timeout_ms;              /* how long an expectation may take */

    struct span rest;              /* not played yet */
    size_t number;                 /* of the line that is played, counted from 1; 0: none yet */
    struct span line;              /* that line, without its ending */
    struct session_file_step step; /* what it says */
    bool has_begun;                /* the first connection was asked for */
    bool is_under_way;             /* it is not done yet */
    bool is_sending;               /* OUT was handed out, and deadline_ms counts from then */
    enum line_ending ending;
    struct pace pace;
    bool has_collected; /* lines to send, since the last line that is none */
    bool was_apart;     /* the last of them must be in a write of its own */
    struct reply_parser parser;
    struct buffer in, out;
    struct exchange *exchange;   /* owned; of C$; NULL: none is under way */
    struct repeated repeated;    /* of what it said last, in a reply that differs */
    enum exchange_flaw flaw;     /* of PLAYER_FLAWED */
    bool awaits_tls;             /* STARTTLS was sent, and is not answered */
    bool begins_tls;             /* it was accepted */
    bool has_begun_tls;          /* on this connection */
    size_t injected;             /* bytes in clear that came behind that reply: thrown away */
    bool at_end;                 /* the server has closed this connection */
    int64_t deadline_ms;         /* on the clock of player_step() */
    size_t steps;                /* lines played to their end, other than comments */
    size_t replies;              /* compared, one that differed included */
    struct buffer expected, got; /* of PLAYER_DIFFERED: raw, not yet made visible */
    enum {
        PLAYER_STAYS,
        PLAYER_LISTENS, /* to a reply that S? allows */
        PLAYER_LEAVES,  /* QUIT was said after it */
    } leaves;
    size_t differences; /* reported with PLAYER_DIFFERED */
    size_t unclosed;    /* of them, those of "S!" */
    bool is_reply_open; /* the reply that was heard last goes on */
    bool is_line_open;  /* the line that was heard last was too long, and goes on */
    struct {
        char bytes[PLAYER_CUT_MAX];
        size_t size; /* 0: it may hold a secret */
    } cut;           /* the beginning of the last line that was too long */
    struct {
        bool heard;    /* the rest of the server's reply */
        bool expected; /* the rest of the expected reply */
        bool all;      /* of this connection */
        bool endless;  /* a line that goes on: more of it is not waited for */
    } skips;           /* what is yet to be skipped after a difference */
    void (*trace)(void *context,
                  struct span line); /* NULL, or called for each line of both sides */
    void *context;
};

/* Reads all of TEXT and returns what is wrong with it, of a line or of several together, with the
 * number of the line in *NUMBER. */
enum session_file_flaw player_check(struct span text, size_t *number);

/* Whether TEXT, which player_check() found good, has anything to play: a replay of comments alone
 * would pass whatever the server does. */
bool player_has_steps(struct span text);

/* The number of the first line of TEXT, likewise, that logs in; 0 if none does.  LACKS_USER: that
 * names no user. */
size_t player_logs_in(struct span text, bool lacks_user);

/* Appends the texts of the lines of KIND, which is TITLE, SEE or MEANS, of TEXT, likewise, with
 * SEPARATOR in between.  -1 with errno of buffer_append(); OUT then has those that fit. */
int player_remarks(struct span text, enum session_file_kind kind, const char *separator,
                   struct buffer *out);

/* Starts to play TEXT, which player_check() found good. */
void player_init(struct player *player, struct span text, int64_t timeout_ms);
void player_release(struct player *player);

/* Takes bytes that arrived.  -1 with errno of buffer_append(). */
int player_receive(struct player *player, struct span bytes);

/* The server has closed, or the connection was lost. */
void player_end(struct player *player);

/* What a difference does to the lines after it. */
enum player_consequence {
    PLAYER_MAY_GO_ON,
    PLAYER_NO_GO_AHEAD,      /* no 354 (or 334) where one was expected: lines that are meant as text
                                would be commands */
    PLAYER_UNASKED_GO_AHEAD, /* and the reverse */
};
enum player_consequence player_consequence(const struct player *player);

/* After PLAYER_DIFFERED with PLAYER_MAY_GO_ON: skips what is left of the reply, in the file and
 * from the server, so that the next step is played.  After a connection that should have been
 * closed, it is closed. */
void player_go_on(struct player *player);

/* Goes on as far as possible at NOW_MS. */
enum player_status player_step(struct player *player, int64_t now_ms);

#endif
