/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_replay_options.c - the command line of a replay of many. */
#include <config.h>

#include "tui-client/client/options.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

#define WORDS_MAX 8

static const struct {
    const char *name;
    const char *words[WORDS_MAX];
    const char *expected; /* what describe() says, or a part of the error */
} cases[] = {
    {"one", {"--replay=a"}, "a | 127.0.0.1:49152 | 3 0 0"},
    {"several", {"--replay=a", "h:1", "--replay", "b", "smtps://i"}, "a b | h:1 smtps://i | 3 0 0"},
    {"the same twice", {"--replay=a", "--replay=a", "h", "h"}, "a a | h h | 3 0 0"},
    {"text", {"--replay=a", "--replay-format=text"}, "a | 127.0.0.1:49152 | 0 0 0"},
    {"tap", {"--replay-format=tap", "--replay=a"}, "a | 127.0.0.1:49152 | 1 0 0"},
    {"junit", {"--replay=a", "--replay-format", "junit"}, "a | 127.0.0.1:49152 | 2 0 0"},
    {"jobs and limit",
     {"--replay=a", "--replay-jobs=1000", "--replay-limit=1"},
     "a | 127.0.0.1:49152 | 3 1000 1"},
    {"shortened", {"--replay=a", "--replay-j=2"}, "a | 127.0.0.1:49152 | 3 2 0"},

    {"another format", {"--replay=a", "--replay-format=xml"}, "'xml' is not text, tap or junit"},
    {"no jobs", {"--replay=a", "--replay-jobs=0"}, "'0' is not a number from 1 to 1000"},
    {"too many jobs", {"--replay=a", "--replay-jobs=1001"}, "'1001' is not a number"},
    {"no limit", {"--replay=a", "--replay-limit=0"}, "'0' is not a number of seconds"},
    {"a format of nothing", {"--replay-format=tap"}, "--replay-format needs --replay=FILE"},
    {"jobs for nothing", {"--replay-jobs=2"}, "--replay-jobs needs --replay=FILE"},
    {"a limit of nothing", {"--replay-limit=2"}, "--replay-limit needs --replay=FILE"},
    {"two servers without a replay", {"h", "i"}, "unexpected argument 'i': only one server"},
    {"a bad server behind a good one", {"--replay=a", "h", "i:0"}, "'i:0': the port must be"},
    {"TLS never with one of two",
     {"--replay=a", "--tls=never", "h", "smtps://i"},
     "--tls=never cannot be combined"},
    {"a home not expanded", {"--replay=a", "--replay=~/b"}, "'~/b': the shell does not"},
};

static void describe(const struct options *options, char *out, size_t size)
{
    out[0] = '\0';
    for (size_t i = 0; i < options->replay_count; i++)
        snprintf(out + strlen(out), size - strlen(out), "%s ", options->replays[i]);
    snprintf(out + strlen(out), size - strlen(out), "|");
    for (size_t i = 0; i < options->server_count; i++)
        snprintf(out + strlen(out), size - strlen(out), " %s", options->servers[i]);
    snprintf(out + strlen(out), size - strlen(out), " | %d %u %u", (int)options->replay_format,
             options->replay_jobs, options->replay_limit_s);
}

START_TEST(a_replay_has_a_meaning)
{
    static char name[] = "smtp-tui";
    char *argv[WORDS_MAX + 2] = {name};
    char described[256];
    struct options options;
    int argc = 1;

    for (; argc <= WORDS_MAX && cases[_i].words[argc - 1] != NULL; argc++)
        argv[argc] = (char *)cases[_i].words[argc - 1];
    if (options_parse(&options, argc, argv) == OPTIONS_USAGE_ERROR) {
        ck_assert_msg(strstr(options.error, cases[_i].expected) != NULL, "%s: %s", cases[_i].name,
                      options.error);
        return;
    }
    ck_assert_msg(options.task == OPTIONS_REPLAY, "%s: task %d", cases[_i].name, (int)options.task);
    describe(&options, described, sizeof described);
    ck_assert_msg(strcmp(described, cases[_i].expected) == 0, "%s: %s", cases[_i].name, described);
}
END_TEST

START_TEST(the_first_server_is_that_of_the_other_modes)
{
    char name[] = "smtp-tui", replay[] = "--replay=a", first[] = "smtps://h", second[] = "i:2";
    char *argv[] = {name, replay, first, second, NULL};
    struct options options;

    ck_assert_int_eq(options_parse(&options, 4, argv), OPTIONS_REPLAY);
    ck_assert_str_eq(options.server.host, "h");
    ck_assert_str_eq(options.server.port, "465");
    ck_assert(options.server.is_secure);
}
END_TEST

START_TEST(there_is_a_limit)
{
    static char name[] = "smtp-tui", replay[] = "--replay=a";
    static char *argv[OPTIONS_REPLAYS_MAX + 3] = {name};
    struct options options;

    for (size_t i = 1; i <= OPTIONS_REPLAYS_MAX + 1; i++)
        argv[i] = replay;
    ck_assert_int_eq(options_parse(&options, OPTIONS_REPLAYS_MAX + 1, argv), OPTIONS_REPLAY);
    ck_assert_uint_eq(options.replay_count, OPTIONS_REPLAYS_MAX);
    ck_assert_int_eq(options_parse(&options, OPTIONS_REPLAYS_MAX + 2, argv), OPTIONS_USAGE_ERROR);
    ck_assert_ptr_nonnull(strstr(options.error, "name a folder"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("replay_options");
    TCase *parsing = tcase_create("parsing");

    tcase_add_loop_test(parsing, a_replay_has_a_meaning, 0, CASES(cases));
    tcase_add_test(parsing, the_first_server_is_that_of_the_other_modes);
    tcase_add_test(parsing, there_is_a_limit);
    suite_add_tcase(suite, parsing);
    return check_main(suite);
}
