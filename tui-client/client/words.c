/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - see words.h.
 *
 * One table per enum, and sentences built from them.
 */
#include <config.h>

#include "tui-client/client/words.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/client/words_internal.h"

void words_append(char *out, size_t size, const char *format, ...)
{
    size_t length = strlen(out);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out + length, size - length, format, arguments);
    va_end(arguments);
}

void words_append_section(char *out, size_t size, unsigned rfc, const char *section)
{
    words_append(out, size, _("See RFC %u, section %s.\n"), rfc != 0 ? rfc : 5321, section);
}

void words_append_quoted(char *out, size_t size, struct span text)
{
    char visible[WORDS_QUOTED_MAX + 1];
    char line[2 * WORDS_QUOTED_MAX];
    size_t length = text.size < sizeof line ? text.size : sizeof line;

    for (size_t i = 0; i < length; i++)
        line[i] = (char)(text.data[i] == '\n' ? ' ' : text.data[i]);
    length = text_abbreviate(TEXT_VISIBLE, (struct span){line, length}, visible, WORDS_QUOTED_MAX);
    visible[length] = '\0';
    words_append(out, size, _("\"%s\""), visible);
}

/* --- verbs and what is open ------------------------------------------------------------------ */

const char *words_verb(const struct dialect *dialect, enum dialect_event verb, char *out,
                       size_t size)
{
    const char *words = dialect->verbs[verb].words != NULL ? dialect->verbs[verb].words : "";
    size_t length = 0;

    for (; words[length] != '\0' && words[length] != ':' && length + 1 < size; length++)
        out[length] = span_ascii_upper(words[length]);
    out[length] = '\0';
    return out;
}

const char *words_purpose(enum dialect_event verb)
{
    static const char *const texts[DIALECT_VERBS] = {
        [DIALECT_HELO] = N_("greet without asking for extensions"),
        [DIALECT_STARTTLS] = N_("encrypt the connection from now on"),
        [DIALECT_AUTH] = N_("log in: prove who the user is"),
        [DIALECT_RSET] = N_("make the server forget the sender and the recipients"),
        [DIALECT_NOOP] = N_("get a reply, and nothing else"),
        [DIALECT_VRFY] = N_("ask whether a user has a mailbox"),
        [DIALECT_EXPN] = N_("ask who is on a mailing list"),
        [DIALECT_HELP] = N_("ask the server what it understands"),
    };

    return texts[verb] != NULL ? _(texts[verb]) : "";
}

/* What is expected where no verb is. */
static const char *awaited_instead(enum dialect_state state)
{
    switch (dialect_class_of(state)) {
    case DIALECT_CLASS_NONE:
        return state == DIALECT_STATE_CLOSED ? _("a new connection") : _("the server's greeting");
    case DIALECT_CLASS_MESSAGE:
        return _("the message, then a line with only a dot");
    case DIALECT_CLASS_CREDENTIALS:
        return _("the credentials");
    case DIALECT_CLASS_COMMAND:
        break;
    }
    return _("nothing");
}

/* Stores the verbs that lead on from POSITION; returns their number. */
static size_t find_open(const struct dialect *dialect, struct dialect_position position,
                        enum dialect_event verbs[DIALECT_VERBS])
{
    size_t count = 0;

    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect_leads_on(dialect, position, verb))
            verbs[count++] = verb;
    return count;
}

/* Writes the COUNT VERBS as a list. */
static void list_verbs(const struct dialect *dialect, const enum dialect_event *verbs, size_t count,
                       char *out, size_t size)
{
    char name[64];

    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const char *separator = i + 1 < count ? ", " : _(" or ");
        words_append(out, size, "%s%s", i > 0 ? separator : "",
                     words_verb(dialect, verbs[i], name, sizeof name));
    }
}

const char *words_open(const struct dialect *dialect, struct dialect_position position, char *out,
                       size_t size)
{
    enum dialect_event verbs[DIALECT_VERBS];
    size_t count = find_open(dialect, position, verbs);

    list_verbs(dialect, verbs, count, out, size);
    if (count == 0)
        words_append(out, size, "%s", awaited_instead(position.state));
    return out;
}

/* Appends when the verb NAME becomes available, if only a fact is missing. */
static void append_opening(char *out, size_t size, enum dialect_reason reason, const char *name)
{
    switch (reason) {
    case DIALECT_REASON_NEEDS_DELIVERY:
        words_append(out, size, " ");
        words_append(out, size, _("%s is available after a delivery."), name);
        break;
    case DIALECT_REASON_NEEDS_RECIPIENT:
        words_append(out, size, " ");
        words_append(out, size, _("%s is available after a recipient was accepted."), name);
        break;
    default:
        break;
    }
}

/* Stores the verbs that secure the connection and tell the user, in the order in which they keep a
 * password secret; returns their number.  A login that is demanded, and not offered, may be offered
 * once the connection is secure. */
static size_t find_preparations(const struct dialogue_reply *reply, enum dialect_reason lacked,
                                enum dialect_event verbs[2])
{
    bool lacks_tls = lacked == DIALECT_REASON_NEEDS_TLS;
    bool offers_tls = (reply->offers & DIALECT_EXTENSION_STARTTLS) != 0;
    bool offers_auth = (reply->offers & DIALECT_EXTENSION_AUTH) != 0;
    bool lacks_auth = lacked == DIALECT_REASON_NEEDS_AUTH && !offers_tls;
    size_t count = 0;

    if ((lacks_tls || offers_tls) && reply->dialect->verbs[DIALECT_STARTTLS].words != NULL)
        verbs[count++] = DIALECT_STARTTLS;
    if ((lacks_auth || (offers_auth && !lacks_tls)) &&
        reply->dialect->verbs[DIALECT_AUTH].words != NULL)
        verbs[count++] = DIALECT_AUTH;
    return count;
}

const char *words_next(const struct dialogue_reply *reply, enum dialect_reason lacked, char *out,
                       size_t size)
{
    struct dialect dialect = *reply->dialect;
    enum dialect_event verbs[DIALECT_VERBS + 2];
    size_t count = find_preparations(reply, lacked, verbs);
    char open[256], name[64];

    dialect.policy.requires_tls |= lacked == DIALECT_REASON_NEEDS_TLS;
    dialect.policy.requires_auth |= lacked == DIALECT_REASON_NEEDS_AUTH;
    words_open(&dialect, reply->after, open, sizeof open);
    if (count > 0) {
        count += find_open(&dialect, reply->after, &verbs[count]);
        list_verbs(&dialect, verbs, count, open, sizeof open);
    }
    snprintf(out, size, _("Next: %s."), open);
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        append_opening(out, size, dialect_why_not(&dialect, reply->after, verb),
                       words_verb(&dialect, verb, name, sizeof name));
    return out;
}

const char *words_reason(enum dialect_reason reason)
{
    static const char *const texts[] = {
        [DIALECT_REASON_NONE] = N_("It is available."),
        [DIALECT_REASON_UNKNOWN_VERB] = N_("The server does not know this command."),
        [DIALECT_REASON_MALFORMED_VERB] = N_("MAIL must be followed by FROM:, and RCPT by TO:."),
        [DIALECT_REASON_NOT_IMPLEMENTED] = N_("The server does not implement this command."),
        [DIALECT_REASON_OUT_OF_ORDER] = N_("This command is out of order."),
        [DIALECT_REASON_NEEDS_DELIVERY] =
            N_("A message must be delivered on this connection first."),
        [DIALECT_REASON_NEEDS_RECIPIENT] = N_("A recipient must be accepted first."),
        [DIALECT_REASON_NEEDS_ROOM] =
            N_("The message already has the maximum number of recipients."),
        [DIALECT_REASON_NEEDS_TLS] = N_("The connection must be encrypted first (STARTTLS)."),
        [DIALECT_REASON_NEEDS_AUTH] = N_("The server wants to know first who the user is (AUTH)."),
        [DIALECT_REASON_SECRET_IN_CLEAR] =
            N_("A password must not be sent before the connection is encrypted (STARTTLS)."),
        [DIALECT_REASON_ARGUMENT_MISSING] = N_("This command needs an argument."),
        [DIALECT_REASON_ARGUMENT_UNEXPECTED] = N_("This command takes no argument."),
        [DIALECT_REASON_NO_BRACKETS] = N_("The address must be in angle brackets."),
        [DIALECT_REASON_BAD_PATH] =
            N_("The text in the angle brackets is not a valid address (local-part@domain)."),
        [DIALECT_REASON_BAD_PARAMETER] =
            N_("Only parameters may follow the address: KEY or KEY=VALUE."),
        [DIALECT_REASON_BAD_MECHANISM] =
            N_("This command takes a mechanism and, optionally, its initial response."),
        [DIALECT_REASON_LONG_LINE] = N_("The line is too long."),
        [DIALECT_REASON_WRONG_ENDING] = N_("The line ended in a bare LF."),
        [DIALECT_REASON_LONG_CREDENTIALS] = N_("The line with credentials is too long."),
    };

    static_assert(COUNT(texts) == DIALECT_REASONS, "a text per reason");
    return _(texts[reason]);
}

const char *words_why_not(const struct dialect *dialect, struct dialect_position position,
                          enum dialect_event verb, char *out, size_t size)
{
    enum dialect_reason reason = dialect_why_not(dialect, position, verb);
    char open[256];

    out[0] = '\0';
    if (reason != DIALECT_REASON_NONE)
        snprintf(out, size, _("Not available: %s Expected now: %s."), words_reason(reason),
                 words_open(dialect, position, open, sizeof open));
    return out;
}

const char *words_unsent(int error_number)
{
    switch (error_number) {
    case ENOTCONN:
        return _("Not connected: F5 connects.");
    case EPERM:
        return _("Not sent: TLS is required; STARTTLS comes first.");
    case EBUSY:
        return _("Not sent: the server has not replied yet.");
    case ENOKEY:
        return _("Not sent: there is no password; --auth-password-file=FILE gives one.");
    case EDESTADDRREQ:
        return _("Not sent: there is no user; --auth-user=NAME names one.");
    case ENOTSUP:
        return _("Not sent: the server offers no mechanism of AUTH that this program knows.");
    case EPROTO:
        return _("Not sent: after \"$\" only AUTH [MECHANISM [USER]] is possible.");
    case EBADMSG:
        return words_exchange_flaw(EXCHANGE_UNFIT);
    case EINVAL:
        return _("Not sent: the line contains a NUL or a CR.");
    case ENOBUFS:
        return _("Not sent: it is larger than this program can send.");
    default:
        return strerror(error_number);
    }
}

const char *words_reply_flaw(enum reply_flaw flaw)
{
    static const char *const texts[] = {
        [REPLY_FLAW_NONE] = N_("This is a reply."),
        [REPLY_FLAW_NO_CODE] = N_("Not a reply: it does not begin with a code from 200 to 599."),
        [REPLY_FLAW_SEPARATOR] =
            N_("Not a reply: a space, a hyphen or the end of the line must follow the code."),
        [REPLY_FLAW_CODE_CHANGED] =
            N_("Not a reply: its code differs from that of the preceding lines."),
        [REPLY_FLAW_LONG_LINE] = N_("This line was cut off: it is too long for a reply."),
        [REPLY_FLAW_MANY_LINES] = N_("This reply was cut off: it has too many lines."),
    };

    static_assert(COUNT(texts) == REPLY_FLAW_MANY_LINES + 1, "a text per flaw");
    return _(texts[flaw]);
}

const char *words_class(enum explain_class class)
{
    switch (class) {
    case EXPLAIN_CLASS_DONE:
        return _("success");
    case EXPLAIN_CLASS_GO_ON:
        return _("continue");
    case EXPLAIN_CLASS_TRY_LATER:
        return _("temporary failure");
    case EXPLAIN_CLASS_REFUSED:
        return _("refused");
    }
    return _("unknown");
}

const char *words_category(enum explain_category category)
{
    static const char *const texts[] = {
        [EXPLAIN_CATEGORY_SYNTAX] = N_("syntax"),
        [EXPLAIN_CATEGORY_INFORMATION] = N_("information"),
        [EXPLAIN_CATEGORY_CONNECTIONS] = N_("connection"),
        [EXPLAIN_CATEGORY_UNSPECIFIED_3] = N_("unspecified"),
        [EXPLAIN_CATEGORY_UNSPECIFIED_4] = N_("unspecified"),
        [EXPLAIN_CATEGORY_MAIL_SYSTEM] = N_("mail system"),
        [EXPLAIN_CATEGORY_OTHER] = N_("unspecified"),
    };

    static_assert(COUNT(texts) == EXPLAIN_CATEGORY_OTHER + 1, "a text per category");
    return _(texts[category]);
}

/* --- fields and files ------------------------------------------------------------------------ */

const char *words_compose_flaw(enum compose_flaw flaw)
{
    static const char *const texts[] = {
        [COMPOSE_OK] = "",
        [COMPOSE_EMPTY] = N_("is empty"),
        [COMPOSE_CONTROL_BYTE] = N_("has a control character"),
        [COMPOSE_ILL_FORMED] = N_("is not well-formed UTF-8"),
        [COMPOSE_TOO_LONG] = N_("is too long"),
        [COMPOSE_NEEDS_QUOTES] = N_("needs quotes"),
        [COMPOSE_NOT_ASCII] = N_("must be ASCII"),
        [COMPOSE_NOT_OFFERED] = N_("must be ASCII: the server does not offer SMTPUTF8"),
        [COMPOSE_NOT_ANNOUNCED] = N_("must be ASCII: MAIL is without SMTPUTF8"),
        [COMPOSE_TOO_LARGE] = N_("announces more than the server accepts"),
        [COMPOSE_NOT_SERVER] = N_("is not HOST or HOST:PORT"),
        [COMPOSE_NOT_PORT] = N_("needs a port from 1 to 65535"),
    };

    static_assert(COUNT(texts) == COMPOSE_FLAWS, "a text per flaw");
    return flaw == COMPOSE_OK ? "" : _(texts[flaw]);
}

const char *words_session_flaw(enum session_file_flaw flaw)
{
    static const char *const texts[] = {
        [SESSION_FILE_OK] = N_("a valid line"),
        [SESSION_FILE_NO_MAGIC] = N_("the first line is not \"# smtp-session 1\""),
        [SESSION_FILE_UNKNOWN_LINE] = N_("not a C, S or W line and not a comment"),
        [SESSION_FILE_BAD_ESCAPE] = N_("unknown escape sequence; use \\r \\n"
                                       " \\t \\\\ or \\xHH"),
        [SESSION_FILE_BAD_WAIT] = N_("not a duration (0-3600000 ms)"),
        [SESSION_FILE_BAD_ENDING] = N_("not lf or crlf"),
        [SESSION_FILE_BAD_AUTH] = N_("not AUTH, a mechanism that this program knows, and a user"),
        [SESSION_FILE_BAD_PACE] = N_("not whole, dot or line, or dot or line with a time, as in "
                                     "line:20ms, of at most an hour"),
        [SESSION_FILE_BAD_ALLOW] = N_("S? needs a code (200-599) or a class, as in S? 502 or "
                                      "S? 5xx"),
        [SESSION_FILE_LONG_REMARK] = N_("longer than 1000 bytes"),
        [SESSION_FILE_LONE_ALLOW] = N_("S? must be followed by an S: line"),
        [SESSION_FILE_SECOND_TITLE] = N_("a second title"),
    };

    static_assert(COUNT(texts) == SESSION_FILE_FLAWS, "a text per flaw");
    return _(texts[flaw]);
}
