/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reporting.c - see reporting.h. */
#include <config.h>

#include "server/reporting.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "server/base/same_file.h"
#include "server/base/thread.h"
#include "server/events/target.h"

/* What every mailbox that is not empty begins with. */
#define RECORD_START "From "

/* Whether the file FD is a mailbox, or one of those that the server reads. */
static bool must_stay(int fd, const struct options *options)
{
    const char *const names[] = {options->users_file, options->auth_file, options->tls.certificate,
                                 options->tls.key};
    struct stat found, other;
    char start[sizeof RECORD_START - 1];
    bool is_read = false;

    if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode))
        return false;
    for (size_t i = 0; i < COUNT(names); i++)
        is_read |= names[i] != NULL && stat(names[i], &other) == 0 && same_file(&found, &other);
    return is_read || (pread(fd, start, sizeof start, 0) == (ssize_t)sizeof start &&
                       memcmp(start, RECORD_START, sizeof start) == 0);
}

/* Empties the file FD, if it can be.  Returns 0, or -1 with errno. */
static int empty_file(int fd)
{
    struct stat found;

    if (fstat(fd, &found) != 0)
        return -1;
    return S_ISREG(found.st_mode) ? ftruncate(fd, 0) : 0;
}

static int open_file(struct reporting *reporting, const struct options *options)
{
    const char *name = options->report_file;
    int fd = target_open_at_once(name);
    bool stays = fd >= 0 && must_stay(fd, options);

    if (stays)
        program_complain(_("'%s' is a mailbox or a file that the server reads; name another file "
                           "for the report"),
                         name);
    else if (fd < 0 || empty_file(fd) != 0)
        program_complain(_("cannot write the report to '%s': %s"), name, strerror(errno));
    else {
        reporting->fd = fd;
        reporting->has_file = true;
        return 0;
    }
    if (fd >= 0)
        close(fd);
    return -1;
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

int reporting_open(struct reporting *reporting, const struct options *options, struct log *log)
{
    if (options->report == VERDICTS_NONE)
        return 0;
    reporting->log = log;
    reporting->name = options->report_file;
    if (options->report_file != NULL && open_file(reporting, options) != 0)
        return -1;
    reporting->verdicts = verdicts_new(
        &(struct verdicts_target){.fd = reporting->has_file ? reporting->fd : STDOUT_FILENO,
                                  .failed = fail,
                                  .context = reporting},
        options->report);
    if (reporting->verdicts != NULL)
        return 0;
    return thread_complain();
}

int reporting_start(struct reporting *reporting)
{
    return reporting->verdicts == NULL ? 0 : verdicts_start(reporting->verdicts);
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
