/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_command.c - the texts of words.h that explain a command that was sent.
 *
 * A command means the same in every dialect, also in one that does without it; so verbs are read in
 * the largest one.  What the server made of it is the reply's matter, and not repeated here.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

/* What a verb asks, and what its argument is; NULL: it takes none. */
static const struct {
    const char *asks, *argument;
    enum argument_rule rule;
} verbs[DIALECT_VERBS] = {
    [DIALECT_EHLO] = {N_("EHLO greets the server, names the client and asks for extensions."),
                      N_("The client calls itself"), ARGUMENT_TEXT},
    [DIALECT_HELO] = {N_("HELO greets the server and names the client."),
                      N_("The client calls itself"), ARGUMENT_TEXT},
    [DIALECT_STARTTLS] = {N_("STARTTLS asks to encrypt the connection from now on."), NULL,
                          ARGUMENT_NONE},
    [DIALECT_AUTH] = {N_("AUTH logs in: it proves who the user is."), NULL, ARGUMENT_MECHANISM},
    [DIALECT_MAIL] = {N_("MAIL FROM begins a message and names its sender."),
                      N_("Reports of failure go to"), ARGUMENT_REVERSE_PATH},
    [DIALECT_RCPT] = {N_("RCPT TO names a recipient of the message."),
                      N_("The message is to go to"), ARGUMENT_FORWARD_PATH},
    [DIALECT_DATA] = {N_("DATA asks whether the message itself may follow."), NULL, ARGUMENT_NONE},
    [DIALECT_RSET] = {N_("RSET gives the message up: sender and recipients are to be forgotten."),
                      NULL, ARGUMENT_NONE},
    [DIALECT_NOOP] = {N_("NOOP asks for a reply and nothing else."), NULL, ARGUMENT_IGNORED},
    [DIALECT_VRFY] = {N_("VRFY asks whether a user or mailbox exists."), N_("It is about"),
                      ARGUMENT_TEXT},
    [DIALECT_EXPN] = {N_("EXPN asks who is on a mailing list."), N_("It is about"), ARGUMENT_TEXT},
    [DIALECT_HELP] = {N_("HELP asks the server what it understands."), N_("It is about"),
                      ARGUMENT_IGNORED},
    [DIALECT_QUIT] = {N_("QUIT asks the server to say goodbye and to close the connection."), NULL,
                      ARGUMENT_NONE},
};

/* Commands of extensions that no dialect here has. */
static const struct {
    const char *word, *asks;
} others[] = {
    {"BDAT", N_("BDAT sends a piece of the message, whose size it says.")},
};

static const struct {
    const char *key, *text;
} parameters[] = {
    {"SIZE", N_("SIZE is the size of the message in bytes.")},
    {"BODY", N_("BODY says whether the text has bytes beyond ASCII (8BITMIME) or not (7BIT).")},
    {"SMTPUTF8", N_("SMTPUTF8 says that addresses or header may go beyond ASCII.")},
    {"AUTH", N_("AUTH says who handed the message in.")},
    {"RET", N_("RET says how much of the message a report repeats.")},
    {"ENVID", N_("ENVID is a name for the message that reports repeat.")},
    {"NOTIFY", N_("NOTIFY says when a report is wanted.")},
    {"ORCPT", N_("ORCPT is the recipient's address as it was first written.")},
};

static const char *parameter_text(struct span key)
{
    for (size_t i = 0; i < COUNT(parameters); i++)
        if (span_equal_ascii(key, span_of(parameters[i].key)))
            return _(parameters[i].text);
    return NULL;
}

static void append_parameters(char *out, size_t size, struct span list)
{
    struct argument_parameter parameter;

    while (argument_next_parameter(&list, &parameter)) {
        const char *text = parameter_text(parameter.key);
        if (text != NULL) {
            words_append(out, size, "%s\n", text);
            continue;
        }
        words_append_quoted(out, size, parameter.key);
        words_append(out, size, " %s\n", _("is a parameter that this program does not know."));
    }
}

/* What is wrong with having or not having the argument TEXT; "" if nothing is. */
static const char *flaw_of(enum dialect_event verb, struct span text)
{
    if (text.size == 0 && dialect_wants_argument(&dialect_rfc5321, verb))
        return _("It needs an argument, and has none.");
    if (text.size > 0 && verbs[verb].rule == ARGUMENT_NONE)
        return _("It takes no argument, and yet has one.");
    return "";
}

/* An address that is no mailbox of RFC 5321 keeps its brackets when it is parsed. */
static struct span without_brackets(struct span text)
{
    bool has_both = text.size > 2 && text.data[0] == '<' && text.data[text.size - 1] == '>';

    return has_both ? (struct span){text.data + 1, text.size - 2} : text;
}

/* Appends what the argument TEXT of VERB means, if it has one that means something. */
static void append_argument(char *out, size_t size, enum dialect_event verb, struct span text)
{
    struct argument argument;

    (void)argument_parse(verbs[verb].rule, text, &argument);
    if (verbs[verb].rule == ARGUMENT_REVERSE_PATH && span_equal(argument.value, span_of("<>")))
        words_append(out, size, "%s\n", _("<> means no sender: nobody gets a report of failure."));
    else if (text.size > 0 && verbs[verb].argument != NULL) {
        words_append(out, size, "%s ", _(verbs[verb].argument));
        words_append_quoted(out, size, without_brackets(argument.value));
        words_append(out, size, ".\n");
    }
    append_parameters(out, size, argument.parameters);
}

/* Appends what LINE is, which begins with no verb of SMTP. */
static void append_other(char *out, size_t size, const struct dialogue_line *line,
                         enum dialect_event kind)
{
    struct span word = {line->text.data, 0};

    while (word.size < line->text.size && !span_is_blank(word.data[word.size]))
        word.size++;
    for (size_t i = 0; i < COUNT(others); i++)
        if (span_equal_ascii(word, span_of(others[i].word))) {
            words_append(out, size, "%s\n", _(others[i].asks));
            return;
        }
    if (kind == DIALECT_HTTP)
        words_append(out, size, "%s\n", _("This is a request of HTTP, which web servers speak."));
    else if (kind == DIALECT_MALFORMED)
        words_append(out, size, "%s\n", words_reason(DIALECT_REASON_MALFORMED_VERB));
    else
        words_append(out, size, "%s\n", _("This program knows no command that begins like this."));
}

const char *words_command(const struct dialect *dialect, const struct dialogue_line *line,
                          char *out, size_t size)
{
    struct command command = command_parse(&dialect_rfc5321, line->text);
    const char *flaw;

    out[0] = '\0';
    if (command.verb >= DIALECT_VERBS) {
        append_other(out, size, line, command.verb);
        return out;
    }
    words_append(out, size, "%s\n", _(verbs[command.verb].asks));
    append_argument(out, size, command.verb, command.argument);
    flaw = flaw_of(command.verb, command.argument);
    words_append(out, size, "%s%s", flaw, flaw[0] != '\0' ? "\n" : "");
    if (dialect->verbs[command.verb].words == NULL)
        words_append(out, size, _("This server's dialect, the %s, has no such command.\n"),
                     dialect->name);
    words_append_section(out, size, dialect_rfc5321.verbs[command.verb].rfc,
                         dialect_rfc5321.verbs[command.verb].section);
    return out;
}
