/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* files.c - opens the client's files and locates the history.
 *
 * A file to be written is opened first and then checked by its descriptor, so that it cannot be
 * swapped in between.  A file to be replaced is never opened: a new one takes its name.
 */
#include <config.h>

#include "tui-client/client/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/i18n.h"

#define PRIVATE_FILE   0600
#define PRIVATE_FOLDER 0700

static const struct {
    int flags;
    const char *stream;
} modes[] = {
    [FILES_READ] = {O_RDONLY, "r"},
    [FILES_APPEND] = {O_WRONLY | O_CREAT | O_APPEND, "a"},
    [FILES_NEW] = {O_WRONLY | O_CREAT | O_EXCL, "w"},
};

/* The errno for a file with STATUS that must not be used; 0 if it may. */
static int flaw_of(const struct stat *status)
{
    if (S_ISLNK(status->st_mode))
        return ELOOP;
    if (!S_ISREG(status->st_mode))
        return EINVAL;
    if (status->st_uid != geteuid())
        return EPERM;
    return status->st_nlink > 1 ? EMLINK : 0;
}

/* 0 if the file of FD may be used in MODE. */
static int judge(int fd, enum files_mode mode)
{
    struct stat status;
    int flaw;

    if (fstat(fd, &status) != 0)
        return -1;
    flaw = flaw_of(&status);
    if (flaw != 0) {
        errno = flaw;
        return -1;
    }
    if (mode == FILES_READ || (status.st_mode & 07777) == PRIVATE_FILE)
        return 0;
    return fchmod(fd, PRIVATE_FILE);
}

FILE *files_open(const char *path, enum files_mode mode)
{
    int fd = open(path, modes[mode].flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                  PRIVATE_FILE);
    FILE *file = NULL;
    int error_number;

    if (fd < 0) {
        /* A FIFO without a reader: not a regular file either. */
        errno = errno == ENXIO ? EINVAL : errno;
        return NULL;
    }
    if (judge(fd, mode) == 0)
        file = fdopen(fd, modes[mode].stream);
    if (file != NULL)
        return file;
    error_number = errno;
    close(fd);
    if (mode == FILES_NEW)
        unlink(path);
    errno = error_number;
    return NULL;
}

/* --- a file that takes another's place --- */

/* 0 if PATH does not exist or may be replaced. */
static int judge_replaced(const char *path)
{
    struct stat status;

    if (lstat(path, &status) != 0)
        return errno == ENOENT ? 0 : -1;
    errno = flaw_of(&status);
    if (errno != 0)
        return -1;
    /* The folder would permit it, but a write-protected file is not replaced. */
    return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS);
}

/* The name does not depend on PATH's last component, so it is never too long. */
static char *name_beside(const char *path)
{
    const char *slash = strrchr(path, '/');
    int folder_size = slash != NULL ? (int)(slash - path) + 1 : 0;
    char *name = NULL;

    return asprintf(&name, "%.*s%s", folder_size, path, "smtp-tui.XXXXXX") < 0 ? NULL : name;
}

static FILE *open_beside(char *name)
{
    int fd = mkostemp(name, O_CLOEXEC);
    FILE *file = NULL;
    int error_number;

    if (fd < 0)
        return NULL;
    /* The umask may have taken bits away. */
    if (fchmod(fd, PRIVATE_FILE) == 0)
        file = fdopen(fd, "w");
    if (file != NULL)
        return file;
    error_number = errno;
    close(fd);
    unlink(name);
    errno = error_number;
    return NULL;
}

int files_replace(struct files_replacement *replacement, const char *path)
{
    *replacement = (struct files_replacement){.path = path};
    if (judge_replaced(path) != 0)
        return -1;
    replacement->name = name_beside(path);
    if (replacement->name != NULL)
        replacement->file = open_beside(replacement->name);
    if (replacement->file != NULL)
        return 0;
    files_replace_abandon(replacement);
    return -1;
}

/* 0 if all data was written; EIO if the reason is no longer known. */
static int close_whole(FILE *file)
{
    bool has_failed = ferror(file) != 0;

    if (fclose(file) != 0)
        return -1;
    if (has_failed)
        errno = EIO;
    return has_failed ? -1 : 0;
}

int files_replace_finish(struct files_replacement *replacement)
{
    FILE *file = replacement->file;

    replacement->file = NULL;
    if (close_whole(file) != 0 || judge_replaced(replacement->path) != 0 ||
        rename(replacement->name, replacement->path) != 0) {
        files_replace_abandon(replacement);
        return -1;
    }
    free(replacement->name);
    replacement->name = NULL;
    return 0;
}

void files_replace_abandon(struct files_replacement *replacement)
{
    int error_number = errno;

    if (replacement->file != NULL)
        fclose(replacement->file);
    if (replacement->name != NULL)
        unlink(replacement->name);
    free(replacement->name);
    *replacement = (struct files_replacement){.path = replacement->path};
    errno = error_number;
}

/* --- files of any owner --- */

/* Bytes per read. */
#define PIECE_BYTES 65536

/* Appends the rest of FD. */
static int load_rest(int fd, struct buffer *out)
{
    for (;;) {
        char piece[PIECE_BYTES];
        ssize_t size = read(fd, piece, sizeof piece);
        if (size <= 0)
            return (int)size;
        if (buffer_append(out, piece, (size_t)size) != 0)
            return -1;
    }
}

int files_load(const char *path, struct buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    int status = -1, error_number;
    struct stat about;

    if (fd < 0)
        return -1;
    if (fstat(fd, &about) == 0) {
        errno = EINVAL;
        if (S_ISREG(about.st_mode))
            status = load_rest(fd, out);
    }
    error_number = errno;
    close(fd);
    errno = error_number;
    return status;
}

const char *files_error(int error_number)
{
    switch (error_number) {
    case EEXIST:
        return _("the file already exists");
    case ELOOP:
        return _("it is a symbolic link");
    case EINVAL:
        return _("it is not a regular file");
    case EPERM:
        return _("it is owned by another user");
    case EMLINK:
        return _("it has more than one hard link");
    default:
        return strerror(error_number);
    }
}

/* --- the history --- */

/* An existing folder is left unchanged.  A new one may lack bits because of the umask, and nothing
 * could be created in it. */
static int make_folder(const char *path)
{
    if (mkdir(path, PRIVATE_FOLDER) != 0)
        return errno == EEXIST ? 0 : -1;
    return chmod(path, PRIVATE_FOLDER);
}

/* Creates the folders of PATH up to its last slash; PATH is modified temporarily. */
static int make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int status = make_folder(path);
        *slash = '/';
        if (status != 0)
            return -1;
    }
    return 0;
}

int files_history_path(char *out, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int length;

    /* The XDG Base Directory Specification requires relative paths to be ignored. */
    if (state != NULL && state[0] == '/') {
        length = snprintf(out, size, "%s/smtp-tui/history", state);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(out, size, "%s/.local/state/smtp-tui/history", home);
    } else {
        errno = ENOENT;
        return -1;
    }
    if (length < 0 || (size_t)length >= size) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return make_parents(out);
}

/* Whether the group of STATUS is the user's private group: many systems create one with the user's
 * number. */
static bool is_own_group(const struct stat *status)
{
    return status->st_gid == getegid() && status->st_gid == status->st_uid;
}

/* Whether only we and root can create files in the folder NAME or, if it IS_PARENT, replace a
 * folder of ours in it. */
static bool is_own_folder(const char *name, bool is_parent)
{
    struct stat status;
    mode_t unwanted = S_IWGRP | S_IWOTH;

    if (stat(name, &status) != 0 || !S_ISDIR(status.st_mode))
        return false;
    if (status.st_uid != geteuid() && !(is_parent && status.st_uid == 0))
        return false;
    if (is_parent && (status.st_mode & S_ISVTX) != 0)
        unwanted = 0;
    else if (is_parent && is_own_group(&status))
        unwanted = S_IWOTH;
    return (status.st_mode & unwanted) == 0;
}

bool files_are_own_folders(char *path)
{
    for (int level = 0; level < 2; level++) {
        char *slash = strrchr(path, '/');
        if (slash == NULL || slash == path)
            break;
        *slash = '\0';
        if (!is_own_folder(path, level > 0))
            return false;
    }
    return true;
}
