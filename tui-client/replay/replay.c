/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* replay.c - see replay.h: one conversation that is printed, or many that are reported.
 */
#include <config.h>

#include "tui-client/replay/replay.h"

#include <sys/stat.h>

#include "tui-client/replay/play.h"
#include "tui-client/replay/suite.h"

static bool is_folder(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0 && S_ISDIR(facts.st_mode);
}

static bool is_alone(const struct options *options)
{
    bool is_text = options->replay_format == OPTIONS_FORMAT_DEFAULT ||
                   options->replay_format == OPTIONS_FORMAT_TEXT;

    return options->replay_count == 1 && options->server_count == 1 && is_text &&
           !is_folder(options->replays[0]);
}

int replay_run(const struct options *options)
{
    return is_alone(options) ? verdict_status(play_printed(options)) : suite_run(options);
}
