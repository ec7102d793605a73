/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reporting.c - see reporting.h. */
#include <config.h>

#include "server/reporting.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/thread.h"

/* Empties the file FD, if it can be.  Returns 0, or -1 with errno. */
static int empty_file(int fd)
{
    struct stat found;

    if (fstat(fd, &found) != 0)
        return -1;
    return S_ISREG(found.st_mode) ? ftruncate(fd, 0) : 0;
}

/* Called by the thread that writes. */
static void fail(void *context, int error)
{
    const struct reporting *reporting = context;

    if (reporting->has_file)
        log_event(reporting->log, LOG_LEVEL_WARNING, 0, _("cannot write the report to '%s': %s"),
                  reporting->name, strerror(error));
    else
        log_event(reporting->log, LOG_LEVEL_WARNING, 0, _("cannot write the report: %s"),
                  strerror(error));
}

int reporting_open(struct reporting *reporting, enum verdicts_format format, const char *name,
                   int fd, struct log *log)
{
    *reporting = (struct reporting){.has_file = name != NULL, .fd = fd, .name = name, .log = log};
    if (format == VERDICTS_NONE)
        return 0;
    reporting->verdicts = verdicts_new(
        &(struct verdicts_target){
            .fd = name != NULL ? fd : STDOUT_FILENO, .failed = fail, .context = reporting},
        format);
    if (reporting->verdicts != NULL)
        return 0;
    return thread_complain(_("the report"));
}

int reporting_start(struct reporting *reporting)
{
    return reporting->verdicts == NULL ? 0 : verdicts_start(reporting->verdicts);
}

int reporting_empty(const struct reporting *reporting)
{
    if (reporting->verdicts == NULL || !reporting->has_file || empty_file(reporting->fd) == 0)
        return 0;
    program_complain(_("cannot write the report to '%s': %s"), reporting->name, strerror(errno));
    return -1;
}

bool reporting_has_error(const struct reporting *reporting)
{
    return reporting->verdicts != NULL && verdicts_have_error(reporting->verdicts);
}

void reporting_flush(struct reporting *reporting)
{
    uint64_t missing = reporting->verdicts != NULL ? verdicts_flush(reporting->verdicts) : 0;

    if (missing > 0)
        log_event(reporting->log, LOG_LEVEL_WARNING, 0,
                  ngettext("%llu line of the report was not written",
                           "%llu lines of the report were not written", (unsigned long)missing),
                  (unsigned long long)missing);
}

/* A thread that is blocked in a write still needs the descriptor, which closes with the process. */
void reporting_close(struct reporting *reporting)
{
    bool is_free;

    reporting_flush(reporting);
    is_free = reporting->verdicts == NULL || verdicts_free(reporting->verdicts);
    if (is_free && reporting->has_file)
        close(reporting->fd);
    *reporting = (struct reporting){0};
}
