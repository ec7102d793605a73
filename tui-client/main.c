/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - smtp-tui: the command line becomes a mode, the mode an exit status.
 *
 * 0 success, 1 failure, 2 usage error; replay.h has those of --replay.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/charset.h"
#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/app/app.h"
#include "tui-client/client/options.h"
#include "tui-client/client/password_file.h"
#include "tui-client/client/words.h"
#include "tui-client/plain.h"
#include "tui-client/replay/replay.h"
#include "tui-client/terminal/loop.h"

/* Curses output is not converted to the locale's charset. */
static int run_full_screen(const struct options *options)
{
    if (charset_name() == NULL)
        return app_run(options);
    program_complain(
        _("the full screen needs UTF-8, but the charset of this locale is %s: set %s to "
          "a UTF-8 locale, or use --plain"),
        charset_name(), charset_variable());
    return EXIT_FAILURE;
}

static int run_mode(const struct options *options)
{
    switch (options->task) {
    case OPTIONS_FULL_SCREEN:
        return run_full_screen(options);
    case OPTIONS_PLAIN:
        return plain_run(options);
    case OPTIONS_REPLAY:
        return replay_run(options);
    case OPTIONS_HELP:
        options_help(stdout);
        return EXIT_SUCCESS;
    case OPTIONS_VERSION:
        printf("smtp-tui %s\n", PACKAGE_VERSION);
        return EXIT_SUCCESS;
    case OPTIONS_USAGE_ERROR:
        break;
    }
    program_complain(_("%s; see smtp-tui --help"), options->error);
    return PROGRAM_USAGE;
}

static bool connects(enum options_task task)
{
    return task == OPTIONS_FULL_SCREEN || task == OPTIONS_PLAIN || task == OPTIONS_REPLAY;
}

/* Whether the user is asked before line mode begins, which cannot hide what is typed. */
static bool asks_first(const struct options *options)
{
    return options->task == OPTIONS_PLAIN && options->auth_user != NULL &&
           options->auth_password_file == NULL && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* The password is read before anything is sent, and before signals wait for the loop: nobody may
 * ever write it.  No core is dumped that could hold it. */
static int run_with_password(struct options *options)
{
    struct password password = {0};
    char error[WORDS_MAX] = "";
    int status = EXIT_FAILURE;

    options->password = &password;
    if (options->auth_user != NULL || options->auth_password_file != NULL)
        program_forbid_core();
    if (connects(options->task) && options->auth_password_file != NULL)
        (void)password_file_read(options->auth_password_file, &password, error, sizeof error);
    else if (asks_first(options) && password_file_ask(options->auth_user, &password) != 0)
        snprintf(error, sizeof error, _("no password was read: %s"), strerror(errno));
    if (error[0] == '\0') {
        loop_catch_signals();
        status = run_mode(options);
    } else {
        program_complain("%s", error);
    }
    options->password = NULL;
    password_wipe(&password);
    return status;
}

/* What is trusted is read first: a file that cannot be read ends the program at once. */
static int run(struct options *options)
{
    struct trust *trust = NULL;
    int status;

    if (connects(options->task))
        trust = trust_new(options->tls_ca);
    if (connects(options->task) && trust == NULL && options->tls_ca != NULL) {
        program_complain(errno == EINVAL
                             ? _("%s: there is no certificate in it; one begins with the line "
                                 "-----BEGIN CERTIFICATE-----")
                             : "%s: %s",
                         options->tls_ca, strerror(errno));
        return EXIT_FAILURE;
    }
    options->trust = trust;
    status = run_with_password(options);
    trust_free(trust);
    return status;
}

int main(int argc, char **argv)
{
    struct options options;

    program_start("smtp-tui");
    options_parse(&options, argc, argv);
    return program_check_output(run(&options));
}
