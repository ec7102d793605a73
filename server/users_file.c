/* users_file.c - see users_file.h.
 *
 * The name of the file comes from the command line, what is in it from anywhere: neither may make
 * the program wait, and what is quoted of it is made visible.
 */
#include <config.h>

#include "server/users_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/buffer.h"
#include "common/i18n.h"
#include "common/text.h"
#include "server/mailbox.h"
#include "server/texts.h"

#define READ_SIZE (64 * 1024)

/* Most bytes of a name that a message quotes. */
#define QUOTE_MAX 64

static const char *remedy_of_open(int error)
{
    switch (error) {
    case ENOENT:
        return _("create it with one user name per line");
    case EACCES:
        return _("make it readable for the user that runs the server");
    case ENXIO: /* a socket */
        return _("name a text file with one user per line");
    default:
        return _("check the path");
    }
}

static int open_file(const char *path, char *error, size_t size)
{
    /* O_NONBLOCK: a FIFO without a writer would keep us here for ever. */
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

    if (fd < 0)
        snprintf(error, size, _("cannot read the users file '%s': %s; %s"), path, strerror(errno),
                 remedy_of_open(errno));
    return fd;
}

static const char *kind_of(mode_t mode)
{
    if (S_ISDIR(mode))
        return _("a folder");
    if (S_ISFIFO(mode))
        return _("a FIFO");
    return _("a device");
}

static int examine_file(int fd, const char *path, struct stat *identity, char *error, size_t size)
{
    if (fstat(fd, identity) != 0) {
        snprintf(error, size, _("cannot read the users file '%s': %s; check the path"), path,
                 strerror(errno));
        return -1;
    }
    if (!S_ISREG(identity->st_mode)) {
        snprintf(error, size,
                 _("the users file '%s' is %s; name a text file with one user per line"), path,
                 kind_of(identity->st_mode));
        return -1;
    }
    return 0;
}

/* Reads FD to its end, which may have moved since fstat().  -1 with errno; EFBIG if it holds too
 * much. */
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
    int fd = open_file(path, error, size);

    if (fd < 0)
        return -1;
    int status = examine_file(fd, path, identity, error, size);
    if (status == 0 && (status = read_all(fd, text)) != 0) {
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
        snprintf(error, size, "%s: %s", path, texts_users_flaw(flaw->flaw));
        return;
    }
    size_t length = text_abbreviate(TEXT_VISIBLE, flaw->name, quote, sizeof quote);
    snprintf(error, size, _("%s:%zu: the name '%.*s' %s"), path, flaw->line, (int)length, quote,
             texts_users_flaw(flaw->flaw));
}

struct users *users_file_read(const char *path, struct stat *identity, char *error, size_t size)
{
    struct buffer text;
    struct users_error flaw;
    struct users *users = NULL;

    buffer_init(&text, USERS_FILE_SIZE_MAX + READ_SIZE);
    if (read_file(path, &text, identity, error, size) == 0) {
        struct span span = buffer_span(&text);
        users = users_parse(span.data, span.size, &flaw);
        if (users == NULL)
            describe_flaw(path, &flaw, error, size);
    }
    buffer_release(&text);
    return users;
}

static void describe_mailbox(const char *path, const struct users_entry *entry,
                             enum mailbox_status status, char *error, size_t size)
{
    snprintf(error, size,
             _("%s:%zu: the mailbox '%s%s' cannot be used: %s; move it away or take the name out"),
             path, entry->line, entry->name, USERS_FILE_SUFFIX, texts_mailbox_error(status, errno));
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

int users_file_examine(const char *path, const struct stat *identity, const struct users *users,
                       int directory_fd, char *error, size_t size)
{
    for (size_t i = 0; i < users_count(users); i++) {
        const struct users_entry *entry = users_at(users, i);
        struct stat status;
        bool exists;

        enum mailbox_status examined = mailbox_examine(directory_fd, entry->name, &exists, &status);
        if (examined != MAILBOX_OK) {
            describe_mailbox(path, entry, examined, error, size);
            return -1;
        }
        if (exists && is_same_file(&status, identity)) {
            snprintf(error, size,
                     _("%s:%zu: the mailbox '%s%s' would be the users file itself; "
                       "rename the file or take the name out"),
                     path, entry->line, entry->name, USERS_FILE_SUFFIX);
            return -1;
        }
    }
    return 0;
}

static int create_mailboxes(const char *path, const struct users *users, int directory_fd,
                            bool *created, char *error, size_t size)
{
    for (size_t i = 0; i < users_count(users); i++) {
        const struct users_entry *entry = users_at(users, i);
        enum mailbox_status status = mailbox_create(directory_fd, entry->name, &created[i]);

        if (status == MAILBOX_OK)
            continue;
        snprintf(error, size, _("%s:%zu: cannot create the mailbox '%s%s': %s; check the folder"),
                 path, entry->line, entry->name, USERS_FILE_SUFFIX,
                 texts_mailbox_error(status, errno));
        while (i-- > 0)
            if (created[i])
                mailbox_remove_empty(directory_fd, users_at(users, i)->name);
        return -1;
    }
    return 0;
}

int users_file_create(const char *path, const struct users *users, int directory_fd, char *error,
                      size_t size)
{
    bool *created = calloc(users_count(users), sizeof *created);
    int status = -1;

    if (created == NULL)
        snprintf(error, size, _("cannot create mailboxes: %s; make memory free"), strerror(errno));
    else
        status = create_mailboxes(path, users, directory_fd, created, error, size);
    free(created);
    return status;
}
