/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* echo.h - whether a reply repeats the address that was sent.
 *
 * Many servers do, and one that lost a part of a line shows it there.  What follows from it is not
 * decided here.
 */
#ifndef TUI_CLIENT_DIALOGUE_ECHO_H
#define TUI_CLIENT_DIALOGUE_ECHO_H

#include <stdbool.h>

#include "common/span.h"

/* Whether TEXT, that of a reply, contains an address, and not the one in ARGUMENT, that of the
 * command.  An address is a word with an "@" in it; brackets, quotes and punctuation around it do
 * not count.  False if ARGUMENT contains none. */
bool echo_differs(struct span argument, struct span text);

#endif
