/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* feed_names.c - see feed_names.h. */
#include <config.h>

#include "server/events/feed_names.h"

#include <assert.h>

#include "common/count.h"

static const char *name_of_reason(enum dialect_reason reason)
{
    static const char *const names[] = {
        [DIALECT_REASON_NONE] = "none",
        [DIALECT_REASON_UNKNOWN_VERB] = "unknown-verb",
        [DIALECT_REASON_MALFORMED_VERB] = "malformed-verb",
        [DIALECT_REASON_NOT_IMPLEMENTED] = "not-implemented",
        [DIALECT_REASON_OUT_OF_ORDER] = "out-of-order",
        [DIALECT_REASON_NEEDS_DELIVERY] = "needs-delivery",
        [DIALECT_REASON_NEEDS_RECIPIENT] = "needs-recipient",
        [DIALECT_REASON_NEEDS_ROOM] = "needs-room",
        [DIALECT_REASON_NEEDS_TLS] = "needs-tls",
        [DIALECT_REASON_NEEDS_AUTH] = "needs-auth",
        [DIALECT_REASON_SECRET_IN_CLEAR] = "secret-in-clear",
        [DIALECT_REASON_ARGUMENT_MISSING] = "argument-missing",
        [DIALECT_REASON_ARGUMENT_UNEXPECTED] = "argument-unexpected",
        [DIALECT_REASON_NO_BRACKETS] = "no-brackets",
        [DIALECT_REASON_BAD_PATH] = "bad-path",
        [DIALECT_REASON_BAD_PARAMETER] = "bad-parameter",
        [DIALECT_REASON_BAD_MECHANISM] = "bad-mechanism",
        [DIALECT_REASON_LONG_LINE] = "long-line",
        [DIALECT_REASON_WRONG_ENDING] = "wrong-ending",
        [DIALECT_REASON_LONG_CREDENTIALS] = "long-credentials",
    };

    static_assert(COUNT(names) == DIALECT_REASONS, "a name for each");
    return names[reason];
}

static const char *name_of_result(enum dialect_result result)
{
    static const char *const names[] = {
        [DIALECT_DONE] = "none",
        [DIALECT_DONE_LAST] = "none",
        [DIALECT_REFUSED] = "not-allowed",
        [DIALECT_NO_MAILBOX] = "no-mailbox",
        [DIALECT_UNKNOWN_PARAMETER] = "unknown-parameter",
        [DIALECT_BAD_VALUE] = "bad-value",
        [DIALECT_UNSUPPORTED_VALUE] = "unsupported-value",
        [DIALECT_NEEDS_SMTPUTF8] = "needs-smtputf8",
        [DIALECT_BAD_BYTES] = "bad-bytes",
        [DIALECT_TOO_LARGE] = "too-large",
        [DIALECT_NO_STORAGE] = "no-storage",
        [DIALECT_LOCAL_ERROR] = "local-error",
        [DIALECT_CHALLENGE] = "none",
        [DIALECT_BAD_RESPONSE] = "bad-response",
        [DIALECT_CANCELLED] = "cancelled",
        [DIALECT_TOO_WEAK] = "too-weak",
        [DIALECT_DENIED] = "denied",
        [DIALECT_FAULT] = "fault",
    };

    static_assert(COUNT(names) == DIALECT_RESULTS, "a name for each");
    return names[result];
}

const char *feed_name_of_refusal(const struct event_refused *refused)
{
    return refused->reason != DIALECT_REASON_NONE ? name_of_reason(refused->reason)
                                                  : name_of_result(refused->result);
}

const char *feed_name_of_fault(enum fault_kind kind)
{
    static const char *const names[] = {
        [FAULT_NONE] = "none", [FAULT_REPLY] = "refuse", [FAULT_DELAY] = "delay",
        [FAULT_DROP] = "drop", [FAULT_STALL] = "stall",  [FAULT_CUT] = "cut",
        [FAULT_DRIP] = "drip",
    };

    static_assert(COUNT(names) == FAULT_KINDS, "a name for each");
    return names[kind];
}

static const char *name_of_status(enum mailbox_status status)
{
    static const char *const names[] = {
        [MAILBOX_OK] = "none",           [MAILBOX_NOT_REGULAR] = "not-regular",
        [MAILBOX_LINKED] = "linked",     [MAILBOX_FOREIGN] = "foreign",
        [MAILBOX_BUSY] = "busy",         [MAILBOX_STOPPED] = "stopped",
        [MAILBOX_NO_SPACE] = "no-space", [MAILBOX_ERROR] = "error",
    };

    static_assert(COUNT(names) == MAILBOX_STATUSES, "a name for each");
    return names[status];
}

const char *feed_name_of_loss(const struct event_lost *lost)
{
    static const char *const names[] = {
        [EVENT_LOSS_UNFINISHED] = "unfinished",
        [EVENT_LOSS_NO_ROOM] = "no-room",
        [EVENT_LOSS_MAILBOX] = NULL, /* that of the mailbox */
        [EVENT_LOSS_UNKNOWN] = "unknown",
    };

    static_assert(COUNT(names) == EVENT_LOSSES, "a name for each");
    return lost->loss == EVENT_LOSS_MAILBOX ? name_of_status(lost->status) : names[lost->loss];
}

const char *feed_name_of_closing(enum event_closing closing)
{
    static const char *const names[] = {
        [EVENT_CLOSING_IDLE] = "idle",
        [EVENT_CLOSING_LATE] = "late",
        [EVENT_CLOSING_NO_HANDSHAKE] = "no-handshake",
        [EVENT_CLOSING_NO_MEMORY] = "no-memory",
        [EVENT_CLOSING_HTTP] = "http",
        [EVENT_CLOSING_ERRORS] = "errors",
    };

    static_assert(COUNT(names) == EVENT_CLOSINGS, "a name for each");
    return names[closing];
}
