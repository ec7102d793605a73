/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - see words.h.
 *
 * One table per enum.
 */
#include <config.h>

#include "server/log/words.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"

const char *words_reason(enum dialect_reason reason)
{
    static const char *const texts[] = {
        [DIALECT_REASON_NONE] = N_("accepted"),
        [DIALECT_REASON_UNKNOWN_VERB] = N_("unknown command"),
        [DIALECT_REASON_MALFORMED_VERB] = N_("MAIL must be followed by FROM:, and RCPT by TO:"),
        [DIALECT_REASON_NOT_IMPLEMENTED] = N_("this command is not implemented"),
        [DIALECT_REASON_OUT_OF_ORDER] = N_("command out of order"),
        [DIALECT_REASON_NEEDS_DELIVERY] = N_("allowed only after a message was delivered"),
        [DIALECT_REASON_NEEDS_RECIPIENT] = N_("allowed only after a recipient was accepted"),
        [DIALECT_REASON_NEEDS_ROOM] = N_("too many recipients for this message"),
        [DIALECT_REASON_NEEDS_TLS] = N_("allowed only after STARTTLS"),
        [DIALECT_REASON_NEEDS_AUTH] = N_("allowed only after AUTH"),
        [DIALECT_REASON_SECRET_IN_CLEAR] =
            N_("AUTH is allowed only after STARTTLS, unless --auth-in-clear is given"),
        [DIALECT_REASON_ARGUMENT_MISSING] = N_("this command needs an argument"),
        [DIALECT_REASON_ARGUMENT_UNEXPECTED] = N_("this command takes no argument"),
        [DIALECT_REASON_NO_BRACKETS] = N_("the address is not in angle brackets"),
        [DIALECT_REASON_BAD_PATH] =
            N_("the angle brackets do not contain a valid address (local-part@domain)"),
        [DIALECT_REASON_BAD_PARAMETER] =
            N_("what follows the address is not a list of parameters, KEY or KEY=VALUE"),
        [DIALECT_REASON_BAD_MECHANISM] =
            N_("this command needs a mechanism, which an initial response may follow"),
        [DIALECT_REASON_LONG_LINE] = N_("the line is too long"),
        [DIALECT_REASON_WRONG_ENDING] =
            N_("the line ends in LF alone on a connection whose lines end in CRLF"),
        [DIALECT_REASON_LONG_CREDENTIALS] = N_("the line with credentials is too long"),
    };

    static_assert(COUNT(texts) == DIALECT_REASONS, "a text per reason");
    return _(texts[reason]);
}

const char *words_result(enum dialect_result result)
{
    static const char *const texts[] = {
        [DIALECT_DONE] = N_("done"),
        [DIALECT_DONE_LAST] = N_("done, full"),
        [DIALECT_REFUSED] = N_("refused"),
        [DIALECT_NO_MAILBOX] = N_("no mailbox"),
        [DIALECT_UNKNOWN_PARAMETER] = N_("unknown parameter"),
        [DIALECT_BAD_VALUE] = N_("bad value"),
        [DIALECT_UNSUPPORTED_VALUE] = N_("unsupported value"),
        [DIALECT_NEEDS_SMTPUTF8] = N_("needs SMTPUTF8"),
        [DIALECT_BAD_BYTES] = N_("bad bytes"),
        [DIALECT_TOO_LARGE] = N_("too large"),
        [DIALECT_NO_STORAGE] = N_("no storage"),
        [DIALECT_LOCAL_ERROR] = N_("local error"),
        [DIALECT_CHALLENGE] = N_("challenge"),
        [DIALECT_BAD_RESPONSE] = N_("bad response"),
        [DIALECT_CANCELLED] = N_("cancelled by the client"),
        [DIALECT_TOO_WEAK] = N_("this user cannot use this mechanism"),
        [DIALECT_DENIED] = N_("wrong user name or password"),
        [DIALECT_FAULT] = N_("fault"),
    };

    static_assert(COUNT(texts) == DIALECT_RESULTS, "a text per result");
    return _(texts[result]);
}

const char *words_lines(enum dialect_lines lines)
{
    static const char *const texts[] = {
        [DIALECT_LINES_NONE] = "",
        [DIALECT_LINES_OPEN] = N_("{a line for each command that is open}"),
        [DIALECT_LINES_EXTENSIONS] = N_("{a line for each extension}"),
    };

    static_assert(COUNT(texts) == DIALECT_LINES, "a text per generator");
    return lines == DIALECT_LINES_NONE ? "" : _(texts[lines]);
}

const char *words_endings(enum dialect_endings endings)
{
    static const char *const texts[] = {
        [DIALECT_ENDINGS_LENIENT] = N_("lines end in CRLF, or in LF if the first line does"),
        [DIALECT_ENDINGS_REPORT] =
            N_("lines end in CRLF, or in LF if the first line does; every command that ends in LF, "
               "and every message with a bare CR, a bare LF or a NUL byte, is accepted and logged"),
        [DIALECT_ENDINGS_STRICT] = N_("lines end in CRLF only"),
    };

    static_assert(COUNT(texts) == DIALECT_ENDINGS_COUNT, "a text for each");
    return _(texts[endings]);
}

const char *words_fact(enum dialect_fact fact)
{
    static const struct {
        enum dialect_fact fact;
        const char *text;
    } texts[] = {
        {DIALECT_FACT_DELIVERED, N_("delivered")},
        {DIALECT_FACT_RECIPIENT, N_("recipient")},
        {DIALECT_FACT_ROOM, N_("room")},
        {DIALECT_FACT_ENCRYPTED, N_("encrypted")},
        {DIALECT_FACT_AUTHENTICATED, N_("authenticated")},
    };

    static_assert(1U << COUNT(texts) == DIALECT_FACTS, "a text per fact");
    for (size_t i = 0; i < COUNT(texts); i++)
        if (texts[i].fact == fact)
            return _(texts[i].text);
    return "";
}

/* Alerts of RFC 8446 section 6.2 about a certificate have these words. */
static bool is_about_certificate(struct tls_failure failure)
{
    return failure.problem == TLS_PROBLEM_ALERT && (strstr(failure.reason, "certificate") != NULL ||
                                                    strstr(failure.reason, "unknown ca") != NULL);
}

const char *words_tls_failure(struct tls_failure failure)
{
    static const char *const texts[] = {
        [TLS_PROBLEM_NONE] = "",
        [TLS_PROBLEM_CUT] = N_("the client closed the connection"),
        [TLS_PROBLEM_PLAINTEXT] = N_("the client does not speak TLS here; is it switched on there, "
                                     "and is the port right?"),
        [TLS_PROBLEM_VERSION] = N_("the client knows neither TLS 1.2 nor TLS 1.3"),
        [TLS_PROBLEM_CIPHER] = N_("client and server have no cipher in common"),
        [TLS_PROBLEM_CERTIFICATE] = N_("the client's certificate is not trusted"),
        [TLS_PROBLEM_ALERT] = N_("the client gave up"),
        [TLS_PROBLEM_PROTOCOL] = N_("what the client sent is against the rules of TLS"),
        [TLS_PROBLEM_FLOOD] = N_("the client sends TLS records without end, and nothing in them"),
    };

    static_assert(COUNT(texts) == TLS_PROBLEMS, "a text per problem");
    if (is_about_certificate(failure))
        return _("the client does not accept the certificate");
    return texts[failure.problem][0] != '\0' ? _(texts[failure.problem]) : "";
}

const char *words_argument(enum argument_rule rule)
{
    static const char *const texts[] = {
        [ARGUMENT_IGNORED] = N_("any"),
        [ARGUMENT_NONE] = N_("none"),
        [ARGUMENT_TEXT] = N_("text"),
        [ARGUMENT_ADDRESS] = N_("address"),
        [ARGUMENT_REVERSE_PATH] = N_("path or <>, parameters"),
        [ARGUMENT_FORWARD_PATH] = N_("path, parameters"),
        [ARGUMENT_MECHANISM] = N_("mechanism"),
    };

    static_assert(COUNT(texts) == ARGUMENT_RULES, "a text per argument rule");
    return _(texts[rule]);
}

const char *words_users_flaw(enum users_flaw flaw)
{
    static const char *const texts[] = {
        [USERS_OK] = N_("is valid"),
        [USERS_NONE] = N_("contains no user names; write one per line"),
        [USERS_EMPTY_NAME] = N_("has nothing before its \"@\"; add a name there"),
        [USERS_ILL_FORMED] = N_("is not well-formed UTF-8; save the file as UTF-8 text"),
        [USERS_CONTROL_BYTE] = N_("contains a control character; remove it"),
        [USERS_SLASH] = N_("contains a \"/\", which is not allowed in file names; remove it"),
        [USERS_LEADING_DOT] = N_("begins with a \".\"; choose another first character"),
        [USERS_LEADING_DASH] = N_("begins with a \"-\"; choose another first character"),
        [USERS_TOO_LONG] = N_("is too long for a mailbox name; shorten it"),
        [USERS_TOO_MANY] = N_("exceeds the limit of 1,000,000 names; remove some"),
        [USERS_NO_MEMORY] = N_("out of memory"),
    };

    static_assert(COUNT(texts) == USERS_NO_MEMORY + 1, "a text per flaw");
    static_assert(USERS_COUNT_MAX == 1000000, "as the text says");
    return _(texts[flaw]);
}

static const char *mailbox_status(enum mailbox_status status)
{
    static const char *const texts[] = {
        [MAILBOX_OK] = N_("it is usable"),
        [MAILBOX_NOT_REGULAR] = N_("it is not a regular file"),
        [MAILBOX_LINKED] = N_("it has more than one hard link"),
        [MAILBOX_FOREIGN] = N_("it is owned by another user"),
        [MAILBOX_BUSY] =
            N_("it is locked by another program, or by a stale .lock file, which may be removed"),
        [MAILBOX_STOPPED] = N_("the server is stopping"),
        [MAILBOX_NO_SPACE] = N_("it cannot be extended"),
        [MAILBOX_ERROR] = N_("it cannot be used"),
    };

    static_assert(COUNT(texts) == MAILBOX_STATUSES, "a text per status");
    return _(texts[status]);
}

const char *words_mailbox_error(enum mailbox_status status, int error_number)
{
    return status == MAILBOX_ERROR || status == MAILBOX_NO_SPACE ? strerror(error_number)
                                                                 : mailbox_status(status);
}

const char *words_recovery(enum recovery_outcome outcome)
{
    static const char *const texts[] = {
        [RECOVERY_WHOLE] = N_("nothing was incomplete"),
        [RECOVERY_CUT] = N_("an incomplete message was cut off"),
        [RECOVERY_CHANGED] = N_("its last bytes are not what this server wrote"),
        [RECOVERY_SHORTENED] = N_("it is shorter than this server left it"),
        [RECOVERY_REPLACED] =
            N_("it is not the file that this server wrote to, but a copy or a new one"),
        [RECOVERY_NO_MAILBOX] = N_("it is a link, not a regular file, or owned by another user"),
        [RECOVERY_NO_USER] = N_("no user has this mailbox; it will be repaired when one has"),
        [RECOVERY_BUSY] = N_("it is locked by another program"),
        [RECOVERY_FAILED] = N_("it could not be repaired"),
    };

    static_assert(COUNT(texts) == RECOVERY_OUTCOMES, "a text per outcome");
    return _(texts[outcome]);
}

const char *words_message_end(enum message_end end)
{
    static const char *const texts[] = {
        [MESSAGE_END_NONE] = N_("it has no such line"),
        [MESSAGE_END_LF] =
            N_("its line \".\" ends in LF, but the first line of this connection ended in CRLF"),
        [MESSAGE_END_CRLF] =
            N_("its line \".\" ends in CRLF, but the first line of this connection ended in LF"),
        [MESSAGE_END_AFTER_LF] = N_("the line before its \".\" ends in LF, but the first line of "
                                    "this connection ended in CRLF"),
        [MESSAGE_END_BLANK] = N_("its line \".\" has a blank before or after the dot"),
        [MESSAGE_END_DOUBLE] = N_("its last line is \"..\", which stands for a dot in the text"),
        [MESSAGE_END_TEXT] =
            N_("the line ending after its \".\" was sent as text, such as \"\\r\\n\""),
        [MESSAGE_END_OPEN] = N_("its last line, \".\", has no line ending"),
        [MESSAGE_END_GLUED] =
            N_("its last line ends in \".\", but only a \".\" on a line of its own ends it"),
        [MESSAGE_END_LINES] =
            N_("it has lines that end in LF, but the first line of this connection "
               "ended in CRLF"),
        [MESSAGE_END_QUIT] = N_("its last line is \"QUIT\", which is text of the message"),
    };

    static_assert(COUNT(texts) == MESSAGE_ENDS, "a text for each");
    return _(texts[end]);
}

void words_append(char *out, size_t size, const char *separator, const char *item)
{
    size_t length = strlen(out);

    snprintf(out + length, size - length, "%s%s", length > 0 ? separator : "", item);
}

void words_files(const struct envelope *envelope, char *out, size_t size)
{
    static const char others[] = ", ...";
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < envelope->recipient_count; i++) {
        const char *mailbox = envelope->recipients[i].mailbox;
        if (!envelope_is_first(envelope, i))
            continue;
        if (length + strlen(", ") + strlen(mailbox) + strlen(MAILBOX_SUFFIX) + sizeof others >
            size) {
            memcpy(out + length, others, sizeof others);
            return;
        }
        length += (size_t)snprintf(out + length, size - length, "%s%s%s", length > 0 ? ", " : "",
                                   mailbox, MAILBOX_SUFFIX);
    }
}

void words_extensions(unsigned extensions, char *out, size_t size)
{
    out[0] = '\0';
    for (unsigned extension = 1; extension < DIALECT_EXTENSIONS; extension <<= 1)
        if (extensions & extension)
            words_append(out, size, " ",
                         dialect_extension_keyword((enum dialect_extension)extension));
}

void words_flaws(unsigned flaws, char *out, size_t size)
{
    static const struct {
        enum dot_flaw flaw;
        const char *text;
    } texts[] = {
        {DOT_FLAW_BARE_CR, N_("a bare CR")},
        {DOT_FLAW_NUL, N_("a NUL byte")},
        {DOT_FLAW_BARE_LF, N_("a bare LF")},
    };

    out[0] = '\0';
    for (size_t i = 0; i < COUNT(texts); i++)
        if (flaws & texts[i].flaw)
            words_append(out, size, ", ", _(texts[i].text));
}

void words_flaws_at(unsigned flaws, const struct dot_place *place, char *out, size_t size)
{
    char first[WORDS_LIST_MAX], others[WORDS_LIST_MAX], sequence[DOT_SEQUENCE_TEXT_MAX];

    words_flaws(place->flaw, first, sizeof first);
    words_flaws(flaws & ~(unsigned)place->flaw, others, sizeof others);
    dot_sequence_text(place, sequence);
    snprintf(out, size, _("%s at byte %" PRIu64 " of the message (line %" PRIu64 "), in %s"), first,
             place->offset + 1, place->line, sequence);
    if (others[0] != '\0')
        words_append(out, size, _("; later "), others);
}

/* Whether VERB is one of several greetings that are expected, although a delivery does not need it:
 * HELO beside EHLO. */
static bool greets(const struct dialect *dialect, struct dialect_position position,
                   enum dialect_event verb)
{
    return position.state == DIALECT_STATE_HELO &&
           dialect_introduces(dialect, verb) == DIALECT_INTRODUCES_CLIENT &&
           dialect_why_not(dialect, position, verb) == DIALECT_REASON_NONE;
}

/* Whether VERB brings what a verb refused for REASON needs: STARTTLS first where AUTH needs it. */
static bool remedies(const struct dialect *dialect, struct dialect_position position,
                     enum dialect_reason reason, enum dialect_event verb)
{
    bool needs_auth = reason == DIALECT_REASON_NEEDS_AUTH;
    enum dialect_event remedy = DIALECT_STARTTLS;

    if (needs_auth && dialect_why_not(dialect, position, DIALECT_AUTH) == DIALECT_REASON_NONE)
        remedy = DIALECT_AUTH;
    return (needs_auth || reason == DIALECT_REASON_NEEDS_TLS) && verb == remedy &&
           dialect_why_not(dialect, position, verb) == DIALECT_REASON_NONE;
}

/* Inside a message no verb is allowed, although the table has rows for that state. */
void words_expected(const struct dialect *dialect, struct dialect_position position,
                    enum dialect_reason reason, char *out, size_t size)
{
    char quoted[64];

    out[0] = '\0';
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++) {
        if (!dialect_leads_on(dialect, position, verb) && !greets(dialect, position, verb) &&
            !remedies(dialect, position, reason, verb))
            continue;
        snprintf(quoted, sizeof quoted, "\"%s\"", dialect->verbs[verb].words);
        words_append(out, size, _(" or "), quoted);
    }
    if (out[0] == '\0')
        words_append(out, size, "", _("nothing"));
}
