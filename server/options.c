/* options.c - see options.h.
 *
 * A table of options: each row has what --help shows, how a value is taken, and what is said of one
 * that is refused.  getopt_long(3) reads the words; its own messages are switched off.
 */
#include <config.h>

#include "server/options.h"

#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "server/i18n.h"

#define COUNT(table) (sizeof table / sizeof table[0])

#define CONNECTIONS_MAX 1000000
#define TIMEOUT_MAX_S   1000000

/* Column at which --help explains. */
#define HELP_COLUMN 30

struct row {
    const char *name;
    char letter;            /* 0: none */
    const char *value;      /* what --help calls its value; NULL: it takes none */
    const char *help;       /* lines of --help */
    const char *complaint;  /* said of a value that is refused; NULL: take() says it */
    enum options_task task; /* what the option asks for, if it has no take() */
    /* Takes VALUE; false if it cannot be taken. */
    bool (*take)(struct options *options, const char *value);
};

__attribute__((format(printf, 2, 3))) static void complain(struct options *options,
                                                           const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(options->error, sizeof options->error, format, arguments);
    va_end(arguments);
    options->task = OPTIONS_USAGE_ERROR;
}

/* Decimal digits up to *END; false if there are none or the number exceeds MAX. */
static bool read_number(const char *text, uint64_t max, uint64_t *number, const char **end)
{
    *number = 0;
    *end = text;
    for (; **end >= '0' && **end <= '9'; (*end)++) {
        uint64_t digit = (uint64_t)(**end - '0');
        if (*number > (max - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return *end != text;
}

static bool read_range(const char *text, uint64_t min, uint64_t max, uint64_t *number)
{
    const char *end;

    return read_number(text, max, number, &end) && *end == '\0' && *number >= min;
}

static bool take_port(struct options *options, const char *value)
{
    uint64_t port;

    if (!read_range(value, 0, UINT16_MAX, &port))
        return false;
    options->port = (uint16_t)port;
    return true;
}

/* ADDRESS:PORT.  An IPv6 address stands in brackets, or its last group could be the port. */
static bool take_listen(struct options *options, const char *value)
{
    const char *colon = strrchr(value, ':');
    struct listener_address *address = &options->listen[options->listen_count];
    uint64_t port;

    if (options->listen_count == OPTIONS_LISTEN_MAX) {
        complain(options, _("option '--listen' may be given %d times at most"), OPTIONS_LISTEN_MAX);
        return false;
    }
    if (colon == NULL || !read_range(colon + 1, 0, UINT16_MAX, &port))
        return false;
    size_t length = (size_t)(colon - value);
    bool bracketed = length > 2 && value[0] == '[' && value[length - 1] == ']';
    if (bracketed) {
        value++;
        length -= 2;
    }
    if (length == 0 || length > LISTENER_HOST_MAX || strcspn(value, "[]") < length ||
        (memchr(value, ':', length) != NULL) != bracketed)
        return false;
    memcpy(address->host, value, length);
    address->host[length] = '\0';
    address->port = (uint16_t)port;
    options->listen_count++;
    return true;
}

static bool take_directory(struct options *options, const char *value)
{
    options->directory = value;
    return value[0] != '\0';
}

static bool take_dialect(struct options *options, const char *value)
{
    char known[128] = "";

    options->dialect = dialect_by_name(value);
    if (options->dialect != NULL)
        return true;
    for (size_t i = 0; dialect_all[i] != NULL; i++) {
        size_t length = strlen(known);
        snprintf(known + length, sizeof known - length, "%s%s", i > 0 ? ", " : "",
                 dialect_all[i]->name);
    }
    complain(options, _("option '--dialect': '%s' is not a dialect (known: %s)"), value, known);
    return false;
}

/* The name goes out in every greeting, so it holds nothing that a client could stumble over. */
static bool take_hostname(struct options *options, const char *value)
{
    size_t length = strlen(value);

    options->hostname = value;
    return length > 0 && length <= OPTIONS_HOSTNAME_MAX &&
           strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
               length;
}

static bool take_max_message_size(struct options *options, const char *value)
{
    static const char units[] = "KMG";
    const char *end;
    uint64_t size;
    unsigned shift = 0;

    if (!read_number(value, UINT64_MAX, &size, &end) || size == 0)
        return false;
    const char *unit = *end != '\0' ? strchr(units, toupper((unsigned char)*end)) : NULL;
    if (unit != NULL) {
        shift = 10 * (unsigned)(unit - units + 1);
        end++;
    }
    options->message_size_max = size << shift;
    return *end == '\0' && options->message_size_max >> shift == size;
}

static bool take_max_connections(struct options *options, const char *value)
{
    uint64_t count;

    if (!read_range(value, 1, CONNECTIONS_MAX, &count))
        return false;
    options->max_connections = (unsigned)count;
    return true;
}

static bool take_timeout(struct options *options, const char *value)
{
    uint64_t seconds;

    if (!read_range(value, 1, TIMEOUT_MAX_S, &seconds))
        return false;
    options->timeout_s = (unsigned)seconds;
    return true;
}

static bool take_trace(struct options *options, const char *value)
{
    (void)value;
    options->trace = true;
    return true;
}

static bool take_log_format(struct options *options, const char *value)
{
    options->log_format = strcmp(value, "json") == 0 ? LOG_FORMAT_JSON : LOG_FORMAT_TEXT;
    return options->log_format == LOG_FORMAT_JSON || strcmp(value, "text") == 0;
}

static bool take_quiet(struct options *options, const char *value)
{
    (void)value;
    options->log_threshold = LOG_LEVEL_WARNING;
    return true;
}

static bool take_verbose(struct options *options, const char *value)
{
    (void)value;
    options->log_threshold = LOG_LEVEL_INFO;
    return true;
}

/* clang-format off */
static const struct row rows[] = {
    {.name = "listen", .letter = 'l', .value = N_("ADDRESS:PORT"), .take = take_listen,
     .help = N_("listen there; repeatable; ADDRESS is IPv4, [IPv6] or\n"
                "a name, port 0 is any free one (default:\n"
                "127.0.0.1:49152 and [::1]:49152)"),
     .complaint = N_("is not ADDRESS:PORT, with an IPv6 address in brackets")},
    {.name = "port", .letter = 'p', .value = N_("PORT"), .take = take_port,
     .help = N_("port of the default addresses"),
     .complaint = N_("is not a port number (0 to 65535)")},
    {.name = "directory", .letter = 'd', .value = N_("DIR"), .take = take_directory,
     .help = N_("where the mailboxes NAME.txt stand (default: the\n"
                "current directory)"),
     .complaint = N_("is not the name of a directory")},
    {.name = "dialect", .value = N_("NAME"), .take = take_dialect,
     .help = N_("what the server speaks (default: prototype)")},
    {.name = "hostname", .value = N_("NAME"), .take = take_hostname,
     .help = N_("name in the greeting (default: smtp.prototype)"),
     .complaint = N_("is not a host name (1 to 255 letters, digits, '-', '.', '_')")},
    {.name = "max-message-size", .value = N_("SIZE"), .take = take_max_message_size,
     .help = N_("largest message, in bytes or with K, M or G\n"
                "(default: 32M)"),
     .complaint = N_("is not a size (1 or more bytes; K, M or G may follow)")},
    {.name = "max-connections", .value = "N", .take = take_max_connections,
     .help = N_("most clients at once (default: 10000)"),
     .complaint = N_("is not a number of connections (1 to 1000000)")},
    {.name = "timeout", .value = N_("SECONDS"), .take = take_timeout,
     .help = N_("how long a client may be idle (default: 300)"),
     .complaint = N_("is not a number of seconds (1 to 1000000)")},
    {.name = "check", .task = OPTIONS_CHECK,
     .help = N_("validate the users file, say what would be served,\n"
                "and exit")},
    {.name = "explain-dialect", .task = OPTIONS_EXPLAIN,
     .help = N_("print the table of the dialect, and exit")},
    {.name = "trace", .take = take_trace,
     .help = N_("show every line of every conversation on standard\n"
                "error: time, connection number, C or S, line, state")},
    {.name = "log-format", .value = "text|json", .take = take_log_format,
     .help = N_("form of the log on standard error (default: text)"),
     .complaint = N_("is not a log format (text or json)")},
    {.name = "quiet", .letter = 'q', .take = take_quiet,
     .help = N_("log only errors and warnings")},
    {.name = "verbose", .letter = 'v', .take = take_verbose,
     .help = N_("log also connections that come and go")},
    {.name = "help", .letter = 'h', .task = OPTIONS_HELP,
     .help = N_("print this help, and exit")},
    {.name = "version", .letter = 'V', .task = OPTIONS_VERSION,
     .help = N_("print the version, and exit")},
};
/* clang-format on */

/* What getopt_long() returns for a row: never a character that it uses itself. */
#define FIRST_CODE 256

static void describe(struct option *words, char *letters)
{
    /* The colon in front: a missing value is told from an unknown option. */
    *letters++ = ':';
    for (size_t i = 0; i < COUNT(rows); i++) {
        words[i] =
            (struct option){.name = rows[i].name,
                            .has_arg = rows[i].value != NULL ? required_argument : no_argument,
                            .val = FIRST_CODE + (int)i};
        if (rows[i].letter == 0)
            continue;
        *letters++ = rows[i].letter;
        if (rows[i].value != NULL)
            *letters++ = ':';
    }
    words[COUNT(rows)] = (struct option){0};
    *letters = '\0';
}

static const struct row *row_of(int code)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (code == FIRST_CODE + (int)i || (code != 0 && code == rows[i].letter))
            return &rows[i];
    return NULL;
}

/* How many options WORD abbreviates; getopt_long() refuses both none and several, without telling.
 */
static size_t count_abbreviated(const char *word)
{
    size_t length = strcspn(word + 2, "=");
    size_t count = 0;

    for (size_t i = 0; i < COUNT(rows); i++)
        count += strncmp(rows[i].name, word + 2, length) == 0;
    return count;
}

/* getopt_long() refused WORD with CODE; optopt is the row's code where it knew the option. */
static void complain_word(struct options *options, int code, const char *word)
{
    const struct row *row = row_of(optopt);

    if (row != NULL && code == ':')
        complain(options, _("option '--%s' needs a value"), row->name);
    else if (row != NULL)
        complain(options, _("option '--%s' takes no value"), row->name);
    else if (optopt != 0)
        complain(options, _("unknown option '-%c'"), optopt);
    else if (count_abbreviated(word) == 0)
        complain(options, _("unknown option '%s'"), word);
    else
        complain(options, _("option '%s' may mean several; write it out"), word);
}

static void take(struct options *options, const struct row *row, const char *value)
{
    if (row->take == NULL)
        options->task = row->task;
    else if (!row->take(options, value) && options->task != OPTIONS_USAGE_ERROR)
        complain(options, _("option '--%s': '%s' %s"), row->name, value, _(row->complaint));
}

/* Whether what the words ask for so far needs no further words. */
static bool is_settled(const struct options *options)
{
    return options->task >= OPTIONS_HELP;
}

static void take_users_file(struct options *options, int argc, char **argv)
{
    if (optind < argc)
        options->users_file = argv[optind];
    if (argc - optind > 1)
        complain(options, _("one users file is enough: '%s' is too much"), argv[optind + 1]);
    else if (options->users_file == NULL && options->task != OPTIONS_EXPLAIN)
        complain(options, _("the users file is missing: name a text file with one user per line"));
}

enum options_task options_parse(struct options *options, int argc, char **argv)
{
    struct option words[COUNT(rows) + 1];
    char letters[2 * COUNT(rows) + 2];
    int code = 0;

    *options = (struct options){
        .directory = ".",
        .hostname = "smtp.prototype",
        .dialect = dialect_all[0],
        .port = LISTENER_DEFAULT_PORT,
        .message_size_max = 32 << 20,
        .max_connections = 10000,
        .timeout_s = 300,
        .log_threshold = LOG_LEVEL_NOTICE,
        .task = OPTIONS_RUN,
    };
    describe(words, letters);
    optind = 0; /* glibc: start anew, also behind an earlier command line */
    opterr = 0;
    while (!is_settled(options) && (code = getopt_long(argc, argv, letters, words, NULL)) != -1) {
        if (code == '?' || code == ':')
            complain_word(options, code, argv[optind - 1]);
        else
            take(options, row_of(code), optarg);
    }
    if (!is_settled(options))
        take_users_file(options, argc, argv);
    return options->task;
}

static void help_on(const struct row *row, FILE *out)
{
    char head[80];
    const char *line = _(row->help);
    int length = row->letter != 0 ? snprintf(head, sizeof head, "  -%c, ", row->letter)
                                  : snprintf(head, sizeof head, "      ");

    snprintf(head + length, sizeof head - (size_t)length, "--%s%s%s", row->name,
             row->value != NULL ? "=" : "", row->value != NULL ? _(row->value) : "");
    fprintf(out, "%-*s", HELP_COLUMN, head);
    if (strlen(head) >= HELP_COLUMN)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        fprintf(out, "%.*s\n%*s", (int)(end - line), line, HELP_COLUMN, "");
    fprintf(out, "%s\n", line);
}

void options_help(FILE *out)
{
    fputs(_("Usage: smtpd-proto [OPTION...] USERS_FILE\n"
            "An SMTP server that takes its clients through a conversation one step at a time.\n"
            "Each name in USERS_FILE, one per line, gets the mailbox NAME.txt.\n\n"),
          out);
    for (size_t i = 0; i < COUNT(rows); i++)
        help_on(&rows[i], out);
    fputs(_("\nExit status: 0 success, 1 failure, 2 wrong usage.\n"), out);
}
