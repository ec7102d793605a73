/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* crew.c - see crew.h.
 */
#include <config.h>

#include "tui-client/replay/crew.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/deadline.h"

/* How much longer than it may a process can last: it ends by itself, unless it cannot. */
#define GRACE_MS 2000

int crew_init(struct crew *crew, size_t seat_count)
{
    void *memory = mmap(NULL, seat_count * sizeof *crew->outcomes, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    *crew = (struct crew){.seat_count = seat_count};
    if (memory == MAP_FAILED)
        return -1;
    crew->outcomes = memory;
    crew->seats = calloc(seat_count, sizeof *crew->seats);
    if (crew->seats == NULL) {
        crew_release(crew);
        errno = ENOMEM;
        return -1;
    }
    return 0;
}

static void wait_for(const struct crew_seat *seat)
{
    while (waitpid(seat->process, NULL, 0) < 0 && errno == EINTR)
        ;
}

void crew_release(struct crew *crew)
{
    for (size_t i = 0; crew->seats != NULL && i < crew->seat_count; i++)
        if (crew->seats[i].state == CREW_PLAYING)
            kill(crew->seats[i].process, SIGKILL);
    for (size_t i = 0; crew->seats != NULL && i < crew->seat_count; i++)
        if (crew->seats[i].state == CREW_PLAYING)
            wait_for(&crew->seats[i]);
    free(crew->seats);
    munmap(crew->outcomes, crew->seat_count * sizeof *crew->outcomes);
    *crew = (struct crew){0};
}

struct outcome *crew_outcome(const struct crew *crew, size_t index)
{
    return &crew->outcomes[index % crew->seat_count];
}

static struct crew_seat *seat_of(const struct crew *crew, size_t index)
{
    return &crew->seats[index % crew->seat_count];
}

enum crew_seat_state crew_state(const struct crew *crew, size_t index)
{
    return seat_of(crew, index)->state;
}

void crew_clear(struct crew *crew, size_t index, enum crew_seat_state state)
{
    *seat_of(crew, index) = (struct crew_seat){.state = state};
    *crew_outcome(crew, index) = (struct outcome){0};
}

/* Ctrl-Z stops the process as it stops one that knows nothing of it; when this program ends,
 * however that comes, so does the process. */
static void settle(pid_t parent)
{
    struct sigaction stop;
    sigset_t stops;

    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        _exit(EXIT_FAILURE);
    if (sigaction(SIGTSTP, NULL, &stop) != 0 || stop.sa_handler == SIG_IGN)
        return;
    signal(SIGTSTP, SIG_DFL);
    sigemptyset(&stops);
    sigaddset(&stops, SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stops, NULL);
}

int crew_start(struct crew *crew, size_t index, crew_play *play, const void *context,
               int64_t now_ms, int64_t lasts_ms)
{
    struct crew_seat *seat = seat_of(crew, index);
    pid_t parent = getpid(), process = fork();

    if (process < 0)
        return -1;
    if (process == 0) {
        settle(parent);
        play(context, index, crew_outcome(crew, index));
        _exit(EXIT_SUCCESS);
    }
    *seat = (struct crew_seat){
        .state = CREW_PLAYING,
        .process = process,
        .start_ms = now_ms,
        .end_ms = lasts_ms > 0 ? now_ms + lasts_ms + GRACE_MS : DEADLINE_NEVER,
    };
    crew->playing++;
    return 0;
}

/* What the process has written counts only if it came to its end. */
static void conclude(struct crew *crew, size_t index, int status, int64_t now_ms)
{
    struct crew_seat *seat = &crew->seats[index];
    struct outcome *outcome = &crew->outcomes[index];
    bool has_ended = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;

    if (!has_ended) {
        *outcome = (struct outcome){
            .verdict = now_ms >= seat->end_ms ? VERDICT_LATE : VERDICT_NONE,
            .took_ms = now_ms - seat->start_ms,
            .number = WIFSIGNALED(status) ? (size_t)WTERMSIG(status) : 0,
        };
    }
    seat->state = CREW_DONE;
    crew->playing--;
}

void crew_reap(struct crew *crew, int64_t now_ms)
{
    for (size_t i = 0; i < crew->seat_count; i++) {
        struct crew_seat *seat = &crew->seats[i];
        int status;
        if (seat->state != CREW_PLAYING)
            continue;
        if (now_ms >= seat->end_ms)
            kill(seat->process, SIGKILL);
        if (waitpid(seat->process, &status, WNOHANG) == seat->process)
            conclude(crew, i, status, now_ms);
    }
}

int64_t crew_deadline(const struct crew *crew)
{
    int64_t deadline_ms = DEADLINE_NEVER;

    for (size_t i = 0; i < crew->seat_count; i++)
        if (crew->seats[i].state == CREW_PLAYING)
            deadline_ms = deadline_sooner(deadline_ms, crew->seats[i].end_ms);
    return deadline_ms;
}
