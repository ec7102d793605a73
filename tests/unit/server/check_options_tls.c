/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_options_tls.c - the options of TLS: what they come to, and which lack something. */
#include <config.h>

#include "server/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check_main.h"

#define WORDS_MAX 8

static const struct {
    const char *name;
    const char *words[WORDS_MAX]; /* after the program's name, without the users file */
    /* CERTIFICATE/KEY/MADE FOR/REQUIRED EXTENSIONS LISTENERS, or a part of the error. */
    const char *expected;
    bool is_wrong;
} cases[] = {
    {"none", {NULL}, "///0 0 ", false},
    {"hidden though not offered", {"--dialect=rfc5321", "--hide=STARTTLS"}, "///0 3f ", false},
#ifdef HAVE_OPENSSL
    {"one file", {"--dialect=rfc5321", "--tls=f", "--hostname=h"}, "f/f/h/0 7f ", false},
    {"two files", {"--dialect=rfc5321", "--tls-cert=c", "--tls-key=k"}, "c/k//0 7f ", false},
    {"required",
     {"--dialect=rfc5321", "--tls=f", "--require-tls"},
     "f/f/smtp.prototype/1 7f ",
     false},
    {"hidden",
     {"--dialect=rfc5321", "--tls=f", "--hide=STARTTLS", "--hostname=h"},
     "f/f/h/0 3f ",
     false},
    {"from the start",
     {"-ltls:[::1]:465", "-lb:25", "--tls=f", "--hostname=h"},
     "f/f/h/0 0 tls:::1/465,b/25,",
     false},
    {"no name of a file", {"--tls="}, "option '--tls': '' is not the name of a file", true},
    {"no STARTTLS and no listener", {"--tls=f"}, "STARTTLS needs --dialect=rfc5321", true},
    {"a listener without a certificate",
     {"-ltls:a:25"},
     "needs a certificate; --tls=FILE makes one",
     true},
    {"a certificate without its key",
     {"--dialect=rfc5321", "--tls-cert=c"},
     "need each other",
     true},
    {"a key without its certificate",
     {"--dialect=rfc5321", "--tls-key=k"},
     "need each other",
     true},
    {"two ways to a certificate",
     {"--dialect=rfc5321", "--tls=f", "--tls-cert=c", "--tls-key=k"},
     "option '--tls' excludes",
     true},
    {"required without a certificate",
     {"--dialect=rfc5321", "--require-tls"},
     "'--require-tls' needs a certificate",
     true},
    {"required without STARTTLS",
     {"--require-tls", "--tls=f", "-ltls:a:25"},
     "needs STARTTLS",
     true},
    {"required and hidden",
     {"--dialect=rfc5321", "--require-tls", "--tls=f", "--hide=STARTTLS"},
     "exclude each other",
     true},
#else
    {"from the start in a program without it", {"-ltls:a:25"}, "built without TLS", true},
    {"an option of a program with it", {"--require-tls"}, "unknown option", true},
#endif
    {"a prefix without an address", {"-ltls:25"}, "is not ADDRESS:PORT", true},
};

static const char *shown(const char *text)
{
    return text != NULL ? text : "";
}

static void describe(const struct options *options, char *out, size_t size)
{
    int length = snprintf(out, size, "%s/%s/%s/%d %x ", shown(options->tls.certificate),
                          shown(options->tls.key), shown(options->tls.made_for),
                          options->dialect.policy.requires_tls, options->dialect.policy.extensions);

    for (size_t i = 0; i < options->listen_count; i++)
        length += snprintf(out + length, size - (size_t)length, "%s%s/%u,",
                           listener_prefix(options->listen[i].kind), options->listen[i].host,
                           (unsigned)options->listen[i].port);
}

START_TEST(options_of_tls)
{
    char program[] = "smtpd-proto", users[] = "u", storage[WORDS_MAX][64], described[1024];
    char *words[WORDS_MAX + 3] = {program};
    struct options options;
    int count = 1;

    for (; cases[_i].words[count - 1] != NULL; count++)
        words[count] = strcpy(storage[count - 1], cases[_i].words[count - 1]);
    words[count++] = users;
    ck_assert_msg((options_parse(&options, count, words) == OPTIONS_USAGE_ERROR) ==
                      cases[_i].is_wrong,
                  "%s: %s", cases[_i].name, options.error);
    if (cases[_i].is_wrong) {
        ck_assert_msg(strstr(options.error, cases[_i].expected) != NULL, "%s: %s", cases[_i].name,
                      options.error);
        return;
    }
    describe(&options, described, sizeof described);
    ck_assert_msg(strcmp(described, cases[_i].expected) == 0, "%s: %s", cases[_i].name, described);
}
END_TEST

/* What a program cannot do is not in its help. */
START_TEST(the_help_has_what_there_is)
{
    static const char *const names[] = {"--tls=", "--tls-cert=", "--tls-key=", "--require-tls",
                                        "'tls:'"};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    options_help(out);
    fclose(out);
    for (size_t i = 0; i < COUNT(names); i++)
#ifdef HAVE_OPENSSL
        ck_assert_msg(strstr(text, names[i]) != NULL, "%s is missing", names[i]);
#else
        ck_assert_msg(strstr(text, names[i]) == NULL, "%s is there", names[i]);
#endif
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("options_tls");
    TCase *all = tcase_create("options");

    tcase_add_loop_test(all, options_of_tls, 0, CASES(cases));
    tcase_add_test(all, the_help_has_what_there_is);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
