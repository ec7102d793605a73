/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* confinement.c - see confinement.h. */
#include <config.h>

#include "server/confinement.h"

#include "common/count.h"
#include "common/i18n.h"
#include "server/options_values.h"

/* Besides the files that are read again, /proc says whether the owner of a dotlock is alive
 * (base/alive.h), and opening /dev/tty whether the terminal is (base/terminal.h). */
static void find_places(struct places *places, const struct options *options, int directory_fd)
{
    const char *files[OPTIONS_INPUTS];

    options_inputs(options, files);
    places_add(places, directory_fd, LANDLOCK_STORE);
    places_add_path(places, "/proc", LANDLOCK_LIST);
    places_add_path(places, "/dev/tty", LANDLOCK_READ_FILE);
#if !HAVE_GETRANDOM
    places_add_path(places, "/dev/urandom", LANDLOCK_READ_FILE);
#endif
    for (size_t i = 0; i < COUNT(files); i++)
        if (files[i] != NULL)
            places_add_folders(places, files[i]);
}

static void log_report(const struct sandbox_report *report, struct log *log)
{
    const char *active = report->active[0] != '\0' ? report->active : _("nothing");

    if (report->missing[0] == '\0')
        log_event(log, LOG_LEVEL_NOTICE, 0, _("sandbox: %s"), active);
    else
        log_event(log, LOG_LEVEL_NOTICE, 0, _("sandbox: %s; missing: %s"), active, report->missing);
}

int confinement_examine(const struct options *options, int directory_fd)
{
    struct places places = {0};

    if (options->sandbox != SANDBOX_REQUIRED)
        return 0;
    find_places(&places, options, directory_fd);
    int status = sandbox_try(&places);
    places_release(&places);
    return status;
}

int confinement_enter(const struct options *options, int directory_fd, struct log *log)
{
    struct places places = {0};
    struct sandbox_report report;

    find_places(&places, options, directory_fd);
    int status = sandbox_enter(options->sandbox, &places, &report);
    places_release(&places);
    if (status == 0 && options->sandbox != SANDBOX_OFF)
        log_report(&report, log);
    return status;
}
