/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_link.c - texts on connections: why there is none, and what TLS is worth; see words.h.
 */
#include <config.h>

#include <assert.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/client/server_name.h"
#include "tui-client/client/words.h"
#include "tui-client/client/words_internal.h"

/* --- why there is none ----------------------------------------------------------------------- */

#define FLOODED                                                                                    \
    N_("the server sends TLS records without end, and nothing in them, so the connection was "     \
       "closed.")

/* Why a handshake failed. */
static const char *const handshakes[] = {
    [TLS_PROBLEM_NONE] = N_("the TLS handshake failed."),
    [TLS_PROBLEM_CUT] = N_("the TLS handshake was cut off."),
    [TLS_PROBLEM_PLAINTEXT] = N_("plain text came instead of a TLS handshake.  For a port that "
                                 "begins without TLS use smtp://HOST:PORT."),
    [TLS_PROBLEM_VERSION] = N_("the server speaks no version of TLS that this program does (1.2 "
                               "and 1.3)."),
    [TLS_PROBLEM_CIPHER] = N_("the server and this program have no cipher of TLS in common."),
    [TLS_PROBLEM_CERTIFICATE] = N_("the server's certificate cannot be used."),
    [TLS_PROBLEM_ALERT] = N_("the server broke off the TLS handshake; its log may say why."),
    [TLS_PROBLEM_PROTOCOL] = N_("the TLS handshake failed: what the server sent is not as it "
                                "should be."),
    [TLS_PROBLEM_FLOOD] = FLOODED,
};

static_assert(COUNT(handshakes) == TLS_PROBLEMS, "a text per problem");

/* Why TLS ended later. */
static const char *break_of(enum tls_problem problem)
{
    switch (problem) {
    case TLS_PROBLEM_ALERT:
        return N_("the server broke TLS off; its log may say why.");
    case TLS_PROBLEM_FLOOD:
        return FLOODED;
    default:
        return N_("what came is no TLS, or was changed on its way, so the connection was closed.");
    }
}

/* The system's or the library's error text, if it adds anything. */
static const char *detail_of(const struct link *link, enum link_problem problem)
{
    bool is_told = link->failure.problem == TLS_PROBLEM_ALERT ||
                   link->failure.problem == TLS_PROBLEM_PROTOCOL ||
                   link->failure.problem == TLS_PROBLEM_CERTIFICATE;

    switch (problem) {
    case LINK_PROBLEM_UNKNOWN_HOST:
    case LINK_PROBLEM_NO_LOOKUP:
        return link->resolve_error != 0 ? gai_strerror(link->resolve_error) : "";
    case LINK_PROBLEM_HANDSHAKE:
        return is_told ? link->failure.reason : "";
    case LINK_PROBLEM_BROKEN:
        return link->failure.reason;
    case LINK_PROBLEM_NO_THREAD:
    case LINK_PROBLEM_NO_DESCRIPTOR:
    case LINK_PROBLEM_SYSTEM:
        return strerror(link->error_number);
    default:
        return "";
    }
}

/* Whether the server would be on this machine. */
static bool is_here(const struct link *link)
{
    static const char *const hosts[] = {SERVER_NAME_DEFAULT_HOST, "localhost", "::1"};

    for (size_t i = 0; i < COUNT(hosts); i++)
        if (strcasecmp(link->host, hosts[i]) == 0)
            return true;
    return false;
}

static bool is_default_port(const struct link *link)
{
    return strcmp(link->port, SERVER_NAME_DEFAULT_PORT) == 0;
}

/* The words that make the server listen where LINK looked for it, and begin as that expects. */
static void append_listening(char *out, size_t size, const struct link *link)
{
    if (link->begins_secure)
        words_append(out, size,
                     strchr(link->host, ':') != NULL ? "'--listen=tls:[%s]:%s' "
                                                     : "--listen=tls:%s:%s ",
                     link->host, link->port);
    else if (!is_default_port(link))
        words_append(out, size, "--port=%s ", link->port);
}

/* Ports below are for root, unless the system says otherwise. */
#define FIRST_FREE_PORT 1024

/* The command has a line of its own: it is to be copied, and not wrapped. */
const char *words_start(const struct link *link, bool requires_tls, char *out, size_t size)
{
    if (!is_here(link)) {
        snprintf(out, size, "%s",
                 _("A server may have to be started on that host, or listen at another port; a "
                   "firewall may refuse, too."));
        return out;
    }
    snprintf(out, size, "%s\nsmtpd-proto ",
             _("In another terminal, this starts a server (users.txt has the name of a mailbox on "
               "each line):"));
    if (requires_tls && !link->begins_secure)
        words_append(out, size, "--dialect=rfc5321 ");
    if (requires_tls || link->begins_secure)
        words_append(out, size, "--tls=tls.pem ");
    append_listening(out, size, link);
    words_append(out, size, "users.txt");
    if (strtoul(link->port, NULL, 10) < FIRST_FREE_PORT)
        words_append(out, size, "\n%s", _("A port below 1024 may be for root only."));
    return out;
}

const char *words_link_problem(const struct link *link, enum link_problem problem,
                               bool within_reply, char *out, size_t size)
{
    static const char *const texts[] = {
        [LINK_PROBLEM_NONE] = N_("no error."),
        [LINK_PROBLEM_UNKNOWN_HOST] = N_("host not found.  Check its name."),
        [LINK_PROBLEM_NO_LOOKUP] = N_("the name could not be looked up.  Check the network and its "
                                      "name server, or use an address."),
        [LINK_PROBLEM_REFUSED] = N_("connection refused: no server is listening there.  Start one, "
                                    "or check host and port."),
        [LINK_PROBLEM_UNREACHABLE] = N_("host unreachable.  Check its address and the network."),
        [LINK_PROBLEM_CONNECT_TIMEOUT] =
            N_("connection timed out.  Check host and port; a firewall may be in the way."),
        [LINK_PROBLEM_CLOSED_BY_SERVER] = N_("the server closed the connection."),
        [LINK_PROBLEM_LOST] =
            N_("the connection was lost.  The server may have stopped; its log may say why."),
        [LINK_PROBLEM_NO_TLS] = N_("this program was built without TLS."),
        [LINK_PROBLEM_HANDSHAKE] = NULL,
        [LINK_PROBLEM_HANDSHAKE_END] =
            N_("the server closed the connection during the TLS handshake.  It may not speak TLS "
               "at this port."),
        [LINK_PROBLEM_HANDSHAKE_TIMEOUT] =
            N_("the TLS handshake timed out.  The server may not speak TLS at this port; for one "
               "that begins without TLS use smtp://HOST:PORT."),
        [LINK_PROBLEM_CUT] = N_("the server closed the connection without ending TLS: something "
                                "may be missing."),
        [LINK_PROBLEM_BROKEN] = NULL,
        [LINK_PROBLEM_NO_THREAD] =
            N_("not tried: this program could not start the thread that looks up the host.  Raise "
               "the limit of processes (ulimit -u), or free some memory."),
        [LINK_PROBLEM_NO_DESCRIPTOR] =
            N_("not tried: this program cannot open another connection or file.  Raise the limit "
               "of open files (ulimit -n), or end other programs."),
        [LINK_PROBLEM_SYSTEM] = N_("the connection failed."),
    };
    const char *text = texts[problem];
    const char *detail = detail_of(link, problem);

    static_assert(COUNT(texts) == LINK_PROBLEMS, "a text per problem");
    if (problem == LINK_PROBLEM_REFUSED && is_here(link) && is_default_port(link) &&
        !link->begins_secure)
        text = N_("connection refused: no server is listening there.  Start one (smtpd-proto "
                  "users.txt), or check host and port.");
    if (problem == LINK_PROBLEM_HANDSHAKE)
        text = handshakes[link->failure.problem];
    if (problem == LINK_PROBLEM_BROKEN)
        text = break_of(link->failure.problem);
    snprintf(out, size, strchr(link->host, ':') != NULL ? "[%s]:%s: %s" : "%s:%s: %s", link->host,
             link->port, _(text));
    if (detail[0] != '\0')
        words_append(out, size, " (%s)", detail);
    if (within_reply)
        words_append(out, size, " %s", _("This happened in the middle of a reply."));
    return out;
}

/* --- what TLS is worth ----------------------------------------------------------------------- */

const char *words_time(int64_t time_s, char *out, size_t size)
{
    time_t time = (time_t)time_s;
    struct tm broken;

    if (gmtime_r(&time, &broken) == NULL || strftime(out, size, "%Y-%m-%d %H:%M UTC", &broken) == 0)
        snprintf(out, size, "?");
    return out;
}

/* Appends that FLAW was found in CERTIFICATE, the server's own or, if IS_ABOVE, one of those that
 * vouch for it. */
static void append_time_flaw(char *out, size_t size, enum trust_flaw flaw,
                             const struct trust_certificate *certificate, bool is_above)
{
    char time[64];

    words_time(flaw == TRUST_FLAW_EXPIRED ? certificate->until_s : certificate->from_s, time,
               sizeof time);
    if (!is_above) {
        words_append(out, size,
                     flaw == TRUST_FLAW_EXPIRED ? _("It expired on %s.")
                                                : _("It is not valid before %s."),
                     time);
        return;
    }
    words_append_quoted(out, size, span_of(certificate->subject));
    words_append(out, size,
                 flaw == TRUST_FLAW_EXPIRED ? _(", which vouches for it, expired on %s.")
                                            : _(", which vouches for it, is not valid before %s."),
                 time);
}

static void append_other_name(char *out, size_t size, const struct trust_report *report,
                              const char *host)
{
    if (report->chain[0].names[0] == '\0') {
        words_append(out, size, _("It does not say which host it is for."));
        return;
    }
    words_append(out, size, _("It is for another name: "));
    words_append_quoted(out, size, span_of(report->chain[0].names));
    words_append(out, size, _(", not %s."), host);
}

static void append_flaw(char *out, size_t size, const struct trust_report *report,
                        enum trust_flaw flaw, const char *host)
{
    const struct trust_certificate *certificate = &report->chain[report->place[flaw]];
    size_t last = report->count > 0 ? report->count - 1 : 0;

    switch (flaw) {
    case TRUST_FLAW_EXPIRED:
    case TRUST_FLAW_NOT_YET_VALID:
        append_time_flaw(out, size, flaw, certificate, report->place[flaw] > 0);
        break;
    case TRUST_FLAW_OTHER_NAME:
        append_other_name(out, size, report, host);
        break;
    case TRUST_FLAW_SELF_SIGNED:
        words_append(out, size, _("It is self-signed: nobody else vouches for it."));
        break;
    case TRUST_FLAW_UNKNOWN_ISSUER:
        words_append(out, size, _("Its issuer is not known here: "));
        words_append_quoted(out, size, span_of(report->chain[last].issuer));
        words_append(out, size, ".");
        break;
    case TRUST_FLAW_WEAK:
        words_append(out, size, _("Its key or signature is too weak (%s)."), certificate->key);
        break;
    case TRUST_FLAW_OTHER:
    case TRUST_FLAWS:
        words_append(out, size, _("It was not accepted (%s)."), report->words);
        break;
    }
}

const char *words_doubt(const struct trust_report *report, const char *host, char *out, size_t size)
{
    out[0] = '\0';
    for (enum trust_flaw flaw = 0; flaw < TRUST_FLAWS; flaw++) {
        if (!(report->flaws & 1U << flaw))
            continue;
        words_append(out, size, "%s", out[0] != '\0' ? " " : "");
        append_flaw(out, size, report, flaw, host);
    }
    return out;
}

const char *words_untrusted(const struct link *link, char *out, size_t size)
{
    char doubt[WORDS_MAX];

    snprintf(out, size,
             _("The certificate of %s is not trusted.  %s  Its SHA-256 fingerprint is "
               "%s."),
             link->host, words_doubt(&link->report, link->host, doubt, sizeof doubt),
             link->report.chain[0].fingerprint);
    return out;
}

const char *words_security(const struct link *link, char *out, size_t size)
{
    snprintf(out, size,
             link->report.flaws == 0
                 ? _("Encrypted from here on: %s, %s.  The certificate of %s is trusted.")
                 : _("Encrypted from here on: %s, %s.  The certificate of %s is not trusted."),
             link->report.protocol, link->report.cipher, link->host);
    return out;
}

/* Appends TEXT, which is untrusted, as one line. */
static void append_line(char *out, size_t size, const char *label, const char *text)
{
    char visible[2 * TRUST_NAMES_MAX + 1], line[TRUST_NAMES_MAX];
    size_t length;

    snprintf(line, sizeof line, "%s", text);
    for (char *lf = line; (lf = strchr(lf, '\n')) != NULL;)
        *lf = ' ';
    length = text_abbreviate(TEXT_VISIBLE, span_of(line), visible, sizeof visible - 1);
    visible[length] = '\0';
    words_append(out, size, "%s %s\n", label, visible);
}

/* Bytes of half a fingerprint: a row of its own, so that none is broken within a byte. */
#define HALF_FINGERPRINT (16 * 3)

static void append_certificate(char *out, size_t size, const struct trust_certificate *certificate,
                               size_t number)
{
    char from[64], until[64], label[32], fingerprint[sizeof certificate->fingerprint + 4];

    snprintf(label, sizeof label, "%zu.", number);
    words_append(out, size, "\n");
    append_line(out, size, label, certificate->subject);
    if (certificate->names[0] != '\0' && number == 1)
        append_line(out, size, _("For:"), certificate->names);
    append_line(out, size, _("Issuer:"), certificate->issuer);
    words_append(out, size, _("Valid: %s to %s\n"),
                 words_time(certificate->from_s, from, sizeof from),
                 words_time(certificate->until_s, until, sizeof until));
    words_append(out, size, _("Key: %s\n"), certificate->key);
    snprintf(fingerprint, sizeof fingerprint, "\n%.*s\n%s", HALF_FINGERPRINT,
             certificate->fingerprint, certificate->fingerprint + HALF_FINGERPRINT);
    words_append(out, size, _("SHA-256 fingerprint: %s\n"), fingerprint);
}

/* The verdict, and what it means. */
static void append_verdict(char *out, size_t size, const struct link *link)
{
    char doubt[WORDS_MAX];

    if (link->report.flaws == 0) {
        words_append(out, size, _("The certificate of %s is trusted.\n"), link->host);
        return;
    }
    words_append(out, size, _("The certificate of %s is not trusted.  %s\n"), link->host,
                 words_doubt(&link->report, link->host, doubt, sizeof doubt));
    if (link->state == LINK_DOUBTED)
        words_append(out, size, "%s\n",
                     _("Somebody else may have answered in its place and read along.  Nothing was "
                       "sent through TLS yet.  Compare the fingerprint with one that you know.  y "
                       "goes on, with this connection only; n closes it."));
}

const char *words_tls(const struct link *link, char *out, size_t size)
{
    bool is_secure = link->is_secure || link->state == LINK_DOUBTED;

    out[0] = '\0';
    if (!is_secure) {
        words_append(out, size, "%s\n",
                     link->state == LINK_OPEN
                         ? _("This connection is not encrypted: who is in between can read and "
                             "change what is said.")
                         : _("There is no connection."));
        words_append(out, size, "%s\n",
                     _("STARTTLS encrypts it, if the server offers that; smtps://HOST begins with "
                       "TLS."));
        return out;
    }
    append_verdict(out, size, link);
    words_append(out, size, _("%s, cipher %s\n"), link->report.protocol, link->report.cipher);
    for (size_t i = 0; i < link->report.count; i++)
        append_certificate(out, size, &link->report.chain[i], i + 1);
    return out;
}
