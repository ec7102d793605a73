/* main.c - smtpd-proto: the command line becomes a task, the task an exit status.
 *
 * 0 success, 1 failure, 2 wrong usage.  What each task does stands elsewhere.
 */
#include <config.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/explain.h"
#include "server/i18n.h"
#include "server/options.h"
#include "server/start.h"

#define EXIT_USAGE 2

/* A standard descriptor that came closed would be taken by the next file that is opened, a mailbox
 * say, and get our messages.  Read-only, so that output that goes nowhere is still an error. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", O_RDONLY) != fd)
            _exit(EXIT_FAILURE);
}

static void start_translations(void)
{
    setlocale(LC_ALL, "");
    bindtextdomain(PACKAGE, LOCALEDIR);
    textdomain(PACKAGE);
}

static int run(const struct options *options)
{
    switch (options->task) {
    case OPTIONS_RUN:
        return start_serve(options);
    case OPTIONS_CHECK:
        return start_check(options);
    case OPTIONS_EXPLAIN:
        explain_dialect(options->dialect, stdout);
        return EXIT_SUCCESS;
    case OPTIONS_HELP:
        options_help(stdout);
        return EXIT_SUCCESS;
    case OPTIONS_VERSION:
        printf("smtpd-proto %s\n", PACKAGE_VERSION);
        return EXIT_SUCCESS;
    case OPTIONS_USAGE_ERROR:
        break;
    }
    start_complain(_("%s; see smtpd-proto --help"), options->error);
    return EXIT_USAGE;
}

/* Whether all that was printed has arrived; a server that served is no failure for want of a
 * reader. */
static int check_output(const struct options *options, int status)
{
    if (options->task == OPTIONS_RUN || (fflush(stdout) == 0 && !ferror(stdout)))
        return status;
    start_complain(_("cannot write to standard output: %s"), strerror(errno));
    return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct options options;

    fill_standard_descriptors();
    start_translations();
    options_parse(&options, argc, argv);
    return check_output(&options, run(&options));
}
