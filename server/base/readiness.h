/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* readiness.h - notifies a service manager of what the server is doing.
 *
 * The protocol of sd_notify(3), without its library: a datagram to the socket that the environment
 * variable NOTIFY_SOCKET names.  Callers decide when.
 */
#ifndef SERVER_BASE_READINESS_H
#define SERVER_BASE_READINESS_H

#include <stdint.h>

enum readiness {
    READINESS_READY,     /* after the start, and again after each reload */
    READINESS_RELOADING, /* until READINESS_READY follows */
    READINESS_STOPPING,
};

/* What the manager was notified of last.  Times are milliseconds of the monotonic clock. */
struct notice {
    enum readiness state;
    int64_t due_ms; /* when it is to be sent again; DEADLINE_NEVER: the manager has it */
};

/* Notifies of STATE, without waiting, and sets NOTICE.  Returns 0, or -1 with errno; EINVAL:
 * NOTIFY_SOCKET is neither a path nor an abstract name ("@NAME").  It is 0 without a service
 * manager, and if the manager has no room now: the caller repeats NOTICE when it is due, since a
 * manager that never hears of READINESS_READY ends the server. */
int readiness_notify(struct notice *notice, enum readiness state, int64_t now_ms);

#endif
