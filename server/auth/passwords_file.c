/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* passwords_file.c - reads a table of passwords from its file.
 *
 * The file is neither waited for nor trusted, and no line of it is repeated in a message.
 */
#include <config.h>

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "server/auth/passwords.h"
#include "server/base/full_io.h"
#include "server/base/input_file.h"
#include "server/sandbox/denial.h"

static int complain(const char *path, const char *reason, const char *remedy, char *error)
{
    snprintf(error, PROGRAM_LINE_MAX, _("cannot read the passwords file '%s': %s; %s"), path,
             reason, remedy);
    return -1;
}

static int open_file(const char *path, struct stat *status, char *error)
{
    int fd = input_file_open(path, status);

    if (fd >= 0)
        return fd;
    return complain(path, strerror(errno),
                    denial_remedy(errno, path, _("create it with one USER:PASSWORD per line")),
                    error);
}

static int examine(const struct stat *status, const char *path, char *error)
{
    if (!S_ISREG(status->st_mode))
        return complain(path, _("it is not a regular file"), _("check the path"), error);
    if (status->st_size > PASSWORDS_FILE_SIZE_MAX)
        return complain(path, _("it is too large"), _("is it the right file?"), error);
    if ((status->st_mode & (S_IROTH | S_IWOTH | S_IWGRP)) == 0)
        return 0;
    snprintf(error, PROGRAM_LINE_MAX,
             _("others may read the passwords file '%s', or more than its owner may write it: "
               "chmod 600 '%s'"),
             path, path);
    return -1;
}

/* A file that grows meanwhile is read as far as it was known. */
static char *read_text(int fd, const char *path, size_t size, char *error)
{
    char *text = malloc(size + 1);

    if (text != NULL && full_io_read(fd, text, size, 0) == 0)
        return text;
    complain(path, strerror(errno), errno == ENOMEM ? _("free some memory") : _("check the disk"),
             error);
    if (text != NULL)
        explicit_bzero(text, size);
    free(text);
    return NULL;
}

static const char scram_form[] =
    N_("after {SCRAM-SHA-256} must follow ITERATIONS,SALT,STOREDKEY,SERVERKEY, as "
       "\"gsasl --mkpasswd --mechanism=SCRAM-SHA-256\" prints them");

static void describe(const char *path, const struct passwords_error *flaw, char *error)
{
    static const char *const texts[] = {
        [PASSWORDS_OK] = "",
        [PASSWORDS_NO_COLON] = N_("a line is USER:PASSWORD, and this one has no ':'"),
        [PASSWORDS_NO_USER] = N_("nothing precedes the ':'; write USER:PASSWORD"),
        [PASSWORDS_NO_SECRET] = N_("nothing follows the ':'; write USER:PASSWORD"),
        [PASSWORDS_ILL_FORMED] =
            N_("the line contains a control character, or is not well-formed UTF-8"),
        [PASSWORDS_BAD_USER] =
            N_("SASLprep (RFC 4013) does not allow the user name: write it in other characters"),
        [PASSWORDS_BAD_SECRET] =
            N_("SASLprep (RFC 4013) does not allow the password: choose other characters"),
        [PASSWORDS_TOO_SLOW] =
            N_("more than 1000000 iterations would take too long at each login: choose fewer"),
        [PASSWORDS_BAD_SCRAM] = scram_form,
        [PASSWORDS_REPEATED] = N_("an earlier line has the same user; remove one of them"),
        [PASSWORDS_NONE] = N_("the file contains no users; write one USER:PASSWORD per line"),
        [PASSWORDS_NO_MEMORY] = N_("out of memory"),
    };

    static_assert(COUNT(texts) == PASSWORDS_FLAWS, "a text for each");
    static_assert(PASSWORDS_ITERATIONS_MAX == 1000000, "as the text says");
    if (flaw->flaw == PASSWORDS_NONE || flaw->flaw == PASSWORDS_NO_MEMORY)
        snprintf(error, PROGRAM_LINE_MAX, "%s: %s", path, _(texts[flaw->flaw]));
    else
        snprintf(error, PROGRAM_LINE_MAX, "%s:%zu: %s", path, flaw->line, _(texts[flaw->flaw]));
}

struct passwords *passwords_read(const char *path, char *error)
{
    struct stat status;
    int fd = open_file(path, &status, error);
    struct passwords *passwords = NULL;
    struct passwords_error flaw;
    char *text = NULL;

    if (fd < 0)
        return NULL;
    if (examine(&status, path, error) == 0)
        text = read_text(fd, path, (size_t)status.st_size, error);
    close(fd);
    if (text == NULL)
        return NULL;
    passwords = passwords_parse((struct span){text, (size_t)status.st_size}, &flaw);
    if (passwords == NULL)
        describe(path, &flaw, error);
    explicit_bzero(text, (size_t)status.st_size);
    free(text);
    return passwords;
}
