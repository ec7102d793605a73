/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - see options.h.
 */
#include <config.h>

#include "tui-client/client/options.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "common/command_line.h"
#include "common/count.h"
#include "common/i18n.h"
#include "common/tls.h"
#include "tui-client/auth/exchange.h"

/* The port for mail that programs submit (RFC 8314 section 3.3). */
#define SUBMISSION_PORT "587"

#define TIMEOUT_MAX_S 1000000

/* A file in a folder named "~" can still be given as "./~/FILE". */
static bool take_path(struct command_line *line, const char *value, const char **path)
{
    *path = value;
    if (strncmp(value, "~/", 2) == 0)
        command_line_complain(line,
                              _("'%s': the shell does not expand '~' after '='; write $HOME%s"),
                              value, value + 1);
    return value[0] != '\0' && !line->is_wrong;
}

static bool take_replay(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    if (options->replay_count == OPTIONS_REPLAYS_MAX) {
        command_line_complain(line, _("more than %d times --replay: name a folder"),
                              OPTIONS_REPLAYS_MAX);
        return false;
    }
    return take_path(line, value, &options->replays[options->replay_count++]);
}

static bool take_save(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    return take_path(line, value, &options->save);
}

static bool take_tls_ca(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    return take_path(line, value, &options->tls_ca);
}

static bool take_password_file(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    return take_path(line, value, &options->auth_password_file);
}

static bool take_user(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    options->auth_user = value;
    return value[0] != '\0';
}

static bool take_pace(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    return pace_parse(span_of(value), &options->pace);
}

static const char *const style_names[] = {
    [COMMAND_BRACKETS] = "brackets",
    [COMMAND_BLANK] = "blank",
    [COMMAND_BARE] = "bare",
    [COMMAND_STYLES] = NULL,
};

static const char *const format_names[] = {
    [OPTIONS_FORMAT_TEXT] = "text",
    [OPTIONS_FORMAT_TAP] = "tap",
    [OPTIONS_FORMAT_JUNIT] = "junit",
    [OPTIONS_FORMAT_DEFAULT] = NULL,
};

static const char *const tls_names[] = {
    [OPTIONS_TLS_NEVER] = "never",
    [OPTIONS_TLS_OFFERED] = "offered",
    [OPTIONS_TLS_REQUIRED] = "required",
    [OPTIONS_TLS_BY_PORT] = NULL,
};

/* Help on what may not be built in. */
#ifdef HAVE_OPENSSL
#define TLS_HELP(text) text
#else
#define TLS_HELP(text) NULL
#endif

#ifdef HAVE_GSASL
#define AUTH_HELP(text) text
#else
#define AUTH_HELP(text) NULL
#endif

#define AT(member) .at = offsetof(struct options, member)

/* clang-format off */
static const struct command_line_row rows[] = {
    {.name = "plain", .task = OPTIONS_PLAIN,
     .help = N_("line mode: no full screen; also for screen\n"
                "readers, pipes and dumb terminals")},
    {.name = "replay", .value = N_("FILE"), .type = COMMAND_LINE_OTHER, .take = take_replay,
     .help = N_("play a session file without a terminal, compare\n"
                "the replies, never prompt; FILE may be a folder,\n"
                "and the option may be repeated"),
     .complaint = N_("is not a file name")},
    {.name = "replay-format", .value = N_("FORMAT"), .type = COMMAND_LINE_WORD,
     AT(replay_format), .words = format_names,
     .help = N_("with --replay: report as text, tap or junit"),
     .complaint = N_("is not text, tap or junit")},
    {.name = "replay-jobs", .value = N_("N"), .type = COMMAND_LINE_NUMBER, AT(replay_jobs),
     .min = 1, .max = OPTIONS_JOBS_MAX,
     .help = N_("with --replay: play N conversations at a time\n"
                "(default: 1)"),
     .complaint = N_("is not a number from 1 to 1000")},
    {.name = "replay-limit", .value = N_("SECONDS"), .type = COMMAND_LINE_NUMBER,
     AT(replay_limit_s), .min = 1, .max = TIMEOUT_MAX_S,
     .help = N_("with --replay: end a conversation that lasts\n"
                "longer (default: 300, no limit for a single file)"),
     .complaint = N_("is not a number of seconds (1 to 1000000)")},
    {.name = "keep-going", .type = COMMAND_LINE_FLAG, AT(keep_going), .sets = true,
     .help = N_("with --replay: show each reply that differs, and\n"
                "go on instead of stopping at the first")},
    {.name = "save", .value = N_("FILE"), .type = COMMAND_LINE_OTHER, .take = take_save,
     .help = N_("save the conversation as a session file"),
     .complaint = N_("is not a file name")},
    {.name = "codes-only", .type = COMMAND_LINE_FLAG, AT(codes_only), .sets = true,
     .help = N_("with --save: expect only the codes of the replies,\n"
                "so that a server with other texts passes too")},
    {.name = "dialect", .value = N_("NAME"), .type = COMMAND_LINE_DIALECT, AT(dialect),
     .help = N_("dialect of the server: prototype or rfc5321\n"
                "(default: detected from its greeting)")},
    {.name = "pipelining", .type = COMMAND_LINE_FLAG, AT(pipelining), .sets = true,
     .help = N_("send commands without waiting for the replies, if\n"
                "the server offers that (RFC 2920)")},
    {.name = "pace", .value = N_("PACE"), .type = COMMAND_LINE_OTHER, .take = take_pace,
     .help = N_("how a message is written: whole, dot (the final\n"
                "dot in a write of its own) or line (each line);\n"
                "dot:TIME and line:TIME wait that long in between\n"
                "(default: whole; TIME: 20ms, the default, or 2s)"),
     .complaint = N_("is not a pace: use whole, dot, line, dot:TIME or line:TIME, with "
                     "TIME as in 20ms or 2s, at most an hour")},
    {.name = "style", .value = N_("STYLE"), .type = COMMAND_LINE_WORD, AT(style),
     .words = style_names,
     .help = N_("how an address is written:\n"
                "brackets (MAIL FROM:<a>), blank (MAIL FROM: <a>)\n"
                "or bare (MAIL FROM: a)"),
     .complaint = N_("is not a style: brackets, blank or bare")},
    {.name = "tls", .value = N_("WHEN"), .type = COMMAND_LINE_WORD, AT(tls), .words = tls_names,
     .help = TLS_HELP(N_("when STARTTLS encrypts: never, offered (if the\n"
                         "server offers it) or required (default: offered;\n"
                         "at port 587 required)")),
     .complaint = N_("is not never, offered or required")},
    {.name = "tls-ca", .value = N_("FILE"), .type = COMMAND_LINE_OTHER, .take = take_tls_ca,
     .help = TLS_HELP(N_("trust the certificates in FILE (PEM) and those\n"
                         "that they vouch for, instead of the system")),
     .complaint = N_("is not a file name")},
    {.name = "tls-insecure", .type = COMMAND_LINE_FLAG, AT(tls_insecure), .sets = true,
     .help = TLS_HELP(N_("accept any certificate"))},
    {.name = "auth-user", .value = N_("NAME"), .type = COMMAND_LINE_OTHER, .take = take_user,
     .help = AUTH_HELP(N_("log in as NAME, if the server offers AUTH; in line\n"
                "mode the command $AUTH does it")),
     .complaint = N_("is not a user name")},
    {.name = "auth-password-file", .value = N_("FILE"), .type = COMMAND_LINE_OTHER,
     .take = take_password_file,
     .help = AUTH_HELP(N_("read the password, or the token, from the first\n"
                          "line of FILE, which others must not be able to\n"
                          "read; without it the program asks")),
     .complaint = N_("is not a file name")},
    {.name = "timeout", .value = N_("SECONDS"),
     .type = COMMAND_LINE_NUMBER, AT(timeout_s), .min = 1, .max = TIMEOUT_MAX_S,
     .help = N_("timeout for connecting and for each reply\n"
                "(default: 30)"),
     .complaint = N_("is not a number of seconds (1 to 1000000)")},
    {.name = "no-color", .type = COMMAND_LINE_FLAG, AT(color), .sets = false,
     .help = N_("no colours; also if NO_COLOR is set")},
    {.name = "ascii", .type = COMMAND_LINE_FLAG, AT(ascii), .sets = true,
     .help = N_("draw frames with + - | instead of lines")},
    {.name = "mouse", .type = COMMAND_LINE_FLAG, AT(mouse), .sets = true,
     .help = N_("select, press and scroll with the mouse; selecting\n"
                "text then needs Shift")},
    {.name = "help", .letter = 'h', .task = OPTIONS_HELP, .settles = true,
     .help = N_("print this help, and exit")},
    {.name = "version", .letter = 'V', .task = OPTIONS_VERSION, .settles = true,
     .help = N_("print the version, and exit")},
};
/* clang-format on */

static void take_server(struct command_line *line, const char *word)
{
    struct options *options = line->options;

    switch (server_name_parse(&options->server, span_of(word))) {
    case SERVER_NAME_OK:
        break;
    case SERVER_NAME_NOT_URL:
        command_line_complain(
            line, _("'%s' is not an SMTP URL; use smtp://HOST[:PORT] or smtps://HOST[:PORT]"),
            word);
        break;
    case SERVER_NAME_NOT_PORT:
        command_line_complain(line, _("'%s': the port must be a number from 1 to 65535"), word);
        break;
    case SERVER_NAME_NOT_HOST:
        command_line_complain(line,
                              _("'%s' is not HOST or HOST:PORT; an IPv6 address with a port "
                                "stands in brackets"),
                              word);
        break;
    }
}

/* IS_SECURE: one of the servers begins with TLS. */
static void check_tls(struct command_line *line, const struct options *options, bool is_secure)
{
    bool wants = is_secure || options->tls == OPTIONS_TLS_OFFERED ||
                 options->tls == OPTIONS_TLS_REQUIRED || options->tls_ca != NULL ||
                 options->tls_insecure;

    if (wants && !tls_is_built_in())
        command_line_complain(line, _("this program was built without TLS"));
    else if (is_secure && options->tls == OPTIONS_TLS_NEVER)
        command_line_complain(line, _("--tls=never cannot be combined with a server that begins "
                                      "with TLS; use smtp://HOST:PORT"));
    else if (options->tls_insecure && options->tls_ca != NULL)
        command_line_complain(line, _("--tls-insecure and --tls-ca cannot be combined"));
}

static void check_auth(struct command_line *line, const struct options *options)
{
    bool wants = options->auth_user != NULL || options->auth_password_file != NULL;

    if (wants && !exchange_is_built_in())
        command_line_complain(line, _("this program was built without AUTH"));
}

/* The first one comes last, and stays the one of the modes that have only one.  Returns whether one
 * of them begins with TLS. */
static bool take_servers(struct command_line *line, int first, int argc, char **argv)
{
    struct options *options = line->options;
    bool is_secure = false;

    if (argc - first > 1 && options->replay_count == 0)
        command_line_complain(line, _("unexpected argument '%s': only one server is allowed"),
                              argv[first + 1]);
    if (first == argc)
        return false;
    options->servers = (const char *const *)(argv + first);
    options->server_count = (size_t)(argc - first);
    for (size_t i = options->server_count; i > 0 && !line->is_wrong; i--) {
        take_server(line, options->servers[i - 1]);
        is_secure |= options->server.is_secure;
    }
    return is_secure;
}

/* What is of no use without another option. */
static void check_needs(struct command_line *line, const struct options *options)
{
    const char *needs = options->replay_count > 0                          ? NULL
                        : options->keep_going                              ? "--keep-going"
                        : options->replay_format != OPTIONS_FORMAT_DEFAULT ? "--replay-format"
                        : options->replay_jobs > 0                         ? "--replay-jobs"
                        : options->replay_limit_s > 0                      ? "--replay-limit"
                                                                           : NULL;

    if (options->codes_only && options->save == NULL)
        command_line_complain(line, _("--codes-only needs --save=FILE"));
    else if (needs != NULL)
        command_line_complain(line, _("%s needs --replay=FILE"), needs);
}

static void take_words(struct command_line *line, int first, int argc, char **argv)
{
    struct options *options = line->options;
    bool is_secure = take_servers(line, first, argc, argv);

    if (line->is_wrong)
        return;
    if (options->replay_count > 0 && line->task == OPTIONS_PLAIN)
        command_line_complain(line, _("--replay and --plain cannot be combined"));
    else if (options->replay_count > 0 && options->save != NULL)
        command_line_complain(line, _("--replay and --save cannot be combined"));
    else
        check_needs(line, options);
    if (options->replay_count > 0)
        line->task = OPTIONS_REPLAY;
    if (!line->is_wrong)
        check_tls(line, options, is_secure);
    if (!line->is_wrong)
        check_auth(line, options);
}

enum options_task options_parse(struct options *options, int argc, char **argv)
{
    static const char *const default_servers[] = {SERVER_NAME_DEFAULT_HOST
                                                  ":" SERVER_NAME_DEFAULT_PORT};
    struct command_line line = {.rows = rows, .row_count = COUNT(rows), .options = options};
    const char *no_color = getenv("NO_COLOR");
    int first;

    *options = (struct options){
        .servers = default_servers,
        .server_count = COUNT(default_servers),
        .replay_format = OPTIONS_FORMAT_DEFAULT,
        .server = {.host = SERVER_NAME_DEFAULT_HOST, .port = SERVER_NAME_DEFAULT_PORT},
        .tls = OPTIONS_TLS_BY_PORT,
        .timeout_s = 30,
        .color = no_color == NULL || no_color[0] == '\0',
    };
    first = command_line_read(&line, argc, argv);
    if (!line.is_settled)
        take_words(&line, first, argc, argv);
    options->task = line.is_wrong ? OPTIONS_USAGE_ERROR : (enum options_task)line.task;
    static_assert(sizeof options->error == sizeof line.error, "all of the line");
    memcpy(options->error, line.error, sizeof options->error);
    return options->task;
}

enum options_tls options_tls_for(enum options_tls chosen, const struct server_name *server)
{
    bool is_submission = strcmp(server->port, SUBMISSION_PORT) == 0;

    if (chosen != OPTIONS_TLS_BY_PORT)
        return chosen;
    return is_submission ? OPTIONS_TLS_REQUIRED : OPTIONS_TLS_OFFERED;
}

void options_help(FILE *out)
{
    fputs(_("Usage: smtp-tui [OPTION...] [HOST[:PORT]]\n"
            "A full-screen SMTP client that guides you through a conversation, step by step.\n"
            "The default is 127.0.0.1:49152; smtp://HOST means port 25, smtps://HOST TLS at\n"
            "port 465.\n\n"),
          out);
    command_line_help(rows, COUNT(rows), out);
    fputs(_("\n"
            "Exit status: 0 success, 1 failure, 2 usage error; with --replay: 0 all replies\n"
            "as expected, 3 a reply differed, 4 the connection failed or was lost.\n"),
          out);
}
