/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play_internal.h - the replay of one conversation: shared by play.c (the loop), play_file.c
 * (the session file), play_end.c (how it ended), and the two ways to report, play_print.c and
 * play_collect.c.
 */
#ifndef TUI_CLIENT_REPLAY_PLAY_INTERNAL_H
#define TUI_CLIENT_REPLAY_PLAY_INTERNAL_H

#include "common/buffer.h"
#include "tui-client/client/options.h"
#include "tui-client/dialogue/player.h"
#include "tui-client/net/link.h"
#include "tui-client/replay/outcome.h"

/* Most bytes of a session file, and how many are read at once. */
#define PLAY_FILE_MAX   ((size_t)256 << 20)
#define PLAY_READ_BYTES ((size_t)64 * 1024)

/* What a message is about. */
enum play_about {
    PLAY_ABOUT_SERVER,
    PLAY_ABOUT_FILE,
    PLAY_ABOUT_LINE, /* of the file */
};

struct replay;

/* Where things are reported. */
struct play_report {
    void (*said)(struct replay *replay, struct span line);     /* by either side, as in a file */
    void (*injected)(struct replay *replay, size_t count);     /* bytes in clear, thrown away */
    void (*partial)(struct replay *replay, struct span bytes); /* without a line end */
    /* Why the replay ends; NUMBER is that of the line. */
    void (*trouble)(struct replay *replay, enum play_about about, size_t number, const char *text);
    void (*difference)(struct replay *replay); /* the player's; IS_LAST: it ends the replay */
    void (*last_difference)(struct replay *replay);
    void (*ended)(struct replay *replay); /* whatever was played */
};

struct replay {
    const struct options *options; /* borrowed, like the next four */
    const char *path;              /* of the session file */
    const struct server_name *server;
    const struct play_report *report;
    struct outcome *outcome; /* of play_collect.c */
    bool must_be_regular;    /* the file: it was found in a folder, not named */
    int64_t timeout_ms;
    unsigned limit_s;    /* for all of it; 0: none */
    const char *absence; /* why no connection is tried; NULL: one is */
    int64_t end_ms;      /* when that is over */
    enum verdict verdict;
    int fd;              /* of the file while it is being read */
    int64_t deadline_ms; /* for more of the file */
    struct buffer text;  /* all of the file */
    struct link link;
    bool was_open;             /* the connection was established; the player runs */
    enum link_problem problem; /* of this connection */
    const char *end;           /* how the replay ended, translated; NULL: as expected */
    struct player player;
};

/* --- play.c --- */

/* Plays the file; the members up to ABSENCE are set, and the rest is zero.  REPLAY->verdict says
 * how it ended. */
void play_conversation(struct replay *replay);

/* --- play_file.c --- */

/* Reads all of the file and checks it. */
void play_read_file(struct replay *replay);

/* --- play_end.c --- */

/* Ends the replay at the line that is played, or at none yet.  TEXT is for the message, END for the
 * summary. */
void play_trouble(struct replay *replay, enum verdict verdict, const char *text, const char *end);

/* The same before anything was sent on a connection. */
void play_give_up(struct replay *replay, enum verdict verdict, const char *text, const char *end);

/* With --keep-going: shows the difference, and goes on after it; false if that is impossible. */
bool play_goes_on(struct replay *replay);

/* Ends the replay at a difference. */
void play_show_difference(struct replay *replay);

/* Whether the replay ends now: by SIGINT or SIGTERM, or as its time is over. */
bool play_is_ended_by(struct replay *replay, unsigned signals, int64_t now_ms);

void play_show_loss(struct replay *replay);
void play_show_timeout(struct replay *replay);

#endif
