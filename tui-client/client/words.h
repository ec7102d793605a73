/* words.h - what the client knows, in words for people.
 *
 * Every mode takes its words from here.  Sentences are translated, whole, and end in a full stop;
 * names from the dialect are written as commands are.  What comes from a server is not made visible
 * here but by whoever shows it; nothing of it is in these texts.
 */
#ifndef TUI_CLIENT_CLIENT_WORDS_H
#define TUI_CLIENT_CLIENT_WORDS_H

#include <stddef.h>

#include "common/session_file.h"
#include "tui-client/dialogue/dialogue.h"
#include "tui-client/dialogue/explain.h"
#include "tui-client/message/compose.h"
#include "tui-client/net/link.h"

/* Room that any text made here fits in, in bytes. */
#define WORDS_MAX 2048

/* All functions below that take OUT of SIZE bytes write a string there, cut if it must be, and
 * return OUT. */

/* How VERB is called: "MAIL FROM". */
const char *words_verb(const struct dialect *dialect, enum dialect_event verb, char *out,
                       size_t size);

/* Which verbs are open at POSITION: "MAIL FROM or QUIT"; what is awaited instead where none is. */
const char *words_open(const struct dialect *dialect, struct dialect_position position, char *out,
                       size_t size);

/* What may come next, and what opens later: "Next: MAIL FROM.  QUIT opens after ..." */
const char *words_next(const struct dialect *dialect, struct dialect_position position, char *out,
                       size_t size);

/* Why VERB would be refused at POSITION, and what is expected instead; "" if it is open. */
const char *words_why_not(const struct dialect *dialect, struct dialect_position position,
                          enum dialect_event verb, char *out, size_t size);

/* Why a line was refused. */
const char *words_reason(enum dialect_reason reason);

/* A reply in plain words: paragraphs, each ended by LF: the code digit by digit and what happened,
 * the remedy, what is next, where the RFC has it. */
const char *words_explain(const struct dialogue_reply *reply, char *out, size_t size);

/* The same in one line: what happened, the remedy, what is next. */
const char *words_explain_line(const struct dialogue_reply *reply, char *out, size_t size);

/* What happened, in one short sentence: "250: the server accepted HELO." */
const char *words_summary(const struct dialogue_reply *reply, char *out, size_t size);

/* Why a line of the server is no reply. */
const char *words_reply_flaw(enum reply_flaw flaw);

/* Why there is no connection (any more), and the remedy.  WITHIN_REPLY: a reply had begun. */
const char *words_link_problem(const struct link *link, enum link_problem problem,
                               bool within_reply, char *out, size_t size);

/* No reply came within SECONDS. */
const char *words_no_reply(unsigned seconds, char *out, size_t size);

/* What is wrong with a field; "" if nothing is.  Short, without a full stop: it stands beside the
 * field. */
const char *words_compose_flaw(enum compose_flaw flaw);

/* What is wrong with a line of a session file, without a full stop. */
const char *words_session_flaw(enum session_file_flaw flaw);

#endif
