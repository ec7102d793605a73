/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect.h - a dialect of SMTP as data.
 *
 * A dialect is a table.  A row says: in this state, at this event, given these facts and this
 * argument, do this action; and for each result of the action, what to reply and which facts
 * change.  A row whose first outcome is a refusal only refuses, for the reasons that it lists.  The
 * server runs the table, the client predicts with it, --explain-dialect prints it, and a test walks
 * every cell of it.  Nothing else in the suite knows which command may follow which.
 *
 * Position = state + facts.  dialect_advance() is its only writer.  The programs have the texts for
 * reasons.
 */
#ifndef COMMON_DIALECT_H
#define COMMON_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/argument.h"
#include "common/dialect_policy.h"
#include "common/span.h"

/* What a conversation is waiting for. */
enum dialect_state {
    DIALECT_STATE_CONNECTED,   /* the greeting has not been sent yet */
    DIALECT_STATE_HELO,        /* the client's greeting */
    DIALECT_STATE_MAIL,        /* a transaction, or QUIT */
    DIALECT_STATE_RCPT,        /* a recipient */
    DIALECT_STATE_DATA,        /* the DATA command */
    DIALECT_STATE_MESSAGE,     /* the message itself, and then its result */
    DIALECT_STATE_CREDENTIALS, /* credentials that prove who the client is */
    DIALECT_STATE_CLOSED,      /* nothing: the server closes */
    DIALECT_STATES,

    DIALECT_STATE_ANY = DIALECT_STATES, /* in a row: any state that waits for a line */
    DIALECT_STATE_SAME,                 /* in an outcome: the state does not change */
};

/* How the bytes of a client are read in a state. */
enum dialect_class {
    DIALECT_CLASS_NONE,        /* none are expected */
    DIALECT_CLASS_COMMAND,     /* a line that is a command */
    DIALECT_CLASS_MESSAGE,     /* a message, up to its end */
    DIALECT_CLASS_CREDENTIALS, /* a line that is not a command */
};

/* What can happen: verbs first, then other kinds of command lines, then the rest. */
enum dialect_event {
    DIALECT_EHLO,
    DIALECT_HELO,
    DIALECT_STARTTLS,
    DIALECT_AUTH,
    DIALECT_MAIL,
    DIALECT_RCPT,
    DIALECT_DATA,
    DIALECT_RSET,
    DIALECT_NOOP,
    DIALECT_VRFY,
    DIALECT_EXPN,
    DIALECT_HELP,
    DIALECT_QUIT,
    DIALECT_VERBS,

    DIALECT_UNKNOWN = DIALECT_VERBS, /* not a verb of the dialect */
    DIALECT_MALFORMED,               /* the first word of a verb without the second */
    DIALECT_HTTP,                    /* a request of HTTP */
    DIALECT_LONG_LINE,               /* longer than the policy allows */
    DIALECT_WRONG_ENDING,            /* a bare LF on a CRLF connection */
    DIALECT_LONG_CREDENTIALS,        /* credentials, or their verb, longer than DIALECT_LINE_MAX */
    DIALECT_CONNECT,                 /* a client connects */
    DIALECT_OVERLOAD,                /* a client connects when there are too many */
    DIALECT_END_OF_DATA,
    DIALECT_CREDENTIALS, /* a line of credentials, which is the argument */
    DIALECT_ERRORS,      /* more errors than the policy allows */
    DIALECT_TIMEOUT,     /* idle too long */
    DIALECT_SHUTDOWN,    /* the server is stopping, or out of memory for this client */
    DIALECT_EVENTS,

    DIALECT_EVENT_ANY_LINE = DIALECT_EVENTS, /* in a row: any event before DIALECT_CONNECT */
};

/* Facts are bits. */
enum dialect_fact {
    DIALECT_FACT_DELIVERED = 1 << 0,     /* a message was delivered on this connection */
    DIALECT_FACT_RECIPIENT = 1 << 1,     /* the transaction has a recipient */
    DIALECT_FACT_ROOM = 1 << 2,          /* the transaction may have another recipient */
    DIALECT_FACT_ENCRYPTED = 1 << 3,     /* TLS is below the conversation */
    DIALECT_FACT_AUTHENTICATED = 1 << 4, /* the client has proved who it is */

    DIALECT_FACT_LAST = DIALECT_FACT_AUTHENTICATED,
    DIALECT_FACTS = 2 * DIALECT_FACT_LAST, /* number of sets of facts */
};

/* What the server does before it replies; each has one function in server/session/verbs.c. */
enum dialect_action {
    DIALECT_ACTION_NONE,
    DIALECT_ACTION_HELO,        /* remember the client's name */
    DIALECT_ACTION_EHLO,        /* also that it speaks ESMTP */
    DIALECT_ACTION_MAIL,        /* start a transaction with its sender */
    DIALECT_ACTION_RCPT,        /* add a recipient, if its mailbox exists */
    DIALECT_ACTION_DATA,        /* start a message */
    DIALECT_ACTION_DELIVER,     /* check the message and submit it to the store */
    DIALECT_ACTION_SECURE,      /* prepare TLS, which starts after the reply */
    DIALECT_ACTION_AUTH,        /* start an exchange of credentials, with its first ones if given */
    DIALECT_ACTION_CREDENTIALS, /* continue it */
    DIALECT_ACTIONS,
};

enum dialect_result {
    DIALECT_DONE,
    DIALECT_DONE_LAST,         /* done, and no further one is possible */
    DIALECT_REFUSED,           /* the event is not allowed here */
    DIALECT_NO_MAILBOX,        /* unknown recipient */
    DIALECT_UNKNOWN_PARAMETER, /* a parameter of an extension that is not offered */
    DIALECT_BAD_VALUE,         /* a parameter without the value it needs, or given twice */
    DIALECT_UNSUPPORTED_VALUE, /* a value of a parameter that only other extensions define */
    DIALECT_NEEDS_SMTPUTF8,    /* an address that is not ASCII, without that parameter of MAIL */
    DIALECT_BAD_BYTES,         /* the message contains forbidden bytes */
    DIALECT_TOO_LARGE,         /* the message exceeds the size limit */
    DIALECT_NO_STORAGE,        /* no room for the message on disk */
    DIALECT_LOCAL_ERROR,       /* the message could not be stored for another reason */
    DIALECT_CHALLENGE,         /* done so far: further credentials are needed */
    DIALECT_BAD_RESPONSE, /* credentials that are not in base64, or not as the mechanism wants */
    DIALECT_CANCELLED,    /* the client ends the exchange of credentials */
    DIALECT_TOO_WEAK,     /* a mechanism that this user cannot use */
    DIALECT_DENIED,       /* the credentials prove nothing */
    DIALECT_FAULT,        /* a server refuses on purpose; in no table */
    DIALECT_RESULTS,
};

/* Reply lines that depend on the conversation; each has one function in server/session/lines.c. */
enum dialect_lines {
    DIALECT_LINES_NONE,
    DIALECT_LINES_OPEN,       /* one line for each verb that is allowed after the reply */
    DIALECT_LINES_EXTENSIONS, /* one line for each extension, as in the reply to EHLO */
    DIALECT_LINES,
};

/* Why a line is refused. */
enum dialect_reason {
    DIALECT_REASON_NONE, /* it is not refused; in an outcome: for any reason */
    DIALECT_REASON_UNKNOWN_VERB,
    DIALECT_REASON_MALFORMED_VERB,  /* the second word of a verb is missing or wrong: MAIL <a@b> */
    DIALECT_REASON_NOT_IMPLEMENTED, /* a verb that the server knows but does not carry out */
    DIALECT_REASON_OUT_OF_ORDER,
    DIALECT_REASON_NEEDS_DELIVERY,
    DIALECT_REASON_NEEDS_RECIPIENT,
    DIALECT_REASON_NEEDS_ROOM,
    DIALECT_REASON_NEEDS_TLS,
    DIALECT_REASON_NEEDS_AUTH,
    DIALECT_REASON_SECRET_IN_CLEAR, /* a verb with a secret, without TLS */
    DIALECT_REASON_ARGUMENT_MISSING,
    DIALECT_REASON_ARGUMENT_UNEXPECTED,
    DIALECT_REASON_NO_BRACKETS, /* as ARGUMENT_FLAW_NO_BRACKETS, and so on */
    DIALECT_REASON_BAD_PATH,
    DIALECT_REASON_BAD_PARAMETER,
    DIALECT_REASON_BAD_MECHANISM,
    DIALECT_REASON_LONG_LINE,
    DIALECT_REASON_WRONG_ENDING,
    DIALECT_REASON_LONG_CREDENTIALS,
    DIALECT_REASONS,
};

struct dialect_outcome {
    enum dialect_result result;
    enum dialect_reason reason; /* of DIALECT_REFUSED: the reason it applies to; NONE: any */
    unsigned code;              /* of the reply; 0 in the unused outcomes of a row */
    const char *enhanced;       /* enhanced status code, RFC 3463; NULL: none */
    enum dialect_lines lines;   /* generated lines after those of text */
    const char *text;           /* template of the reply, see reply_format() */
    enum dialect_state next;    /* or DIALECT_STATE_SAME */
    unsigned set, clear;        /* facts that become true and false */
    bool ends_transaction;      /* sender, recipient and message are forgotten */
    unsigned pause_ms;          /* before the reply, at least */
    bool starts_tls;            /* after the reply; all that the client said is forgotten, and what
                                   the server offered (RFC 3207 section 4.2) */
};

#define DIALECT_OUTCOMES_MAX 10

struct dialect_row {
    enum dialect_state state;
    enum dialect_event event;
    unsigned needs; /* facts that must be true */
    enum argument_rule argument;
    enum dialect_action action;
    struct dialect_outcome outcomes[DIALECT_OUTCOMES_MAX];
};

/* What an accepted verb introduces, in its argument or in what follows it. */
enum dialect_introduces {
    DIALECT_INTRODUCES_NOTHING,
    DIALECT_INTRODUCES_CLIENT, /* the name of the client */
    DIALECT_INTRODUCES_SENDER,
    DIALECT_INTRODUCES_RECIPIENT,
    DIALECT_INTRODUCES_MESSAGE,
    DIALECT_INTRODUCES_CREDENTIALS,
    DIALECT_INTRODUCTIONS,
};

/* All about a verb, except when it is allowed. */
struct dialect_verb {
    /* Its spelling in lower case; a space stands for one or more blanks; after a final colon the
     * argument may follow directly.  NULL: not a verb of the dialect. */
    const char *words;
    const char *name;    /* as the RFC writes it: "MAIL" */
    const char *label;   /* of the input field for its argument, to be translated; NULL: none */
    const char *section; /* of RFC 5321, or of rfc: "4.1.1.2" */
    unsigned rfc;        /* number of the RFC that defines it; 0: 5321 */
    enum dialect_introduces introduces;
    unsigned extension;    /* the bit of the one it belongs to; 0: none */
    bool is_aside;         /* a delivery does not need it */
    bool may_be_followed;  /* by other commands before its reply (RFC 2920 section 3.1) */
    bool may_be_in_clear;  /* even if the policy requires TLS (RFC 3207 section 4) */
    bool may_be_anonymous; /* even if the policy requires AUTH */
    bool is_secret;        /* its argument must be neither logged nor kept */
};

struct dialect {
    const char *name;
    struct dialect_policy policy;
    struct dialect_verb verbs[DIALECT_VERBS];
    const struct dialect_row *rows; /* the first match is used */
    size_t row_count;
};

/* The default dialect, for learners: one step at a time. */
extern const struct dialect dialect_prototype;

/* What mail programs expect: RFC 5321 and some extensions. */
extern const struct dialect dialect_rfc5321;

/* All dialects, NULL-terminated; the first is the default. */
extern const struct dialect *const dialect_all[];

/* Returns the dialect called NAME, or NULL. */
const struct dialect *dialect_by_name(const char *name);

/* Returns the first dialect that a server speaks by the TEXT of its greeting. */
const struct dialect *dialect_by_greeting(struct span text);

/* Whether the TEXT of a greeting is that of our own server, whose tables these are. */
bool dialect_is_ours(struct span text);

struct dialect_position {
    enum dialect_state state;
    unsigned facts;
};

/* Initial position of every conversation, and of one that begins with TLS. */
#define DIALECT_START ((struct dialect_position){DIALECT_STATE_CONNECTED, 0})
#define DIALECT_START_ENCRYPTED                                                                    \
    ((struct dialect_position){DIALECT_STATE_CONNECTED, DIALECT_FACT_ENCRYPTED})

/* The row that applies to an event. */
struct dialect_match {
    const struct dialect_row *row; /* NULL: the event is impossible here */
    enum dialect_reason reason;    /* why ROW refuses the event; NONE: it does not refuse */
    struct argument argument;      /* of the event, parsed by the rule of ROW */
};

/* Finds the row for EVENT with the argument TEXT at POSITION: the first for this state and event
 * whose needs and argument rule are met.  What a skipped row lacked becomes the reason; a refusing
 * row is skipped, without changing the reason, unless it has an outcome for it.  There is no row
 * for a command inside a message, nor for anything after the close.  Borrows from TEXT, which has
 * no outer blanks if it follows a verb. */
struct dialect_match dialect_find(const struct dialect *dialect, struct dialect_position position,
                                  enum dialect_event event, struct span text);

/* As dialect_find() for EVENT with a valid argument; the match contains none. */
struct dialect_match dialect_find_proper(const struct dialect *dialect,
                                         struct dialect_position position,
                                         enum dialect_event event);

/* Returns why VERB with a valid argument would be refused at POSITION; DIALECT_REASON_NONE if it is
 * allowed. */
enum dialect_reason dialect_why_not(const struct dialect *dialect, struct dialect_position position,
                                    enum dialect_event verb);

/* Whether VERB is allowed at POSITION and is a step towards a delivery or the end, not one back. */
bool dialect_leads_on(const struct dialect *dialect, struct dialect_position position,
                      enum dialect_event verb);

/* Returns the first row that carries out VERB; NULL if there is none.  The argument rule of a verb
 * does not depend on the position, so it is the same in all its rows. */
const struct dialect_row *dialect_row_of(const struct dialect *dialect, enum dialect_event verb);

/* Whether VERB requires an argument. */
bool dialect_wants_argument(const struct dialect *dialect, enum dialect_event verb);

/* Returns the outcome of ROW for RESULT, or NULL; a missing DONE_LAST falls back to DONE. */
const struct dialect_outcome *dialect_outcome(const struct dialect_row *row,
                                              enum dialect_result result);

/* Returns the outcome by which ROW refuses for REASON, or NULL. */
const struct dialect_outcome *dialect_refusal(const struct dialect_row *row,
                                              enum dialect_reason reason);

/* Returns the outcome of ROW that a server means by the reply CODE, given the REASON for which it
 * is expected to refuse (NONE: it is not): the one with this code, else the first of its class
 * (first digit), else NULL: an unlisted reply changes nothing.  Among several, one for REASON is
 * preferred. */
const struct dialect_outcome *dialect_outcome_by_code(const struct dialect_row *row,
                                                      enum dialect_reason reason, unsigned code);

/* Returns the outcome of an unsolicited reply CODE to EVENT at POSITION: a farewell, as on a
 * timeout, or a refusal of EVENT that names its reason.  NULL if it is neither. */
const struct dialect_outcome *dialect_unforeseen(const struct dialect *dialect,
                                                 struct dialect_position position,
                                                 enum dialect_event event, unsigned code);

/* Whether RESULT is a success. */
bool dialect_is_done(enum dialect_result result);

/* Updates POSITION by OUTCOME; no other function writes a position. */
void dialect_advance(struct dialect_position *position, const struct dialect_outcome *outcome);

/* Returns what the policy of DIALECT requires before EVENT and POSITION lacks, be it in order or
 * not: DIALECT_REASON_NEEDS_TLS, _NEEDS_AUTH, _SECRET_IN_CLEAR; NONE: nothing. */
enum dialect_reason dialect_lacks(const struct dialect *dialect, struct dialect_position position,
                                  enum dialect_event event);

/* Returns the extensions of DIALECT that may be used at POSITION, as bits. */
unsigned dialect_extensions_at(const struct dialect *dialect, struct dialect_position position);

/* Whether DIALECT has VERB, and offers its extension. */
static inline bool dialect_offers_verb(const struct dialect *dialect, enum dialect_event verb)
{
    return verb < DIALECT_VERBS && dialect->verbs[verb].words != NULL &&
           dialect_offers(&dialect->policy, dialect->verbs[verb].extension);
}

/* Returns how a client's bytes are read in STATE. */
enum dialect_class dialect_class_of(enum dialect_state state);

/* Returns what EVENT introduces; nothing if it is not a verb of DIALECT. */
enum dialect_introduces dialect_introduces(const struct dialect *dialect, enum dialect_event event);

/* Whether EVENT introduces the sender or a recipient: its argument is an address. */
static inline bool dialect_names_address(const struct dialect *dialect, enum dialect_event event)
{
    enum dialect_introduces what = dialect_introduces(dialect, event);

    return what == DIALECT_INTRODUCES_SENDER || what == DIALECT_INTRODUCES_RECIPIENT;
}

/* Returns the outcome by which EVENT, if it succeeds, ends the conversation; NULL: it does not. */
static inline const struct dialect_outcome *dialect_ending(const struct dialect *dialect,
                                                           enum dialect_event event)
{
    const struct dialect_row *row = event < DIALECT_VERBS ? dialect_row_of(dialect, event) : NULL;
    const struct dialect_outcome *outcome = row != NULL ? dialect_outcome(row, DIALECT_DONE) : NULL;

    return outcome != NULL && outcome->next == DIALECT_STATE_CLOSED ? outcome : NULL;
}

/* Whether the argument of EVENT must be neither logged nor kept. */
bool dialect_is_secret(const struct dialect *dialect, enum dialect_event event);

/* Names for tables and traces, as the RFC writes them ("MAIL", "END-OF-DATA"); never translated.
 * NULL for a verb that DIALECT does not have. */
const char *dialect_state_name(enum dialect_state state);
const char *dialect_event_name(const struct dialect *dialect, enum dialect_event event);

#endif
