/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_options.c - the command line: what it means, and what is said of a wrong one. */
#include <config.h>

#include "server/options.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

#define WORDS_MAX 24

/* A command line behind the program's name, and what it means. */
struct test_case {
    const char *name;
    const char *words[WORDS_MAX]; /* NULL at the end */
    enum options_task task;
    const char *expected; /* part of what describe() says, or of the complaint */
};

static const struct test_case good[] = {
    {"defaults: addresses", {"u"}, OPTIONS_RUN, " listen= port=49152 "},
    {"defaults: strings",
     {"u"},
     OPTIONS_RUN,
     "users=u directory=. catch_all= hostname=smtp.prototype dialect=prototype/0/0 "},
    {"defaults: limits",
     {"u"},
     OPTIONS_RUN,
     " size=33554432 spool=4294967296 connections=10000 per_source=4294967295 "
     "timeout=300 "},
    {"defaults: log", {"u"}, OPTIONS_RUN, " trace=0 format=0 threshold=2"},
    {"listen IPv4", {"--listen=127.0.0.2:25", "u"}, OPTIONS_RUN, " listen=127.0.0.2/25, port"},
    {"listen IPv6", {"--listen=[::1]:2525", "u"}, OPTIONS_RUN, " listen=::1/2525, port"},
    {"listen name", {"-l", "localhost:0", "u"}, OPTIONS_RUN, " listen=localhost/0, port"},
    {"listen twice", {"-la:1", "-l", "b:2", "u"}, OPTIONS_RUN, " listen=a/1,b/2, port"},
    {"port", {"--port=65535", "u"}, OPTIONS_RUN, " port=65535 "},
    {"port short", {"-p0", "u"}, OPTIONS_RUN, " port=0 "},
    {"port abbreviated", {"--po=7", "u"}, OPTIONS_RUN, " port=7 "},
    {"the last one counts", {"-p1", "-p2", "u"}, OPTIONS_RUN, " port=2 "},
    {"directory", {"-d", "/x y", "u"}, OPTIONS_RUN, " directory=/x y "},
    {"no catch-all", {"u"}, OPTIONS_RUN, " catch_all= "},
    {"catch-all", {"--catch-all=joe", "u"}, OPTIONS_RUN, " catch_all=joe "},
    {"catch-all in upper case", {"--catch-all=JohnDoe", "u"}, OPTIONS_RUN, " catch_all=johndoe "},
    {"catch-all with a domain", {"--catch-all=Joe@x", "u"}, OPTIONS_RUN, " catch_all=joe "},
    {"catch-all decomposed",
     {"--catch-all=JOA\xCC\x83O", "u"},
     OPTIONS_RUN,
     " catch_all=jo\xC3\xA3o "},
    {"the last catch-all counts",
     {"--catch-all=a-long-name", "--catch-all=joe", "u"},
     OPTIONS_RUN,
     " catch_all=joe "},
    {"dialect", {"--dialect=rfc5321", "u"}, OPTIONS_RUN, " dialect=rfc5321/3f/2 "},
    {"the dialect by itself", {"u"}, OPTIONS_RUN, " dialect=prototype/0/0 "},
    {"hidden", {"--hide=size", "--dialect=rfc5321", "u"}, OPTIONS_RUN, " dialect=rfc5321/3d/2 "},
    {"hidden twice",
     {"--dialect=rfc5321", "--hide=PIPELINING", "--hide=HELP", "u"},
     OPTIONS_RUN,
     " dialect=rfc5321/1e/2 "},
    {"SMTPUTF8 needs 8BITMIME",
     {"--dialect=rfc5321", "--hide=8BITMIME", "u"},
     OPTIONS_RUN,
     " dialect=rfc5321/33/2 "},
    {"line endings", {"--line-endings=strict", "u"}, OPTIONS_RUN, " dialect=prototype/0/2 "},
    {"line endings of the other dialect",
     {"--line-endings=report", "--dialect=rfc5321", "u"},
     OPTIONS_RUN,
     " dialect=rfc5321/3f/1 "},
    {"user", {"--user=mail", "u"}, OPTIONS_RUN, " user=mail"},
    {"no user", {"u"}, OPTIONS_RUN, " user=none"},
    {"hostname", {"--hostname=a-1.b_2", "u"}, OPTIONS_RUN, " hostname=a-1.b_2 "},
    {"size in bytes", {"--max-message-size=1", "u"}, OPTIONS_RUN, " size=1 "},
    {"size in K", {"--max-message-size=2K", "u"}, OPTIONS_RUN, " size=2048 "},
    {"size in M", {"--max-message-size=3M", "u"}, OPTIONS_RUN, " size=3145728 "},
    {"size in G", {"--max-message-size=5G", "u"}, OPTIONS_RUN, " size=5368709120 "},
    {"spool in bytes", {"--max-spool=1", "u"}, OPTIONS_RUN, " spool=1 "},
    {"spool in G", {"--max-spool=5G", "u"}, OPTIONS_RUN, " spool=5368709120 "},
    {"connections", {"--max-connections=1", "u"}, OPTIONS_RUN, " connections=1 "},
    {"per source", {"--max-per-source=7", "u"}, OPTIONS_RUN, " per_source=7 "},
    {"per source any", {"--max-per-source=0", "u"}, OPTIONS_RUN, " per_source=0 "},
    {"timeout", {"--timeout=1", "u"}, OPTIONS_RUN, " timeout=1 "},
    {"trace", {"--trace", "u"}, OPTIONS_RUN, " trace=1 "},
    {"log format json", {"--log-format=json", "u"}, OPTIONS_RUN, " format=1 "},
    {"log format text", {"--log-format=text", "u"}, OPTIONS_RUN, " format=0 "},
    {"quiet", {"-q", "u"}, OPTIONS_RUN, " threshold=1"},
    {"verbose", {"-v", "u"}, OPTIONS_RUN, " threshold=3"},
    {"options behind the file", {"u", "-v"}, OPTIONS_RUN, " threshold=3"},
    {"file behind --", {"--", "-u"}, OPTIONS_RUN, "users=-u "},
    {"no faults", {"u"}, OPTIONS_RUN, " faults=0/0"},
    {"a fault", {"--fault=RCPT:450", "u"}, OPTIONS_RUN, " faults=1/0"},
    {"a fault of the dialect that comes later",
     {"--fault=EHLO:502 no", "--dialect=rfc5321", "u"},
     OPTIONS_RUN,
     " faults=1/0"},
    {"two faults",
     {"--fault=RCPT:450:first=1", "--fault=DATA:drop", "u"},
     OPTIONS_RUN,
     " faults=2/0"},
    {"magic addresses", {"--magic-addresses", "u"}, OPTIONS_RUN, " faults=0/1"},
    {"check", {"--check", "u"}, OPTIONS_CHECK, "users=u "},
    {"explain needs no file", {"--explain-dialect"}, OPTIONS_EXPLAIN, " dialect=prototype/0/0 "},
    {"no end, no events", {"u"}, OPTIONS_RUN, " exit=0/0 events=none;"},
    {"exit after", {"--exit-after=1", "u"}, OPTIONS_RUN, " exit=1/0 "},
    {"exit after many", {"--exit-after=1000000000", "u"}, OPTIONS_RUN, " exit=1000000000/0 "},
    {"exit within", {"--exit-within=500ms", "u"}, OPTIONS_RUN, " exit=0/500 "},
    {"exit within minutes", {"--exit-within=2m", "u"}, OPTIONS_RUN, " exit=0/120000 "},
    {"events", {"--events=x", "u"}, OPTIONS_RUN, " events=x;"},
    {"events there, and a report in a file",
     {"--events=-", "--report=text", "--report-file=x", "u"},
     OPTIONS_RUN,
     " events=-;"},
    {"events in a file, and a report there",
     {"--events=x", "--report=text", "u"},
     OPTIONS_RUN,
     " events=x;"},
    {"events on standard output", {"--events=-", "u"}, OPTIONS_RUN, " events=-;"},
    {"help needs no file", {"--help"}, OPTIONS_HELP, ""},
    {"help short", {"-h"}, OPTIONS_HELP, ""},
    {"help before a wrong word", {"--help", "--wrong"}, OPTIONS_HELP, ""},
    {"version", {"-V", "a", "b"}, OPTIONS_VERSION, ""},
};

static const struct test_case bad[] = {
    {"no users file", {NULL}, OPTIONS_USAGE_ERROR, "the users file is missing"},
    {"check without a file", {"--check"}, OPTIONS_USAGE_ERROR, "the users file is missing"},
    {"two users files", {"a", "b"}, OPTIONS_USAGE_ERROR, "unexpected argument 'b'"},
    {"unknown long", {"--foo", "u"}, OPTIONS_USAGE_ERROR, "unknown option '--foo'"},
    {"unknown short", {"-x", "u"}, OPTIONS_USAGE_ERROR, "unknown option '-x'"},
    {"unknown among short ones", {"-qx", "u"}, OPTIONS_USAGE_ERROR, "unknown option '-x'"},
    {"ambiguous",
     {"--l=3", "u"},
     OPTIONS_USAGE_ERROR,
     "option '--l=3' is ambiguous: --listen, --line-endings, --log-format"},
    {"value missing", {"u", "--port"}, OPTIONS_USAGE_ERROR, "'--port' needs a value"},
    {"value missing, short", {"u", "-p"}, OPTIONS_USAGE_ERROR, "'--port' needs a value"},
    {"value too much", {"--check=1", "u"}, OPTIONS_USAGE_ERROR, "'--check' takes no value"},
    {"port no number",
     {"--port=x", "u"},
     OPTIONS_USAGE_ERROR,
     "option '--port': 'x' is not a port number (0 to 65535)"},
    {"port too high", {"-p65536", "u"}, OPTIONS_USAGE_ERROR, "'65536' is not a port"},
    {"port negative", {"-p-1", "u"}, OPTIONS_USAGE_ERROR, "'-1' is not a port"},
    {"port and more", {"-p25x", "u"}, OPTIONS_USAGE_ERROR, "'25x' is not a port"},
    {"port empty", {"--port=", "u"}, OPTIONS_USAGE_ERROR, "'' is not a port"},
    {"port beyond 64 bits", {"-p18446744073709551617", "u"}, OPTIONS_USAGE_ERROR, "is not a port"},
    {"listen without port", {"-lhost", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen without address", {"-l:25", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen with empty port", {"-lhost:", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen IPv6 without brackets", {"-l::1:25", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen empty brackets", {"-l[]:25", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen name in brackets", {"-l[host]:25", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen high port", {"-lhost:65536", "u"}, OPTIONS_USAGE_ERROR, "is not ADDRESS:PORT"},
    {"listen too often",
     {"-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1",
      "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "-la:1", "u"},
     OPTIONS_USAGE_ERROR,
     "at most 16 times"},
    {"directory empty", {"-d", "", "u"}, OPTIONS_USAGE_ERROR, "is not the name of a directory"},
    {"catch-all empty",
     {"--catch-all=", "u"},
     OPTIONS_USAGE_ERROR,
     "option '--catch-all': '' is not a user name"},
    {"catch-all of a domain", {"--catch-all=@x", "u"}, OPTIONS_USAGE_ERROR, "is not a user name"},
    {"catch-all ill-formed",
     {"--catch-all=jo\xE3o", "u"},
     OPTIONS_USAGE_ERROR,
     "is not a user name"},
    {"dialect unknown",
     {"--dialect=x", "u"},
     OPTIONS_USAGE_ERROR,
     "'x' is not a dialect (known: prototype, rfc5321)"},
    {"hidden without the extension",
     {"--hide=SIZE", "u"},
     OPTIONS_USAGE_ERROR,
     "the dialect 'prototype' has no such extension"},
    {"hidden unknown",
     {"--hide=CHUNKING", "--dialect=rfc5321", "u"},
     OPTIONS_USAGE_ERROR,
     "option '--hide': 'CHUNKING' is not an extension"},
    {"line endings unknown",
     {"--line-endings=lf", "u"},
     OPTIONS_USAGE_ERROR,
     "'lf' is not a rule for line endings"},
    {"user empty", {"--user=", "u"}, OPTIONS_USAGE_ERROR, "is not the name of a user"},
    {"hostname empty", {"--hostname=", "u"}, OPTIONS_USAGE_ERROR, "is not a host name"},
    {"hostname with a blank", {"--hostname=a b", "u"}, OPTIONS_USAGE_ERROR, "is not a host name"},
    {"hostname with a line end",
     {"--hostname=a\r\n", "u"},
     OPTIONS_USAGE_ERROR,
     "is not a host name"},
    {"size zero", {"--max-message-size=0", "u"}, OPTIONS_USAGE_ERROR, "is not a size"},
    {"size of two units", {"--max-message-size=1KK", "u"}, OPTIONS_USAGE_ERROR, "is not a size"},
    {"size of unit only", {"--max-message-size=K", "u"}, OPTIONS_USAGE_ERROR, "is not a size"},
    {"size beyond 64 bits",
     {"--max-message-size=17179869184G", "u"},
     OPTIONS_USAGE_ERROR,
     "is not a size"},
    {"spool zero", {"--max-spool=0", "u"}, OPTIONS_USAGE_ERROR, "'0' is not a size"},
    {"spool beyond 64 bits",
     {"--max-spool=17179869184G", "u"},
     OPTIONS_USAGE_ERROR,
     "is not a size"},
    {"connections zero",
     {"--max-connections=0", "u"},
     OPTIONS_USAGE_ERROR,
     "is not a number of connections"},
    {"per source no number",
     {"--max-per-source=x", "u"},
     OPTIONS_USAGE_ERROR,
     "'x' is not a number of connections (0 to 1000000)"},
    {"timeout zero", {"--timeout=0", "u"}, OPTIONS_USAGE_ERROR, "is not a number of seconds"},
    {"exit after nothing", {"--exit-after=0", "u"}, OPTIONS_USAGE_ERROR, "is not a number of mes"},
    {"exit after too many",
     {"--exit-after=1000000001", "u"},
     OPTIONS_USAGE_ERROR,
     "is not a number of messages"},
    {"exit within no time", {"--exit-within=0s", "u"}, OPTIONS_USAGE_ERROR, "is not a time"},
    {"exit within no unit", {"--exit-within=10", "u"}, OPTIONS_USAGE_ERROR, "is not a time"},
    {"events and a report there",
     {"--events=-", "--report=json", "u"},
     OPTIONS_USAGE_ERROR,
     "options '--events=-' and '--report' exclude each other"},
    {"events nowhere", {"--events=", "u"}, OPTIONS_USAGE_ERROR, "is not a file"},
    {"fault that is no rule",
     {"--fault=RCPT", "u"},
     OPTIONS_USAGE_ERROR,
     "option '--fault': 'RCPT' is not VERB:CODE TEXT"},
    {"fault of another dialect",
     {"--fault=EHLO:502", "u"},
     OPTIONS_USAGE_ERROR,
     "option '--fault': 'EHLO:502' is about a verb that the dialect does not carry out"},
    {"fault of an extension that is hidden",
     {"--fault=HELP:502", "--dialect=rfc5321", "--hide=HELP", "u"},
     OPTIONS_USAGE_ERROR,
     "'HELP:502' is about a verb that is not offered"},
    {"the second fault",
     {"--fault=RCPT:450", "--fault=x:y", "u"},
     OPTIONS_USAGE_ERROR,
     "'x:y' begins"},
    {"fault without a rule", {"--fault=", "u"}, OPTIONS_USAGE_ERROR, "'' is not VERB:CODE TEXT"},
    {"magic addresses with a value",
     {"--magic-addresses=1", "u"},
     OPTIONS_USAGE_ERROR,
     "'--magic-addresses' takes no value"},
    {"log format unknown", {"--log-format=xml", "u"}, OPTIONS_USAGE_ERROR, "is not a log format"},
};

static void describe(const struct options *options, char *out, size_t size)
{
    char listen[512] = "";

    for (size_t i = 0; i < options->listen_count; i++) {
        size_t length = strlen(listen);
        snprintf(listen + length, sizeof listen - length, "%s/%u,", options->listen[i].host,
                 (unsigned)options->listen[i].port);
    }
    snprintf(out, size,
             "users=%s directory=%s catch_all=%s hostname=%s dialect=%s/%x/%d  listen=%s port=%u  "
             "size=%llu "
             "spool=%llu connections=%u per_source=%u timeout=%u  trace=%d format=%d threshold=%d "
             "exit=%u/%lld events=%s; faults=%zu/%d user=%s",
             options->users_file != NULL ? options->users_file : "", options->directory,
             options->catch_all, options->hostname, options->dialect.name,
             options->dialect.policy.extensions, (int)options->dialect.policy.endings, listen,
             (unsigned)options->port, (unsigned long long)options->message_size_max,
             (unsigned long long)options->max_spool, options->max_connections,
             options->max_per_source, options->timeout_s, options->trace, options->log_format,
             options->log_threshold, options->exit_after, (long long)options->exit_within_ms,
             options->events != NULL ? options->events : "none", options->fault_count,
             options->magic_addresses, options->user != NULL ? options->user : "none");
}

static void check(const struct test_case *test)
{
    char program[] = "smtpd-proto", storage[WORDS_MAX][64], described[1024];
    char *words[WORDS_MAX + 2] = {program};
    struct options options;
    int count = 1;

    for (; test->words[count - 1] != NULL; count++)
        words[count] = strcpy(storage[count - 1], test->words[count - 1]);
    enum options_task task = options_parse(&options, count, words);
    ck_assert_msg(task == test->task && options.task == task, "%s: task %d, wanted %d: %s",
                  test->name, task, test->task, options.error);
    if (task != OPTIONS_USAGE_ERROR)
        describe(&options, described, sizeof described);
    else
        strcpy(described, options.error);
    ck_assert_msg(strstr(described, test->expected) != NULL, "%s: '%s' is not in '%s'", test->name,
                  test->expected, described);
}

START_TEST(accepts)
{
    check(&good[_i]);
}
END_TEST

START_TEST(refuses)
{
    check(&bad[_i]);
}
END_TEST

/* Whether a host name is too long depends on one byte. */
START_TEST(limits_the_hostname)
{
    char program[] = "smtpd-proto", file[] = "u",
         word[] = "--hostname=", name[OPTIONS_HOSTNAME_MAX + 2], both[sizeof word + sizeof name];
    struct options options;

    for (size_t length = OPTIONS_HOSTNAME_MAX; length <= OPTIONS_HOSTNAME_MAX + 1; length++) {
        memset(name, 'a', length);
        name[length] = '\0';
        snprintf(both, sizeof both, "%s%s", word, name);
        char *words[] = {program, both, file, NULL};
        ck_assert_msg(options_parse(&options, 3, words) ==
                          (length == OPTIONS_HOSTNAME_MAX ? OPTIONS_RUN : OPTIONS_USAGE_ERROR),
                      "a host name of %zu bytes", length);
    }
}
END_TEST

/* The longest name whose file may exist, and one byte more. */
START_TEST(limits_the_catch_all)
{
    enum { LONGEST = MAILBOX_FILE_NAME_MAX - (int)sizeof MAILBOX_SUFFIX + 1 };
    char program[] = "smtpd-proto", file[] = "u", word[] = "--catch-all=", name[LONGEST + 2],
         both[sizeof word + sizeof name];
    struct options options;

    for (size_t length = LONGEST; length <= LONGEST + 1; length++) {
        memset(name, 'A', length);
        name[length] = '\0';
        snprintf(both, sizeof both, "%s%s", word, name);
        char *words[] = {program, both, file, NULL};
        ck_assert_msg(options_parse(&options, 3, words) ==
                          (length == LONGEST ? OPTIONS_RUN : OPTIONS_USAGE_ERROR),
                      "a catch-all of %zu bytes", length);
    }
    ck_assert_msg(strstr(options.error, "(1 to 196 bytes ") != NULL, "%s", options.error);
    ck_assert_int_eq(LONGEST, 196);
}
END_TEST

/* Every option stands in --help. */
START_TEST(explains_itself)
{
    static const char *const names[] = {
        "-l, --listen=",       "-p, --port=",   "-d, --directory=",
        "--dialect=",          "--catch-all=",  "--hostname=",
        "--max-message-size=", "--max-spool=",  "--max-connections=",
        "--max-per-source=",   "--timeout=",    "--check",
        "--explain-dialect",   "--trace",       "--log-format=",
        "-q, --quiet",         "--exit-after=", "--exit-within=",
        "--events=",           "-v, --verbose", "-h, --help",
        "-V, --version",       "--fault=",      "--magic-addresses",
    };
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    options_help(out);
    fclose(out);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        ck_assert_msg(strstr(text, names[i]) != NULL, "%s is missing", names[i]);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options");
    TCase *words = tcase_create("words");

    tcase_add_loop_test(words, accepts, 0, sizeof good / sizeof good[0]);
    tcase_add_loop_test(words, refuses, 0, sizeof bad / sizeof bad[0]);
    tcase_add_test(words, limits_the_hostname);
    tcase_add_test(words, limits_the_catch_all);
    tcase_add_test(words, explains_itself);
    suite_add_tcase(suite, words);
    return check_main(suite);
}
