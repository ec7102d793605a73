/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words.h - the client's user-visible texts.
 *
 * All modes use these texts.  They are translated, complete sentences that end in a full stop;
 * verbs are in upper case.  The server's own words stand in quotes, made visible and cut short.
 */
#ifndef TUI_CLIENT_CLIENT_WORDS_H
#define TUI_CLIENT_CLIENT_WORDS_H

#include <stddef.h>

#include "common/session_file.h"
#include "tui-client/auth/exchange.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/explain.h"
#include "tui-client/dialogue/transcript.h"
#include "tui-client/dialogue/way.h"
#include "tui-client/export/ladder_row.h"
#include "tui-client/message/changes.h"
#include "tui-client/message/check.h"
#include "tui-client/net/link.h"

/* Buffer size for any text built here, in bytes. */
#define WORDS_MAX 2048

/* All functions below with OUT of SIZE bytes write a string there, truncated if necessary, and
 * return OUT. */

/* The name of VERB: "MAIL FROM". */
const char *words_verb(const struct dialect *dialect, enum dialect_event verb, char *out,
                       size_t size);

/* What VERB is for, in a few words without a full stop; "" for one that is a step. */
const char *words_purpose(enum dialect_event verb);

/* Which verbs lead on from POSITION: "RCPT TO, DATA or QUIT"; if none does, what is expected
 * instead. */
const char *words_open(const struct dialect *dialect, struct dialect_position position, char *out,
                       size_t size);

/* What may come next after REPLY, of which LACKED (NEEDS_TLS, NEEDS_AUTH; others: nothing) says
 * what the server insists on, and what is available later: "Next: MAIL FROM.  QUIT is available
 * after a delivery." */
const char *words_next(const struct dialogue_reply *reply, enum dialect_reason lacked, char *out,
                       size_t size);

/* Why VERB would be refused at POSITION, and what is expected instead; "" if it is open. */
const char *words_why_not(const struct dialect *dialect, struct dialect_position position,
                          enum dialect_event verb, char *out, size_t size);

/* Why a line was not sent, given errno of client_say(). */
const char *words_unsent(int error_number);

/* Why an exchange of credentials was not begun or ended by the client; "" for EXCHANGE_SOUND. */
const char *words_exchange_flaw(enum exchange_flaw flaw);

/* What a line of an exchange says once it is decoded, of the client (IS_OURS) or the server. */
const char *words_decoded(bool is_ours, struct span text, char *out, size_t size);

/* Why a line was refused. */
const char *words_reason(enum dialect_reason reason);

/* Maximum bytes of the server's words that are quoted. */
#define WORDS_QUOTED_MAX 200

/* The lesson of a step: what it is for, what goes into it, what it does not do, what the server may
 * answer, and a rule that matters in DIALECT; three to six sentences, each ended by LF.  STEP is a
 * verb, or DIALECT_EVENTS for connecting; "" for a verb that is no step. */
const char *words_step(const struct dialect *dialect, enum dialect_event step, char *out,
                       size_t size);

/* The same with more to know and an example, for a page of its own. */
const char *words_step_page(const struct dialect *dialect, enum dialect_event step, char *out,
                            size_t size);

/* The first sentence of a lesson: what the step is for. */
const char *words_step_aim(enum dialect_event step);

/* What the command LINE asks of the server: verb, argument and parameters.  DIALECT may do without
 * the verb.  Paragraphs, each ended by LF. */
const char *words_command(const struct dialect *dialect, const struct dialogue_line *line,
                          char *out, size_t size);

/* What line NUMBER, a DIALOGUE_TEXT, is in its message.  Paragraphs, each ended by LF. */
const char *words_text(const struct transcript *transcript, size_t number, char *out, size_t size);

/* The following explain REPLY with TEXT, as explain_reply().  A cause that is only a guess is
 * called likely; where none is known the server's own words stand in its place. */

/* A reply in plain words: paragraphs, each ended by LF: the digits of the code and what happened,
 * the remedy, what is next, the server's words if it refused, and the RFC section. */
const char *words_explain(const struct dialogue_reply *reply, struct span text, char *out,
                          size_t size);

/* The same in one line: what happened, the remedy, what is next. */
const char *words_explain_line(const struct dialogue_reply *reply, struct span text, char *out,
                               size_t size);

/* What happened, in one short sentence: "250: the server accepted HELO." */
const char *words_summary(const struct dialogue_reply *reply, struct span text, char *out,
                          size_t size);

/* Why a line of the server is not a reply, and what the server must do instead. */
const char *words_reply_flaw(enum reply_flaw flaw);
const char *words_flaw_remedy(enum reply_flaw flaw);

/* What LINE is, which is a DIALOGUE_PARTIAL or a DIALOGUE_PADDING; and that in a few words. */
const char *words_stray(const struct dialogue_line *line);
const char *words_stray_mark(const struct dialogue_line *line);

/* How to start a server where LINK found none, such that it offers TLS if the client REQUIRES_TLS;
 * a command is a line of its own. */
const char *words_start(const struct link *link, bool requires_tls, char *out, size_t size);

/* Why there is no connection (any more), and the remedy.  WITHIN_REPLY: a reply had begun. */
const char *words_link_problem(const struct link *link, enum link_problem problem,
                               bool within_reply, char *out, size_t size);

/* A time in UTC. */
const char *words_time(int64_t time_s, char *out, size_t size);

/* What is wrong with the certificate of HOST, a sentence per flaw; "" if nothing is. */
const char *words_doubt(const struct trust_report *report, const char *host, char *out,
                        size_t size);

/* That the certificate of LINK's server is not trusted, why, and its fingerprint. */
const char *words_untrusted(const struct link *link, char *out, size_t size);

/* That LINK is encrypted from now on, how, and whether by a certificate that is trusted. */
const char *words_security(const struct link *link, char *out, size_t size);

/* How LINK is encrypted, what its certificates say, and whether they are trusted: paragraphs, each
 * ended by LF. */
#define WORDS_TLS_MAX 16384
const char *words_tls(const struct link *link, char *out, size_t size);

/* What the server left unanswered when the connection ended: EVENT; "" if it is nothing that a
 * client says. */
const char *words_unanswered(const struct dialect *dialect, enum dialect_event event, char *out,
                             size_t size);

/* A wait for a reply that was in vain. */
struct words_wait {
    unsigned seconds;
    enum dialect_event event; /* that was to be answered; DIALECT_EVENTS: not known */
    bool is_within_reply;     /* a part of the reply has arrived */
    enum reply_flaw flaw;     /* of what arrived instead of the reply */
    bool stays_open;          /* the connection goes on */
};

/* No reply came, and what to check. */
const char *words_no_reply(const struct words_wait *wait, char *out, size_t size);

/* Why the way that is offered may help, and how to take it: with a key if there are any, else in
 * line mode.  "" if none is offered, or line mode has none. */
const char *words_way(const struct ways *ways, bool has_keys, char *out, size_t size);

/* The key alone; "" if no way is offered. */
const char *words_way_key(const struct ways *ways);

/* What is wrong with a field; "" if nothing is.  Short, without a full stop: it is shown beside the
 * field. */
const char *words_compose_flaw(enum compose_flaw flaw);

/* What CHECK has found in the text FIELD; likewise. */
const char *words_check(const struct check *check, struct span field, char *out, size_t size);

/* The name of ENCODING. */
const char *words_encoding(enum compose_encoding encoding);

/* What is said of the bytes of a message; "" if they are what was typed. */
const char *words_changes(const struct changes *changes, char *out, size_t size);

/* Whether the server was told that the text of a message is not ASCII. */
enum words_eight_bit {
    WORDS_EIGHT_BIT_NOT_OFFERED,
    WORDS_EIGHT_BIT_NOT_ANNOUNCED,
    WORDS_EIGHT_BIT_ANNOUNCED,
};

/* What may happen to a text with RISKS (enum mime_trait) that is sent unchanged; "" if nothing. */
const char *words_risks(unsigned risks, enum words_eight_bit eight_bit, char *out, size_t size);

/* What servers may object to in a file with TRAITS (enum eml_trait) that is sent as it is, and what
 * is different on the wire; "" if nothing. */
const char *words_file_risks(unsigned traits, char *out, size_t size);
const char *words_file_changes(unsigned traits, char *out, size_t size);

/* The words of the ladder. */
const struct ladder_words *words_ladder(void);

/* What is wrong with a line of a session file, without a full stop. */
const char *words_session_flaw(enum session_file_flaw flaw);

#endif
