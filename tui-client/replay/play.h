/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play.h - plays one session file, and says what came of it: to a person, as it comes about, or to
 * whoever plays several.
 *
 * The file is read and checked first.  player.h decides what counts as expected.
 */
#ifndef TUI_CLIENT_REPLAY_PLAY_H
#define TUI_CLIENT_REPLAY_PLAY_H

#include "tui-client/client/options.h"
#include "tui-client/replay/outcome.h"
#include "tui-client/replay/session_list.h"

/* Plays the first file of OPTIONS against its first server, and prints the conversation, how it
 * ended, and a summary. */
enum verdict play_printed(const struct options *options);

/* Plays the file at PATH against SERVER, in LIMIT_S seconds at most (0: no limit), and fills in
 * OUTCOME, which is zero; its verdict comes last.  With ABSENCE, why SERVER cannot be reached, the
 * file is only read. */
void play_collected(const struct options *options, const struct server_name *server,
                    const struct session_path *path, unsigned limit_s, const char *absence,
                    struct outcome *outcome);

#endif
