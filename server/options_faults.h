/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_faults.h - the options --fault and --magic-addresses.
 *
 * What a rule means is in server/fault/; here are its place on the command line and the texts for
 * what is wrong with one.
 */
#ifndef SERVER_OPTIONS_FAULTS_H
#define SERVER_OPTIONS_FAULTS_H

#include "common/command_line.h"
#include "server/fault/faults.h"
#include "server/options.h"

/* Takes VALUE of --fault.  Returns false if it is invalid, after a complaint. */
bool options_take_fault(struct command_line *line, const char *value);

/* Complains of the first rule that the dialect that is served cannot have. */
void options_check_faults(struct command_line *line);

/* Returns what OPTIONS ask for, which it borrows. */
struct faults_config options_faults(const struct options *options);

/* Makes what is asked for; *FAULTS is NULL if that is nothing.  Returns -1 after one line on
 * standard error. */
int options_make_faults(const struct options *options, struct faults **faults);

#endif
