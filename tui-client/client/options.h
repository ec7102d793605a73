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
#include "common/program.h"
#include "tui-client/auth/password.h"
#include "tui-client/client/server_name.h"
#include "tui-client/net/trust.h"

enum options_task {
    OPTIONS_FULL_SCREEN,
    OPTIONS_PLAIN,
    OPTIONS_REPLAY,
    OPTIONS_HELP,
    OPTIONS_VERSION,
    OPTIONS_USAGE_ERROR,
};

/* Whether STARTTLS is used on a connection that begins in clear. */
enum options_tls {
    OPTIONS_TLS_NEVER,   /* nor does TLS begin after it */
    OPTIONS_TLS_OFFERED, /* if the server offers it */
    OPTIONS_TLS_REQUIRED,
    OPTIONS_TLS_BY_PORT, /* required at port 587 (RFC 8314 section 3.3), else if it is offered */
};

/* How a replay is reported. */
enum options_format {
    OPTIONS_FORMAT_TEXT,
    OPTIONS_FORMAT_TAP,
    OPTIONS_FORMAT_JUNIT,
    OPTIONS_FORMAT_DEFAULT, /* not said: as text */
};

/* Most files and folders that can be named to be replayed. */
#define OPTIONS_REPLAYS_MAX 1000

/* Most conversations that can be played side by side. */
#define OPTIONS_JOBS_MAX 1000

struct options {
    struct server_name server;
    const char *const *servers; /* as they were named, the first one is SERVER; several only with
                                   OPTIONS_REPLAY; borrows from argv */
    size_t server_count;        /* at least 1 */
    const char *replays[OPTIONS_REPLAYS_MAX]; /* paths, with OPTIONS_REPLAY; borrow from argv */
    size_t replay_count;
    enum options_format replay_format;
    unsigned replay_jobs;          /* side by side; 0: not said */
    unsigned replay_limit_s;       /* for each conversation; 0: not said */
    const char *save;              /* path, or NULL */
    bool keep_going;               /* after a difference, with REPLAY */
    bool codes_only;               /* of the replies, with SAVE */
    const struct dialect *dialect; /* NULL: detected from the greeting */
    bool pipelining;               /* if the server offers it */
    struct pace pace;              /* of messages */
    enum command_style style;      /* of addresses */
    enum options_tls tls;
    const char *tls_ca;        /* path of the certificates that are trusted; NULL: the system's */
    bool tls_insecure;         /* any certificate is accepted */
    const struct trust *trust; /* borrowed; made of the two by whoever runs; NULL: no TLS */
    const char *auth_user;     /* who logs in; NULL: not said */
    const char *auth_password_file;  /* path; NULL: the user is asked */
    const struct password *password; /* borrowed; read from it by whoever runs; maybe empty */
    unsigned timeout_s;              /* for connecting, and for each reply */
    bool color;                      /* false with --no-color or NO_COLOR */
    bool ascii;
    bool mouse;
    enum options_task task;
    char error[PROGRAM_LINE_MAX]; /* of OPTIONS_USAGE_ERROR: one line, untrusted bytes not yet made
                                     visible */
};

/* Reads the command line and NO_COLOR into OPTIONS, defaults first.  Returns options->task. */
enum options_task options_parse(struct options *options, int argc, char **argv);

/* Returns what CHOSEN means for SERVER; never BY_PORT. */
enum options_tls options_tls_for(enum options_tls chosen, const struct server_name *server);

/* Prints the text of --help to OUT. */
void options_help(FILE *out);

#endif
