/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* users_file.c - see users_file.h.
 *
 * Neither the file name nor the contents are trusted: neither may block the program, and names are
 * quoted in visible form.
 */
#include <config.h>

#include "server/users/users_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "common/text.h"
#include "server/base/input_file.h"
#include "server/base/same_file.h"
#include "server/log/words.h"
#include "server/mail/mailbox.h"
#include "server/sandbox/denial.h"

#define READ_SIZE (64 * 1024)

/* Maximum bytes of a name in a message. */
#define QUOTE_MAX 64

static const char *kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return _("a folder");
    if (S_ISFIFO(mode))
        return _("a FIFO");
    return _("a device");
}

/* Returns a descriptor for reading. */
static int open_file(const char *path, struct stat *identity, char *error, size_t size)
{
    int fd = input_file_open(path, identity);

    if (fd < 0) {
        snprintf(error, size, _("cannot read the users file '%s': %s; %s"), path, strerror(errno),
                 denial_remedy(errno, path, _("create it with one user name per line")));
    } else if (!S_ISREG(identity->st_mode)) {
        snprintf(error, size,
                 _("the users file '%s' is %s; name a text file with one user per line"), path,
                 kind_of(identity->st_mode));
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Reads FD to its end, which may have moved since fstat().  Returns -1 with errno; EFBIG if it is
 * too large. */
static int read_all(int fd, struct buffer *text)
{
    for (;;) {
        char *room = buffer_reserve(text, READ_SIZE);
        if (room == NULL) {
            errno = errno == ENOBUFS ? EFBIG : errno;
            return -1;
        }
        ssize_t size = read(fd, room, READ_SIZE);
        if (size == 0)
            return 0;
        if (size > 0)
            buffer_commit(text, (size_t)size);
        else if (errno != EINTR)
            return -1;
    }
}

static int read_file(const char *path, struct buffer *text, struct stat *identity, char *error,
                     size_t size)
{
    int fd = open_file(path, identity, error, size);
    int status;

    if (fd < 0)
        return -1;
    status = read_all(fd, text);
    if (status != 0) {
        if (errno == EFBIG)
            snprintf(error, size,
                     _("the users file '%s' is larger than %d MiB; is it the right file?"), path,
                     USERS_FILE_SIZE_MAX >> 20);
        else
            snprintf(error, size, _("cannot read the users file '%s': %s; check the disk"), path,
                     strerror(errno));
    }
    close(fd);
    return status;
}

static void describe_flaw(const char *path, const struct users_error *flaw, char *error,
                          size_t size)
{
    char quote[QUOTE_MAX];

    if (flaw->line == 0) {
        snprintf(error, size, "%s: %s", path, words_users_flaw(flaw->flaw));
        return;
    }
    size_t length = text_abbreviate(TEXT_VISIBLE, flaw->name, quote, sizeof quote);
    snprintf(error, size, _("%s:%zu: the name '%.*s' %s"), path, flaw->line, (int)length, quote,
             words_users_flaw(flaw->flaw));
}

/* Whether USERS has the mailbox for unknown names, if there is to be one. */
static bool has_catch_all(const struct users_file *file, const struct users *users, char *error,
                          size_t size)
{
    char quote[QUOTE_MAX];

    if (file->catch_all == NULL || users_find(users, file->catch_all) != NULL)
        return true;
    size_t length = text_abbreviate(TEXT_VISIBLE, span_of(file->catch_all), quote, sizeof quote);
    snprintf(
        error, size,
        _("%s: the catch-all user '%.*s' is missing; add the name to the file, or name another "
          "user with --catch-all"),
        file->path, (int)length, quote);
    return false;
}

struct users *users_file_read(struct users_file *file, char *error, size_t size)
{
    struct buffer text;
    struct users_error flaw;
    struct users *users = NULL;

    buffer_init(&text, USERS_FILE_SIZE_MAX + READ_SIZE);
    if (read_file(file->path, &text, &file->identity, error, size) == 0) {
        struct span span = buffer_span(&text);
        users = users_parse(span.data, span.size, &flaw);
        if (users == NULL)
            describe_flaw(file->path, &flaw, error, size);
    }
    if (users != NULL && !has_catch_all(file, users, error, size)) {
        users_free(users);
        users = NULL;
    }
    buffer_release(&text);
    return users;
}

static bool is_known(const struct users_file *file, const struct users_entry *entry)
{
    return file->known != NULL && users_find(file->known, entry->name) != NULL;
}

static bool is_cancelled(const struct users_file *file, char *error, size_t size)
{
    if (file->is_cancelled == NULL || !atomic_load(file->is_cancelled))
        return false;
    snprintf(error, size, "%s", _("the server is stopping"));
    return true;
}

static void describe_mailbox(const struct users_file *file, const struct users_entry *entry,
                             enum mailbox_status status, char *error, size_t size)
{
    snprintf(error, size,
             status == MAILBOX_FOREIGN
                 ? _("%s:%zu: the mailbox '%s%s' cannot be used: %s; give it to the user that the "
                     "server runs as, move it away or remove the name")
                 : _("%s:%zu: the mailbox '%s%s' cannot be used: %s; move it away or remove the "
                     "name"),
             file->path, entry->line, entry->name, MAILBOX_SUFFIX,
             words_mailbox_error(status, errno));
}

/* The reserved files that are there. */
struct reserved {
    struct stat files[USERS_FILE_RESERVED_MAX];
    size_t count;
};

static void find_reserved(const struct users_file *file, struct reserved *found)
{
    found->count = 0;
    for (size_t i = 0; i < USERS_FILE_RESERVED_MAX; i++)
        if (file->reserved[i] != NULL && stat(file->reserved[i], &found->files[found->count]) == 0)
            found->count++;
}

static bool is_reserved(const struct reserved *reserved, const struct stat *status)
{
    for (size_t i = 0; i < reserved->count; i++)
        if (same_file(status, &reserved->files[i]))
            return true;
    return false;
}

static int examine(const struct users_file *file, const struct reserved *reserved,
                   const struct users_entry *entry, char *error, size_t size)
{
    struct stat status;
    bool exists;
    enum mailbox_status examined =
        mailbox_examine(file->directory_fd, entry->name, &exists, &status);

    if (examined != MAILBOX_OK) {
        describe_mailbox(file, entry, examined, error, size);
        return -1;
    }
    if (exists && same_file(&status, &file->identity)) {
        snprintf(error, size,
                 _("%s:%zu: the mailbox '%s%s' would be the users file itself; rename the file or "
                   "remove the name"),
                 file->path, entry->line, entry->name, MAILBOX_SUFFIX);
        return -1;
    }
    if (exists && is_reserved(reserved, &status)) {
        snprintf(error, size,
                 _("%s:%zu: the mailbox '%s%s' would be a file that an option of the server names; "
                   "name another file with that option, or remove the name"),
                 file->path, entry->line, entry->name, MAILBOX_SUFFIX);
        return -1;
    }
    return 0;
}

int users_file_examine(const struct users_file *file, const struct users *users, char *error,
                       size_t size)
{
    struct reserved reserved;

    find_reserved(file, &reserved);
    for (size_t i = 0; i < users_count(users); i++) {
        const struct users_entry *entry = users_at(users, i);
        if (is_known(file, entry))
            continue;
        if (is_cancelled(file, error, size) || examine(file, &reserved, entry, error, size) != 0)
            return -1;
    }
    return 0;
}

static int create(const struct users_file *file, const struct users_entry *entry, bool *created,
                  char *error, size_t size)
{
    enum mailbox_status status = mailbox_create(file->directory_fd, entry->name, created);

    if (status == MAILBOX_OK)
        return 0;
    snprintf(error, size, _("%s:%zu: cannot create the mailbox '%s%s': %s; check the folder"),
             file->path, entry->line, entry->name, MAILBOX_SUFFIX,
             words_mailbox_error(status, errno));
    return -1;
}

static void remove_created(const struct users_file *file, const struct users *users,
                           const bool *created)
{
    for (size_t i = users_count(users); i-- > 0;)
        if (created[i])
            mailbox_remove_empty(file->directory_fd, users_at(users, i)->name);
}

static int create_mailboxes(const struct users_file *file, const struct users *users, bool *created,
                            char *error, size_t size)
{
    for (size_t i = 0; i < users_count(users); i++) {
        const struct users_entry *entry = users_at(users, i);
        if (is_known(file, entry))
            continue;
        if (is_cancelled(file, error, size))
            return -1;
        if (create(file, entry, &created[i], error, size) != 0) {
            remove_created(file, users, created);
            return -1;
        }
    }
    return 0;
}

int users_file_create(const struct users_file *file, const struct users *users, char *error,
                      size_t size)
{
    bool *created = calloc(users_count(users), sizeof *created);
    int status = -1;

    if (created == NULL)
        snprintf(error, size, _("cannot create mailboxes: %s; free some memory"), strerror(errno));
    else
        status = create_mailboxes(file, users, created, error, size);
    free(created);
    return status;
}

/* Writes to LINE what makes USERS look like a file in another format; "" if nothing does. */
static void describe_doubt(const struct users_file *file, const struct users *users,
                           char line[PROGRAM_LINE_MAX])
{
    struct users_doubt doubt = users_doubt(users);

    line[0] = '\0';
    if (doubt.line > 0 && doubt.further == 0)
        snprintf(line, PROGRAM_LINE_MAX,
                 _("%s:%zu: ',', ':', ';' or a leading '#' is part of a name here; only blanks and "
                   "line ends separate names, and there are no comments"),
                 file->path, doubt.line);
    else if (doubt.line > 0)
        snprintf(line, PROGRAM_LINE_MAX,
                 ngettext("%s:%zu: ',', ':', ';' or a leading '#' is part of a name here, and in "
                          "%zu more line; "
                          "only blanks and line ends separate names, and there are no comments",
                          "%s:%zu: ',', ':', ';' or a leading '#' is part of a name here, and in "
                          "%zu more lines; "
                          "only blanks and line ends separate names, and there are no comments",
                          (unsigned long)doubt.further),
                 file->path, doubt.line, doubt.further);
}

/* The same of a mailbox that is named with two domains. */
static void describe_sharing(const struct users_file *file, const struct users *users,
                             char line[PROGRAM_LINE_MAX])
{
    struct users_sharing sharing = users_sharing(users);

    line[0] = '\0';
    if (sharing.entry != NULL)
        snprintf(line, PROGRAM_LINE_MAX,
                 _("%s:%zu: the mailbox '%s%s' is also that of line %zu: what follows the '@' does "
                   "not count"),
                 file->path, sharing.line, sharing.entry->name, MAILBOX_SUFFIX,
                 sharing.entry->line);
}

void users_file_warn(const struct users_file *file, const struct users *users,
                     void (*warn)(void *context, const char *line), void *context)
{
    static void (*const describe[])(const struct users_file *, const struct users *, char *) = {
        describe_doubt,
        describe_sharing,
    };
    char line[PROGRAM_LINE_MAX];

    for (size_t i = 0; i < COUNT(describe); i++) {
        describe[i](file, users, line);
        if (line[0] != '\0')
            warn(context, line);
    }
}
