/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_client_options.c - the command line of smtp-tui: its meaning, and the messages for errors.
 */
#include <config.h>

#include "tui-client/client/options.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

#define WORDS_MAX 6

static const struct {
    const char *name;
    const char *words[WORDS_MAX]; /* NULL at the end */
    enum options_task task;
    const char *expected; /* the text of describe(), or part of the error message */
} cases[] = {
    {"nothing", {NULL}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color"},
    {"host", {"lab"}, OPTIONS_FULL_SCREEN, "lab 49152 30 color"},
    {"host and port", {"lab:25"}, OPTIONS_FULL_SCREEN, "lab 25 30 color"},
    {"port with zeros", {"lab:0007777"}, OPTIONS_FULL_SCREEN, "lab 7777 30 color"},
    {"IPv6 and port", {"[::1]:25"}, OPTIONS_FULL_SCREEN, "::1 25 30 color"},
    {"IPv6 in brackets", {"[::1]"}, OPTIONS_FULL_SCREEN, "::1 49152 30 color"},
    {"IPv6 alone", {"::1"}, OPTIONS_FULL_SCREEN, "::1 49152 30 color"},
    {"URL", {"smtp://lab"}, OPTIONS_FULL_SCREEN, "lab 25 30 color"},
    {"URL with a port", {"smtp://127.0.0.1:2525"}, OPTIONS_FULL_SCREEN, "127.0.0.1 2525 30 color"},
    {"URL with a slash", {"smtp://lab/"}, OPTIONS_FULL_SCREEN, "lab 25 30 color"},
    {"URL with a port and a slash", {"SMTP://lab:26/"}, OPTIONS_FULL_SCREEN, "lab 26 30 color"},
    {"URL with IPv6", {"smtp://[::1]"}, OPTIONS_FULL_SCREEN, "::1 25 30 color"},
    {"URL with IPv6 and a port", {"smtp://[::1]:26/"}, OPTIONS_FULL_SCREEN, "::1 26 30 color"},
#ifdef HAVE_OPENSSL
    {"URL of TLS", {"smtps://lab"}, OPTIONS_FULL_SCREEN, "lab 465 30 color secure"},
    {"URL of TLS with a port", {"smtps://lab:26/"}, OPTIONS_FULL_SCREEN, "lab 26 30 color secure"},
    {"port of TLS", {"lab:465"}, OPTIONS_FULL_SCREEN, "lab 465 30 color secure"},
    {"port of TLS without it", {"smtp://lab:465"}, OPTIONS_FULL_SCREEN, "lab 465 30 color"},
    {"TLS required", {"--tls=required"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color tls=2"},
    {"TLS if offered", {"--tls=offered"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color tls=1"},
    {"a file to trust", {"--tls-ca=f"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color ca=f"},
    {"trust in all", {"--tls-insecure"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color insecure"},
    {"TLS first and never",
     {"--tls=never", "smtps://lab"},
     OPTIONS_USAGE_ERROR,
     "a server that begins with TLS; use smtp://"},
    {"some and all", {"--tls-insecure", "--tls-ca=f"}, OPTIONS_USAGE_ERROR, "cannot be combined"},
#else
    {"no TLS", {"smtps://lab"}, OPTIONS_USAGE_ERROR, "was built without TLS"},
    {"no TLS at its port", {"lab:465"}, OPTIONS_USAGE_ERROR, "was built without TLS"},
    {"no TLS to require", {"--tls=required"}, OPTIONS_USAGE_ERROR, "was built without TLS"},
#endif
#ifdef HAVE_GSASL
    {"a user", {"--auth-user=alice"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color user=alice"},
    {"no user", {"--auth-user="}, OPTIONS_USAGE_ERROR, "'' is not a user name"},
    {"a password",
     {"--auth-password-file=f"},
     OPTIONS_FULL_SCREEN,
     "127.0.0.1 49152 30 color password=f"},
    {"a folder of the shell", {"--auth-password-file=~/f"}, OPTIONS_USAGE_ERROR, "write $HOME/f"},
#else
    {"no AUTH", {"--auth-user=alice"}, OPTIONS_USAGE_ERROR, "was built without AUTH"},
#endif
    {"no TLS ever", {"--tls=never"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color tls=0"},
    {"no such time for TLS", {"--tls=now"}, OPTIONS_USAGE_ERROR, "'now' is not never, offered"},
    {"plain", {"--plain"}, OPTIONS_PLAIN, "127.0.0.1 49152 30 color"},
    {"abbreviated", {"--pl"}, OPTIONS_PLAIN, "127.0.0.1 49152 30 color"},
    {"replay", {"--replay=f", "h:1"}, OPTIONS_REPLAY, "h 1 30 color replay=f"},
    {"replay and go on",
     {"--keep-going", "--replay=f"},
     OPTIONS_REPLAY,
     "127.0.0.1 49152 30 color replay=f goes-on"},
    {"save", {"--save", "f"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color save=f"},
    {"plain and save", {"--plain", "--save=f"}, OPTIONS_PLAIN, "127.0.0.1 49152 30 color save=f"},
    {"codes only",
     {"--codes-only", "--save=f"},
     OPTIONS_FULL_SCREEN,
     "127.0.0.1 49152 30 color save=f codes"},
    {"dialect", {"--dialect=prototype"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color prototype"},
    {"timeout", {"--timeout=5"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 5 color"},
    {"dot apart", {"--pace=dot"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color pace=dot:20ms"},
    {"line by line",
     {"--pace", "line:2s"},
     OPTIONS_FULL_SCREEN,
     "127.0.0.1 49152 30 color pace=line:2000ms"},
    {"at once after all",
     {"--pace=dot", "--pace=whole"},
     OPTIONS_FULL_SCREEN,
     "127.0.0.1 49152 30 color"},
    {"a blank", {"--style=blank"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color style=1"},
    {"no brackets", {"--style=bare"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color style=2"},
    {"brackets", {"--style=brackets"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color"},
    {"looks", {"--no-color", "--ascii"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 ascii"},
    {"mouse", {"--mouse"}, OPTIONS_FULL_SCREEN, "127.0.0.1 49152 30 color mouse"},
    {"help", {"-h", "--wrong"}, OPTIONS_HELP, ""},
    {"version", {"--version"}, OPTIONS_VERSION, ""},

    {"unknown", {"--wrong"}, OPTIONS_USAGE_ERROR, "unknown option '--wrong'"},
    {"unknown letter", {"-z"}, OPTIONS_USAGE_ERROR, "unknown option '-z'"},
    {"no value", {"--save"}, OPTIONS_USAGE_ERROR, "'--save' needs a value"},
    {"a value too many", {"--plain=x"}, OPTIONS_USAGE_ERROR, "takes no value"},
    {"two servers", {"a", "b"}, OPTIONS_USAGE_ERROR, "unexpected argument 'b'"},
    {"port 0", {"a:0"}, OPTIONS_USAGE_ERROR, "'a:0': the port must be a number from 1 to 65535"},
    {"port too high", {"a:65536"}, OPTIONS_USAGE_ERROR, "'a:65536': the port must be"},
    {"port of IPv6", {"[::1]:x"}, OPTIONS_USAGE_ERROR, "'[::1]:x': the port must be"},
    {"port in a URL", {"smtp://a:x"}, OPTIONS_USAGE_ERROR, "'smtp://a:x': the port must be"},
    {"no port", {"a:"}, OPTIONS_USAGE_ERROR, "'a:': the port must be"},
    {"no host", {":25"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"empty", {""}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"empty brackets", {"[]:25"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"a name in brackets", {"[lab]:25"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"brackets twice", {"[[::1]"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"a bracket in a name", {"a]b:25"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"open bracket", {"[::1"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"something behind the bracket", {"[::1]25"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"URL of the web", {"http://127.0.0.1:80/"}, OPTIONS_USAGE_ERROR, "use smtp://HOST"},
    {"URL of a longer scheme", {"smtp+tls://a"}, OPTIONS_USAGE_ERROR, "use smtp://HOST"},
    {"URL without a host", {"smtp://"}, OPTIONS_USAGE_ERROR, "'smtp://' is not HOST"},
    {"URL of slashes", {"smtp:///"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"URL with a path", {"smtp://lab/x"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"URL with a user", {"smtp://me@lab"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"URL with port 0", {"smtp://lab:0"}, OPTIONS_USAGE_ERROR, "the port must be"},
    {"URL without a scheme", {"://lab"}, OPTIONS_USAGE_ERROR, "is not HOST"},
    {"URL that is wrong beside --plain",
     {"--replay=f", "--plain", "x://a"},
     OPTIONS_USAGE_ERROR,
     "use smtp://HOST"},
    {"replay and plain", {"--replay=f", "--plain"}, OPTIONS_USAGE_ERROR, "cannot be combined"},
    {"replay and save", {"--save=g", "--replay=f"}, OPTIONS_USAGE_ERROR, "cannot be combined"},
    {"codes only of nothing", {"--codes-only"}, OPTIONS_USAGE_ERROR, "needs --save"},
    {"going on without a replay", {"--keep-going"}, OPTIONS_USAGE_ERROR, "needs --replay"},
    {"codes only of a replay", {"--codes-only", "--replay=f"}, OPTIONS_USAGE_ERROR, "needs --save"},
    {"replay nothing", {"--replay="}, OPTIONS_USAGE_ERROR, "'--replay'"},
    {"a home not expanded", {"--save=~/s"}, OPTIONS_USAGE_ERROR, "'~/s': the shell does not"},
    {"a folder with that name",
     {"--save=./~/s"},
     OPTIONS_FULL_SCREEN,
     "127.0.0.1 49152 30 color save=./~/s"},
    {"no such dialect", {"--dialect=x"}, OPTIONS_USAGE_ERROR, "'x' is not a dialect"},
    {"no such pace", {"--pace=slow"}, OPTIONS_USAGE_ERROR, "'slow' is not a pace: use whole"},
    {"a pace with a time it lacks", {"--pace=whole:1s"}, OPTIONS_USAGE_ERROR, "is not a pace"},
    {"no pace", {"--pace="}, OPTIONS_USAGE_ERROR, "'' is not a pace"},
    {"no such style", {"--style=none"}, OPTIONS_USAGE_ERROR, "'none' is not a style"},
    {"timeout 0", {"--timeout=0"}, OPTIONS_USAGE_ERROR, "'0' is not a number of seconds"},
    {"timeout in words", {"--timeout=5s"}, OPTIONS_USAGE_ERROR, "'5s' is not"},
};

/* What differs from the default of pace and style. */
static void describe_sending(const struct options *options, char *out, size_t size)
{
    struct buffer pace;

    out[0] = '\0';
    buffer_init(&pace, 32);
    ck_assert_int_eq(pace_format(&options->pace, &pace), 0);
    if (options->pace.kind != PACE_WHOLE)
        snprintf(out, size, " pace=%.*s", (int)buffer_size(&pace), buffer_span(&pace).data);
    else if (options->style != COMMAND_BRACKETS)
        snprintf(out, size, " style=%d", (int)options->style);
    else if (options->tls != OPTIONS_TLS_BY_PORT)
        snprintf(out, size, " tls=%d", (int)options->tls);
    else if (options->tls_ca != NULL)
        snprintf(out, size, " ca=%s", options->tls_ca);
    else
        snprintf(out, size, "%s%s%s%s%s%s", options->tls_insecure ? " insecure" : "",
                 options->server.is_secure ? " secure" : "",
                 options->auth_user != NULL ? " user=" : "",
                 options->auth_user != NULL ? options->auth_user : "",
                 options->auth_password_file != NULL ? " password=" : "",
                 options->auth_password_file != NULL ? options->auth_password_file : "");
    buffer_release(&pace);
}

static const char *describe(const struct options *options)
{
    static char out[2048];
    char sending[64];

    describe_sending(options, sending, sizeof sending);
    snprintf(out, sizeof out, "%s %s %u%s%s%s%s%s%s%s%s%s%s%s%s", options->server.host,
             options->server.port, options->timeout_s, options->color ? " color" : "",
             options->ascii ? " ascii" : "", options->mouse ? " mouse" : "",
             options->replay_count > 0 ? " replay=" : "",
             options->replay_count > 0 ? options->replays[options->replay_count - 1] : "",
             options->keep_going ? " goes-on" : "", options->save != NULL ? " save=" : "",
             options->save != NULL ? options->save : "", options->codes_only ? " codes" : "",
             options->dialect != NULL ? " " : "",
             options->dialect != NULL ? options->dialect->name : "", sending);
    return out;
}

/* getopt_long(3) only reorders what it is given. */
static enum options_task parse(struct options *options, const char *const *words)
{
    static char name[] = "smtp-tui";
    char *argv[WORDS_MAX + 2] = {name};
    int argc = 1;

    for (; argc <= WORDS_MAX && words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)words[argc - 1];
    return options_parse(options, argc, argv);
}

START_TEST(a_command_line_has_a_meaning)
{
    struct options options;
    enum options_task task;

    unsetenv("NO_COLOR");
    task = parse(&options, cases[_i].words);
    ck_assert_msg(task == cases[_i].task, "%s: task %d: %s", cases[_i].name, task, options.error);
    if (task == OPTIONS_USAGE_ERROR)
        ck_assert_msg(strstr(options.error, cases[_i].expected) != NULL, "%s: %s", cases[_i].name,
                      options.error);
    else if (cases[_i].expected[0] != '\0')
        ck_assert_msg(strcmp(describe(&options), cases[_i].expected) == 0, "%s: %s", cases[_i].name,
                      describe(&options));
}
END_TEST

START_TEST(no_color_counts_unless_it_is_empty)
{
    static const char *const none[] = {NULL};
    struct options options;

    setenv("NO_COLOR", "", 1);
    parse(&options, none);
    ck_assert(options.color);
    setenv("NO_COLOR", "1", 1);
    parse(&options, none);
    ck_assert(!options.color);
}
END_TEST

START_TEST(a_host_has_a_longest_name)
{
    static char host[SERVER_NAME_HOST_MAX + 2];
    const char *words[] = {host, NULL};
    struct options options;

    memset(host, 'x', SERVER_NAME_HOST_MAX);
    ck_assert_int_eq(parse(&options, words), OPTIONS_FULL_SCREEN);
    host[SERVER_NAME_HOST_MAX] = 'x';
    ck_assert_int_eq(parse(&options, words), OPTIONS_USAGE_ERROR);
}
END_TEST

/* The longest URL allowed, with all parts around the host, and longer ones. */
START_TEST(a_url_has_a_longest_name)
{
    static char url[2 * SERVER_NAME_HOST_MAX + 32];
    const char *words[] = {url, NULL};
    struct options options;

    for (int size = 1; size <= 2 * SERVER_NAME_HOST_MAX; size++) {
        snprintf(url, sizeof url, "smtp://%0*d:65535/", size, 0);
        ck_assert_msg((parse(&options, words) == OPTIONS_FULL_SCREEN) ==
                          (size <= SERVER_NAME_HOST_MAX),
                      "%d bytes", size);
    }
}
END_TEST

/* A word of any length is an error in one line, which ends within its buffer. */
START_TEST(an_error_is_a_line_of_any_word)
{
    static char word[2 * PROGRAM_LINE_MAX];
    const char *words[] = {word, NULL};
    struct options options;

    for (size_t size = 1; size < sizeof word; size++) {
        word[size - 1] = '@';
        memset(&options, 'x', sizeof options);
        ck_assert_int_eq(parse(&options, words), OPTIONS_USAGE_ERROR);
        ck_assert_ptr_nonnull(memchr(options.error, '\0', sizeof options.error));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("client options");
    TCase *all = tcase_create("client options");

    tcase_add_loop_test(all, a_command_line_has_a_meaning, 0, CASES(cases));
    tcase_add_test(all, no_color_counts_unless_it_is_empty);
    tcase_add_test(all, a_host_has_a_longest_name);
    tcase_add_test(all, a_url_has_a_longest_name);
    tcase_add_test(all, an_error_is_a_line_of_any_word);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
