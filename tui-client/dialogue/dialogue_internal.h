/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_internal.h - what the files of a dialogue share.
 *
 * dialogue.c speaks and dialogue_listen.c takes replies apart; dialogue_outcome.c knows what they
 * mean, dialogue_pace.c in which pieces a message goes out, dialogue_silence.c what to do when
 * nothing comes, dialogue_tls.c what STARTTLS changes, and dialogue_auth.c
 * what AUTH does.
 */
#ifndef TUI_CLIENT_DIALOGUE_DIALOGUE_INTERNAL_H
#define TUI_CLIENT_DIALOGUE_DIALOGUE_INTERNAL_H

#include "tui-client/dialogue/dialogue.h"

/* Maximum bytes held of a line that is not whole. */
#define DIALOGUE_IN_MAX ((size_t)64 * 1024)

/* Passes LINE to the observer. */
static inline void dialogue_show(const struct dialogue *dialogue, struct dialogue_line line)
{
    dialogue->observer.line(dialogue->observer.context, &line);
}

/* --- dialogue.c --- */

/* As dialogue_say(), before all queued lines, whatever is awaited. */
int dialogue_say_first(struct dialogue *dialogue, struct span line, int64_t now_ms);

/* The server speaks: a reply to a message that is under way answers all of it, so what is left of
 * it goes out first. */
void dialogue_hurry_message(struct dialogue *dialogue);

/* Sends what waited for the last reply or a pause: the message, if the server now waits for one,
 * else the queue.  A message that it refused stays with the caller. */
void dialogue_say_next(struct dialogue *dialogue, int64_t now_ms);

/* --- dialogue_tls.c --- */

/* DIALECT as the client sees it. */
const struct dialect *dialogue_view(const struct dialogue *dialogue, const struct dialect *dialect);

/* Whether LINE may be sent now: TLS is not required, has begun, or LINE leads to it. */
bool dialogue_may_be_in_clear(const struct dialogue *dialogue, struct span line);

/* Begins to wait for TLS, if REPLY says so. */
void dialogue_begin_tls(struct dialogue *dialogue, const struct dialogue_reply *reply);

/* Throws away what has come behind that reply: what is held, and MORE bytes. */
void dialogue_throw_away(struct dialogue *dialogue, size_t more);

/* --- dialogue_secret.c --- */

/* What LINE with VERB is to the server: a line that is too long, or VERB.  Credentials may be
 * longer than other commands. */
enum dialect_event dialogue_event(const struct dialogue *dialogue, struct span line,
                                  enum dialect_event verb);

/* SENT, a COMMAND, goes out: if it has a secret, what is left of it in memory is wiped.  Returns
 * the part of its argument that is kept until its reply: no secret.  Must be called once for each.
 */
struct span dialogue_guard_secret(struct dialogue *dialogue, const struct dialogue_line *sent);

/* --- dialogue_outcome.c --- */

/* Asks the table about REQUEST (NULL: about none), at the current position. */
void dialogue_predict(struct dialogue *dialogue, struct request *request);

/* Takes the reply with CODE and TEXT to REQUEST, which is NULL if nothing was asked; others are
 * still awaited.  One that ends the conversation may be late: its verb was answered before. */
struct dialogue_reply dialogue_conclude(struct dialogue *dialogue, const struct request *request,
                                        unsigned code, struct span text);

/* --- dialogue_silence.c --- */

/* Bytes were processed: sets when what is left of them is due. */
void dialogue_note_heard(struct dialogue *dialogue, int64_t now_ms);

/* Another line begins. */
void dialogue_begin_line(struct dialogue *dialogue);

/* Shows the NULs that were skipped. */
void dialogue_show_padding(struct dialogue *dialogue);

/* --- dialogue_pace.c --- */

/* Shows a line of a message, which is sent now. */
void dialogue_show_text(const struct dialogue *dialogue, struct span line);

/* What was just said of a message must be alone, unless the pace is PACE_WHOLE. */
void dialogue_pause(struct dialogue *dialogue);

/* Whether a pause ends now. */
bool dialogue_ends_pause(struct dialogue *dialogue, int64_t now_ms);

/* Whether LINE of a message must wait until the pause ends. */
bool dialogue_must_wait(const struct dialogue *dialogue, struct span line);

/* Sends the next piece of dialogue->message, or a slice of it, unless it must wait.  Returns 1 if
 * it was the last one, else 0, or -1 with errno of buffer_append(). */
int dialogue_say_piece(struct dialogue *dialogue);

/* Whether the next slice goes out once `out' is written, without a pause. */
bool dialogue_is_within_piece(const struct dialogue *dialogue);

/* Sends all that is left of dialogue->message, whatever its pace.  Returns as the above. */
int dialogue_say_rest(struct dialogue *dialogue);

#endif
