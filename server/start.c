/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* start.c - see start.h.
 *
 * The order matters.  What root may be needed for comes first, then root is given up.  What changes
 * nothing precedes everything that makes files, so that a start that fails there leaves nothing
 * behind; then the server confines itself, and threads come last.
 */
#include <config.h>

#include "server/start.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "server/base/identity.h"
#include "server/check.h"
#include "server/confinement.h"
#include "server/resources.h"
#include "server/serving.h"

/* Reads and opens what is there, as the user that serves; changes nothing. */
static int examine(struct resources *resources)
{
    struct identity identity;

    return identity_find(&identity, resources->options->user) == 0 &&
                   resources_acquire(resources) == 0 && identity_assume(&identity) == 0 &&
                   resources_examine(resources) == 0 &&
                   confinement_examine(resources->options, resources->directory_fd) == 0
               ? 0
               : -1;
}

/* Makes the rest of what serving needs. */
static int make(struct resources *resources)
{
    return resources_make(resources) == 0 &&
                   confinement_enter(resources->options, resources->directory_fd,
                                     resources->outputs.log) == 0
               ? 0
               : -1;
}

/* A signal ends the server at once while there is nothing yet to be left behind. */
static int start(struct serving *serving)
{
    if (examine(serving->resources) != 0)
        return -1;
    serving_block_signals(serving);
    return make(serving->resources) == 0 ? serving_start(serving) : -1;
}

int start_serve(const struct options *options)
{
    struct resources resources = {.options = options, .directory_fd = -1};
    struct serving serving = {.resources = &resources};
    int status = EXIT_FAILURE;

    /* A failed write must return an error, not end the program. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    umask(077);
    if (start(&serving) == 0)
        status = serving_run(&serving);
    serving_end(&serving);
    resources_release(&resources);
    return status;
}

/* Root is given up here, too: what that user may not do is part of the answer. */
int start_check(const struct options *options)
{
    struct resources resources = {.options = options, .directory_fd = -1};
    struct inputs *inputs = &resources.inputs;
    struct identity identity;
    int status = EXIT_FAILURE;

    if (identity_find(&identity, options->user) == 0 && inputs_read(inputs, options) == 0 &&
        identity_assume(&identity) == 0 && resources_inspect(&resources) == 0 &&
        confinement_examine(options, resources.directory_fd) == 0) {
        check_print(options, inputs->users, inputs->certificate.credentials,
                    resources.directory_fd);
        inputs_warn(inputs, inputs->users, check_warn, NULL);
        status = EXIT_SUCCESS;
    }
    resources_release(&resources);
    return status;
}
