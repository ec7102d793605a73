/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - smtpd-proto: parses the command line, runs the task, returns the exit status.
 *
 * 0 success, 1 failure, 2 usage error; goal.h has those of a server that ends by itself.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/dialect_print.h"
#include "server/options_faults.h"
#include "server/start.h"

#ifdef PLANTED_EXPLOIT
#define VERSION_NOTE " WITH A PLANTED EXPLOIT: NEVER USE IT"
#else
#define VERSION_NOTE ""
#endif

static int run(const struct options *options)
{
    struct faults_config faults;

    switch (options->task) {
    case OPTIONS_RUN:
        return start_serve(options);
    case OPTIONS_CHECK:
        return start_check(options);
    case OPTIONS_EXPLAIN:
        faults = options_faults(options);
        dialect_print(&options->dialect, &faults, stdout);
        return EXIT_SUCCESS;
    case OPTIONS_HELP:
        options_help(stdout);
        return EXIT_SUCCESS;
    case OPTIONS_VERSION:
        printf("smtpd-proto %s%s\n", PACKAGE_VERSION, VERSION_NOTE);
        return EXIT_SUCCESS;
    case OPTIONS_USAGE_ERROR:
        break;
    }
    program_complain(_("%s; see smtpd-proto --help"), options->error);
    return PROGRAM_USAGE;
}

int main(int argc, char **argv)
{
    struct options options;
    int status;

    program_start("smtpd-proto");
    options_parse(&options, argc, argv);
    status = run(&options);
    /* A server that has served does not fail if nobody reads its output. */
    return options.task == OPTIONS_RUN ? status : program_check_output(status);
}
