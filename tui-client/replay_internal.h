/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay_internal.h - shared by replay.c (the loop), replay_file.c (the session file) and
 * replay_report.c (what is printed); no other file includes it.
 */
#ifndef TUI_CLIENT_REPLAY_INTERNAL_H
#define TUI_CLIENT_REPLAY_INTERNAL_H

#include "common/buffer.h"
#include "tui-client/dialogue/player.h"
#include "tui-client/net/link.h"
#include "tui-client/replay.h"

/* Most bytes of a session file, and how many are read at once. */
#define REPLAY_FILE_MAX   ((size_t)256 << 20)
#define REPLAY_READ_BYTES ((size_t)64 * 1024)

enum exit_status {
    REPLAY_UNDECIDED = -1,
    REPLAY_PASSED = 0,
    REPLAY_FAILED = 1,
    REPLAY_DIFFERED = 3,
    REPLAY_LOST = 4,
};

struct replay {
    const struct options *options;
    int64_t timeout_ms;
    enum exit_status status;
    int fd;              /* of the file while it is being read */
    int64_t deadline_ms; /* for more of the file */
    struct buffer text;  /* all of the file */
    struct link link;
    bool was_open;             /* the connection was established; the player runs */
    enum link_problem problem; /* of this connection */
    bool is_skipped;           /* at "S?" */
    const char *end;           /* how the replay ended, translated; NULL: as expected */
    struct player player;
};

/* --- replay_file.c --- */

/* Reads all of the file and checks it. */
void replay_read_file(struct replay *replay);

/* --- replay_report.c --- */

/* Prints FILE:LINE to standard error, after the conversation so far, even if both streams go to the
 * same place. */
void replay_begin_trouble(const struct replay *replay, size_t number);

/* Ends the replay.  TEXT is for the message, END for the summary. */
void replay_trouble(struct replay *replay, enum exit_status status, const char *text,
                    const char *end);

/* The trace of the player. */
void replay_print_said(void *context, struct span line);

/* Says, in a comment, that bytes in clear were thrown away when TLS began. */
void replay_print_injected(size_t count);

/* With --keep-going: shows the difference, and goes on after it; false if that is impossible. */
bool replay_goes_on(struct replay *replay);

/* Ends the replay at a difference. */
void replay_show_difference(struct replay *replay);

/* Ends the replay at a reply that "S?" allows: nothing more is to be compared. */
void replay_show_skip(struct replay *replay);

/* Whether SIGINT or SIGTERM ends the program now. */
bool replay_is_ended_by(struct replay *replay, unsigned signals);

void replay_show_loss(struct replay *replay);
void replay_show_timeout(struct replay *replay);

void replay_print_summary(const struct replay *replay);

#endif
