/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome.h - all that is reported of one conversation among several.
 *
 * A process that plays a conversation leaves it in memory that it shares with the one that reports:
 * hence no pointers, and limits for everything.  All texts are in visible form (text.h), on one
 * line, and cut off where they are too long.
 */
#ifndef TUI_CLIENT_REPLAY_OUTCOME_H
#define TUI_CLIENT_REPLAY_OUTCOME_H

#include <stdbool.h>

#include "common/span.h"
#include "tui-client/replay/verdict.h"

#define OUTCOME_TEXT_MAX ((size_t)1024)

/* Differences that are kept, of a conversation that goes on after them. */
#define OUTCOME_DIFFERENCES_MAX 8

/* Lines that are kept of what was said before the end. */
#define OUTCOME_SAID_MAX   6
#define OUTCOME_SAID_BYTES ((size_t)256)

struct outcome_difference {
    size_t number; /* of the line in the file */
    char expected[OUTCOME_TEXT_MAX];
    char got[OUTCOME_TEXT_MAX];
};

struct outcome {
    enum verdict verdict;
    int64_t took_ms;
    bool is_of_run;                   /* of UNREACHED: any other would fare alike; set by suite.c */
    size_t number;                    /* of the line where it ended; 0: before the first */
    char title[OUTCOME_TEXT_MAX];     /* "": the file has none, or cannot be read */
    char see[OUTCOME_TEXT_MAX];       /* sections, likewise */
    char means[4 * OUTCOME_TEXT_MAX]; /* what a failure means, likewise */
    char reason[OUTCOME_TEXT_MAX];    /* why it was not passed, translated; of SKIPPED the reply */
    bool is_about_server;             /* that, and not the line of the file */
    bool only_differs;                /* the differences below say it all */
    struct outcome_difference differences[OUTCOME_DIFFERENCES_MAX];
    size_t difference_count;                         /* of all, also those that are not kept */
    char said[OUTCOME_SAID_MAX][OUTCOME_SAID_BYTES]; /* a ring */
    size_t said_count; /* of all; the next is written at its rest by the maximum */
};

/* Writes the visible form of TEXT to OUT of SIZE bytes, as a string. */
void outcome_write(char *out, size_t size, struct span text);

/* Keeps LINE as the last one that was said. */
void outcome_say(struct outcome *outcome, struct span line);

/* Counts a difference at line NUMBER, and keeps one of the first. */
void outcome_differ(struct outcome *outcome, size_t number, struct span expected, struct span got);

/* Line INDEX, from 0 the oldest, of those that were said last and are kept; NULL: no more. */
const char *outcome_said(const struct outcome *outcome, size_t index);

#endif
