/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* journald.h - whether the journal of systemd reads what is written to a descriptor.
 *
 * It keeps the time of each line, and its level if the line begins with "<N>", as in sd-daemon(3),
 * which it then removes.
 */
#ifndef SERVER_BASE_JOURNALD_H
#define SERVER_BASE_JOURNALD_H

#include <stdbool.h>
#include <stdio.h>

/* Whether FD is what the environment variable JOURNAL_STREAM names.  A program that systemd did
 * not start itself may have inherited the variable, but not the descriptor. */
bool journald_reads(int fd);

/* Begins a line on OUT: writes its level there, a PRIORITY of syslog(3), if the journal reads OUT.
 */
void journald_begin(FILE *out, int priority);

#endif
