/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resources.c - see resources.h. */
#include <config.h>

#include "server/resources.h"

#include <unistd.h>

#include "common/deadline.h"
#include "common/program.h"
#include "server/base/descriptors.h"
#include "server/listening.h"
#include "server/mail/lock.h"
#include "server/mail/mail_folder.h"
#include "server/options_faults.h"
#include "server/output_files.h"

/* Descriptors besides clients and listeners: standard streams, folder, users file, intents, spool,
 * store, clients that are turned away, and four for each worker: mailbox, lock, and the two of
 * alive.h. */
#define OTHER_DESCRIPTORS (128 + 4 * RESOURCES_WORKERS)

/* --- acquiring ------------------------------------------------------------------------------- */

static void open_sockets(struct resources *resources)
{
    if (listening_open(&resources->listeners, resources->options, resources->listening_error,
                       sizeof resources->listening_error) == 0)
        resources->listening_error[0] = '\0';
}

static void allow_connections(struct resources *resources)
{
    unsigned others = OTHER_DESCRIPTORS + (unsigned)resources->listeners.count;

    resources->connections_max =
        descriptors_allow(resources->options->max_connections, others, &resources->descriptors);
}

int resources_acquire(struct resources *resources)
{
    if (inputs_read(&resources->inputs, resources->options) != 0 ||
        options_make_faults(resources->options, &resources->faults) != 0)
        return -1;
    open_sockets(resources);
    readiness_connect(&resources->manager);
    allow_connections(resources);
    return 0;
}

/* --- examining ------------------------------------------------------------------------------- */

static int open_folder(struct resources *resources)
{
    resources->directory_fd = mail_folder_open(resources->options->directory);
    return resources->directory_fd >= 0 ? 0 : -1;
}

static int lock_folder(const struct resources *resources)
{
    return mail_folder_lock(resources->options->directory, resources->directory_fd);
}

static int examine_inputs(struct resources *resources)
{
    return inputs_examine(&resources->inputs, resources->directory_fd);
}

/* Once the users are read, and the folder is open. */
static struct own_files files_of(const struct resources *resources)
{
    return (struct own_files){resources->options, resources->inputs.users, resources->directory_fd};
}

static int examine_sockets(const struct resources *resources)
{
    if (resources->listening_error[0] == '\0')
        return 0;
    program_complain("%s", resources->listening_error);
    return -1;
}

/* The sockets last: whoever starts a server twice should hear of the folder that is served already,
 * and by which process. */
int resources_examine(struct resources *resources)
{
    return open_folder(resources) == 0 && lock_folder(resources) == 0 &&
                   examine_inputs(resources) == 0 && examine_sockets(resources) == 0
               ? 0
               : -1;
}

int resources_inspect(struct resources *resources)
{
    if (open_folder(resources) != 0 || examine_inputs(resources) != 0)
        return -1;
    const struct own_files own = files_of(resources);
    return output_files_inspect(&own);
}

/* --- making ---------------------------------------------------------------------------------- */

static int prepare_folder(struct resources *resources)
{
    resources->was_killed = lock_server(resources->directory_fd) != 0;
    resources->journal =
        mail_folder_prepare(resources->options->directory, resources->directory_fd);
    return resources->journal != NULL ? 0 : -1;
}

int resources_make(struct resources *resources)
{
    const struct own_files own = files_of(resources);

    if (outputs_open(&resources->outputs, &own) != 0 || prepare_folder(resources) != 0 ||
        certificate_make(&resources->inputs.certificate) != 0)
        return -1;
    inputs_reserve(&resources->inputs);
    return 0;
}

void resources_release(struct resources *resources)
{
    listener_close(&resources->listeners);
    readiness_disconnect(&resources->manager);
    if (resources->journal != NULL)
        (void)mail_folder_leave(resources->directory_fd, resources->journal, DEADLINE_NEVER);
    outputs_close(&resources->outputs);
    faults_free(resources->faults);
    inputs_release(&resources->inputs);
    if (resources->directory_fd >= 0)
        close(resources->directory_fd);
}
