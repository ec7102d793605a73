/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_causes.c - what common servers and large providers reply, and what is said about it.
 *
 * A cause is stated only if the reply names it.  What must not be said is checked too: a false
 * cause sends people the wrong way.  Long replies are in other words than the server's.
 */
#include <config.h>

#include "tui-client/dialogue/explain.h"

#include "tests/support/check_main.h"
#include "tui-client/client/words.h"

enum certainty { STATED, LIKELY, UNKNOWN };

#define GREETING DIALECT_CONNECT
#define EHLO     DIALECT_EHLO
#define MAIL     DIALECT_MAIL
#define RCPT     DIALECT_RCPT
#define DATA     DIALECT_DATA
#define END      DIALECT_END_OF_DATA
#define OTHER    DIALECT_UNKNOWN

/* clang-format off */
static const struct {
    enum dialect_event event;
    unsigned code;
    const char *text; /* LF between the lines, without their codes */
    enum certainty certainty;
    enum cause cause;
    const char *not_said; /* NULL: nothing in particular */
} replies[] = {
    /* Postfix. */
    {RCPT, 554, "5.7.1 <a@x.test>: Relay access denied", STATED, CAUSE_RELAY, "spelling"},
    {RCPT, 454, "4.7.1 <a@x.test>: Relay access denied", STATED, CAUSE_RELAY, "greylist"},
    {RCPT, 550, "5.1.1 <spam@x.test>: Recipient address rejected: User unknown in local recipient "
     "table", STATED, CAUSE_NO_MAILBOX, "spam."},
    {RCPT, 450, "4.2.0 <a@x.test>: Recipient address rejected: Greylisted, see "
     "http://postgrey.example/help", STATED, CAUSE_GREYLISTED, "Likely"},
    {RCPT, 450, "4.1.8 <a@nowhere.test>: Sender address rejected: Domain not found", STATED,
     CAUSE_SENDER, "after the @"},
    {RCPT, 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using "
     "zen.spamhaus.example; listed", STATED, CAUSE_BLOCKED, "for spam"},
    {RCPT, 504, "5.5.2 <pc>: Helo command rejected: need fully-qualified hostname", STATED,
     CAUSE_CLIENT_NAME, "mailbox is full"},
    {RCPT, 450, "4.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]", STATED,
     CAUSE_REVERSE_DNS, "block list"},
    {RCPT, 554, "5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", STATED,
     CAUSE_BLOCKED, "mailbox for"},
    {RCPT, 550, "5.7.23 <a@x.test>: Recipient address rejected: Message rejected due to: SPF fail",
     STATED, CAUSE_AUTHENTICITY, "spelling"},
    {RCPT, 452, "4.5.3 Error: too many recipients", STATED, CAUSE_TOO_MANY_RECIPIENTS, "space"},
    {RCPT, 452, "4.2.2 <a@x.test>: Recipient address rejected: Mailbox full", STATED,
     CAUSE_MAILBOX_FULL, "out of order"},
    {RCPT, 554, "5.7.1 <a@x.test>: Recipient address rejected: Access denied", STATED,
     CAUSE_RECIPIENT, "no mailbox"},
    {MAIL, 552, "5.3.4 Message size exceeds fixed limit", STATED, CAUSE_TOO_LARGE, "full"},
    {MAIL, 452, "4.3.1 Insufficient system storage", STATED, CAUSE_NO_STORAGE, "larger"},
    {MAIL, 503, "5.5.1 Error: nested MAIL command", STATED, CAUSE_SEQUENCE, "does not know"},
    {MAIL, 530, "5.7.0 Must issue a STARTTLS command first", STATED, CAUSE_TLS, "log in"},
    {OTHER, 454, "4.7.0 TLS not available due to local problem", STATED, CAUSE_TLS_LATER, "space"},
    {OTHER, 454, "TLS currently unavailable", STATED, CAUSE_TLS_LATER, "password"},
    {OTHER, 454, "4.7.0 TLS is not available for now", STATED, CAUSE_TLS_LATER, "password"},
    {DIALECT_AUTH, 504, "5.5.4 Unrecognized authentication mechanism", STATED, CAUSE_MECHANISM,
     "order"},
    {DIALECT_AUTH, 501, "5.5.2 The response is not in base64", STATED, CAUSE_BASE64, "brackets"},
    {DIALECT_CREDENTIALS, 501, "Invalid base64 data", STATED, CAUSE_BASE64, "brackets"},
    {DIALECT_CREDENTIALS, 501, "5.5.2 Invalid login", STATED, CAUSE_RESPONSE, "brackets"},
    {DIALECT_CREDENTIALS, 501, "no", LIKELY, CAUSE_RESPONSE, "brackets"},
    {DIALECT_CREDENTIALS, 501, "5.7.0 Authentication cancelled", STATED, CAUSE_CANCELLED, "base64"},
    {DIALECT_CREDENTIALS, 501, "cancelled", STATED, CAUSE_CANCELLED, "base64"},
    {DIALECT_AUTH, 454, "4.7.0 Temporary authentication failure", STATED, CAUSE_LOGIN_LATER, "TLS"},
    {DIALECT_CREDENTIALS, 454, "no", LIKELY, CAUSE_LOGIN_LATER, "TLS"},
    {DIALECT_CREDENTIALS, 534, "5.7.9 Application-specific password required", STATED,
     CAUSE_WEAK_MECHANISM, "order"},
    {DIALECT_CREDENTIALS, 534, "5.7.14 Please log in with your web browser and then try again", STATED,
     CAUSE_WEAK_MECHANISM, "order"},
    {DIALECT_CREDENTIALS, 535, "5.7.8 Error: authentication failed: (reason unavailable)", STATED,
     CAUSE_CREDENTIALS, "order"},
    {DIALECT_AUTH, 538, "5.7.11 Encryption required for requested authentication mechanism", STATED,
     CAUSE_TLS, "order"},
    {DIALECT_AUTH, 538, "no", LIKELY, CAUSE_TLS, "order"},
    {DATA, 554, "5.5.1 Error: no valid recipients", STATED, CAUSE_NO_RECIPIENTS, "spam"},
    {DATA, 503, "5.5.1 Error: need RCPT command", STATED, CAUSE_NO_RECIPIENTS, "mailbox"},
    {OTHER, 502, "5.5.2 Error: command not recognized", STATED, CAUSE_UNKNOWN_COMMAND, "order"},
    {OTHER, 421, "4.7.0 mx.x.test Error: too many errors", STATED, CAUSE_ERRORS, "idle"},
    {OTHER, 421, "4.4.2 mx.x.test Error: timeout exceeded", STATED, CAUSE_IDLE, "clients"},
    {OTHER, 503, "5.5.0 <RCPT>: Data command rejected: Improper use of SMTP command pipelining",
     STATED, CAUSE_TOO_SOON, "spam"},
    {OTHER, 521, "5.5.2 mx.x.test Error: bare <LF> received", STATED, CAUSE_BARE_ENDING, "order"},
    {END, 451, "4.3.0 Error: queue file write error", STATED, CAUSE_LOCAL_ERROR, "NUL"},
    {END, 554, "5.4.0 Error: too many hops", STATED, CAUSE_LOOP, "spam"},
    {RCPT, 451, "4.3.0 <a@x.test>: Temporary lookup failure", STATED, CAUSE_LOCAL_ERROR,
     "greylist"},
    {RCPT, 555, "5.5.4 Unsupported option: NOTIFY=NEVER", STATED, CAUSE_PARAMETER, "mailbox"},
    {RCPT, 450, "4.1.2 <a@x.test>: Recipient address rejected: Domain not found", STATED,
     CAUSE_NO_DOMAIN, "before the @"},
    {RCPT, 556, "5.1.10 <a@x.test>: Recipient address rejected: Domain x.test does not accept mail "
     "(nullMX)", STATED, CAUSE_NO_DOMAIN, "This host"},
    {RCPT, 451, "4.7.1 Service unavailable - try again later", STATED, CAUSE_LATER, "rules"},
    {OTHER, 503, "5.5.1 Error: authentication not enabled", STATED, CAUSE_NOT_IMPLEMENTED,
     "is out of order"},
    {OTHER, 454, "4.7.0 Temporary authentication failure: Connection lost", STATED,
     CAUSE_LOGIN_LATER, "TLS"},
    {RCPT, 550, "<greylisted>: no", LIKELY, CAUSE_MAYBE_RECIPIENT, "greylist"},
    {RCPT, 550, "5.1.1 <a@x.test>: Recipient address rejected: undeliverable", STATED,
     CAUSE_NO_MAILBOX, "Likely"},
    /* Exim. */
    {RCPT, 550, "Rejected because 192.0.2.1 is in a black list at bl.spam.test", STATED,
     CAUSE_BLOCKED, "for spam"},
    {END, 550, "maximum allowed line length is 998 octets, got 1200", STATED, CAUSE_LONG_LINE,
     "larger"},
    {RCPT, 550, "relay not permitted", STATED, CAUSE_RELAY, "spelling"},
    {RCPT, 550, "Unrouteable address", STATED, CAUSE_UNROUTABLE, "no mailbox"},
    {RCPT, 451, "Temporary local problem - please try later", STATED, CAUSE_LOCAL_ERROR,
     "greylist"},
    {RCPT, 550, "Verification failed for <a@y.test>\nNo such person\nSender verify failed", STATED,
     CAUSE_SENDER, "no mailbox"},
    {RCPT, 550, "Administrative prohibition", STATED, CAUSE_POLICY, "spelling"},
    {GREETING, 554, "SMTP synchronization error", STATED, CAUSE_TOO_SOON, "IP address"},
    {MAIL, 503, "sender already given", STATED, CAUSE_SEQUENCE, "sender's address"},
    {EHLO, 501, "Syntactically invalid EHLO argument(s)", STATED, CAUSE_CLIENT_NAME, "command"},
    {DATA, 503, "valid RCPT command must precede DATA", STATED, CAUSE_NO_RECIPIENTS, "mailbox"},
    {OTHER, 421, "mx.x.test: SMTP command timeout - closing connection", STATED, CAUSE_IDLE,
     "clients"},
    {GREETING, 421, "Too many concurrent SMTP connections; please try again later.", STATED,
     CAUSE_RATE, "idle"},
    {END, 550, "This message contains a virus (Eicar).", STATED, CAUSE_CONTENT, "for spam"},
    /* OpenSMTPD. */
    {RCPT, 550, "Invalid recipient: <a@x.test>", STATED, CAUSE_RECIPIENT, "no mailbox"},
    {OTHER, 503, "5.5.1 Invalid command: Command not allowed at this point.", STATED,
     CAUSE_SEQUENCE, "does not know"},
    {OTHER, 500, "5.5.1 Invalid command: Command unrecognized", STATED, CAUSE_UNKNOWN_COMMAND,
     "is out of order"},
    {MAIL, 530, "5.5.1 Invalid command: Must issue a STARTTLS command first", STATED, CAUSE_TLS,
     "does not know"},
    {END, 554, "5.3.4 Message too big", STATED, CAUSE_TOO_LARGE, "spam"},
    {END, 550, "5.7.1 Delivery not authorized, message refused: Message is not RFC 2822 compliant",
     STATED, CAUSE_POLICY, "mailbox"},
    {OTHER, 421, "4.3.0 Temporary Error", UNKNOWN, CAUSE_UNKNOWN, "greylist"},
    /* Sendmail and qmail. */
    {RCPT, 550, "5.1.1 spam... User unknown", STATED, CAUSE_NO_MAILBOX, "for spam"},
    {RCPT, 550, "5.7.1 <a@x.test>... Relaying denied", STATED, CAUSE_RELAY, "spelling"},
    {MAIL, 553, "5.1.8 <a@y.test>... Domain of sender address a@y.test does not exist", STATED,
     CAUSE_SENDER, "no mailbox"},
    {MAIL, 503, "5.0.0 Polite people say HELO first", STATED, CAUSE_SEQUENCE, "sender's"},
    {RCPT, 553, "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", STATED,
     CAUSE_RELAY, "form of the address"},
    {RCPT, 550, "sorry, no mailbox here by that name. (#5.1.1)", STATED, CAUSE_NO_MAILBOX,
     "relaying"},
    {RCPT, 550, "5.0.0 greylisted7... No", LIKELY, CAUSE_MAYBE_RECIPIENT, "greylist"},
    {MAIL, 452, "4.4.5 Insufficient disk space; try again later", STATED, CAUSE_NO_STORAGE, "much"},
    {MAIL, 421, "4.3.2 Connection rate limit exceeded.", STATED, CAUSE_RATE, "larger"},
    /* Gmail. */
    {END, 550, "5.7.1 Email quota exceeded.", STATED, CAUSE_RATE, "mailbox"},
    {MAIL, 550, "5.4.5 Daily user sending limit exceeded.", STATED, CAUSE_RATE, "5.4.5:"},
    {END, 550, "5.7.1 This message is likely suspicious due to the very low reputation of the\n"
     "5.7.1 sending domain.", STATED, CAUSE_SPAM, "client's IP"},
    {OTHER, 502, "5.5.1 Too many unrecognized commands, goodbye.", STATED, CAUSE_ERRORS,
     "does not know"},
    {OTHER, 451, "4.5.0 SMTP protocol violation", STATED, CAUSE_SYNTAX, "error of its own"},
    {END, 554, "5.6.0 Mail message is malformed. Not accepted.", UNKNOWN, CAUSE_UNKNOWN, "Likely"},
    {RCPT, 550, "5.1.1 The email account that you tried to reach does not exist. Please try\n"
     "5.1.1 double-checking the address for typos - gsmtp", STATED, CAUSE_NO_MAILBOX, "Likely"},
    {RCPT, 452, "4.2.2 The recipient's inbox is out of storage\n4.2.2 space. Please see - gsmtp",
     STATED, CAUSE_MAILBOX_FULL, "too many"},
    {RCPT, 550, "5.2.1 The email account that you tried to reach is disabled.", STATED,
     CAUSE_DISABLED, "spelling"},
    {RCPT, 450, "4.2.1 The user is receiving mail at a rate that prevents more of it.", STATED,
     CAUSE_RATE, "disabled"},
    {END, 421, "4.7.28 Our system has seen an unusual rate of unsolicited mail from your IP\n"
     "4.7.28 address; it is rate limited to protect from spam. - gsmtp", STATED, CAUSE_RATE,
     "for spam"},
    {END, 550, "5.7.26 This mail is unauthenticated, which poses a risk. It must pass SPF or DKIM",
     STATED, CAUSE_AUTHENTICITY, "mailbox"},
    {END, 550, "5.7.25 The IP address sending this message does not have a PTR record", STATED,
     CAUSE_REVERSE_DNS, "SPF"},
    {END, 550, "5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized to send\n"
     "5.7.1 email directly to our servers. Use the SMTP relay at your provider.", STATED,
     CAUSE_BLOCKED, "relaying"},
    {END, 552, "5.7.0 This message was blocked because its content presents a potential security "
     "issue.", STATED, CAUSE_CONTENT, "larger"},
    {MAIL, 530, "5.7.0 Authentication Required. - gsmtp", STATED, CAUSE_LOGIN, "STARTTLS"},
    {OTHER, 535, "5.7.8 Username and Password not accepted. - gsmtp", STATED, CAUSE_CREDENTIALS,
     "disabled"},
    {MAIL, 421, "4.7.0 Try again later, closing connection. (MAIL)", STATED, CAUSE_LATER,
     "idle"},
    {RCPT, 553, "5.1.3 The recipient address <a@@x> is not a valid RFC 5321 address. - gsmtp",
     STATED, CAUSE_ADDRESS, "no mailbox"},
    /* Outlook.com, Exchange Online, Exchange. */
    {MAIL, 550, "5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Part of their "
     "network is on our block list (S3140).", STATED, CAUSE_BLOCKED, "spelling"},
    {RCPT, 550, "5.7.606 Access denied, banned sending IP [192.0.2.1].", STATED, CAUSE_BLOCKED,
     "no mailbox"},
    {RCPT, 550, "5.4.1 Recipient address rejected: Access denied. AS(201806281)\n"
     "5.4.1 [a.eurprd.prod.outlook.example]", LIKELY, CAUSE_NO_MAILBOX, "next server"},
    {RCPT, 550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
     STATED, CAUSE_NO_MAILBOX, "declares"},
    {RCPT, 451, "4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77714)", STATED,
     CAUSE_NOT_NOW, "greylist"},
    {MAIL, 530, "5.7.57 Client not authenticated to send mail.", STATED, CAUSE_LOGIN, "SPF"},
    {MAIL, 421, "4.3.2 The maximum number of concurrent server connections has exceeded a limit, "
     "closing transmission channel", STATED, CAUSE_RATE, "larger"},
    {MAIL, 452, "4.3.1 Insufficient system resources", STATED, CAUSE_NO_STORAGE, "larger"},
    {RCPT, 550, "5.7.54 SMTP; Unable to relay recipient in non-accepted domain", STATED,
     CAUSE_RELAY, "no mailbox"},
    {END, 451, "4.7.0 Temporary server error. Please try again later. PRX4", STATED,
     CAUSE_LOCAL_ERROR, "greylist"},
    {END, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender", STATED,
     CAUSE_SENDER, "spam"},
    {RCPT, 550, "5.5.0 Requested action not taken: mailbox unavailable", LIKELY,
     CAUSE_MAYBE_RECIPIENT, "spelling"},
    {OTHER, 500, "5.3.3 Unrecognized command", STATED, CAUSE_UNKNOWN_COMMAND, "feature"},
    {EHLO, 501, "5.5.4 Invalid domain name", STATED, CAUSE_CLIENT_NAME, "Likely"},
    {MAIL, 451, "4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP "
     "reputation.", STATED, CAUSE_RATE, "refuses"},
    {END, 550, "5.7.515 Access denied, sending domain x.test does not meet the required "
     "authentication level.", STATED, CAUSE_AUTHENTICITY, "log in"},
    /* Yahoo, Amazon SES, others. */
    {RCPT, 554, "delivery error: dd This user doesn't have a yahoo.example account (a@y.test) [0]",
     STATED, CAUSE_NO_MAILBOX, "spam"},
    {MAIL, 421, "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected "
     "volume or user complaints", UNKNOWN, CAUSE_UNKNOWN, "idle"},
    {END, 554, "5.7.9 Message not accepted for policy reasons.", STATED, CAUSE_POLICY, "too weak."},
    {END, 554, "Message rejected: Email address is not verified. The following identities failed "
     "the check", STATED, CAUSE_SENDER, "content"},
    {END, 454, "Throttling failure: Maximum sending rate exceeded.", STATED, CAUSE_RATE, "size"},
    {END, 454, "Throttling failure: Daily message quota exceeded.", STATED, CAUSE_RATE, "mailbox"},
    {OTHER, 535, "Authentication Credentials Invalid", STATED, CAUSE_CREDENTIALS, "mailbox"},
    {RCPT, 550, "user a not listed in public Name & Address Book", STATED, CAUSE_NO_MAILBOX,
     "block list"},
    {END, 552, "5.2.2 <a@x.test> Quota exceeded (mailbox for user is full)", STATED,
     CAUSE_MAILBOX_FULL, "larger"},
    {END, 554, "5.7.1 Message looks like spam", STATED, CAUSE_SPAM, "larger"},
    {RCPT, 451, "4.7.1 Greylisted", STATED, CAUSE_GREYLISTED, "Likely"},
    {RCPT, 452, "4.2.2 Mailbox full", STATED, CAUSE_MAILBOX_FULL, "out of order"},
    {RCPT, 550, "5.1.1", STATED, CAUSE_NO_MAILBOX, "out of order"},
    {GREETING, 554, "mx.spam.test ESMTP not accepting messages", STATED, CAUSE_NOT_NOW, "spam."},
    /* Words that say nothing. */
    {RCPT, 550, "no", LIKELY, CAUSE_MAYBE_RECIPIENT, "5.1.1"},
    {RCPT, 450, "not now", LIKELY, CAUSE_MAYBE_GREYLISTED, "spelling"},
    {RCPT, 550, "4.1.1 of another class", LIKELY, CAUSE_MAYBE_RECIPIENT, "4.1.1:"},
    {MAIL, 550, "5.7.0 no", UNKNOWN, CAUSE_UNKNOWN, "Likely"},
    {MAIL, 550, "address unknown", LIKELY, CAUSE_MAYBE_SENDER, "mailbox for"},
    {END, 451, "a timeout in DNS", LIKELY, CAUSE_LOCAL_ERROR, "Nothing was sent"},
    {GREETING, 554, "go away", LIKELY, CAUSE_MAYBE_CLIENT, "spam"},
    {END, 500, "Syntax error, command unrecognized", STATED, CAUSE_UNKNOWN_COMMAND, "NUL"},
    {END, 500, "no", UNKNOWN, CAUSE_UNKNOWN, "NUL"},
    {END, 554, "Transaction failed", LIKELY, CAUSE_MAYBE_MESSAGE, "larger"},
    {OTHER, 599, "strange", UNKNOWN, CAUSE_UNKNOWN, "Likely"},
    {OTHER, 503, "no", LIKELY, CAUSE_SEQUENCE, "does not know"},
    {OTHER, 421, "bye", LIKELY, CAUSE_MAYBE_CLOSING, "spam"},
};
/* clang-format on */

static struct dialogue_reply reply_to(enum dialect_event event, unsigned code)
{
    return (struct dialogue_reply){.code = code,
                                   .event = event,
                                   .dialect = &dialect_rfc5321,
                                   .before = {DIALECT_STATE_MAIL, 0},
                                   .after = {DIALECT_STATE_MAIL, 0}};
}

START_TEST(a_cause_is_what_was_said)
{
    struct dialogue_reply reply = reply_to(replies[_i].event, replies[_i].code);
    struct explanation explanation = explain_reply(&reply, span_of(replies[_i].text));
    enum certainty certainty = explanation.cause == CAUSE_UNKNOWN ? UNKNOWN
                               : explanation.is_guess             ? LIKELY
                                                                  : STATED;

    ck_assert_msg(explanation.cause == replies[_i].cause, "%u %s: %d", replies[_i].code,
                  replies[_i].text, explanation.cause);
    ck_assert_msg(certainty == replies[_i].certainty, "%u %s: certainty %d", replies[_i].code,
                  replies[_i].text, certainty);
}
END_TEST

/* The server's words, in quotes, say what they like. */
static void cut_quoted(char *words)
{
    char *begin = strchr(words, '"'), *end = begin != NULL ? strchr(begin + 1, '"') : NULL;

    if (end != NULL)
        memmove(begin, end + 1, strlen(end + 1) + 1);
}

static bool tells_of_time(const char *words)
{
    static const char *const times[] = {"Temporary: ", "Wait some minutes", " later",
                                        "when the recipient has made room"};

    for (size_t i = 0; i < (size_t)CASES(times); i++)
        if (strstr(words, times[i]) != NULL)
            return true;
    return false;
}

START_TEST(nothing_else_is_said)
{
    struct dialogue_reply reply = reply_to(replies[_i].event, replies[_i].code);
    struct span text = span_of(replies[_i].text);
    char words[WORDS_MAX];

    words_explain(&reply, text, words, sizeof words);
    ck_assert_msg((strstr(words, "Likely: ") != NULL) == (replies[_i].certainty == LIKELY), "%s",
                  words);
    ck_assert_msg(strchr(words, '"') != NULL, "%s", words);
    ck_assert_msg(tells_of_time(words) || reply.code >= 500, "%s", words);
    ck_assert_msg(strstr(words, "Temporary: ") == NULL || reply.code < 500, "%s", words);
    cut_quoted(words);
    if (replies[_i].not_said != NULL)
        ck_assert_msg(strstr(words, replies[_i].not_said) == NULL, "%s: %s", replies[_i].text,
                      words);
    words_explain_line(&reply, text, words, sizeof words);
    ck_assert_msg((strchr(words, '"') != NULL) == (replies[_i].certainty == UNKNOWN), "%s", words);
}
END_TEST

START_TEST(what_is_told_beside_the_cause)
{
    static const struct {
        unsigned code;
        const char *text, *told, *not_told;
    } cases[] = {
        {554, "5.7.1 spam", " 5.7.1: not authorized. ", "Temporary: "},
        {550, "5.4.4 user unknown", "mailbox", "5.4.4: "},
        {550, "5.9.9 user unknown", "mailbox", "5.9.9: "},
        {451, "4.7.1 greylisted", " 4.7.1: not authorized. ", "Temporary: "},
        {454, "4.7.1 relay access denied", "Temporary: the same may be accepted", "Wait"},
        {454, "4.7.0 no", "Temporary: the same may be accepted", "Likely"},
    };
    char words[WORDS_MAX];

    for (size_t i = 0; i < (size_t)CASES(cases); i++) {
        struct dialogue_reply reply = reply_to(DIALECT_RCPT, cases[i].code);
        words_explain(&reply, span_of(cases[i].text), words, sizeof words);
        ck_assert_msg(strstr(words, cases[i].told) != NULL, "%s: %s", cases[i].text, words);
        ck_assert_msg(strstr(words, cases[i].not_told) == NULL, "%s: %s", cases[i].text, words);
    }
}
END_TEST

START_TEST(hostile_words_are_made_visible)
{
    static const char hostile[] = "5.7.1 \033]0;x\007 \"quoted\" \xff\xe2\x80\xae\0nul <";
    struct dialogue_reply reply = reply_to(DIALECT_UNKNOWN, 599);
    char words[WORDS_MAX], text[4096];

    words_explain(&reply, (struct span){hostile, sizeof hostile - 1}, words, sizeof words);
    ck_assert_ptr_nonnull(strstr(words, "\\x1B]0;x\\x07 \"quoted\" \\xFF\\u{202E}\\x00nul <"));
    memset(text, '\033', sizeof text);
    words_summary(&reply, (struct span){text, sizeof text}, words, sizeof words);
    ck_assert_ptr_nonnull(strstr(words, "...\""));
    ck_assert_uint_lt(strlen(words), WORDS_QUOTED_MAX + 100);
    memset(text, 'x', sizeof text);
    words_summary(&reply, (struct span){text, sizeof text}, words, sizeof words);
    ck_assert_ptr_nonnull(strstr(words, "x...\""));
}
END_TEST

START_TEST(it_is_told_when_to_try_again)
{
    static const struct {
        unsigned code;
        const char *text;
        bool is_temporary;
        unsigned retry_s;
    } cases[] = {
        {451, "greylisted", true, 300},           {450, "x", true, 300},
        {421, "too many connections", true, 900}, {452, "disk full", true, 60},
        {550, "greylisted", false, 300},          {550, "no such user", false, 60},
    };

    for (size_t i = 0; i < CASES(cases); i++) {
        struct dialogue_reply reply = reply_to(DIALECT_RCPT, cases[i].code);
        struct explanation explanation = explain_reply(&reply, span_of(cases[i].text));
        ck_assert_msg(explain_is_temporary(&explanation) == cases[i].is_temporary, "%s",
                      cases[i].text);
        ck_assert_msg(explain_retry_s(&explanation) == cases[i].retry_s, "%s", cases[i].text);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("causes");
    TCase *all = tcase_create("causes");
    int count = CASES(replies);

    tcase_add_loop_test(all, a_cause_is_what_was_said, 0, count);
    tcase_add_loop_test(all, nothing_else_is_said, 0, count);
    tcase_add_test(all, what_is_told_beside_the_cause);
    tcase_add_test(all, hostile_words_are_made_visible);
    tcase_add_test(all, it_is_told_when_to_try_again);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
