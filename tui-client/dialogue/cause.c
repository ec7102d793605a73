/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* cause.c - see cause.h.
 *
 * The first phrase that is found decides, so what is particular stands before what is general: a
 * block list is often called after spam, and "denied" is in many refusals that say more.
 */
#include <config.h>

#include "tui-client/dialogue/cause.h"

#include "common/count.h"
#include "tui-client/dialogue/phrase.h"

/* Where a word such as "user" is about the recipient. */
#define OF_RECIPIENT (CAUSE_AT_RECIPIENT | CAUSE_AT_END)

struct row {
    enum cause cause;
    const char *words[2]; /* both must be found; the second may be NULL */
    unsigned code;        /* 0: any */
    unsigned stages;      /* bits of enum cause_stage; 0: any */
    bool is_vague, is_guess;
};

/* clang-format off */
static const struct row rows[] = {
    {.cause = CAUSE_HTTP, .words = {"not http"}},

    {.cause = CAUSE_GREYLISTED, .words = {"greylist"}},
    {.cause = CAUSE_GREYLISTED, .words = {"graylist"}},
    {.cause = CAUSE_GREYLISTED, .words = {"grey-list"}},
    {.cause = CAUSE_GREYLISTED, .words = {"grey listed"}},

    {.cause = CAUSE_ERRORS, .words = {"too many", "errors"}},
    {.cause = CAUSE_ERRORS, .words = {"too many", "commands"}},
    {.cause = CAUSE_ERRORS, .words = {"too many", "invalid recipients"}},
    {.cause = CAUSE_ERRORS, .words = {"too many", "unknown recipients"}},

    {.cause = CAUSE_RATE, .words = {"rate limit"}},
    {.cause = CAUSE_RATE, .words = {"rate-limit"}},
    {.cause = CAUSE_RATE, .words = {"ratelimit"}},
    {.cause = CAUSE_RATE, .words = {"relay limit"}},
    {.cause = CAUSE_RATE, .words = {"unusual rate"}},
    {.cause = CAUSE_RATE, .words = {"sending rate"}},
    {.cause = CAUSE_RATE, .words = {"sending limit"}},
    {.cause = CAUSE_RATE, .words = {"sending quota"}},
    {.cause = CAUSE_RATE, .words = {"receiving", "at a rate"}},
    {.cause = CAUSE_RATE, .words = {"receiving", "too quickly"}},
    {.cause = CAUSE_RATE, .words = {"throttl"}},
    {.cause = CAUSE_RATE, .words = {"daily", "quota"}},
    {.cause = CAUSE_RATE, .words = {"email quota"}},
    {.cause = CAUSE_RATE, .words = {"message quota"}},
    {.cause = CAUSE_RATE, .words = {"number of concurrent"}},
    {.cause = CAUSE_RATE, .words = {"too many", "connections"}},
    {.cause = CAUSE_RATE, .words = {"too many", "sessions"}},
    {.cause = CAUSE_RATE, .words = {"too many", "messages"}},
    {.cause = CAUSE_RATE, .words = {"too much mail"}},
    {.cause = CAUSE_TOO_MANY_RECIPIENTS, .words = {"too many", "recipients"}},
    {.cause = CAUSE_TOO_MANY_RECIPIENTS, .words = {"number of recipients", "exceed"}},

    {.cause = CAUSE_NO_STORAGE, .words = {"disk full"}},
    {.cause = CAUSE_NO_STORAGE, .words = {"disk is full"}},
    {.cause = CAUSE_NO_STORAGE, .words = {"no space left"}},
    {.cause = CAUSE_NO_STORAGE, .words = {"insufficient system"}},
    {.cause = CAUSE_NO_STORAGE, .words = {"insufficient disk"}},
    {.cause = CAUSE_NO_STORAGE, .words = {"space shortage"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"mailbox full"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"mailbox size"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"mailbox", " is full"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"inbox is full"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"over quota"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"overquota"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"over its quota"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"exceed", "quota"}},
    {.cause = CAUSE_MAILBOX_FULL, .words = {"out of storage space"}},

    {.cause = CAUSE_CONTENT, .words = {"header size"}},
    {.cause = CAUSE_CONTENT, .words = {"headers too"}},
    {.cause = CAUSE_TOO_LARGE, .words = {"message too large"}},
    {.cause = CAUSE_TOO_LARGE, .words = {"message is too large"}},
    {.cause = CAUSE_TOO_LARGE, .words = {"message too big"}},
    {.cause = CAUSE_TOO_LARGE, .words = {"message file too big"}},
    {.cause = CAUSE_TOO_LARGE, .words = {"size", "exceed"}},
    {.cause = CAUSE_TOO_LARGE, .words = {"larger than", "limit"}},
    {.cause = CAUSE_LONG_LINE, .words = {"line too long"}},
    {.cause = CAUSE_LONG_LINE, .words = {"line is too long"}},
    {.cause = CAUSE_LONG_LINE, .words = {"line length"}},
    {.cause = CAUSE_BARE_ENDING, .words = {"bare lf"}},
    {.cause = CAUSE_BARE_ENDING, .words = {"bare <lf>"}},
    {.cause = CAUSE_BARE_ENDING, .words = {"bare cr"}},
    {.cause = CAUSE_BARE_ENDING, .words = {"bare <cr>"}},
    {.cause = CAUSE_BARE_ENDING, .words = {"bare newline"}},
    {.cause = CAUSE_LOOP, .words = {"too many hops"}},
    {.cause = CAUSE_LOOP, .words = {"mail loop"}},
    {.cause = CAUSE_LOOP, .words = {"loop detected"}},

    {.cause = CAUSE_LOGIN_LATER, .words = {"authentication", "unavailable"}, .code = 454},
    {.cause = CAUSE_TLS, .words = {"starttls", "first"}},
    {.cause = CAUSE_TLS, .words = {"starttls", "required"}},
    {.cause = CAUSE_TLS, .words = {"must", "starttls"}},
    {.cause = CAUSE_TLS, .words = {"requires tls"}},
    {.cause = CAUSE_TLS, .words = {" tls required"}},
    {.cause = CAUSE_TLS, .words = {" tls is required"}},
    {.cause = CAUSE_TLS, .words = {"encryption required"}},
    {.cause = CAUSE_TLS, .words = {"encryption", "is required"}},

    {.cause = CAUSE_TOO_SOON, .words = {"pipelining"}},
    {.cause = CAUSE_TOO_SOON, .words = {"synchronization error"}},
    {.cause = CAUSE_NO_RECIPIENTS, .words = {"no valid recipients"}},
    {.cause = CAUSE_NO_RECIPIENTS, .words = {"no recipients"}},
    {.cause = CAUSE_NO_RECIPIENTS, .words = {"need rcpt"}},
    {.cause = CAUSE_NO_RECIPIENTS, .words = {"rcpt", "must precede data"}},
    {.cause = CAUSE_SEQUENCE, .words = {"bad sequence"}},
    {.cause = CAUSE_SEQUENCE, .words = {"out of sequence"}},
    {.cause = CAUSE_SEQUENCE, .words = {"out of order"}},
    {.cause = CAUSE_SEQUENCE, .words = {"command not allowed at this point"}},
    {.cause = CAUSE_SEQUENCE, .words = {"helo first"}},
    {.cause = CAUSE_SEQUENCE, .words = {"ehlo first"}},
    {.cause = CAUSE_SEQUENCE, .words = {"send hello first"}},
    {.cause = CAUSE_SEQUENCE, .words = {"need mail"}},
    {.cause = CAUSE_SEQUENCE, .words = {"mail first"}},
    {.cause = CAUSE_SEQUENCE, .words = {"nested mail"}},
    {.cause = CAUSE_SEQUENCE, .words = {"sender already"}},
    {.cause = CAUSE_SEQUENCE, .words = {"sender not yet given"}},

    {.cause = CAUSE_REVERSE_DNS, .words = {"ptr record"}},
    {.cause = CAUSE_REVERSE_DNS, .words = {"reverse dns"}},
    {.cause = CAUSE_REVERSE_DNS, .words = {"reverse hostname"}},
    {.cause = CAUSE_REVERSE_DNS, .words = {"rdns"}},
    {.cause = CAUSE_REVERSE_DNS, .words = {"cannot find your hostname"}},
    {.cause = CAUSE_AUTHENTICITY, .words = {"dmarc"}},
    {.cause = CAUSE_AUTHENTICITY, .words = {"dkim"}},
    {.cause = CAUSE_AUTHENTICITY, .words = {"spf"}},
    {.cause = CAUSE_AUTHENTICITY, .words = {"unauthenticated email"}},
    {.cause = CAUSE_AUTHENTICITY, .words = {"sender is unauthenticated"}},
    {.cause = CAUSE_AUTHENTICITY, .words = {"required authentication level"}},

    {.cause = CAUSE_RELAY, .words = {"relay access denied"}},
    {.cause = CAUSE_RELAY, .words = {"relay not permitted"}},
    {.cause = CAUSE_RELAY, .words = {"relay denied"}},
    {.cause = CAUSE_RELAY, .words = {"relay not allowed"}},
    {.cause = CAUSE_RELAY, .words = {"relay is prohibited"}},
    {.cause = CAUSE_RELAY, .words = {"relaying"}},
    {.cause = CAUSE_RELAY, .words = {"unable to relay"}},
    {.cause = CAUSE_RELAY, .words = {"not relay"}},
    {.cause = CAUSE_RELAY, .words = {"rcpthosts"}},

    {.cause = CAUSE_BASE64, .words = {"base64"}, .stages = CAUSE_AT_LOGIN},
    {.cause = CAUSE_BASE64, .words = {"base-64"}, .stages = CAUSE_AT_LOGIN},
    {.cause = CAUSE_CANCELLED, .words = {"cancel"}, .code = 501, .stages = CAUSE_AT_LOGIN},
    {.cause = CAUSE_LOGIN_LATER, .words = {"temporary authentication"}},
    {.cause = CAUSE_WEAK_MECHANISM, .words = {"application-specific password"}},
    {.cause = CAUSE_WEAK_MECHANISM, .words = {"mechanism"}, .code = 534},
    {.cause = CAUSE_WEAK_MECHANISM, .words = {"log in"}, .code = 534},
    {.cause = CAUSE_MECHANISM, .words = {"mechanism"}, .code = 504},
    {.cause = CAUSE_TLS, .words = {"encryption"}, .code = 538},
    {.cause = CAUSE_CREDENTIALS, .words = {"authentication", "fail"}},
    {.cause = CAUSE_CREDENTIALS, .words = {"credentials invalid"}},
    {.cause = CAUSE_CREDENTIALS, .words = {"incorrect authentication"}},
    {.cause = CAUSE_CREDENTIALS, .words = {"authentication unsuccessful"}},
    {.cause = CAUSE_CREDENTIALS, .words = {"password not accepted"}},
    {.cause = CAUSE_CREDENTIALS, .words = {"password required"}},
    {.cause = CAUSE_CREDENTIALS, .words = {"invalid credentials"}},
    {.cause = CAUSE_LOGIN, .words = {"authentication required"}},
    {.cause = CAUSE_LOGIN, .words = {"authentication is required"}},
    {.cause = CAUSE_LOGIN, .words = {"requires authentication"}},
    {.cause = CAUSE_LOGIN, .words = {"not authenticated"}},
    {.cause = CAUSE_LOGIN, .words = {"must authenticate"}},
    {.cause = CAUSE_LOGIN, .words = {"please authenticate"}},
    {.cause = CAUSE_LOGIN, .words = {"not logged in"}},

    {.cause = CAUSE_SENDER, .words = {"sender address rejected"}},
    {.cause = CAUSE_SENDER, .words = {"sender rejected"}},
    {.cause = CAUSE_SENDER, .words = {"sender denied"}},
    {.cause = CAUSE_SENDER, .words = {"sender verify"}},
    {.cause = CAUSE_SENDER, .words = {"invalid sender"}},
    {.cause = CAUSE_SENDER, .words = {"domain of sender"}},
    {.cause = CAUSE_SENDER, .words = {"sender domain"}},
    {.cause = CAUSE_SENDER, .words = {"as this sender"}},
    {.cause = CAUSE_SENDER, .words = {"email address is not verified"}},
    {.cause = CAUSE_SENDER, .words = {"blocked senders"}},
    {.cause = CAUSE_CLIENT_NAME, .words = {"helo command rejected"}},
    {.cause = CAUSE_CLIENT_NAME, .words = {"invalid helo"}},
    {.cause = CAUSE_CLIENT_NAME, .words = {"invalid ehlo"}},
    {.cause = CAUSE_CLIENT_NAME, .words = {"need fully-qualified hostname"}},
    {.cause = CAUSE_CLIENT_NAME, .words = {"invalid domain name"}, .stages = CAUSE_AT_CLIENT},

    /* Of Exchange Online, for whom the recipient is in no directory. */
    {.cause = CAUSE_NO_MAILBOX, .words = {"5.4.1", "recipient address rejected: access denied"},
     .is_guess = true},
    {.cause = CAUSE_NO_MAILBOX, .words = {"user unknown"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"unknown user"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"no such user"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"no such recipient"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"no such person"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"no such mailbox"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"no such account"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"no mailbox here"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"unknown recipient"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"recipient unknown"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"unknown mailbox"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"unknown local part"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"address unknown"}, .stages = OF_RECIPIENT},
    {.cause = CAUSE_NO_MAILBOX, .words = {"recipient not found"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"mailbox not found"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"user not found"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"account", "does not exist"}, .stages = OF_RECIPIENT},
    {.cause = CAUSE_NO_MAILBOX, .words = {"mailbox", "does not exist"}, .stages = OF_RECIPIENT},
    {.cause = CAUSE_NO_MAILBOX, .words = {"recipient", "does not exist"}},
    {.cause = CAUSE_NO_MAILBOX, .words = {"user", "does not exist"}, .stages = OF_RECIPIENT},
    {.cause = CAUSE_NO_MAILBOX, .words = {"user", "doesn't have"}, .stages = OF_RECIPIENT},
    {.cause = CAUSE_NO_MAILBOX, .words = {"user", "not listed"}},
    {.cause = CAUSE_DISABLED, .words = {"account", "disabled"}},
    {.cause = CAUSE_DISABLED, .words = {"mailbox", "disabled"}},
    {.cause = CAUSE_DISABLED, .words = {"account", "inactive"}},
    {.cause = CAUSE_DISABLED, .words = {"mailbox", "inactive"}},
    {.cause = CAUSE_NO_DOMAIN, .words = {"domain not found"}, .stages = CAUSE_AT_RECIPIENT},
    {.cause = CAUSE_NO_DOMAIN, .words = {"nullmx"}, .stages = CAUSE_AT_RECIPIENT},
    {.cause = CAUSE_NO_DOMAIN, .words = {"null mx"}, .stages = CAUSE_AT_RECIPIENT},
    {.cause = CAUSE_NO_DOMAIN, .words = {"host unknown"}, .stages = CAUSE_AT_RECIPIENT},
    {.cause = CAUSE_UNROUTABLE, .words = {"unrouteable address"}},
    {.cause = CAUSE_UNROUTABLE, .words = {"unroutable address"}},
    {.cause = CAUSE_ADDRESS, .words = {"need fully-qualified address"}},
    {.cause = CAUSE_ADDRESS, .words = {"address syntax"}},
    {.cause = CAUSE_ADDRESS, .words = {"malformed address"}},
    {.cause = CAUSE_ADDRESS, .words = {"is not a valid rfc", "address"}},

    {.cause = CAUSE_BLOCKED, .words = {"blocked using"}},
    {.cause = CAUSE_BLOCKED, .words = {"listed by"}},
    {.cause = CAUSE_BLOCKED, .words = {"listed at"}},
    {.cause = CAUSE_BLOCKED, .words = {" is listed"}},
    {.cause = CAUSE_BLOCKED, .words = {"black list"}},
    {.cause = CAUSE_BLOCKED, .words = {" rbl"}},
    {.cause = CAUSE_BLOCKED, .words = {"blacklist"}},
    {.cause = CAUSE_BLOCKED, .words = {"blocklist"}},
    {.cause = CAUSE_BLOCKED, .words = {"block list"}},
    {.cause = CAUSE_BLOCKED, .words = {"dnsbl"}},
    {.cause = CAUSE_BLOCKED, .words = {"banned sending ip"}},
    {.cause = CAUSE_BLOCKED, .words = {" ip ", "reputation"}},
    {.cause = CAUSE_BLOCKED, .words = {"client host rejected"}},
    {.cause = CAUSE_BLOCKED, .words = {"not authorized to send email directly"}},
    {.cause = CAUSE_BLOCKED, .words = {"your ip", "blocked"}},
    {.cause = CAUSE_SPAM, .words = {"spam"}},
    {.cause = CAUSE_SPAM, .words = {"unsolicited"}},
    {.cause = CAUSE_SPAM, .words = {"reputation"}},
    {.cause = CAUSE_CONTENT, .words = {"virus"}},
    {.cause = CAUSE_CONTENT, .words = {"malware"}},
    {.cause = CAUSE_CONTENT, .words = {"attachment"}},
    {.cause = CAUSE_CONTENT, .words = {"content", "reject"}},
    {.cause = CAUSE_CONTENT, .words = {"message content"}},
    {.cause = CAUSE_CONTENT, .words = {"because its content"}},
    {.cause = CAUSE_CONTENT, .words = {"nature of the content"}},
    {.cause = CAUSE_CONTENT, .words = {" header"}, .stages = CAUSE_AT_END},

    {.cause = CAUSE_UNKNOWN_COMMAND, .words = {"command", "unrecogni"}},
    {.cause = CAUSE_UNKNOWN_COMMAND, .words = {"command", "not recogni"}},
    {.cause = CAUSE_UNKNOWN_COMMAND, .words = {"unrecogni", "command"}},
    {.cause = CAUSE_UNKNOWN_COMMAND, .words = {"unknown command"}},
    {.cause = CAUSE_UNKNOWN_COMMAND, .words = {"command unknown"}},
    {.cause = CAUSE_PARAMETER, .words = {"unsupported option"}},
    {.cause = CAUSE_PARAMETER, .words = {"parameter", "not "}},
    {.cause = CAUSE_PARAMETER, .words = {"unsupported parameter"}},
    {.cause = CAUSE_NOT_IMPLEMENTED, .words = {"command not implemented"}},
    {.cause = CAUSE_NOT_IMPLEMENTED, .words = {"command not supported"}},
    {.cause = CAUSE_NOT_IMPLEMENTED, .words = {"command disabled"}},
    {.cause = CAUSE_NOT_IMPLEMENTED, .words = {"not advertised"}},
    {.cause = CAUSE_NOT_IMPLEMENTED, .words = {"not enabled"}},
    {.cause = CAUSE_NO_SERVICE, .words = {"no smtp service"}},
    {.cause = CAUSE_NO_SERVICE, .words = {"does not accept mail"}},
    {.cause = CAUSE_STOPPING, .words = {"shutting down"}},
    {.cause = CAUSE_STOPPING, .words = {"shutdown"}},
    {.cause = CAUSE_IDLE, .words = {"timeout"}, .code = 421},
    {.cause = CAUSE_IDLE, .words = {"timed out"}, .code = 421},
    {.cause = CAUSE_IDLE, .words = {" idle"}, .code = 421},
    {.cause = CAUSE_TLS_LATER, .words = {"tls", "not available"}, .code = 454},
    {.cause = CAUSE_TLS_LATER, .words = {"tls", "unavailable"}, .code = 454},
    {.cause = CAUSE_TLS_LATER, .words = {"cannot start tls"}, .code = 454},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"local error"}},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"local problem"}},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"lookup failure"}},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"queue file write error"}},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"server error"}},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"internal error"}},
    {.cause = CAUSE_LOCAL_ERROR, .words = {"configuration error"}},
    {.cause = CAUSE_NOT_NOW, .words = {"too busy"}},
    {.cause = CAUSE_NOT_NOW, .words = {"server busy"}},
    {.cause = CAUSE_NOT_NOW, .words = {"not accepting"}},

    {.cause = CAUSE_RECIPIENT, .words = {"recipient address rejected"}, .is_vague = true},
    {.cause = CAUSE_RECIPIENT, .words = {"recipient rejected"}, .is_vague = true},
    {.cause = CAUSE_RECIPIENT, .words = {"invalid recipient"}, .is_vague = true},
    {.cause = CAUSE_SYNTAX, .words = {"syntax"}, .is_vague = true},
    {.cause = CAUSE_SYNTAX, .words = {"protocol violation"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"access denied"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"administrative prohibition"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"administratively"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"policy"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"not authorized"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"not permitted"}, .is_vague = true},
    {.cause = CAUSE_POLICY, .words = {"prohibited"}, .is_vague = true},
    {.cause = CAUSE_LATER, .words = {"try again later"}, .is_vague = true},
    {.cause = CAUSE_LATER, .words = {"try later"}, .is_vague = true},
    {.cause = CAUSE_LATER, .words = {"retry later"}, .is_vague = true},
};

/* The first row that fits. */
static const struct {
    unsigned first, last; /* codes */
    unsigned stages;
    enum cause cause;
} guesses[] = {
    {421, 421, CAUSE_ANYWHERE,                       CAUSE_MAYBE_CLOSING},
    {454, 454, CAUSE_AT_LOGIN,                       CAUSE_LOGIN_LATER},
    {450, 450, CAUSE_AT_RECIPIENT,                   CAUSE_MAYBE_GREYLISTED},
    {451, 451, CAUSE_AT_RECIPIENT,                   CAUSE_MAYBE_GREYLISTED},
    {451, 451, CAUSE_ANYWHERE,                       CAUSE_LOCAL_ERROR},
    {452, 452, CAUSE_AT_RECIPIENT,                   CAUSE_MAYBE_RECIPIENTS},
    {452, 452, CAUSE_ANYWHERE,                       CAUSE_NO_STORAGE},
    {455, 455, CAUSE_ANYWHERE,                       CAUSE_PARAMETER},
    {500, 500, CAUSE_ANYWHERE & ~CAUSE_AT_END,       CAUSE_UNKNOWN_COMMAND},
    {501, 501, CAUSE_AT_LOGIN,                       CAUSE_RESPONSE},
    {501, 501, CAUSE_ANYWHERE & ~CAUSE_AT_END,       CAUSE_SYNTAX},
    {502, 502, CAUSE_ANYWHERE & ~CAUSE_AT_END,       CAUSE_NOT_IMPLEMENTED},
    {503, 503, CAUSE_ANYWHERE & ~CAUSE_AT_END,       CAUSE_SEQUENCE},
    {504, 504, CAUSE_AT_LOGIN,                       CAUSE_MECHANISM},
    {504, 504, CAUSE_ANYWHERE & ~CAUSE_AT_END,       CAUSE_PARAMETER},
    {521, 521, CAUSE_AT_GREETING | CAUSE_AT_CLIENT,  CAUSE_NO_SERVICE},
    {530, 530, CAUSE_ANYWHERE,                       CAUSE_MAYBE_LOGIN},
    {534, 534, CAUSE_AT_LOGIN | CAUSE_AT_OTHER,      CAUSE_WEAK_MECHANISM},
    {535, 535, CAUSE_AT_LOGIN | CAUSE_AT_OTHER,      CAUSE_CREDENTIALS},
    {538, 538, CAUSE_AT_LOGIN | CAUSE_AT_OTHER,      CAUSE_TLS},
    {550, 554, CAUSE_AT_GREETING | CAUSE_AT_CLIENT,  CAUSE_MAYBE_CLIENT},
    {550, 551, CAUSE_AT_RECIPIENT,                   CAUSE_MAYBE_RECIPIENT},
    {552, 552, CAUSE_AT_RECIPIENT,                   CAUSE_MAILBOX_FULL},
    {552, 552, CAUSE_AT_SENDER | CAUSE_AT_END,       CAUSE_MAYBE_SIZE},
    {553, 553, CAUSE_AT_SENDER | CAUSE_AT_RECIPIENT, CAUSE_ADDRESS},
    {550, 554, CAUSE_AT_SENDER,                      CAUSE_MAYBE_SENDER},
    {554, 554, CAUSE_AT_RECIPIENT,                   CAUSE_MAYBE_RECIPIENT},
    {554, 554, CAUSE_AT_MESSAGE,                     CAUSE_NO_RECIPIENTS},
    {550, 554, CAUSE_AT_END,                         CAUSE_MAYBE_MESSAGE},
    {555, 555, CAUSE_ANYWHERE & ~CAUSE_AT_END,       CAUSE_PARAMETER},
    {556, 556, CAUSE_AT_RECIPIENT,                   CAUSE_NO_DOMAIN},
};
/* clang-format on */

static bool fits(const struct row *row, unsigned code, enum cause_stage stage,
                 const struct phrase_words *words)
{
    if ((row->code != 0 && row->code != code) || (row->stages != 0 && (row->stages & stage) == 0))
        return false;
    return phrase_holds(words, row->words[0]) &&
           (row->words[1] == NULL || phrase_holds(words, row->words[1]));
}

struct cause_read cause_read(unsigned code, enum cause_stage stage, struct span text)
{
    struct phrase_words words;

    phrase_read(&words, text);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (fits(&rows[i], code, stage, &words))
            return (struct cause_read){rows[i].cause, rows[i].is_vague, rows[i].is_guess};
    return (struct cause_read){.cause = CAUSE_UNKNOWN};
}

enum cause cause_guess(unsigned code, enum cause_stage stage)
{
    for (size_t i = 0; i < COUNT(guesses); i++)
        if (code >= guesses[i].first && code <= guesses[i].last && (guesses[i].stages & stage) != 0)
            return guesses[i].cause;
    return CAUSE_UNKNOWN;
}
