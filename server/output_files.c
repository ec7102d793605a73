/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* output_files.c - see output_files.h.
 *
 * An inspection opens what is there, unless somebody would notice: that shows what is in it, and
 * whether it may be written.  A file that is missing may turn out to be one of the server's own
 * once it is there: a link may lead to it, or its name differ on a file system that takes both for
 * one.  So it is made first, and removed if need be.
 */
#include <config.h>

#include "server/output_files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/same_file.h"
#include "server/events/target.h"
#include "server/options_values.h"

/* What every mailbox that is not empty begins with. */
#define RECORD_START "From "

/* Names of the options, as in messages. */
#define EVENTS_OPTION "--events"
#define REPORT_OPTION "--report-file"

/* Room for what to do about a file that cannot be opened. */
#define REMEDY_MAX 512

/* --- opening --------------------------------------------------------------------------------- */

static void describe_remedy(int error, const char *user, const char *option, char *out)
{
    bool is_right = error == EACCES || error == EPERM;

    if (is_right && user != NULL)
        snprintf(out, REMEDY_MAX, _("let the user '%s' write there, or name another file with %s"),
                 user, option);
    else if (is_right || error == EROFS)
        snprintf(out, REMEDY_MAX,
                 _("make it writable by the user that runs the server, or name another file with "
                   "%s"),
                 option);
    else if (error == ENOENT || error == ENOTDIR)
        snprintf(out, REMEDY_MAX, _("create its folder, or name another file with %s"), option);
    else if (error == ENOSPC || error == EDQUOT)
        snprintf(out, REMEDY_MAX, _("free some space, or name another file with %s"), option);
    else
        snprintf(out, REMEDY_MAX, _("name another file with %s"), option);
}

/* Opens PATH, or inspects it.  Returns -1 with errno on failure. */
typedef int opener(struct output_file *file, const char *path);

static int open_file(struct output_file *file, const char *path)
{
    file->fd = target_open(path, &file->is_new);
    return file->fd >= 0 ? 0 : -1;
}

/* Whether a file could be made at PATH; where a link leads that leads to nothing is left open. */
static int could_make(const char *path)
{
    char copy[PATH_MAX];
    struct stat found;

    snprintf(copy, sizeof copy, "%s", path);
    return lstat(path, &found) == 0 ? 0 : access(dirname(copy), W_OK | X_OK);
}

/* The other end of a FIFO or of a device may wait for someone to open it. */
static int inspect_file(struct output_file *file, const char *path)
{
    struct stat found;

    if (stat(path, &found) != 0) {
        file->is_new = errno == ENOENT;
        return file->is_new ? could_make(path) : -1;
    }
    if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode))
        return 0;
    file->fd = target_open_present(path);
    return file->fd >= 0 ? 0 : -1;
}

/* Leaves FILE as it is without PATH, which may be NULL. */
static int try(opener *opens, struct output_file *file, const char *path)
{
    *file = (struct output_file){.path = path, .fd = -1};
    return path != NULL ? opens(file, path) : 0;
}

static int open_both(struct output_files *files, const struct options *options, opener *opens)
{
    bool is_printed = options_print_events(options);
    char remedy[REMEDY_MAX];

    files->report = (struct output_file){.fd = -1};
    if (try(opens, &files->events, is_printed ? NULL : options->events) != 0) {
        int error = errno;
        describe_remedy(error, options->user, EVENTS_OPTION, remedy);
        program_complain(_("cannot open '%s': %s; %s"), options->events, strerror(error), remedy);
        return -1;
    }
    if (try(opens, &files->report, options->report_file) != 0) {
        int error = errno;
        describe_remedy(error, options->user, REPORT_OPTION, remedy);
        program_complain(_("cannot write the report to '%s': %s; %s"), options->report_file,
                         strerror(error), remedy);
        return -1;
    }
    return 0;
}

/* --- examining ------------------------------------------------------------------------------- */

/* Stores in *FOUND what FILE is.  Returns false if it is not open, or no regular file. */
static bool is_regular(const struct output_file *file, struct stat *found)
{
    return file->fd >= 0 && fstat(file->fd, found) == 0 && S_ISREG(found->st_mode);
}

static int examine_events(const struct output_file *file)
{
    if (file->fd < 0 || target_takes_events(file->fd))
        return 0;
    program_complain(_("'%s' holds something other than lines of JSON; name another file"),
                     file->path);
    return -1;
}

static bool is_mailbox(int fd)
{
    char start[sizeof RECORD_START - 1];

    return pread(fd, start, sizeof start, 0) == (ssize_t)sizeof start &&
           memcmp(start, RECORD_START, sizeof start) == 0;
}

static int complain_of_own(const char *path, const char *option)
{
    program_complain(_("'%s' is a mailbox or a file that the server reads or keeps; name another "
                       "file with %s"),
                     path, option);
    return -1;
}

static int examine(const struct output_file *file, const char *option, const struct own_files *own)
{
    struct stat found;

    if (!is_regular(file, &found) || (!is_mailbox(file->fd) && !own_files_have(own, &found)))
        return 0;
    return complain_of_own(file->path, option);
}

/* Whether FILES are one; of those that are not there the names tell. */
static bool is_one(const struct output_files *files)
{
    struct stat events, report;
    bool are_missing = files->events.fd < 0 && files->events.is_new && files->report.is_new;

    if (are_missing)
        return strcmp(files->events.path, files->report.path) == 0;
    return is_regular(&files->events, &events) && is_regular(&files->report, &report) &&
           same_file(&events, &report);
}

/* Lines of both in one FIFO or on one terminal are somebody's wish; but a file would be emptied of
 * the events. */
static int compare(const struct output_files *files)
{
    if (!is_one(files))
        return 0;
    program_complain(_("%s and %s both name the file '%s'; name two different files"),
                     EVENTS_OPTION, REPORT_OPTION, files->report.path);
    return -1;
}

static int try_both(struct output_files *files, const struct own_files *own, opener *opens)
{
    return open_both(files, own->options, opens) == 0 && examine_events(&files->events) == 0 &&
                   examine(&files->events, EVENTS_OPTION, own) == 0 &&
                   examine(&files->report, REPORT_OPTION, own) == 0 && compare(files) == 0
               ? 0
               : -1;
}

int output_files_open(struct output_files *files, const struct own_files *own)
{
    if (try_both(files, own, open_file) == 0)
        return 0;
    output_files_abandon(files);
    return -1;
}

int output_files_inspect(const struct own_files *own)
{
    struct output_files files;
    int status = try_both(&files, own, inspect_file);

    output_files_abandon(&files);
    return status;
}

/* --- abandoning ------------------------------------------------------------------------------ */

/* Removes the file itself, not a link that has led to it.  The sandbox knows no unlink(2). */
static void remove_file(const struct output_file *file)
{
    char *path = realpath(file->path, NULL);
    struct stat made, named;

    if (path != NULL && fstat(file->fd, &made) == 0 && stat(path, &named) == 0 &&
        same_file(&made, &named))
        unlinkat(AT_FDCWD, path, 0);
    free(path);
}

void output_files_remove_new(const struct output_files *files)
{
    if (files->report.fd >= 0 && files->report.is_new)
        remove_file(&files->report);
    if (files->events.fd >= 0 && files->events.is_new)
        remove_file(&files->events);
}

static void close_file(struct output_file *file)
{
    if (file->fd >= 0)
        close(file->fd);
    file->fd = -1;
}

void output_files_abandon(struct output_files *files)
{
    output_files_remove_new(files);
    close_file(&files->report);
    close_file(&files->events);
}
