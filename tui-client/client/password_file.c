/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* password_file.c - see password_file.h.
 *
 * Bytes pass through small buffers that are wiped, so that no copy is left of them.
 */
#include <config.h>

#include "tui-client/client/password_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"

/* Whoever may write the file may choose the password. */
#define TOO_OPEN (S_IROTH | S_IWOTH | S_IWGRP)

static int complain(const char *path, const char *reason, char *error, size_t size)
{
    snprintf(error, size, _("cannot read the password file '%s': %s"), path, reason);
    return -1;
}

static int examine(int fd, const char *path, char *error, size_t size)
{
    struct stat status;

    if (fstat(fd, &status) != 0)
        return complain(path, strerror(errno), error, size);
    if (S_ISDIR(status.st_mode))
        return complain(path, strerror(EISDIR), error, size);
    if (!S_ISREG(status.st_mode) || (status.st_mode & TOO_OPEN) == 0)
        return 0;
    snprintf(error, size,
             _("others may read the password file '%s', or more than its owner may write it: chmod "
               "600 '%s'"),
             path, path);
    return -1;
}

/* Reads up to the first LF, which does not count, nor does a CR before it.  -1 with errno. */
static int read_line(int fd, struct password *password)
{
    char bytes[256];
    bool is_whole = false;
    int status = 0;

    while (!is_whole && status == 0) {
        ssize_t count = read(fd, bytes, sizeof bytes);
        const char *end = count > 0 ? memchr(bytes, '\n', (size_t)count) : NULL;
        size_t size = end != NULL ? (size_t)(end - bytes) : count > 0 ? (size_t)count : 0;
        if (count >= 0)
            status = password_append(password, (struct span){bytes, size});
        else if (errno != EINTR)
            status = -1;
        is_whole = end != NULL || count == 0;
    }
    explicit_bzero(bytes, sizeof bytes);
    if (password->size > 0 && password->text[password->size - 1] == '\r')
        password_erase(password);
    return status;
}

/* Why a line is no password, by the errno of password_append() or of read(2). */
static const char *reason_of(int error_number)
{
    if (error_number == EINVAL)
        return _("there is a NUL in it");
    return error_number == ENOBUFS ? _("a password has at most 8192 bytes")
                                   : strerror(error_number);
}

int password_file_read(const char *path, struct password *password, char *error, size_t size)
{
    int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    int status =
        fd >= 0 ? examine(fd, path, error, size) : complain(path, strerror(errno), error, size);

    if (status == 0 && read_line(fd, password) != 0)
        status = complain(path, reason_of(errno), error, size);
    else if (status == 0 && !password_is_given(password))
        status = complain(path, _("its first line is empty"), error, size);
    if (fd >= 0)
        close(fd);
    return status;
}

/* Interrupts the reading: the terminal must show again what is typed before the program ends. */
static void interrupt(int number)
{
    (void)number;
}

static void catch_ends(const int *numbers, struct sigaction *before, size_t count)
{
    const struct sigaction action = {.sa_handler = interrupt};

    for (size_t i = 0; i < count; i++) {
        (void)sigaction(numbers[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            (void)sigaction(numbers[i], &action, NULL);
    }
}

/* Reads a line byte by byte: what follows it is for somebody else. */
static int read_secretly(struct password *password)
{
    char byte = '\0';
    int status = 0;

    while (status == 0 && byte != '\n') {
        ssize_t count = read(STDIN_FILENO, &byte, 1);
        if (count == 0)
            errno = EIO;
        if (count <= 0 || (byte != '\n' && password_append(password, (struct span){&byte, 1}) != 0))
            status = -1;
    }
    explicit_bzero(&byte, 1);
    return status;
}

int password_file_ask(const char *user, struct password *password)
{
    static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction actions[COUNT(ends)];
    struct termios before, quiet;
    int status, error_number;

    if (tcgetattr(STDIN_FILENO, &before) != 0)
        return -1;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    quiet.c_lflag |= ICANON;
    fputs(_("Password of "), stdout);
    program_print_visible(span_of(user), stdout);
    fputs(": ", stdout);
    program_flush_output();
    catch_ends(ends, actions, COUNT(ends));
    status = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0 ? read_secretly(password) : -1;
    error_number = errno;
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    for (size_t i = 0; i < COUNT(ends); i++)
        (void)sigaction(ends[i], &actions[i], NULL);
    putchar('\n');
    program_flush_output();
    errno = error_number;
    return status;
}
