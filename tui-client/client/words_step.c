/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_step.c - the texts of words.h that teach a step before it is sent.
 *
 * What a step is for is the same everywhere; what the server answers, and rules of its own, are
 * those of its dialect.  The prototype's rules are called its own: nobody should take them for
 * those of SMTP.  A test compares the answers with the tables of the dialects.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

/* Connecting, which is no verb, comes after them. */
#define CONNECTING DIALECT_VERBS
#define LESSONS    (DIALECT_VERBS + 1)

#define MORE_MAX    3
#define ANSWERS_MAX 6

/* One sentence each; without WHAT there is no lesson. */
struct lesson {
    const char *what;           /* it is for */
    const char *holds;          /* what goes into it, or how it goes on */
    const char *is_not;         /* what one might think and it does not do */
    const char *more[MORE_MAX]; /* for the page */
    const char *section;        /* of RFC 5321, or of rfc, that describes it */
    unsigned rfc;               /* 0: 5321 */
};

/* In one dialect. */
struct usage {
    struct {
        unsigned code;
        const char *meaning;
    } answers[ANSWERS_MAX];
    const char *rule;    /* of this dialect, or one that matters here; NULL: none */
    const char *origin;  /* of what is named, on the server; NULL: no word on it */
    const char *example; /* as on the wire: not translated */
};

static const struct lesson lessons[] = {
    [CONNECTING] =
        {
            .what = N_("CONNECT opens the connection; SMTP has no command for that."),
            .holds = N_("The server speaks first: wait for its greeting."),
            .is_not = N_("It is not a login, and no mail is sent yet."),
            .more = {N_("Servers listen for each other on port 25, and for mail programs on 587."),
                     N_("A learner's server may use any other port."),
                     N_("The greeting names the server; the client names itself next.")},
            .section = "3.1",
        },
    [DIALECT_EHLO] =
        {
            .what = N_("EHLO names this computer and asks what the server can do."),
            .holds = N_("It takes a domain name, or an IP address in square brackets."),
            .is_not = N_("It is not a login: it proves nothing about who you are."),
            .more = {N_("Each further line of the reply names an extension that the server knows."),
                     N_("Servers note the name in the Received: field that they add to a message."),
                     N_("A server that knows only HELO refuses EHLO; then HELO is sent.")},
            .section = "4.1.1.1",
        },
    [DIALECT_HELO] =
        {
            .what = N_("HELO says hello: it tells the server the name of this computer."),
            .holds = N_("It takes a domain name, such as lab01.example."),
            .is_not = N_("It is not a login: it proves nothing about who you are."),
            .more = {N_("It should be the complete name of the computer, with its domain."),
                     N_("Servers note the name in the Received: field that they add to a message."),
                     N_("EHLO is the newer form: it also asks for extensions.")},
            .section = "4.1.1.1",
        },
    [DIALECT_MAIL] =
        {
            .what = N_("MAIL FROM begins a message: it puts the sender on the envelope."),
            .holds = N_("If the message cannot be delivered, this address gets the report."),
            .is_not = N_("It is not the From: line that the reader sees; they may differ."),
            .more = {N_("As with paper mail, the post obeys the envelope and the reader sees the "
                        "letter."),
                     N_("A report that comes back is called a bounce."),
                     N_("The server keeps the sender until the message is accepted or given up.")},
            .section = "4.1.1.2",
        },
    [DIALECT_RCPT] =
        {
            .what = N_("RCPT TO names a mailbox that is to get the message."),
            .holds = N_("The server obeys this address, whatever the To: line says."),
            .is_not = N_("Nothing is delivered yet: the message follows with DATA."),
            .more = {N_("It completes the envelope, which the reader never sees."),
                     N_("That is how Bcc works: a recipient who is only on the envelope."),
                     N_("Accepted means that the server will take the message for this address.")},
            .section = "4.1.1.3",
        },
    [DIALECT_DATA] =
        {
            .what = N_("DATA sends the letter itself: header, an empty line, body."),
            .holds = N_("After 354 the message goes out; a line with only a dot ends it."),
            .is_not = N_("Its From: and To: do not decide who gets it: the envelope does."),
            .more = {N_("Only a 250 after the dot means that the server has taken the message."),
                     N_("A line of yours that begins with a dot is sent with two; the server "
                        "removes one.")},
            .section = "4.1.1.4",
        },
    [DIALECT_STARTTLS] =
        {
            .what = N_("STARTTLS asks to encrypt the connection from now on."),
            .holds = N_("After 220 TLS begins, and EHLO is said again: what was said before does "
                        "not count."),
            .is_not = N_("It is not a login, and the message is readable again at the next "
                         "server."),
            .more = {N_("Who is in between can read and change what is said before it, and hide "
                        "that it is offered: --tls=required does not go on without."),
                     N_("The server's certificate says whether the right server answered."),
                     N_("At port 465 TLS comes first, without STARTTLS (smtps://).")},
            .section = "4",
            .rfc = 3207,
        },
    [DIALECT_AUTH] =
        {
            .what = N_("AUTH logs in: it proves to the server who you are."),
            .holds = N_("It takes a mechanism; user name and password follow as that wants them."),
            .is_not = N_("Base64 is no encryption: without TLS, PLAIN and LOGIN show the password "
                         "to all in between."),
            .more = {N_("SCRAM-SHA-256 and CRAM-MD5 prove that the password is known without "
                        "sending it; in SCRAM the server proves it too."),
                     N_("XOAUTH2 and OAUTHBEARER take a token of the provider instead of a "
                        "password."),
                     N_("Some providers want a password that is made for one program, in the "
                        "settings of the account.")},
            .section = "4",
            .rfc = 4954,
        },
    [DIALECT_QUIT] =
        {
            .what = N_("QUIT says goodbye: it ends the conversation."),
            .holds = N_("It takes nothing; the server answers, and only then closes."),
            .is_not = N_("It sends no mail: a message that was not accepted is dropped."),
            .more = {N_("What was accepted before stays accepted."),
                     N_("Another message may go first: MAIL FROM begins it."),
                     N_("Without QUIT the server cannot tell a goodbye from a broken line.")},
            .section = "4.1.1.10",
        },
};

static_assert(COUNT(lessons) == LESSONS, "a lesson per step");

/* Of a server that greets, which is before its dialect is known. */
static const struct usage greeting = {
    .answers = {{220, N_("ready")}, {421, N_("not now")}, {554, N_("no mail here")}},
    .example = "S 220 smtp.example ESMTP\n",
};

static const struct usage prototype[LESSONS] = {
    [DIALECT_HELO] =
        {
            .answers = {{250, N_("hello")}, {500, N_("refused")}},
            .rule = N_("This server's dialect, the prototype, takes HELO once, with any name."),
            .example = "C HELO lab01.example\n"
                       "S 250 Hello lab01.example, pleased to meet you\n",
        },
    [DIALECT_MAIL] =
        {
            .answers = {{250, N_("sender accepted")}, {500, N_("refused")}},
            .rule = N_("This server's dialect, the prototype, does not check that the address "
                       "is yours."),
            .example = "C MAIL FROM:<alice@lab.test>\n"
                       "S 250 alice@lab.test Sender ok\n",
        },
    [DIALECT_RCPT] =
        {
            .answers = {{250, N_("accepted")}, {550, N_("no such mailbox")}, {500, N_("refused")}},
            .rule = N_("This server's dialect, the prototype, takes one recipient, and after 550 "
                       "wants MAIL FROM again."),
            .origin = N_("It has a mailbox for each name in its users file."),
            .example = "C RCPT TO:<johndoe>\n"
                       "S 250 johndoe Recipient ok\n",
        },
    [DIALECT_DATA] =
        {
            .answers = {{354, N_("send the message")},
                        {250, N_("message accepted")},
                        {552, N_("too large")},
                        {451, N_("an error, try later")},
                        {452, N_("no space")},
                        {500, N_("refused")}},
            .example = "C DATA\n"
                       "S 354 Enter mail, end with \".\" on a line by itself\n"
                       "C Subject: Lunch\n"
                       "C\n"
                       "C See you at noon.\n"
                       "C .\n"
                       "S 250 Message accepted for delivery\n",
        },
    [DIALECT_QUIT] =
        {
            .answers = {{221, N_("goodbye")}, {500, N_("refused")}},
            .rule = N_("This server's dialect, the prototype, allows QUIT only after a message "
                       "was delivered."),
            .example = "C QUIT\n"
                       "S 221 smtp.prototype closing connection\n",
        },
};

/* Of the dialect rfc5321, and of any other server that is taken for it. */
static const struct usage rfc5321[LESSONS] =
    {
        [DIALECT_EHLO] =
            {
                .answers = {{250, N_("hello, with a line per extension")},
                            {501, N_("bad name")},
                            {502, N_("only HELO is known")},
                            {550, N_("refused")}},
                .example = "C EHLO lab01.example\n"
                           "S 250-smtp.example greets lab01.example\n"
                           "S 250-SIZE 33554432\n"
                           "S 250 8BITMIME\n",
            },
        [DIALECT_HELO] =
            {
                .answers = {{250, N_("hello")}, {501, N_("bad name")}, {550, N_("refused")}},
                .example = "C HELO lab01.example\n"
                           "S 250 smtp.example greets lab01.example\n",
            },
        [DIALECT_STARTTLS] =
            {
                .answers = {{220, N_("begin TLS")},
                            {454, N_("not now")},
                            {501, N_("takes no argument")},
                            {503, N_("out of order")}},
                .rule = N_("It may be passed over, unless the server answers 530 to what comes "
                           "next."),
                .example = "C STARTTLS\n"
                           "S 220 2.0.0 Ready to start TLS\n"
                           "  (both sides shake hands; all that follows is encrypted)\n"
                           "C EHLO lab01.example\n",
            },
        [DIALECT_AUTH] =
            {
                .answers = {{235, N_("logged in")},
                            {334, N_("more is wanted")},
                            {535, N_("wrong user name or password")},
                            {504, N_("unknown mechanism")},
                            {534, N_("mechanism too weak")},
                            {454, N_("not now")}},
                .rule = N_("It may be passed over, unless the server answers 530 to what comes "
                           "next."),
                .example = "C AUTH PLAIN AGFsaWNlAHNlc2FtZQ==\n"
                           "S 235 2.7.0 Authentication succeeded\n",
            },
        [DIALECT_MAIL] =
            {
                .answers = {{250, N_("sender accepted")},
                            {501, N_("malformed")},
                            {503, N_("out of order")},
                            {552, N_("too large")},
                            {553, N_("bad address")},
                            {451, N_("an error, try later")}},
                .rule = N_("<> means no sender: reports have it, so that they never bounce."),
                .example = "C MAIL FROM:<alice@lab.test>\n"
                           "S 250 2.1.0 alice@lab.test Sender ok\n",
            },
        [DIALECT_RCPT] =
            {
                .answers = {{250, N_("accepted")},
                            {550, N_("unknown or refused")},
                            {503, N_("out of order")},
                            {450, N_("mailbox busy")},
                            {451, N_("an error, try later")},
                            {452, N_("too many, or no space")}},
                .rule = N_("Repeat it for each recipient; each gets an answer of its own."),
                .example = "C RCPT TO:<johndoe@smtp.example>\n"
                           "S 250 2.1.5 johndoe@smtp.example Recipient ok\n",
            },
        [DIALECT_DATA] =
            {
                .answers = {{354, N_("send the message")},
                            {250, N_("message accepted")},
                            {503, N_("no recipient yet")},
                            {552, N_("too large")},
                            {554, N_("message refused")},
                            {451, N_("an error, try later")}},
                .example = "C DATA\n"
                           "S 354 Enter mail, end with \".\" on a line by itself\n"
                           "C Subject: Lunch\n"
                           "C\n"
                           "C See you at noon.\n"
                           "C .\n"
                           "S 250 2.0.0 Message accepted for delivery\n",
            },
        [DIALECT_QUIT] =
            {
                .answers = {{221, N_("goodbye")}},
                .rule = N_("It may be sent at any time."),
                .example = "C QUIT\n"
                           "S 221 2.0.0 smtp.example closing connection\n",
            },
};

static const struct lesson *lesson_of(enum dialect_event step)
{
    return &lessons[step < DIALECT_VERBS ? step : CONNECTING];
}

static const struct usage *usage_of(const struct dialect *dialect, enum dialect_event step)
{
    if (step >= DIALECT_VERBS)
        return &greeting;
    return dialect == &dialect_prototype ? &prototype[step] : &rfc5321[step];
}

static void append_answers(char *out, size_t size, const struct usage *usage)
{
    words_append(out, size, "%s", _("Answers:"));
    for (size_t i = 0; i < ANSWERS_MAX && usage->answers[i].code != 0; i++)
        words_append(out, size, "%s %u (%s)", i > 0 ? "," : "", usage->answers[i].code,
                     _(usage->answers[i].meaning));
    words_append(out, size, ".\n");
}

const char *words_step(const struct dialect *dialect, enum dialect_event step, char *out,
                       size_t size)
{
    const struct lesson *lesson = lesson_of(step);
    const struct usage *usage = usage_of(dialect, step);

    out[0] = '\0';
    if (lesson->what == NULL)
        return out;
    words_append(out, size, "%s\n%s\n%s\n", _(lesson->what), _(lesson->holds), _(lesson->is_not));
    append_answers(out, size, usage);
    if (usage->rule != NULL)
        words_append(out, size, "%s\n", _(usage->rule));
    if (usage->origin != NULL)
        words_append(out, size, "%s\n", _(usage->origin));
    return out;
}

const char *words_step_aim(enum dialect_event step)
{
    const char *what = lesson_of(step)->what;

    return what != NULL ? _(what) : "";
}

const char *words_step_page(const struct dialect *dialect, enum dialect_event step, char *out,
                            size_t size)
{
    const struct lesson *lesson = lesson_of(step);

    words_step(dialect, step, out, size);
    if (lesson->what == NULL)
        return out;
    for (size_t i = 0; i < MORE_MAX && lesson->more[i] != NULL; i++)
        words_append(out, size, "%s\n", _(lesson->more[i]));
    words_append_section(out, size, lesson->rfc, lesson->section);
    words_append(out, size, "%s\n%s", _("Example (C: the client, S: the server):"),
                 usage_of(dialect, step)->example);
    return out;
}
