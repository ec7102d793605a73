/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.h - how the replay of a conversation ended, and the count of many.
 *
 * Names are for programs and are not translated; words are for people.
 */
#ifndef TUI_CLIENT_REPLAY_VERDICT_H
#define TUI_CLIENT_REPLAY_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
    VERDICT_NONE, /* not known yet */
    VERDICT_PASSED,
    VERDICT_SKIPPED,   /* the server answered what "S?" allows */
    VERDICT_DIFFERED,  /* a reply was not as expected, or the server did not close */
    VERDICT_UNREACHED, /* no connection was established */
    VERDICT_UNTRIED,   /* nor was any to the same server before, so none was tried */
    VERDICT_LOST,      /* the connection ended too early */
    VERDICT_LATE,      /* the server, or all of the conversation, took too long */
    VERDICT_BROKEN,    /* nothing is known of the server: the file is bad, or this program failed */
    VERDICT_INTERRUPTED, /* by a signal */
    VERDICTS,
};

/* A word for a person, translated: "ok", "failed", "no connection" ...; static. */
const char *verdict_word(enum verdict verdict);

/* The name for a program; static. */
const char *verdict_name(enum verdict verdict);

/* Whether the conversation counts as one that did not fail. */
bool verdict_is_good(enum verdict verdict);

/* Whether it says something of the server's conduct, rather than that nothing is known of it. */
bool verdict_is_of_server(enum verdict verdict);

/* The exit status for VERDICT: 0 good, 1 broken, 3 differed, 4 the connection. */
int verdict_status(enum verdict verdict);

/* How many conversations ended in each way. */
struct verdict_count {
    size_t of[VERDICTS];
    size_t all;
    int64_t took_ms; /* from the beginning to the end; set by the owner */
};

void verdict_count_add(struct verdict_count *count, enum verdict verdict);

/* The exit status for all of COUNT: that of the verdict that says least of the server, since a run
 * that could not be completed must not be taken for one that was.  1 before 4 before 3. */
int verdict_count_status(const struct verdict_count *count);

#endif
