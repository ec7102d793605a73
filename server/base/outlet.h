/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* outlet.h - lines for a descriptor whose reader may be slow, gone or stuck; never blocks the
 * caller.
 *
 * Lines go into a ring buffer, which a thread writes out.  What does not fit is dropped and
 * counted, and so is what cannot be written; the count becomes a line of its own, at the place
 * where lines are missing, as soon as there is space.  Lines are written whole or not at all,
 * except where the descriptor itself fails within one; then the next line begins after an LF.  What
 * a line says, and what the descriptor is, is not known here.  All functions are thread-safe.
 */
#ifndef SERVER_BASE_OUTLET_H
#define SERVER_BASE_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maximum bytes of the line about dropped ones, with its LF. */
#define OUTLET_NOTE_MAX 2048

/* Both functions are called with the outlet locked: they must not use it, nor wait. */
struct outlet_config {
    int fd;      /* borrowed; may block or not */
    size_t room; /* bytes of the ring */
    void *context;
    /* Writes the line that tells of DROPPED lines, with its LF, to OUT of OUTLET_NOTE_MAX bytes.
     * Returns its size; 0: try again later. */
    size_t (*note)(void *context, uint64_t dropped, char *out);
    /* Called when writing has failed with the errno ERROR, and worked before; NULL: nobody is
     * interested. */
    void (*failed)(void *context, int error);
};

struct outlet;

/* Makes an outlet that takes lines, and writes none before outlet_start().  Returns NULL with errno
 * on failure. */
struct outlet *outlet_new(const struct outlet_config *config);

/* Starts the thread, once.  Returns -1 with errno on failure. */
int outlet_start(struct outlet *outlet);

/* Adds TEXT of SIZE bytes, one or more lines, each with its LF, all of them or none.  Returns false
 * if they are dropped. */
bool outlet_put(struct outlet *outlet, const char *text, size_t size);

/* Counts a line that its author could not make as dropped. */
void outlet_drop(struct outlet *outlet);

/* Returns the number of lines that are dropped without a note so far, or not written yet. */
uint64_t outlet_missing(struct outlet *outlet);

/* Waits until everything is written, for at most WITHIN_MS: for a process that exits while other
 * threads may still add lines.  Returns at once if OUTLET was not started. */
void outlet_flush(struct outlet *outlet, int within_ms);

/* Writes out what is held, for at most WITHIN_MS, ends the thread and frees OUTLET; one that was
 * not started forgets what it holds.  Returns false if the thread is still blocked in a write,
 * which cannot be if nothing is held: it then frees OUTLET later, calls nothing of its
 * configuration any more, but needs the descriptor. */
bool outlet_free(struct outlet *outlet, int within_ms);

#endif
