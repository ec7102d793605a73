/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* disturbances.c - see disturbances.h. */
#include <config.h>

#include "server/log/disturbances.h"

#include <stdio.h>

#include "common/i18n.h"
#include "server/fault/rule.h"
#include "server/log/quote.h"

/* Buffer size for a command in a log line, in bytes; longer ones are truncated. */
#define COMMAND_MAX 256

/* Writes the command to OUT of COMMAND_MAX bytes, or the name that rules have for the event. */
static void describe(const struct event_fault *fault, char *out)
{
    size_t length = (size_t)snprintf(out, COMMAND_MAX, "%s%s", fault_event_name(fault->cause),
                                     fault->argument.size > 0 ? " " : "");

    if (fault->argument.size > 0)
        quote(fault->argument, out + length, COMMAND_MAX - length);
}

static void say_refused(struct log *log, uint64_t connection, const struct event_fault *fault,
                        const char *what)
{
    int size = (int)fault->text.size;

    if (fault->effect->is_magic)
        log_event(log, LOG_LEVEL_NOTICE, connection, _("magic address: refused %s: %u %.*s"), what,
                  fault->effect->code, size, fault->text.data);
    else
        log_event(log, LOG_LEVEL_NOTICE, connection, _("fault: refused %s: %u %.*s"), what,
                  fault->effect->code, size, fault->text.data);
}

void disturbances_say(struct log *log, uint64_t connection, const struct event_fault *fault)
{
    const struct fault_effect *effect = fault->effect;
    char what[COMMAND_MAX];

    describe(fault, what);
    switch (effect->kind) {
    case FAULT_REPLY:
        say_refused(log, connection, fault, what);
        break;
    case FAULT_DELAY:
        log_event(log, LOG_LEVEL_NOTICE, connection, _("fault: the reply to %s waits for %u ms"),
                  what, (unsigned)effect->time_ms);
        break;
    case FAULT_DROP:
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("fault: no reply to %s; the connection is closed"), what);
        break;
    case FAULT_STALL:
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("fault: no reply to %s; the connection stays open, for --timeout at most"),
                  what);
        break;
    case FAULT_CUT:
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  ngettext("fault: the connection is closed after %u byte of the reply to %s",
                           "fault: the connection is closed after %u bytes of the reply to %s",
                           effect->bytes),
                  effect->bytes, what);
        break;
    case FAULT_DRIP:
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("fault: the reply to %s is sent byte by byte, one in %u ms"), what,
                  (unsigned)effect->time_ms);
        break;
    case FAULT_NONE:
    case FAULT_KINDS:
        break;
    }
}
