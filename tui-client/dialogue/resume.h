/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resume.h - the commands that would lead another connection to where the last one was.
 *
 * It follows a conversation and keeps, exactly as they were sent, the commands that were accepted
 * and still count: STARTTLS and the greeting before it, the greeting, and the sender and recipients
 * of the transaction.  Of a login only the mechanism and the user are kept, as "$AUTH MECHANISM
 * USER"; messages are not, nor what changes nothing.  It outlives the connection, until another
 * greeting is accepted.  When the commands are repeated is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_RESUME_H
#define TUI_CLIENT_DIALOGUE_RESUME_H

#include "common/mechanism.h"
#include "tui-client/dialogue/transcript.h"

/* Maximum bytes of the greeting, and of all other commands; later ones are not kept. */
#define RESUME_BYTES_MAX ((size_t)1 << 20)

struct resume {
    struct buffer clear;       /* what was said before TLS; each command ended by LF */
    struct buffer greeting;    /* a command, then LF; empty: none was accepted */
    struct buffer login;       /* likewise: none, or the last one was of no use */
    struct buffer transaction; /* each command ended by LF */
};

void resume_init(struct resume *resume);
void resume_release(struct resume *resume);

/* Processes LINE, the next of a conversation whose lines before it are in TRANSCRIPT. */
void resume_follow(struct resume *resume, const struct transcript *transcript,
                   const struct dialogue_line *line);

/* The server has accepted a login of USER by MECHANISM, or one that cannot be repeated: MECHANISMS.
 */
void resume_note_login(struct resume *resume, enum mechanism mechanism, struct span user);

/* The number of commands. */
size_t resume_count(const struct resume *resume);

/* Command NUMBER, 0 being the greeting; borrowed until the next call of another function.  Empty if
 * there is none. */
struct span resume_command(const struct resume *resume, size_t number);

#endif
