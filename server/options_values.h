/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_values.h - reads the values of options that are neither numbers nor words, and says what
 * some values mean. */
#ifndef SERVER_OPTIONS_VALUES_H
#define SERVER_OPTIONS_VALUES_H

#include <stdbool.h>

#include "common/command_line.h"
#include "server/options.h"

/* Each returns false if VALUE is wrong, and complains if there is more to say than the complaint of
 * the option. */
bool options_take_listen(struct command_line *line, const char *value);
bool options_take_user(struct command_line *line, const char *value);
bool options_take_hostname(struct command_line *line, const char *value);
bool options_take_hidden(struct command_line *line, const char *value);
bool options_take_catch_all(struct command_line *line, const char *value);

/* Whether the dialect that was chosen has STARTTLS. */
bool options_have_starttls(const struct options *options);

/* Whether --events has standard output for itself. */
bool options_print_events(const struct options *options);

/* The files that options may name for the server to read. */
#define OPTIONS_INPUTS 4

/* Stores in PATHS those that OPTIONS name, borrowed; NULL for each that they do not. */
void options_inputs(const struct options *options, const char *paths[OPTIONS_INPUTS]);

#endif
