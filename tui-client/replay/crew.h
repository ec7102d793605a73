/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* crew.h - processes that play conversations side by side, each one conversation.
 *
 * A process of its own holds all that a conversation holds: when it ends, or is ended, nothing of
 * it is left, whatever state it was in.  It leaves an outcome in memory that is shared with this
 * process, so that a crew needs no descriptors.  No process outlives this one.
 */
#ifndef TUI_CLIENT_REPLAY_CREW_H
#define TUI_CLIENT_REPLAY_CREW_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tui-client/replay/outcome.h"

/* Plays conversation INDEX in a process of its own, and fills in OUTCOME, which is zero. */
typedef void crew_play(const void *context, size_t index, struct outcome *outcome);

enum crew_seat_state {
    CREW_FREE,
    CREW_PLAYING,
    CREW_DONE, /* the outcome is there */
};

struct crew_seat {
    enum crew_seat_state state;
    pid_t process;
    int64_t start_ms;
    int64_t end_ms; /* when the process is ended, if it has not ended by itself */
};

/* Conversation I has seat I modulo SEAT_COUNT, and the outcome beside it. */
struct crew {
    size_t seat_count;
    size_t playing;           /* processes now */
    struct crew_seat *seats;  /* owned */
    struct outcome *outcomes; /* mapped, shared with the processes; as many as seats */
};

/* -1 with errno. */
int crew_init(struct crew *crew, size_t seat_count);

/* Ends all processes. */
void crew_release(struct crew *crew);

/* Starts conversation INDEX, whose seat is free, at NOW_MS; LASTS_MS is what it may take, 0 for no
 * limit.  -1 with errno if no process can be started. */
int crew_start(struct crew *crew, size_t index, crew_play *play, const void *context,
               int64_t now_ms, int64_t lasts_ms);

/* Looks which processes have ended, and ends those that are late.  Their seats are done; what a
 * process has left is in their outcomes: VERDICT_NONE if it was ended by a signal, whose number is
 * the outcome's, and VERDICT_LATE if that was ours. */
void crew_reap(struct crew *crew, int64_t now_ms);

/* When crew_reap() must be called at the latest. */
int64_t crew_deadline(const struct crew *crew);

/* Makes the seat of conversation INDEX free, or done without a process. */
void crew_clear(struct crew *crew, size_t index, enum crew_seat_state state);

struct outcome *crew_outcome(const struct crew *crew, size_t index);
enum crew_seat_state crew_state(const struct crew *crew, size_t index);

#endif
