/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - the command line of smtp-tui.
 */
#ifndef TUI_CLIENT_CLIENT_OPTIONS_H
#define TUI_CLIENT_CLIENT_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "common/command.h"
#include "common/dialect.h"
#include "common/pace.h"
#include "tui-client/client/server_name.h"

enum options_task {
    OPTIONS_FULL_SCREEN,
    OPTIONS_PLAIN,
    OPTIONS_REPLAY,
    OPTIONS_HELP,
    OPTIONS_VERSION,
    OPTIONS_USAGE_ERROR,
};

struct options {
    struct server_name server;
    const char *replay;            /* path, with OPTIONS_REPLAY; borrows from argv */
    const char *save;              /* path, or NULL */
    bool keep_going;               /* after a difference, with REPLAY */
    bool codes_only;               /* of the replies, with SAVE */
    const struct dialect *dialect; /* NULL: detected from the greeting */
    bool pipelining;               /* if the server offers it */
    struct pace pace;              /* of messages */
    enum command_style style;      /* of addresses */
    unsigned timeout_s;            /* for connecting, and for each reply */
    bool color;                    /* false with --no-color or NO_COLOR */
    bool ascii;
    bool mouse;
    enum options_task task;
    char error[512]; /* of OPTIONS_USAGE_ERROR: one line, untrusted bytes not yet made visible */
};

/* Reads the command line and NO_COLOR into OPTIONS, defaults first.  Returns options->task. */
enum options_task options_parse(struct options *options, int argc, char **argv);

/* Prints the text of --help to OUT. */
void options_help(FILE *out);

#endif
