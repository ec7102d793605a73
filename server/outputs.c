/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* outputs.c - see outputs.h. */
#include <config.h>

#include "server/outputs.h"

#include <unistd.h>

#include "common/i18n.h"
#include "server/base/thread.h"
#include "server/options_values.h"

static int open_log(struct outputs *outputs, const struct options *options)
{
    outputs->log = log_new(STDERR_FILENO, options->log_format, options->log_threshold);
    if (outputs->log == NULL)
        return thread_complain(_("the log"));
    event_log_init(&outputs->event_log, outputs->log, options->trace);
    events_subscribe(&outputs->events, event_log_subscriber(&outputs->event_log));
    return 0;
}

static int open_feed(struct outputs *outputs, const char *path, int fd)
{
    if (path == NULL)
        return 0;
    outputs->feed = feed_new(path, fd, outputs->log);
    if (outputs->feed == NULL)
        return thread_complain(_("the events"));
    events_subscribe(&outputs->events, feed_subscriber(outputs->feed));
    return 0;
}

/* The start ends after a failure, and with it what is open but taken over by nobody. */
int outputs_open(struct outputs *outputs, const struct own_files *own)
{
    const struct options *options = own->options;
    const struct output_files *files = &outputs->files;

    return open_log(outputs, options) == 0 && output_files_open(&outputs->files, own) == 0 &&
                   open_feed(outputs, options->events, files->events.fd) == 0 &&
                   verdict_output_open(&outputs->verdict_output, options->report,
                                       files->report.path, files->report.fd, outputs->log) == 0
               ? 0
               : -1;
}

int outputs_start(struct outputs *outputs)
{
    if (log_start(outputs->log) == 0 && (outputs->feed == NULL || feed_start(outputs->feed) == 0) &&
        verdict_output_start(&outputs->verdict_output) == 0)
        return 0;
    return thread_complain(_("threads"));
}

int outputs_settle(struct outputs *outputs)
{
    outputs->is_settled = verdict_output_empty(&outputs->verdict_output) == 0;
    return outputs->is_settled ? 0 : -1;
}

FILE *outputs_lines(const struct options *options)
{
    bool has_verdicts = options->report == VERDICTS_JSON && options->report_file == NULL;

    return options_print_events(options) || has_verdicts ? stderr : stdout;
}

/* The log last: it says which events were not written. */
void outputs_flush(struct outputs *outputs)
{
    verdict_output_flush(&outputs->verdict_output);
    if (outputs->feed != NULL)
        feed_flush(outputs->feed);
    if (outputs->log != NULL)
        log_flush(outputs->log);
}

void outputs_close(struct outputs *outputs)
{
    if (!outputs->is_settled)
        output_files_remove_new(&outputs->files);
    verdict_output_close(&outputs->verdict_output);
    if (outputs->feed != NULL)
        feed_free(outputs->feed);
    if (outputs->log != NULL)
        log_free(outputs->log);
}
