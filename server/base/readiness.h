/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* readiness.h - notifies a service manager of what the server is doing.
 *
 * The protocol of sd_notify(3), without its library: a datagram to the socket that the environment
 * variable NOTIFY_SOCKET names.  It is connected while the server starts, which can open no other
 * later.  Callers decide when.
 */
#ifndef SERVER_BASE_READINESS_H
#define SERVER_BASE_READINESS_H

#include <stdbool.h>
#include <stdint.h>

enum readiness {
    READINESS_READY,     /* after the start, and again after each reload */
    READINESS_RELOADING, /* until READINESS_READY follows */
    READINESS_STOPPING,
};

/* A service manager.  Initialize with zeros. */
struct manager {
    bool is_connected;
    int fd;    /* owned, if it is */
    int error; /* errno if it cannot be reached; 0: there is none */
};

/* Finds the service manager, if there is one; readiness_notify() says what is wrong with it. */
void readiness_connect(struct manager *manager);

void readiness_disconnect(struct manager *manager);

/* What the manager was notified of last.  Times are milliseconds of the monotonic clock. */
struct notice {
    enum readiness state;
    int64_t due_ms; /* when it is to be sent again; DEADLINE_NEVER: the manager has it */
};

/* Notifies MANAGER of STATE, without waiting, and sets NOTICE.  Returns 0, or -1 with errno;
 * EINVAL: NOTIFY_SOCKET is neither a path nor an abstract name ("@NAME").  It is 0 without a
 * service manager, and if the manager has no room now: the caller repeats NOTICE when it is due,
 * since a manager that never hears of READINESS_READY ends the server. */
int readiness_notify(const struct manager *manager, struct notice *notice, enum readiness state,
                     int64_t now_ms);

#endif
