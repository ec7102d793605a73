/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - parses the command line.
 *
 * Every value is checked for its form and range; startup checks whether files, folders and
 * addresses exist.  Nothing is printed here, except by options_help(), and nothing exits.
 */
#ifndef SERVER_OPTIONS_H
#define SERVER_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/dialect.h"
#include "common/program.h"
#include "server/fault/rule.h"
#include "server/log/log.h"
#include "server/net/listener.h"
#include "server/sandbox/sandbox.h"
#include "server/session/mailbox_name.h"
#include "server/tls/credentials.h"
#include "server/verdict/verdicts.h"

/* Maximum number of --listen options. */
#define OPTIONS_LISTEN_MAX 16
/* Value of options->endings. */
#define OPTIONS_ENDINGS_OWN (-1)
/* Maximum number of --fault options. */
#define OPTIONS_FAULTS_MAX 32
/* Maximum bytes of --user, as of LOGIN_NAME_MAX. */
#define OPTIONS_USER_MAX 255
/* Maximum bytes of --hostname. */
#define OPTIONS_HOSTNAME_MAX 255

/* The task that the command line requests. */
enum options_task {
    OPTIONS_RUN,
    OPTIONS_CHECK,
    OPTIONS_EXPLAIN,
    OPTIONS_HELP,
    OPTIONS_VERSION,
    OPTIONS_USAGE_ERROR, /* options->error says what is wrong */
};

/* Pointers borrow from argv. */
struct options {
    const char *users_file; /* NULL if the task needs none and none was given */
    const char *directory;
    const char *user;                          /* of --user; NULL: none */
    struct credentials_source tls;             /* certificate NULL: no TLS */
    const char *tls_file;                      /* of --tls; NULL: none */
    char catch_all[MAILBOX_FILE_NAME_MAX + 1]; /* name of a mailbox, normalized; empty: none */
    const char *hostname;
    const struct dialect *dialect_chosen; /* as the suite defines it */
    unsigned hidden_extensions;           /* bits of enum dialect_extension */
    bool require_tls;
    const char *auth_file; /* of --auth; NULL: none */
    bool auth_any, require_auth, auth_in_clear;
    int endings;            /* of enum dialect_endings; OPTIONS_ENDINGS_OWN: the dialect's own */
    struct dialect dialect; /* what is served: the chosen one with its policy changed */
    struct listener_address listen[OPTIONS_LISTEN_MAX];
    size_t listen_count;       /* 0: the default addresses */
    unsigned port;             /* of the default addresses; 0: any free port */
    uint64_t message_size_max; /* bytes */
    uint64_t max_spool;        /* bytes of unfinished messages, all clients together */
    unsigned max_connections;
    unsigned max_per_source; /* of sources_new() */
    unsigned timeout_s;
    unsigned exit_after;    /* messages; 0: any number */
    int64_t exit_within_ms; /* 0: any time */
    const char *events;     /* of --events; NULL: none */
    bool trace;
    struct fault_rule faults[OPTIONS_FAULTS_MAX];
    size_t fault_count;
    bool magic_addresses;
    enum log_format log_format;
    enum log_level log_threshold;
    enum verdicts_format report;
    const char *report_file; /* NULL: standard output */
    enum sandbox_mode sandbox;
    enum options_task task;
    char error[PROGRAM_LINE_MAX]; /* one line, untrusted bytes not yet made visible */
};

/* Parses the command line into OPTIONS, which it initializes with defaults.  Returns options->task.
 * argv is reordered as getopt_long(3) does. */
enum options_task options_parse(struct options *options, int argc, char **argv);

/* Prints the --help text to OUT. */
void options_help(FILE *out);

#endif
