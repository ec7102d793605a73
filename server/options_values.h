/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_values.h - reads the values of options that are neither numbers nor words.
 *
 * Part of options.c.  Each function returns false if VALUE is wrong, and complains if there is more
 * to say than the complaint of the option.
 */
#ifndef SERVER_OPTIONS_VALUES_H
#define SERVER_OPTIONS_VALUES_H

#include <stdbool.h>

#include "common/command_line.h"

bool options_take_listen(struct command_line *line, const char *value);
bool options_take_user(struct command_line *line, const char *value);
bool options_take_hostname(struct command_line *line, const char *value);
bool options_take_hidden(struct command_line *line, const char *value);
bool options_take_catch_all(struct command_line *line, const char *value);

#endif
