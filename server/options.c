/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - see options.h.
 *
 * A table of options: each row has its help text, how its value is parsed, and the error message
 * for an invalid one.
 */
#include <config.h>

#include "server/options.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "common/command_line.h"
#include "common/count.h"
#include "common/i18n.h"
#include "server/net/sources.h"
#include "server/options_faults.h"
#include "server/options_flaws.h"
#include "server/options_values.h"

#define CONNECTIONS_MAX 1000000
#define TIMEOUT_MAX_S   1000000
#define MESSAGES_MAX    1000000000

#define AT(member) .at = offsetof(struct options, member)

static const char *const log_formats[] = {
    [LOG_FORMAT_TEXT] = "text", [LOG_FORMAT_JSON] = "json", [LOG_FORMATS] = NULL};

static const char *const report_formats[] = {
    [VERDICTS_TEXT] = "text", [VERDICTS_JSON] = "json", [VERDICTS_FORMATS] = NULL};

static const char *const sandbox_modes[] = {[SANDBOX_AUTO] = "auto",
                                            [SANDBOX_REQUIRED] = "required",
                                            [SANDBOX_OFF] = "off",
                                            [SANDBOX_MODES] = NULL};

static const char *const endings[] = {[DIALECT_ENDINGS_LENIENT] = "lenient",
                                      [DIALECT_ENDINGS_REPORT] = "report",
                                      [DIALECT_ENDINGS_STRICT] = "strict",
                                      [DIALECT_ENDINGS_COUNT] = NULL};

/* clang-format off */
static const struct command_line_row rows[] = {
    {.name = "listen", .letter = 'l', .value = N_("ADDRESS:PORT"),
     .type = COMMAND_LINE_OTHER, .take = options_take_listen,
#ifdef HAVE_OPENSSL
     .help = N_("address to listen on: IPv4, [IPv6] or a name;\n"
                "after 'tls:' conversations begin with TLS; port 0\n"
                "picks a free port; repeatable (default:\n"
                "127.0.0.1:49152 and [::1]:49152)"),
#else
     .help = N_("address to listen on: IPv4, [IPv6] or a name;\n"
                "port 0 picks a free port; repeatable (default:\n"
                "127.0.0.1:49152 and [::1]:49152)"),
#endif
     .complaint = N_("is not ADDRESS:PORT, with an IPv6 address in brackets")},
    {.name = "port", .letter = 'p', .value = N_("PORT"),
     .type = COMMAND_LINE_NUMBER, AT(port), .max = UINT16_MAX,
     .help = N_("port of the default addresses"),
     .complaint = N_("is not a port number (0 to 65535)")},
    {.name = "directory", .letter = 'd', .value = N_("DIR"),
     .type = COMMAND_LINE_TEXT, AT(directory),
     .help = N_("folder of the mailboxes NAME.txt (default: the\n"
                "current directory)"),
     .complaint = N_("is not the name of a directory")},
    {.name = "user", .value = N_("NAME"), .type = COMMAND_LINE_OTHER, .take = options_take_user,
     .help = N_("give root up and become this user, once sockets\n"
                "are open and before a file is made"),
     .complaint = N_("is not the name of a user (1 to 255 bytes)")},
    {.name = "catch-all", .value = N_("NAME"), .type = COMMAND_LINE_OTHER, .take = options_take_catch_all,
     .help = N_("user who gets the mail for names without a\n"
                "mailbox (default: such recipients are refused)"),
     .complaint = N_("is not a user name (1 to 196 bytes of UTF-8 before the first '@')")},
    {.name = "dialect", .value = N_("NAME"), .type = COMMAND_LINE_DIALECT,
     AT(dialect_chosen),
     .help = N_("prototype: one step at a time, for learners;\n"
                "rfc5321: what mail programs expect (default:\n"
                "prototype)")},
    {.name = "hide", .value = N_("EXTENSION"), .type = COMMAND_LINE_OTHER, .take = options_take_hidden,
     .help = N_("do not offer or understand an extension of SMTP:\n"
                "PIPELINING, SIZE, 8BITMIME (and so SMTPUTF8),\n"
                "SMTPUTF8, HELP, ENHANCEDSTATUSCODES, STARTTLS or\n"
                "AUTH; repeatable"),
     .complaint = N_("is not an extension (PIPELINING, SIZE, 8BITMIME, SMTPUTF8, HELP, "
                     "ENHANCEDSTATUSCODES, STARTTLS or AUTH)")},
#ifdef HAVE_OPENSSL
    {.name = "tls", .value = N_("FILE"), .type = COMMAND_LINE_TEXT, AT(tls_file),
     .help = N_("offer TLS with the certificate and the key in\n"
                "FILE; if there is no such file, both are made,\n"
                "and FILE.crt with the certificate alone"),
     .complaint = N_("is not the name of a file")},
    {.name = "tls-cert", .value = N_("FILE"), .type = COMMAND_LINE_TEXT, AT(tls.certificate),
     .help = N_("offer TLS with the certificate in FILE (PEM),\n"
                "before those of its issuers"),
     .complaint = N_("is not the name of a file")},
    {.name = "tls-key", .value = N_("FILE"), .type = COMMAND_LINE_TEXT, AT(tls.key),
     .help = N_("the key of that certificate (PEM)"),
     .complaint = N_("is not the name of a file")},
    {.name = "require-tls", .type = COMMAND_LINE_FLAG, AT(require_tls), .sets = true,
     .help = N_("refuse all but EHLO, STARTTLS, NOOP and QUIT\n"
                "before TLS")},
#endif
#ifdef HAVE_GSASL
    {.name = "auth", .value = N_("FILE"), .type = COMMAND_LINE_TEXT, AT(auth_file),
     .help = N_("let clients log in with AUTH; FILE has a line\n"
                "USER:PASSWORD for each user, and nobody else may\n"
                "read it"),
     .complaint = N_("is not the name of a file")},
    {.name = "auth-any", .type = COMMAND_LINE_FLAG, AT(auth_any), .sets = true,
     .help = N_("let clients log in with AUTH as anybody, with any\n"
                "password")},
    {.name = "auth-in-clear", .type = COMMAND_LINE_FLAG, AT(auth_in_clear), .sets = true,
     .help = N_("let them do so without TLS, too")},
    {.name = "require-auth", .type = COMMAND_LINE_FLAG, AT(require_auth), .sets = true,
     .help = N_("refuse mail of clients that have not logged in")},
#endif
    {.name = "line-endings", .value = "strict|report|lenient",
     .type = COMMAND_LINE_WORD, AT(endings), .words = endings,
     .help = N_("how lines may end: strict: only in CRLF; lenient:\n"
                "also in LF, if the first line does; report: in\n"
                "any way, and deviations are logged (default:\n"
                "strict for rfc5321, lenient for prototype)"),
     .complaint = N_("is not a rule for line endings (strict, report or lenient)")},
    {.name = "hostname", .value = N_("NAME"), .type = COMMAND_LINE_OTHER, .take = options_take_hostname,
     .help = N_("name in the greeting (default: smtp.prototype)"),
     .complaint = N_("is not a host name (1 to 255 letters, digits, '-', '.', '_')")},
    {.name = "max-message-size", .value = N_("SIZE"),
     .type = COMMAND_LINE_SIZE, AT(message_size_max),
     .help = N_("maximum size of a message, in bytes or with K, M\n"
                "or G (default: 32M)"),
     .complaint = N_("is not a size (1 or more bytes; K, M or G may follow)")},
    {.name = "max-spool", .value = N_("SIZE"), .type = COMMAND_LINE_SIZE, AT(max_spool),
     .help = N_("maximum size of the unfinished messages of all\n"
                "clients together (default: 4G)"),
     .complaint = N_("is not a size (1 or more bytes; K, M or G may follow)")},
    {.name = "max-connections", .value = "N",
     .type = COMMAND_LINE_NUMBER, AT(max_connections), .min = 1, .max = CONNECTIONS_MAX,
     .help = N_("maximum number of clients (default: 10000)"),
     .complaint = N_("is not a number of connections (1 to 1000000)")},
    {.name = "max-per-source", .value = "N",
     .type = COMMAND_LINE_NUMBER, AT(max_per_source), .max = CONNECTIONS_MAX,
     .help = N_("maximum number of clients per IPv4 address or\n"
                "IPv6 /64; 0: no limit (default: 100; no limit for\n"
                "loopback addresses)"),
     .complaint = N_("is not a number of connections (0 to 1000000)")},
    {.name = "timeout", .value = N_("SECONDS"),
     .type = COMMAND_LINE_NUMBER, AT(timeout_s), .min = 1, .max = TIMEOUT_MAX_S,
     .help = N_("how long a client may be idle (default: 300)"),
     .complaint = N_("is not a number of seconds (1 to 1000000)")},
    {.name = "fault", .value = N_("RULE"), .type = COMMAND_LINE_OTHER, .take = options_take_fault,
     .help = N_("refuse or disturb clients on purpose: VERB:CODE,\n"
                "which a blank and a text may follow, or VERB with\n"
                ":delay=TIME, :drop, :stall, :cut=BYTES or\n"
                ":drip=TIME; VERB may be CONNECT or MESSAGE, and\n"
                "TIME 500ms, 10s or 2m; after it :first=N,\n"
                ":every=N, :from=N..M or :rate=N/SECONDS, and\n"
                ":per=connection, sender, recipient or client;\n"
                "repeatable")},
    {.name = "magic-addresses", .type = COMMAND_LINE_FLAG, AT(magic_addresses), .sets = true,
     .help = N_("refuse with CODE what asks for it: rcptCODE@x in\n"
                "RCPT, mailCODE@x and (at the end of data)\n"
                "dataCODE@x in MAIL, heloCODE.x in HELO; with an\n"
                "enhanced code: rcpt550_5.1.1@x")},
    {.name = "exit-after", .value = "N",
     .type = COMMAND_LINE_NUMBER, AT(exit_after), .min = 1, .max = MESSAGES_MAX,
     .help = N_("exit when N messages are delivered"),
     .complaint = N_("is not a number of messages (1 to 1000000000)")},
    {.name = "exit-within", .value = N_("TIME"),
     .type = COMMAND_LINE_TIME, AT(exit_within_ms),
     .help = N_("exit after TIME at the latest: 500ms, 10s, 2m"),
     .complaint = N_("is not a time (such as 500ms, 10s or 2m)")},
    {.name = "sandbox", .value = "auto|required|off",
     .type = COMMAND_LINE_WORD, AT(sandbox), .words = sandbox_modes,
     .help = N_("confine the server to its mailboxes once it has\n"
                "started: auto: as far as the kernel can; required:\n"
                "or do not start (default: auto)"),
     .complaint = N_("is not a kind of sandbox (auto, required or off)")},
    {.name = "check", .task = OPTIONS_CHECK,
     .help = N_("validate the users file, print what would be\n"
                "served, and exit")},
    {.name = "explain-dialect", .task = OPTIONS_EXPLAIN,
     .help = N_("print the table of the dialect, and exit")},
    {.name = "report", .value = "text|json",
     .type = COMMAND_LINE_WORD, AT(report), .words = report_formats,
     .help = N_("print what each client did wrong, where, and how\n"
                "to mend it, when its connection ends"),
     .complaint = N_("is not a format of the report (text or json)")},
    {.name = "report-file", .value = N_("FILE"), .type = COMMAND_LINE_TEXT, AT(report_file),
     .help = N_("write this to FILE, which is emptied first"),
     .complaint = N_("is not the name of a file")},
    {.name = "trace", .type = COMMAND_LINE_FLAG, AT(trace), .sets = true,
     .help = N_("log every line of every conversation: time,\n"
                "connection number, C or S, line, state")},
    {.name = "log-format", .value = "text|json",
     .type = COMMAND_LINE_WORD, AT(log_format), .words = log_formats,
     .help = N_("log format on standard error (default: text)"),
     .complaint = N_("is not a log format (text or json)")},
    {.name = "events", .value = N_("FILE|-"), .type = COMMAND_LINE_TEXT, AT(events),
     .help = N_("write what happens to FILE, or to standard output,\n"
                "as JSON, one line per event"),
     .complaint = N_("is not a file")},
    {.name = "quiet", .letter = 'q',
     .type = COMMAND_LINE_SET, AT(log_threshold), .sets = LOG_LEVEL_WARNING,
     .help = N_("log only errors and warnings")},
    {.name = "verbose", .letter = 'v',
     .type = COMMAND_LINE_SET, AT(log_threshold), .sets = LOG_LEVEL_INFO,
     .help = N_("also log connections opened and closed")},
    {.name = "help", .letter = 'h', .task = OPTIONS_HELP, .settles = true,
     .help = N_("print this help, and exit")},
    {.name = "version", .letter = 'V', .task = OPTIONS_VERSION, .settles = true,
     .help = N_("print the version, and exit")},
};
/* clang-format on */

static void take_users_file(struct command_line *line, int first, int argc, char **argv)
{
    struct options *options = line->options;

    if (first < argc)
        options->users_file = argv[first];
    if (argc - first > 1)
        command_line_complain(line, _("unexpected argument '%s': only one users file is allowed"),
                              argv[first + 1]);
    else if (options->users_file == NULL && line->task != OPTIONS_EXPLAIN)
        command_line_complain(
            line, _("the users file is missing: name a text file with one user per line"));
}

/* What may be hidden even if it is not offered. */
static unsigned unneeded(const struct options *options)
{
    return options_have_starttls(options) ? DIALECT_EXTENSION_STARTTLS | DIALECT_EXTENSION_AUTH : 0;
}

/* Makes one of the options of certificates. */
static void adapt_tls(struct command_line *line)
{
    struct options *options = line->options;
    const char *flaw;

    if (options->tls_file != NULL &&
        (options->tls.certificate != NULL || options->tls.key != NULL)) {
        command_line_complain(line, _("option '--tls' excludes '--tls-cert' and '--tls-key'"));
        return;
    }
    if (options->tls_file != NULL)
        options->tls =
            (struct credentials_source){options->tls_file, options->tls_file, options->hostname};
    flaw = options_flaw_of_tls(options);
    if (flaw != NULL)
        command_line_complain(line, "%s", flaw);
}

/* Makes the dialect that is served. */
static void adapt_dialect(struct command_line *line)
{
    struct options *options = line->options;
    struct dialect_policy *policy = &options->dialect.policy;

    options->dialect = *options->dialect_chosen;
    if (options_have_starttls(options) && options->tls.certificate != NULL)
        policy->extensions |= DIALECT_EXTENSION_STARTTLS;
    if (options->auth_file != NULL || options->auth_any)
        policy->extensions |= DIALECT_EXTENSION_AUTH;
    policy->requires_tls = options->require_tls;
    policy->requires_auth = options->require_auth;
    policy->takes_secrets_in_clear = options->auth_in_clear;
    if (!dialect_offers(policy, options->hidden_extensions & ~unneeded(options)))
        command_line_complain(line,
                              _("option '--hide': the dialect '%s' has no such extension; "
                                "--dialect selects another"),
                              options->dialect.name);
    policy->extensions = dialect_hide(policy->extensions, options->hidden_extensions);
    if (options->endings != OPTIONS_ENDINGS_OWN)
        policy->endings = (enum dialect_endings)options->endings;
    options_check_faults(line);
}

enum options_task options_parse(struct options *options, int argc, char **argv)
{
    struct command_line line = {.rows = rows, .row_count = COUNT(rows), .options = options};
    int first;

    *options = (struct options){
        .directory = ".",
        .hostname = "smtp.prototype",
        .dialect_chosen = dialect_all[0],
        .endings = OPTIONS_ENDINGS_OWN,
        .port = LISTENER_DEFAULT_PORT,
        .message_size_max = 32 << 20,
        .max_spool = (uint64_t)4 << 30,
        .max_connections = 10000,
        .max_per_source = SOURCES_DEFAULT,
        .timeout_s = 300,
        .log_threshold = LOG_LEVEL_NOTICE,
        .report = VERDICTS_NONE,
        .sandbox = SANDBOX_DEFAULT,
        .task = OPTIONS_RUN,
    };
    first = command_line_read(&line, argc, argv);
    if (!line.is_settled)
        take_users_file(&line, first, argc, argv);
    if (!line.is_settled)
        adapt_tls(&line);
    if (!line.is_settled && options_flaw_of_auth(options) != NULL)
        command_line_complain(&line, "%s", options_flaw_of_auth(options));
    if (!line.is_settled && options_flaw_of_output(options) != NULL)
        command_line_complain(&line, "%s", options_flaw_of_output(options));
    if (!line.is_settled)
        adapt_dialect(&line);
    options->task = line.is_wrong ? OPTIONS_USAGE_ERROR : (enum options_task)line.task;
    static_assert(sizeof options->error == sizeof line.error, "all of the line");
    memcpy(options->error, line.error, sizeof options->error);
    return options->task;
}

void options_help(FILE *out)
{
    fputs(_("Usage: smtpd-proto [OPTION...] USERS_FILE\n"
            "An SMTP server that takes its clients through a conversation one step at a time.\n"
            "Each name in USERS_FILE, one per line, gets the mailbox NAME.txt.\n\n"),
          out);
    command_line_help(rows, COUNT(rows), out);
    fputs(_("\nSIGHUP reads USERS_FILE again, or stops the server if its terminal was closed.\n"),
          out);
    fputs(_("\nExit status: 0 success, 1 failure, 2 usage error; of --exit-after and\n"
            "--exit-within: 3 a client made an error, 5 the time was over before the messages\n"
            "were there.\n"),
          out);
}
