/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder_internal.h - what recorder.c asks recorder_auth.c: whether a line is one of an exchange
 * of credentials, which is not written as it is. */
#ifndef TUI_CLIENT_DIALOGUE_RECORDER_INTERNAL_H
#define TUI_CLIENT_DIALOGUE_RECORDER_INTERNAL_H

#include "tui-client/dialogue/recorder.h"

/* LINE is a command.  True if it belongs to an exchange, or was left out: nothing more is to be
 * written of it. */
bool recorder_hides_command(struct recorder *recorder, const struct dialogue_line *line);

/* LINE ends a reply.  1 if it belongs to what is hidden, and all was written that is to be, 0 if
 * not, -1 with errno of buffer_append(). */
int recorder_hides_reply(struct recorder *recorder, const struct dialogue_line *line,
                         struct buffer *out);

/* Nothing more is awaited: writes the exchange without its end, if there is one.  Returns -1 with
 * errno of buffer_append(). */
int recorder_end_auth(struct recorder *recorder, struct buffer *out);

#endif
