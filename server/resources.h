/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resources.h - what the server has read and opened before its first thread starts.
 *
 * Three steps, so that root can be given up after the first, and the process be confined after the
 * third: what root may be needed for; what changes nothing, done as the user that serves; what
 * makes files.  Every function returns 0, or -1 after one line on standard error.
 */
#ifndef SERVER_RESOURCES_H
#define SERVER_RESOURCES_H

#include "common/program.h"
#include "server/base/readiness.h"
#include "server/fault/faults.h"
#include "server/inputs.h"
#include "server/mail/journal.h"
#include "server/net/listener.h"
#include "server/options.h"
#include "server/outputs.h"

/* Threads that write mailboxes.  They wait for the disk, which syncs many files at once. */
#define RESOURCES_WORKERS 24

/* Initialize with zeros, options and a directory_fd of -1. */
struct resources {
    const struct options *options; /* borrowed */
    struct inputs inputs;
    struct faults *faults; /* owned; NULL: none */
    struct listener_set listeners;
    char listening_error[PROGRAM_LINE_MAX]; /* why they could not be opened; empty: they are */
    struct manager manager;                 /* of services */
    unsigned connections_max;       /* the loop must turn clients away before accept() fails */
    unsigned long long descriptors; /* limit of open files from which that follows */
    int directory_fd;               /* open, and locked while the server runs */
    struct outputs outputs;
    struct journal *journal; /* owned; NULL: the folder is not prepared */
    bool was_killed;         /* the previous server of the folder was killed */
};

/* Reads files, opens sockets and raises the limit of open files.  A socket that cannot be opened is
 * complained of by resources_examine(). */
int resources_acquire(struct resources *resources);

/* Opens and locks the folder, and finds out whether all that was acquired can be used there. */
int resources_examine(struct resources *resources);

/* Opens the folder and examines what is in it, even if a server is running there: for --check. */
int resources_inspect(struct resources *resources);

/* Opens the files for what is written besides mail, and makes the server's own files and a missing
 * certificate. */
int resources_make(struct resources *resources);

/* Closes and frees what is there.  The folder is closed, and so unlocked, last: until then no other
 * server may write there. */
void resources_release(struct resources *resources);

#endif
