/* editor.c - see editor.h.
 *
 * The editor stays in our process group, as a program run by system(3) does, so that Ctrl-Z stops
 * both and the shell's fg continues both.
 */
#include <config.h>

#include "tui-client/editor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *command(void)
{
    static const char *const names[] = {"VISUAL", "EDITOR"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "vi";
}

/* Editors choose by the ending of the name how to show a text. */
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
    if (file == NULL)
        return -1;
    is_written = text.size == 0 || fwrite(text.data, 1, text.size, file) == text.size;
    if (fclose(file) == 0 && is_written)
        return 0;
    editor_discard(editor);
    return -1;
}

/* What loop_catch_signals() blocks and ignores must not hold for a program of its own. */
static void run(const char *path)
{
    char script[4096];
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if ((size_t)snprintf(script, sizeof script, "%s \"$1\"", command()) < sizeof script)
        execl("/bin/sh", "sh", "-c", script, "sh", path, (char *)NULL);
    _exit(127);
}

int editor_start(struct editor *editor, struct span text)
{
    if (make_file(editor, text) != 0)
        return -1;
    editor->pid = fork();
    if (editor->pid == 0)
        run(editor->path);
    if (editor->pid > 0)
        return 0;
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
    if (pid > 0 && WIFSTOPPED(status))
        return EDITOR_STOPPED;
    editor->pid = 0;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? EDITOR_DONE : EDITOR_FAILED;
}

void editor_continue(const struct editor *editor)
{
    kill(editor->pid, SIGCONT);
}

void editor_terminate(const struct editor *editor)
{
    kill(editor->pid, SIGTERM);
}

void editor_discard(struct editor *editor)
{
    int error_number = errno;

    unlink(editor->path);
    errno = error_number;
}
