/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox.h - gives up what a server no longer needs once its files and sockets are open.
 *
 * Three layers, each of which holds by itself: no_new_privs, Landlock and seccomp.  A process
 * cannot leave them.  What is denied fails with an error, and never ends the process.  Which files
 * are read again is the caller's concern.
 */
#ifndef SERVER_SANDBOX_SANDBOX_H
#define SERVER_SANDBOX_SANDBOX_H

#include "server/sandbox/places.h"

enum sandbox_mode {
    SANDBOX_AUTO,     /* the layers that the kernel has */
    SANDBOX_REQUIRED, /* all of them, or no server */
    SANDBOX_OFF,
    SANDBOX_MODES,
};

/* A sanitizer needs files and calls of its own. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define SANDBOX_DEFAULT SANDBOX_OFF
#elif defined __has_feature /* clang, which does not define these */
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANDBOX_DEFAULT SANDBOX_OFF
#endif
#endif
#ifndef SANDBOX_DEFAULT
#define SANDBOX_DEFAULT SANDBOX_AUTO
#endif

/* For one line of the log; each a list separated by ", ", empty if there is nothing to name. */
struct sandbox_report {
    char active[160];
    char missing[256]; /* with the reason in parentheses */
};

/* Finds out, without confining this process, whether sandbox_enter() could do what SANDBOX_REQUIRED
 * asks for; other threads must not run yet.  Returns 0, also if that cannot be found out; or -1
 * after one line on standard error. */
int sandbox_try(const struct places *places);

/* Confines this thread and those that it starts, unless MODE is SANDBOX_OFF; other threads must not
 * run yet.  Returns 0 and sets REPORT; or -1 after one line on standard error. */
int sandbox_enter(enum sandbox_mode mode, const struct places *places,
                  struct sandbox_report *report);

#endif
