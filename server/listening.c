/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* listening.c - see listening.h. */
#include <config.h>

#include "server/listening.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "common/i18n.h"
#include "server/base/journald.h"
#include "server/net/activation.h"
#include "server/net/sources.h"

int listening_open(struct listener_set *set, const struct options *options, char *error,
                   size_t size)
{
    int status = activation_take(set, error, size);

    if (status == 0 && set->count == 0 && options->listen_count == 0)
        status = listener_open_default(set, (uint16_t)options->port, error, size);
    for (size_t i = 0; i < options->listen_count && status == 0; i++)
        status = listener_open(set, &options->listen[i], error, size);
    return status;
}

static void report_absences(const struct listener_set *set, struct log *log)
{
    for (size_t i = 0; i < set->absence_count; i++)
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("cannot listen on %s: %s; the other addresses of '%s' are served"),
                  set->absences[i].endpoint, strerror(set->absences[i].error),
                  set->absences[i].host);
}

/* Warns once, with the first socket that other computers may reach, unless the options say what
 * strangers may do there. */
static void report_openness(const struct listener_set *set, const struct options *options,
                            struct log *log)
{
    char endpoint[LISTENER_ENDPOINT_MAX];

    if (options->require_auth || options->max_per_source != SOURCES_DEFAULT)
        return;
    for (size_t i = 0; i < set->count; i++)
        if (!listener_is_loopback(set->all[i].fd)) {
            listener_endpoint(set->all[i].fd, endpoint);
            log_event(log, LOG_LEVEL_WARNING, 0,
                      _("other computers may reach %s: --require-auth refuses the mail of "
                        "strangers, --max-per-source=N limits the connections of each"),
                      endpoint);
            return;
        }
}

static void announce(const struct listener *listener, const struct events *events, FILE *out)
{
    const char *prefix = listener_prefix(listener->kind);
    char endpoint[LISTENER_ENDPOINT_MAX];

    listener_endpoint(listener->fd, endpoint);
    /* Not translated, since scripts wait for this line.  Standard error may be the journal. */
    journald_begin(out, LOG_NOTICE);
    fprintf(out, "listening on %s%s\n", prefix, endpoint);
    events_tell(events, &(struct event){.kind = EVENT_LISTENING, .listening = {prefix, endpoint}});
}

void listening_announce(const struct listener_set *set, const struct options *options,
                        const struct events *events, struct log *log, FILE *out)
{
    report_absences(set, log);
    report_openness(set, options, log);
    for (size_t i = 0; i < set->count; i++)
        announce(&set->all[i], events, out);
    if (fflush(out) != 0 && out == stdout)
        log_event(log, LOG_LEVEL_WARNING, 0, _("cannot write to standard output: %s"),
                  strerror(errno));
}
