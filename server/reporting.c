/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reporting.c - see reporting.h. */
#include <config.h>

#include "server/reporting.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/thread.h"
#include "server/events/target.h"

static int open_file(struct reporting *reporting, const char *name)
{
    reporting->fd = target_open_empty(name);
    if (reporting->fd >= 0)
        return 0;
    reporting->fd = 0;
    program_complain(_("cannot write the report to '%s': %s"), name, strerror(errno));
    return -1;
}

int reporting_open(struct reporting *reporting, const struct options *options)
{
    if (options->report == VERDICTS_NONE)
        return 0;
    if (options->report_file != NULL && open_file(reporting, options->report_file) != 0)
        return -1;
    reporting->verdicts =
        verdicts_new(options->report_file != NULL ? reporting->fd : STDOUT_FILENO, options->report);
    if (reporting->verdicts != NULL)
        return 0;
    return thread_complain();
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
void reporting_close(struct reporting *reporting)
{
    bool is_free = reporting->verdicts == NULL || verdicts_free(reporting->verdicts);

    if (is_free && reporting->fd > 0)
        close(reporting->fd);
    *reporting = (struct reporting){0};
}
