/* files.c - how the client opens its files, and where the history stands.
 *
 * A file is opened first and judged afterwards by its descriptor, so that nothing can be put in its
 * place in between; it is emptied only when it was found good.
 */
#include <config.h>

#include "tui-client/files.h"

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
    [FILES_REPLACE] = {O_WRONLY | O_CREAT, "w"},
    [FILES_APPEND] = {O_WRONLY | O_CREAT | O_APPEND, "a"},
    [FILES_NEW] = {O_WRONLY | O_CREAT | O_EXCL, "w"},
};

/* 0 if the file of FD may be used in MODE. */
static int judge(int fd, enum files_mode mode)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return -1;
    if (!S_ISREG(status.st_mode)) {
        errno = EINVAL;
        return -1;
    }
    if (status.st_uid != geteuid()) {
        errno = EPERM;
        return -1;
    }
    if (mode == FILES_READ)
        return 0;
    if ((status.st_mode & 07777) != PRIVATE_FILE && fchmod(fd, PRIVATE_FILE) != 0)
        return -1;
    return mode == FILES_REPLACE ? ftruncate(fd, 0) : 0;
}

FILE *files_open(const char *path, enum files_mode mode)
{
    int fd = open(path, modes[mode].flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
                  PRIVATE_FILE);
    FILE *file = NULL;
    int error_number;

    if (fd < 0) {
        /* Nobody reads a FIFO: it is none of our files all the same. */
        errno = errno == ENXIO ? EINVAL : errno;
        return NULL;
    }
    if (judge(fd, mode) == 0)
        file = fdopen(fd, modes[mode].stream);
    if (file != NULL)
        return file;
    error_number = errno;
    close(fd);
    errno = error_number;
    return NULL;
}

/* Bytes that are read at a time. */
#define PIECE_BYTES 65536

/* Appends what FD still has. */
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
        return _("it is there already");
    case ELOOP:
        return _("it is a symbolic link");
    case EINVAL:
        return _("it is no regular file");
    case EPERM:
        return _("it belongs to another user");
    default:
        return strerror(error_number);
    }
}

/* A folder that is there stays as it is.  The umask may have taken bits from a new one, without
 * which nothing could be made in it. */
static int make_folder(const char *path)
{
    if (mkdir(path, PRIVATE_FOLDER) != 0)
        return errno == EEXIST ? 0 : -1;
    return chmod(path, PRIVATE_FOLDER);
}

/* Makes the folders of PATH, which is changed meanwhile, up to its last slash. */
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

    /* The XDG Base Directory Specification has relative paths ignored. */
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
