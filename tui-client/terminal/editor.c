/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* editor.c - see editor.h.
 *
 * The shell may run the editor as a child instead of replacing itself, and a signal must reach
 * both.  So they are a process group of their own, which has the terminal while it runs.  Ctrl-Z
 * then stops only that group; the caller of editor_look() then stops ours.
 */
#include <config.h>

#include "tui-client/terminal/editor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/count.h"

static const char *command(void)
{
    static const char *const names[] = {"VISUAL", "EDITOR"};

    for (size_t i = 0; i < COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "vi";
}

/* Editors choose the file type by the extension. */
#define NAME_TEMPLATE "smtp-tui-XXXXXX.txt"
#define NAME_ENDING   4

static int make_file(struct editor *editor, struct span text)
{
    const char *folder = getenv("TMPDIR");
    int length = snprintf(editor->path, sizeof editor->path, "%s/%s",
                          folder != NULL && folder[0] == '/' ? folder : "/tmp", NAME_TEMPLATE);
    bool is_written;
    FILE *file;
    int fd;

    if ((size_t)length >= sizeof editor->path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkstemps(editor->path, NAME_ENDING);
    file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (file == NULL && fd >= 0) {
        int error_number = errno;
        close(fd);
        errno = error_number;
        editor_discard(editor);
    }
    if (file == NULL)
        return -1;
    is_written = text.size == 0 || fwrite(text.data, 1, text.size, file) == text.size;
    if (fclose(file) == 0 && is_written)
        return 0;
    editor_discard(editor);
    return -1;
}

/* Makes TO the foreground process group of the terminal if that is FROM, or one that has ended.
 * Any other is that of a shell that has put us in the background. */
static void move_terminal(pid_t from, pid_t to)
{
    pid_t owner = tcgetpgrp(STDIN_FILENO);
    sigset_t output, mask;

    if (owner != from && (owner <= 0 || kill(-owner, 0) == 0 || errno != ESRCH))
        return;
    /* A background process may call tcsetpgrp() only with SIGTTOU blocked. */
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    sigprocmask(SIG_BLOCK, &output, &mask);
    (void)tcsetpgrp(STDIN_FILENO, to);
    sigprocmask(SIG_SETMASK, &mask, NULL);
}

/* The editor must not inherit the signals that loop_catch_signals() blocks and ignores. */
static void run(const char *path)
{
    char script[4096];
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    if ((size_t)snprintf(script, sizeof script, "%s \"$1\"", command()) < sizeof script)
        execl("/bin/sh", "sh", "-c", script, "sh", path, (char *)NULL);
    _exit(127);
}

/* Done by both parent and child: neither may continue before it is done. */
static void enter_group(pid_t ours, pid_t editor)
{
    (void)setpgid(editor, editor);
    move_terminal(ours, editor);
}

int editor_start(struct editor *editor, struct span text)
{
    if (make_file(editor, text) != 0)
        return -1;
    editor->has_modes = tcgetattr(STDIN_FILENO, &editor->modes) == 0;
    editor->pid = fork();
    if (editor->pid == 0) {
        enter_group(getpgid(getppid()), getpid());
        run(editor->path);
    }
    if (editor->pid > 0) {
        enter_group(getpgrp(), editor->pid);
        return 0;
    }
    editor->pid = 0;
    editor_discard(editor);
    return -1;
}

bool editor_runs(const struct editor *editor)
{
    return editor->pid > 0;
}

enum editor_state editor_look(struct editor *editor)
{
    int status;
    pid_t pid = waitpid(editor->pid, &status, WNOHANG | WUNTRACED);

    if (pid == 0)
        return EDITOR_RUNS;
    move_terminal(editor->pid, getpgrp());
    if (pid > 0 && WIFSTOPPED(status))
        return EDITOR_STOPPED;
    editor->pid = 0;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EDITOR_DONE : EDITOR_FAILED;
}

void editor_continue(const struct editor *editor)
{
    move_terminal(getpgrp(), editor->pid);
    kill(-editor->pid, SIGCONT);
}

/* How long an editor may take to clean up. */
#define END_WAIT_MS 2000
#define END_STEP_MS 10

/* Whether all processes of the group have ended; the first is our child. */
static bool has_ended(pid_t group)
{
    (void)waitpid(group, NULL, WNOHANG);
    return kill(-group, 0) != 0 && errno == ESRCH;
}

void editor_terminate(const struct editor *editor)
{
    static const struct timespec step = {.tv_nsec = END_STEP_MS * 1000000L};

    kill(-editor->pid, SIGTERM);
    kill(-editor->pid, SIGCONT);
    for (int waited = 0; waited < END_WAIT_MS && !has_ended(editor->pid); waited += END_STEP_MS)
        nanosleep(&step, NULL);
    move_terminal(editor->pid, getpgrp());
    if (editor->has_modes && tcgetpgrp(STDIN_FILENO) == getpgrp())
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &editor->modes);
}

void editor_discard(struct editor *editor)
{
    int error_number = errno;

    unlink(editor->path);
    errno = error_number;
}
