/* main.c - smtp-tui: the command line becomes a mode, the mode an exit status.
 *
 * 0 success, 1 failure, 2 wrong usage; those of --replay stand in replay.h.
 */
#include <config.h>

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/app.h"
#include "tui-client/loop.h"
#include "tui-client/options.h"
#include "tui-client/plain.h"
#include "tui-client/replay.h"

static int run(const struct options *options)
{
    switch (options->task) {
    case OPTIONS_FULL_SCREEN:
        return app_run(options);
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

/* Everything here is UTF-8: in another locale at least the widths of characters are to be right,
 * and frames are drawn with what every terminal has. */
static void need_utf8(struct options *options)
{
    if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
        return;
    setlocale(LC_CTYPE, "C.UTF-8");
    options->ascii = true;
}

int main(int argc, char **argv)
{
    struct options options;

    program_start("smtp-tui");
    options_parse(&options, argc, argv);
    need_utf8(&options);
    loop_catch_signals();
    return program_check_output(run(&options));
}
