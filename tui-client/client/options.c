/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options.c - see options.h.
 */
#include <config.h>

#include "tui-client/client/options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/command_line.h"
#include "common/count.h"
#include "common/i18n.h"

#define PORT_MAX      65535
#define TIMEOUT_MAX_S 1000000

/* The supported URL scheme, and its default port. */
#define SCHEME      "smtp"
#define SCHEME_PORT "25"

/* RFC 3986, section 3.1. */
#define SCHEME_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."

/* Bytes of the longest target: a host in brackets, a colon, a port, and a NUL. */
#define TARGET_MAX (OPTIONS_HOST_MAX + sizeof "[]:65535")

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

    return take_path(line, value, &options->replay);
}

static bool take_save(struct command_line *line, const char *value)
{
    struct options *options = line->options;

    return take_path(line, value, &options->save);
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

#define AT(member) .at = offsetof(struct options, member)

/* clang-format off */
static const struct command_line_row rows[] = {
    {.name = "plain", .task = OPTIONS_PLAIN,
     .help = N_("line mode: no full screen; also for screen readers,\n"
                "pipes and dumb terminals")},
    {.name = "replay", .value = N_("FILE"), .type = COMMAND_LINE_OTHER, .take = take_replay,
     .help = N_("play a session file without a terminal, compare the\n"
                "replies, never prompt"),
     .complaint = N_("is not a file name")},
    {.name = "keep-going", .type = COMMAND_LINE_FLAG, AT(keep_going), .sets = true,
     .help = N_("with --replay: show each reply that differs, and go on\n"
                "instead of stopping at the first")},
    {.name = "save", .value = N_("FILE"), .type = COMMAND_LINE_OTHER, .take = take_save,
     .help = N_("save the conversation as a session file"),
     .complaint = N_("is not a file name")},
    {.name = "codes-only", .type = COMMAND_LINE_FLAG, AT(codes_only), .sets = true,
     .help = N_("with --save: expect only the codes of the replies, so\n"
                "that a server with other texts passes too")},
    {.name = "dialect", .value = N_("NAME"), .type = COMMAND_LINE_DIALECT, AT(dialect),
     .help = N_("dialect of the server: prototype or rfc5321\n"
                "(default: detected from its greeting)")},
    {.name = "pipelining", .type = COMMAND_LINE_FLAG, AT(pipelining), .sets = true,
     .help = N_("send commands without waiting for the replies, if\n"
                "the server offers that (RFC 2920)")},
    {.name = "pace", .value = N_("PACE"), .type = COMMAND_LINE_OTHER, .take = take_pace,
     .help = N_("how a message is written: whole, dot (the final dot in\n"
                "a write of its own) or line (each line); dot:TIME and\n"
                "line:TIME wait that long in between (default: whole;\n"
                "TIME as in 20ms, its default, or 2s)"),
     .complaint = N_("is not a pace: use whole, dot, line, dot:TIME or line:TIME, with "
                     "TIME as in 20ms or 2s, at most an hour")},
    {.name = "style", .value = N_("STYLE"), .type = COMMAND_LINE_WORD, AT(style),
     .words = style_names,
     .help = N_("how an address is written: brackets (MAIL FROM:<a>),\n"
                "blank (MAIL FROM: <a>) or bare (MAIL FROM: a)"),
     .complaint = N_("is not a style: brackets, blank or bare")},
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
     .help = N_("select, press and scroll with the mouse; selecting text\n"
                "then needs Shift")},
    {.name = "help", .letter = 'h', .task = OPTIONS_HELP, .settles = true,
     .help = N_("print this help, and exit")},
    {.name = "version", .letter = 'V', .task = OPTIONS_VERSION, .settles = true,
     .help = N_("print the version, and exit")},
};
/* clang-format on */

/* Copies HOST of SIZE bytes; false if it is not a host. */
static bool take_host(struct options *options, const char *host, size_t size)
{
    if (size == 0 || size > OPTIONS_HOST_MAX || strcspn(host, "[]/@") < size)
        return false;
    memcpy(options->host, host, size);
    options->host[size] = '\0';
    return true;
}

/* The port is normalized, since some programs read leading zeros as octal. */
static bool take_port(struct options *options, const char *text)
{
    uint64_t port;

    if (!command_line_number(text, 1, PORT_MAX, &port))
        return false;
    snprintf(options->port, sizeof options->port, "%u", (unsigned)port);
    return true;
}

/* HOST, HOST:PORT, [IPV6] or [IPV6]:PORT; an address with several colons and no brackets is IPv6
 * without a port. */
static bool take_target(struct options *options, const char *target)
{
    const char *colon = strrchr(target, ':');
    const char *end = strchr(target, ']');

    if (target[0] == '[')
        return end != NULL && memchr(target, ':', (size_t)(end - target)) != NULL &&
               take_host(options, target + 1, (size_t)(end - target) - 1) &&
               (end[1] == '\0' || (end[1] == ':' && take_port(options, end + 2)));
    if (colon == NULL || strchr(target, ':') != colon)
        return take_host(options, target, strlen(target));
    return take_host(options, target, (size_t)(colon - target)) && take_port(options, colon + 1);
}

/* The length of WORD in a target WORD://...; 0 if it is not a URL. */
static size_t scheme_length(const char *target)
{
    size_t length = strspn(target, SCHEME_CHARACTERS);

    return strncmp(target + length, "://", 3) == 0 ? length : 0;
}

/* Parses the part after "smtp://"; a trailing slash is ignored. */
static bool take_url_target(struct options *options, const char *target)
{
    char bare[TARGET_MAX];
    size_t length = strlen(target);

    if (length > 0 && target[length - 1] == '/')
        length--;
    if (length >= sizeof bare)
        return false;
    memcpy(bare, target, length);
    bare[length] = '\0';
    memcpy(options->port, SCHEME_PORT, sizeof SCHEME_PORT);
    return take_target(options, bare);
}

static void take_server(struct command_line *line, const char *word)
{
    size_t length = scheme_length(word);
    bool is_understood = true;

    if (length == 0)
        is_understood = take_target(line->options, word);
    else if (length == strlen(SCHEME) && strncasecmp(word, SCHEME, length) == 0)
        is_understood = take_url_target(line->options, word + length + strlen("://"));
    else
        command_line_complain(line, _("'%s' is not an SMTP URL; use smtp://HOST[:PORT]"), word);
    if (!is_understood)
        command_line_complain(line,
                              _("'%s' is not HOST or HOST:PORT, with an IPv6 address in "
                                "brackets"),
                              word);
}

static void take_words(struct command_line *line, int first, int argc, char **argv)
{
    struct options *options = line->options;

    if (argc - first > 1)
        command_line_complain(line, _("unexpected argument '%s': only one server is allowed"),
                              argv[first + 1]);
    else if (first < argc)
        take_server(line, argv[first]);
    if (line->is_wrong)
        return;
    if (options->replay != NULL && line->task == OPTIONS_PLAIN)
        command_line_complain(line, _("--replay and --plain cannot be combined"));
    else if (options->replay != NULL && options->save != NULL)
        command_line_complain(line, _("--replay and --save cannot be combined"));
    else if (options->codes_only && options->save == NULL)
        command_line_complain(line, _("--codes-only needs --save=FILE"));
    else if (options->keep_going && options->replay == NULL)
        command_line_complain(line, _("--keep-going needs --replay=FILE"));
    else if (options->replay != NULL)
        line->task = OPTIONS_REPLAY;
}

enum options_task options_parse(struct options *options, int argc, char **argv)
{
    struct command_line line = {.rows = rows, .row_count = COUNT(rows), .options = options};
    const char *no_color = getenv("NO_COLOR");
    int first;

    *options = (struct options){
        .host = OPTIONS_DEFAULT_HOST,
        .port = OPTIONS_DEFAULT_PORT,
        .timeout_s = 30,
        .color = no_color == NULL || no_color[0] == '\0',
    };
    first = command_line_read(&line, argc, argv);
    if (!line.is_settled)
        take_words(&line, first, argc, argv);
    options->task = line.is_wrong ? OPTIONS_USAGE_ERROR : (enum options_task)line.task;
    memcpy(options->error, line.error, sizeof options->error);
    return options->task;
}

void options_help(FILE *out)
{
    fputs(_("Usage: smtp-tui [OPTION...] [HOST[:PORT]]\n"
            "A full-screen SMTP client that guides you through a conversation one step at a time.\n"
            "The default is 127.0.0.1:49152; smtp://HOST means port 25.\n\n"),
          out);
    command_line_help(rows, COUNT(rows), out);
    fputs(_("\n"
            "Exit status: 0 success, 1 failure, 2 usage error; with --replay: 0 all replies as "
            "expected,\n"
            "3 a reply differed, 4 the connection failed or was lost.\n"),
          out);
}
