/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* alive.h - whether a process with a given id may be alive.
 *
 * A process id is valid within one PID namespace.  A file that several namespaces share, such as a
 * dotlock in a folder that is mounted in a container, does not say in which one its id is valid.
 * The absence of a process here therefore proves something only if all other namespaces are
 * visible.
 */
#ifndef SERVER_BASE_ALIVE_H
#define SERVER_BASE_ALIVE_H

#include <sys/types.h>

enum alive {
    ALIVE_NO,      /* nowhere on this machine */
    ALIVE_YES,     /* here */
    ALIVE_UNKNOWN, /* not here, perhaps in another PID namespace */
};

/* Looks for a process with the positive id PID, other than the calling one. */
enum alive alive_find(pid_t pid);

#endif
