/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_output.c - see verdict_output.h. */
#include <config.h>

#include "server/verdict_output.h"

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
    const struct verdict_output *output = context;

    if (output->has_file)
        log_event(output->log, LOG_LEVEL_WARNING, 0, _("cannot write the report to '%s': %s"),
                  output->name, strerror(error));
    else
        log_event(output->log, LOG_LEVEL_WARNING, 0, _("cannot write the report: %s"),
                  strerror(error));
}

int verdict_output_open(struct verdict_output *output, enum verdicts_format format,
                        const char *name, int fd, struct log *log)
{
    *output = (struct verdict_output){.has_file = name != NULL, .fd = fd, .name = name, .log = log};
    if (format == VERDICTS_NONE)
        return 0;
    output->verdicts = verdicts_new(
        &(struct verdicts_target){
            .fd = name != NULL ? fd : STDOUT_FILENO, .failed = fail, .context = output},
        format);
    if (output->verdicts != NULL)
        return 0;
    return thread_complain(_("the report"));
}

int verdict_output_start(struct verdict_output *output)
{
    return output->verdicts == NULL ? 0 : verdicts_start(output->verdicts);
}

int verdict_output_empty(const struct verdict_output *output)
{
    if (output->verdicts == NULL || !output->has_file || empty_file(output->fd) == 0)
        return 0;
    program_complain(_("cannot write the report to '%s': %s; name another file with --report-file"),
                     output->name, strerror(errno));
    return -1;
}

bool verdict_output_has_error(const struct verdict_output *output)
{
    return output->verdicts != NULL && verdicts_have_error(output->verdicts);
}

void verdict_output_flush(struct verdict_output *output)
{
    uint64_t missing = output->verdicts != NULL ? verdicts_flush(output->verdicts) : 0;

    if (missing > 0)
        log_event(output->log, LOG_LEVEL_WARNING, 0,
                  ngettext("%llu line of the report was not written",
                           "%llu lines of the report were not written", (unsigned long)missing),
                  (unsigned long long)missing);
}

/* A thread that is blocked in a write still needs the descriptor, which closes with the process. */
void verdict_output_close(struct verdict_output *output)
{
    bool is_free;

    verdict_output_flush(output);
    is_free = output->verdicts == NULL || verdicts_free(output->verdicts);
    if (is_free && output->has_file)
        close(output->fd);
    *output = (struct verdict_output){0};
}
