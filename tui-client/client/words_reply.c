/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_reply.c - the texts of words.h that explain replies.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

/* --- what happened, and why ------------------------------------------------------------------- */

/* Why, and what to do about it (NULL: nothing is known).  CAUSE_RULE and CAUSE_FORM use the text of
 * their reason. */
static const struct {
    const char *what, *remedy;
} causes[] = {
    [CAUSE_UNKNOWN] = {NULL, NULL},
    [CAUSE_RULE] = {NULL, N_("The server ignored it: nothing has changed.")},
    [CAUSE_FORM] = {NULL, N_("Correct the command and send it again.")},

    [CAUSE_NO_MAILBOX] = {N_("This server has no mailbox for the recipient."),
                          N_("Check the spelling of the part before the @.")},
    [CAUSE_ADDRESS] = {N_("The server does not accept the form of the address."),
                       N_("Write it as local-part@domain, with a complete domain.")},
    [CAUSE_NO_DOMAIN] = {N_("The domain of the address does not exist or accepts no mail."),
                         N_("Check the spelling of the part after the @.")},
    [CAUSE_UNROUTABLE] = {N_("The server finds no way to the recipient's address."),
                          N_("Check the spelling of both parts of the address.")},
    [CAUSE_MOVED] = {N_("The recipient's mailbox has moved."),
                     N_("Use the new address if the reply names it.")},
    [CAUSE_DISABLED] = {N_("The account or mailbox is disabled."),
                        N_("Only its owner or the server's administrator can change that.")},
    [CAUSE_MAILBOX_FULL] = {N_("The recipient's mailbox is full."),
                            N_("Send the message when the recipient has made room.")},
    [CAUSE_RECIPIENT] = {N_("The server does not accept this recipient."),
                         N_("Check the address, and whether this is the server of its domain.")},
    [CAUSE_RELAY] = {N_("The server does not pass on mail from this client to the recipient's "
                        "domain (relaying)."),
                     N_("Use the server of the recipient's domain, or one on which you may log "
                        "in.")},
    [CAUSE_TOO_MANY_RECIPIENTS] = {N_("The message has more recipients than the server accepts."),
                                   N_("Send it to those accepted, then to the others in another "
                                      "transaction.")},
    [CAUSE_NO_RECIPIENTS] = {N_("No recipient was accepted."),
                             N_("Name a recipient that the server accepts first.")},

    [CAUSE_SENDER] = {N_("The server does not accept this sender."),
                      N_("Use a sender whose domain exists and that you may use.")},
    [CAUSE_CLIENT_NAME] = {N_("The server does not accept the client's name in HELO or EHLO."),
                           N_("Give the complete name of this host: host.domain.")},
    [CAUSE_REVERSE_DNS] = {N_("The client's IP address has no fitting name in DNS (reverse DNS)."),
                           N_("Have its provider set one, or send through another server.")},
    [CAUSE_BLOCKED] = {N_("The server refuses mail from the client's IP address."),
                       N_("The reply may name a block list: ask it to remove the address, or send "
                          "through another server.")},
    [CAUSE_AUTHENTICITY] = {N_("The sender's domain does not vouch for the message (SPF, DKIM or "
                               "DMARC)."),
                            N_("Send it through a server of that domain, or with another sender.")},
    [CAUSE_LOGIN] = {N_("The server wants the client to log in first (AUTH)."),
                     N_("Log in, or use the port for mail between servers (25).")},
    [CAUSE_CREDENTIALS] =
        {N_("The server did not accept the user name or password."),
         N_("Check both; some providers want an application password, made in the "
            "settings of the account, or a token (XOAUTH2).")},
    [CAUSE_MECHANISM] =
        {N_("The server does not offer this mechanism."),
         N_("Choose one of those in its answer to EHLO; some are offered only after "
            "STARTTLS.")},
    [CAUSE_WEAK_MECHANISM] =
        {N_("The server wants another way to log in from this user."),
         N_("Choose another mechanism; some providers take only an application "
            "password, made in the settings of the account, or a token "
            "(XOAUTH2).")},
    [CAUSE_LOGIN_LATER] = {N_("The server cannot check passwords for now."),
                           N_("Try later; the password may be right.")},
    [CAUSE_TLS] = {N_("The server wants an encrypted connection first (STARTTLS)."),
                   N_("Send STARTTLS if the server offers it, or use a port that begins with TLS "
                      "(smtps://).")},
    [CAUSE_TLS_LATER] = {N_("The server cannot begin TLS for now."),
                         N_("Try later; what is sent meanwhile is not encrypted.")},
    [CAUSE_GREYLISTED] = {N_("The server puts off senders that it does not know (greylisting)."),
                          N_("Wait some minutes and send it again: it is then usually accepted.")},
    [CAUSE_RATE] = {N_("The server limits how much it accepts at a time."),
                    N_("Try later, with fewer messages and connections at once.")},
    [CAUSE_ERRORS] = {N_("There were too many errors on this connection."),
                      N_("Connect again, and correct what was refused before.")},
    [CAUSE_POLICY] = {N_("The server's rules do not allow it."),
                      N_("Its administrator can tell which rule it was.")},

    [CAUSE_SPAM] = {N_("The server takes the message or its sender for spam."),
                    N_("Change the message, and see whether the sender's domain or address has a "
                       "bad reputation.")},
    [CAUSE_CONTENT] = {N_("The server does not accept the content of the message."),
                       N_("Change what the reply names and send it again.")},
    [CAUSE_TOO_LARGE] = {N_("The message is larger than the server accepts."),
                         N_("Shorten it and send it again.")},
    [CAUSE_BAD_BYTES] = {N_("The message contains bytes that the server refuses, such as a NUL or "
                            "a CR without LF."),
                         N_("Remove them and send the message again.")},
    [CAUSE_BARE_ENDING] = {N_("A line ended in LF or CR alone."), N_("End every line in CRLF.")},
    [CAUSE_LONG_LINE] = {N_("A line is longer than the server accepts."),
                         N_("Break it into shorter ones.")},
    [CAUSE_LOOP] = {N_("The message is looping between servers."),
                    N_("The administrator must correct the forwarding.")},

    [CAUSE_SEQUENCE] = {N_("This command is out of order."),
                        N_("Send the commands in the order that the server expects.")},
    [CAUSE_TOO_SOON] = {N_("The client spoke before it was its turn."),
                        N_("Connect again, and wait for each reply.")},
    [CAUSE_UNKNOWN_COMMAND] = {N_("The server does not know this command."),
                               N_("Check its spelling, or do without it.")},
    [CAUSE_NOT_IMPLEMENTED] = {N_("The server does not implement this command."),
                               N_("Do without it.")},
    [CAUSE_SYNTAX] = {N_("The server does not accept the form of the command."),
                      N_("Check its argument, angle brackets and blanks.")},
    [CAUSE_BASE64] = {N_("What was sent is not in base64."),
                      N_("Send it in base64; the form of AUTH, and $AUTH in line mode, do that.")},
    [CAUSE_RESPONSE] = {N_("The server does not accept the form of the login line."),
                        N_("It must be in base64, and contain what the mechanism asks for.")},
    [CAUSE_CANCELLED] = {N_("The login was cancelled."), N_("AUTH begins it again.")},
    [CAUSE_PARAMETER] = {N_("The server did not accept a parameter of the command."),
                         N_("Correct or remove it and send the command again.")},
    [CAUSE_NEEDS_SMTPUTF8] = {N_("The address is not ASCII, and MAIL did not have the parameter "
                                 "SMTPUTF8."),
                              N_("Begin again with MAIL and SMTPUTF8, or use an ASCII address.")},
    [CAUSE_NOT_ASCII] = {N_("The server does not accept an address here that is not ASCII."),
                         N_("Use an ASCII address.")},
    [CAUSE_HTTP] = {N_("The server takes what was sent for HTTP."), N_("Speak SMTP to it.")},

    [CAUSE_NO_STORAGE] = {N_("The server has no space left."),
                          N_("Send it again later, or free space on the server.")},
    [CAUSE_LOCAL_ERROR] = {N_("The server had an error of its own."),
                           N_("Send it again later; the server's log may say why.")},
    [CAUSE_NO_SERVICE] = {N_("This host accepts no mail."), N_("Check host and port.")},
    [CAUSE_NOT_NOW] = {N_("The server accepts no mail at the moment."), N_("Try again later.")},
    [CAUSE_LATER] = {N_("The server asks to try again later, and does not say why."),
                     N_("Wait some minutes and try again.")},
    [CAUSE_STOPPING] = {N_("The server is stopping."), N_("Connect again later.")},
    [CAUSE_IDLE] = {N_("Nothing was sent for too long."), N_("Connect again.")},

    [CAUSE_MAYBE_CLOSING] = {N_("The connection was idle too long, there are too many clients, or "
                                "the server is stopping."),
                             N_("Connect again.")},
    [CAUSE_MAYBE_CLIENT] = {N_("The server accepts no mail from this client, or none at all."),
                            N_("Check host and port.")},
    [CAUSE_MAYBE_SENDER] = {N_("The server does not accept this sender or this client."),
                            N_("Check the sender's address.")},
    [CAUSE_MAYBE_RECIPIENT] = {N_("The server has no mailbox for the recipient, or accepts no mail "
                                  "for it from this client."),
                               N_("Check the address, and whether this is the server of its "
                                  "domain.")},
    [CAUSE_MAYBE_GREYLISTED] = {N_("The server puts off senders that it does not know "
                                   "(greylisting), or the mailbox cannot be reached for now."),
                                N_("Wait some minutes and send it again.")},
    [CAUSE_MAYBE_RECIPIENTS] = {N_("There are too many recipients, or the server or the mailbox "
                                   "has no space left."),
                                N_("Send the message to those accepted, then to the others.")},
    [CAUSE_MAYBE_LOGIN] = {N_("The server wants the client to log in (AUTH) or to encrypt the "
                              "connection (STARTTLS) first."),
                           N_("Log in or send STARTTLS if it is offered, or use a port or server "
                              "that does without.")},
    [CAUSE_MAYBE_SIZE] = {N_("The message is too large for the server or the mailbox."),
                          N_("Shorten it and send it again.")},
    [CAUSE_MAYBE_MESSAGE] = {N_("The server does not accept the content of the message, its "
                                "sender or this client."),
                             NULL},
};

static_assert(COUNT(causes) == CAUSES, "a text per cause");

static bool is_refusal(const struct explanation *explanation)
{
    return explanation->code >= 400;
}

static const char *why(const struct explanation *explanation)
{
    bool has_reason = explanation->cause == CAUSE_RULE || explanation->cause == CAUSE_FORM;

    return has_reason ? words_reason(explanation->reason) : _(causes[explanation->cause].what);
}

/* Appends what happened and why; without a known cause the server's own words. */
static void append_what(char *out, size_t size, const struct explanation *explanation,
                        struct span text)
{
    bool has_cause = is_refusal(explanation) && explanation->cause != CAUSE_UNKNOWN;

    if (!has_cause || explanation->verdict != EXPLAIN_REFUSED)
        words_append(out, size, "%s%s", words_verdict(explanation->verdict), has_cause ? " " : "");
    if (has_cause && explanation->is_guess)
        words_append(out, size, _("Likely: %s"), why(explanation));
    else if (has_cause)
        words_append(out, size, "%s", why(explanation));
    else if (is_refusal(explanation) && text.size > 0) {
        words_append(out, size, " %s ", _("Its words:"));
        words_append_quoted(out, size, text);
    }
}

/* Appends what may have been meant by an unknown command. */
static void append_meant(char *out, size_t size, const struct dialogue_reply *reply)
{
    char name[64];

    if (reply->is_misspelt)
        words_append(out, size, _(" Did you mean %s?"),
                     words_verb(reply->dialect, reply->meant, name, sizeof name));
}

static const char *remedy_of(const struct explanation *explanation)
{
    const char *remedy = causes[explanation->cause].remedy;

    if (explanation->verdict == EXPLAIN_ACCEPTED_THOUGH_CLOSED)
        return _("It may speak another dialect.");
    return remedy != NULL ? _(remedy) : "";
}

/* Whether the remedy of CAUSE is to wait. */
static bool is_to_wait(enum cause cause)
{
    static const enum cause waits[] = {
        CAUSE_GREYLISTED, CAUSE_MAYBE_GREYLISTED, CAUSE_RATE,    CAUSE_MAILBOX_FULL,
        CAUSE_NO_STORAGE, CAUSE_LOCAL_ERROR,      CAUSE_NOT_NOW, CAUSE_LATER,
        CAUSE_STOPPING,   CAUSE_TLS_LATER};

    for (size_t i = 0; i < COUNT(waits); i++)
        if (waits[i] == cause)
            return true;
    return false;
}

/* That trying again makes sense; "" if it does not, or the remedy says so. */
static const char *hope_of(const struct explanation *explanation)
{
    bool says_so = is_to_wait(explanation->cause) || explanation->verdict == EXPLAIN_CLOSING;

    return explain_is_temporary(explanation) && !says_so
               ? _("Temporary: the same may be accepted later.")
               : "";
}

static void append_paragraph(char *out, size_t size, const char *first, const char *second)
{
    if (first[0] != '\0' || second[0] != '\0')
        words_append(out, size, "%s%s%s\n", first, first[0] != '\0' && second[0] != '\0' ? " " : "",
                     second);
}

/* --- sentences ------------------------------------------------------------------------------- */

static void append_enhanced(char *out, size_t size, const struct explanation *explanation)
{
    const struct enhanced *enhanced = &explanation->enhanced;

    if (explanation->meaning != NULL)
        words_append(out, size, "%u.%u.%u: %s. ", enhanced->class, enhanced->subject,
                     enhanced->detail, _(explanation->meaning));
}

static void append_late(char *out, size_t size, const struct dialogue_reply *reply)
{
    if (reply->is_late)
        words_append(out, size, "%s ", _("A late reply to a command that was given up."));
}

const char *words_explain(const struct dialogue_reply *reply, struct span text, char *out,
                          size_t size)
{
    struct explanation explanation = explain_reply(reply, text);
    char next[WORDS_MAX / 2];

    snprintf(out, size, _("%u: %uxx %s, x%ux %s. "), reply->code, reply->code / 100,
             words_class(explanation.class), reply->code / 10 % 10,
             words_category(explanation.category));
    append_enhanced(out, size, &explanation);
    append_late(out, size, reply);
    append_what(out, size, &explanation, text);
    append_meant(out, size, reply);
    words_append_doubts(out, size, reply);
    words_append(out, size, "\n");
    append_paragraph(out, size, remedy_of(&explanation), hope_of(&explanation));
    words_append(out, size, "%s\n",
                 words_next(reply, explain_lacked(&explanation, reply), next, sizeof next));
    if (is_refusal(&explanation) && explanation.cause != CAUSE_UNKNOWN && text.size > 0) {
        words_append(out, size, "%s ", _("The server's words:"));
        words_append_quoted(out, size, text);
        words_append(out, size, "\n");
    }
    if (explanation.is_own_rule)
        words_append(out, size, _("This is a rule of the dialect %s, not of RFC 5321.\n"),
                     reply->dialect->name);
    else if (explanation.section != NULL)
        words_append_section(out, size, explanation.rfc, explanation.section);
    return out;
}

const char *words_explain_line(const struct dialogue_reply *reply, struct span text, char *out,
                               size_t size)
{
    struct explanation explanation = explain_reply(reply, text);
    const char *const parts[] = {remedy_of(&explanation), hope_of(&explanation)};
    char next[WORDS_MAX / 2];

    out[0] = '\0';
    append_late(out, size, reply);
    append_what(out, size, &explanation, text);
    append_meant(out, size, reply);
    words_append_doubts(out, size, reply);
    for (size_t i = 0; i < COUNT(parts); i++)
        words_append(out, size, "%s%s", parts[i][0] != '\0' ? " " : "", parts[i]);
    words_append(out, size, " %s",
                 words_next(reply, explain_lacked(&explanation, reply), next, sizeof next));
    return out;
}

const char *words_summary(const struct dialogue_reply *reply, struct span text, char *out,
                          size_t size)
{
    struct explanation explanation = explain_reply(reply, text);

    snprintf(out, size, "%u: ", reply->code);
    append_late(out, size, reply);
    append_what(out, size, &explanation, text);
    append_meant(out, size, reply);
    words_append_doubts(out, size, reply);
    return out;
}
