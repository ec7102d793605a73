/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* transcript.h - the conversation so far, line by line, within bounds.
 *
 * A ring: when it is full the oldest lines are dropped and counted.  Lines are copied as received,
 * with the texts that they point to; the caller makes them visible.  Which part of a command is a
 * secret is noted with it, since the lines that tell may be dropped.
 */
#ifndef TUI_CLIENT_DIALOGUE_TRANSCRIPT_H
#define TUI_CLIENT_DIALOGUE_TRANSCRIPT_H

#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/secret.h"

#define TRANSCRIPT_LINES_MAX 65536
#define TRANSCRIPT_BYTES_MAX ((size_t)16 << 20)

struct transcript {
    struct dialogue_line *lines; /* owned; a ring of TRANSCRIPT_LINES_MAX; texts owned */
    size_t first, count;
    size_t bytes;            /* of all texts */
    unsigned long long lost; /* lines dropped, or lost for lack of memory */
    struct secret secret;    /* follows all lines */
};

void transcript_init(struct transcript *transcript);
void transcript_release(struct transcript *transcript);

/* Adds a copy of LINE, dropping the oldest ones as needed. */
void transcript_add(struct transcript *transcript, const struct dialogue_line *line);

/* The line NUMBER of those held, 0 being the oldest; valid until the next is added. */
const struct dialogue_line *transcript_line(const struct transcript *transcript, size_t number);

/* The number of the last line of the reply that line NUMBER belongs to, or of the first reply that
 * came after it; transcript->count if there is none yet. */
size_t transcript_reply_of(const struct transcript *transcript, size_t number);

/* Maximum bytes of a reply's text that are joined. */
#define TRANSCRIPT_TEXT_MAX 2048

/* Copies the text of the reply that ends with line NUMBER to OUT, which has room for
 * TRANSCRIPT_TEXT_MAX bytes: all its lines without their codes, LF between them, truncated if
 * necessary.  Returns the text; empty if the line is not the last of a reply. */
struct span transcript_text(const struct transcript *transcript, size_t number, char *out);

#endif
