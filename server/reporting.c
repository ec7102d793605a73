/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reporting.c - see reporting.h. */
#include <config.h>

#include "server/reporting.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"

int reporting_open(struct reporting *reporting, const struct options *options)
{
    const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | O_CLOEXEC;

    if (options->report == VERDICTS_NONE)
        return 0;
    if (options->report_file == NULL) {
        reporting->fd = STDOUT_FILENO;
        return 0;
    }
    reporting->fd = open(options->report_file, flags, 0666);
    if (reporting->fd >= 0)
        return 0;
    program_complain(_("cannot write the report to '%s': %s"), options->report_file,
                     strerror(errno));
    return -1;
}

int reporting_start(struct reporting *reporting, const struct options *options)
{
    if (reporting->fd < 0)
        return 0;
    reporting->verdicts = verdicts_new(reporting->fd, options->report);
    return reporting->verdicts != NULL ? 0 : -1;
}

bool reporting_has_error(const struct reporting *reporting)
{
    return reporting->verdicts != NULL && verdicts_have_error(reporting->verdicts);
}

void reporting_flush(struct reporting *reporting)
{
    if (reporting->verdicts != NULL)
        verdicts_flush(reporting->verdicts);
}

/* A thread that is blocked in a write still needs the descriptor, which closes with the process. */
void reporting_release(struct reporting *reporting)
{
    bool is_free = reporting->verdicts == NULL || verdicts_free(reporting->verdicts);

    if (is_free && reporting->fd > STDERR_FILENO)
        close(reporting->fd);
    *reporting = REPORTING_INIT;
}
