/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_names.c - the names of dialect.h for states and events, as tables and traces write them.
 */
#include <config.h>

#include <assert.h>

#include "common/count.h"
#include "common/dialect.h"

const char *dialect_state_name(enum dialect_state state)
{
    static const char *const names[] = {
        [DIALECT_STATE_CONNECTED] = "CONNECTED",
        [DIALECT_STATE_HELO] = "HELO",
        [DIALECT_STATE_MAIL] = "MAIL",
        [DIALECT_STATE_RCPT] = "RCPT",
        [DIALECT_STATE_DATA] = "DATA",
        [DIALECT_STATE_MESSAGE] = "MESSAGE",
        [DIALECT_STATE_CREDENTIALS] = "CREDENTIALS",
        [DIALECT_STATE_CLOSED] = "CLOSED",
        [DIALECT_STATE_ANY] = "ANY",
        [DIALECT_STATE_SAME] = "SAME",
    };

    static_assert(COUNT(names) == DIALECT_STATE_SAME + 1, "a name per state");
    return names[state];
}

const char *dialect_event_name(const struct dialect *dialect, enum dialect_event event)
{
    static const char *const names[] = {
        [DIALECT_UNKNOWN] = "UNKNOWN",
        [DIALECT_MALFORMED] = "MALFORMED",
        [DIALECT_HTTP] = "HTTP",
        [DIALECT_LONG_LINE] = "LONG-LINE",
        [DIALECT_WRONG_ENDING] = "WRONG-ENDING",
        [DIALECT_LONG_CREDENTIALS] = "LONG-CREDENTIALS",
        [DIALECT_CONNECT] = "CONNECT",
        [DIALECT_OVERLOAD] = "OVERLOAD",
        [DIALECT_END_OF_DATA] = "END-OF-DATA",
        [DIALECT_CREDENTIALS] = "CREDENTIALS",
        [DIALECT_ERRORS] = "ERRORS",
        [DIALECT_TIMEOUT] = "TIMEOUT",
        [DIALECT_SHUTDOWN] = "SHUTDOWN",
        [DIALECT_EVENT_ANY_LINE] = "ANY-LINE",
    };

    static_assert(COUNT(names) == DIALECT_EVENT_ANY_LINE + 1, "a name per event");
    return event < DIALECT_VERBS ? dialect->verbs[event].name : names[event];
}
