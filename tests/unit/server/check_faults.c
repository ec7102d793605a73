/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_faults.c - every system call of a delivery meets every fault.
 *
 * A process delivers the messages of a scene through the store; one of its system calls fails,
 * falls short, or is the last before or after which it is killed.  Then the mailboxes must hold
 * what was acknowledged, nothing that was refused, and nothing in part; and the next message must
 * arrive.
 */
#include <config.h>

#include <poll.h>

#include "common/deadline.h"
#include "server/mail/lock.h"
#include "server/mail/store.h"
#include "tests/support/check_main.h"
#include "tests/support/disk.h"
#include "tests/support/scene.h"

static const struct {
    const char *name;
    enum disk_fault fault;
    unsigned again_after; /* calls until EIO comes, as while the first fault is undone; 0: never */
    bool is_last;         /* killed as soon as all have their verdict */
} faults[] = {
    {"killed before", DISK_KILLED_BEFORE, 0, false},
    {"killed after", DISK_KILLED_AFTER, 0, false},
    {"EIO", DISK_EIO, 0, false},
    {"ENOSPC", DISK_ENOSPC, 0, false},
    {"EINTR", DISK_EINTR, 0, false},
    {"short", DISK_SHORT, 0, false},
    {"EIO for good", DISK_EIO_FOR_GOOD, 0, false},
    {"ENOSPC for good", DISK_ENOSPC_FOR_GOOD, 0, false},
    {"ENOSPC, then EIO", DISK_ENOSPC, 1, false},
    {"ENOSPC, EIO two calls later", DISK_ENOSPC, 2, false},
    {"ENOSPC, EIO three calls later", DISK_ENOSPC, 3, false},
    {"ENOSPC, EIO two calls later, killed", DISK_ENOSPC, 2, true},
    {"EIO, EIO two calls later, killed", DISK_EIO, 2, true},
    {"short, EIO two calls later, killed", DISK_SHORT, 2, true},
};
#define FAULTS CASES(faults)

#define WAIT_MS 60000

/* What the delivering process has told. */
struct report {
    unsigned acknowledged; /* bit N: message N */
    unsigned refused;      /* the same */
    unsigned judged;       /* messages with any verdict */
    unsigned calls;        /* system calls made, if it lived to tell */
    bool is_next_stored;   /* a further message, after the fault */
};

enum { TOLD_REFUSED = 'r', TOLD_DONE = 'd', TOLD_CALLS = 'c', TOLD_NEXT = 'n' };

struct telling {
    int kind;
    unsigned number;
};

static void tell(int pipe_fd, int kind, unsigned number)
{
    struct telling telling = {kind, number};

    if (syscall(SYS_write, pipe_fd, &telling, sizeof telling) != sizeof telling)
        _exit(2);
}

/* Takes COUNT verdicts from STORE and tells of them. */
static void tell_verdicts(struct store *store, struct delivery deliveries[][SCENE_MAILBOXES],
                          unsigned count, int pipe_fd, int done)
{
    struct pollfd ready = {.fd = store_fd(store), .events = POLLIN};
    struct delivery_set *set;

    while (count > 0) {
        store_begin(store);
        if (poll(&ready, 1, WAIT_MS) != 1)
            _exit(3);
        while ((set = store_take(store)) != NULL) {
            tell(pipe_fd, delivery_set_failure(set) == NULL ? done : TOLD_REFUSED,
                 (unsigned)(set->deliveries - deliveries[0]) / SCENE_MAILBOXES);
            count--;
        }
    }
}

/* Waits until every mailbox is repaired, at most for ten seconds. */
static void await_repairs(struct journal *journal)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    for (int i = 0; journal_next_kept(journal, 0, file_name) >= 0; i++) {
        if (i == 1000)
            _exit(4);
        folder_pause(10);
    }
}

/* The process that delivers. */
static void deliver(const struct scene *scene, const struct folder *folder, unsigned fault_at,
                    int row, int pipe_fd)
{
    struct engine engine = {.folder = *folder};
    struct delivery deliveries[SCENE_MESSAGES + 1][SCENE_MAILBOXES];
    unsigned count = scene_count(scene);
    char *next = scene_record(SCENE_MESSAGES, 300);
    struct store *store;

    engine_open(&engine);
    store =
        store_new(&(struct group_place){folder->fd, engine.journal, NULL, NULL}, SCENE_MAILBOXES);
    if (store == NULL || lock_start(folder->fd) != 0)
        _exit(1);
    for (unsigned i = 0; i < count; i++) {
        scene_prepare(scene, &engine, deliveries[i], i);
        store_submit(store, deliveries[i][0].set);
    }
    disk.again_at = faults[row].again_after > 0 ? fault_at + faults[row].again_after : 0;
    disk_start(fault_at, faults[row].fault);
    tell_verdicts(store, deliveries, count, pipe_fd, TOLD_DONE);
    if (faults[row].is_last && disk.calls >= fault_at)
        disk_kill();
    disk_stop();
    tell(pipe_fd, TOLD_CALLS, disk.calls);
    engine_prepare(&engine, deliveries[count], scene_names[0], next, 300);
    store_submit(store, deliveries[count][0].set);
    tell_verdicts(store, deliveries, 1, pipe_fd, TOLD_NEXT);
    await_repairs(engine.journal);
    (void)store_finish(store, DEADLINE_NEVER);
    _exit(0);
}

static struct report read_report(int pipe_fd)
{
    struct report report = {0};
    struct telling telling;

    while (read(pipe_fd, &telling, sizeof telling) == sizeof telling) {
        report.judged += telling.kind == TOLD_DONE || telling.kind == TOLD_REFUSED;
        report.acknowledged |= telling.kind == TOLD_DONE ? 1U << telling.number : 0;
        report.refused |= telling.kind == TOLD_REFUSED ? 1U << telling.number : 0;
        report.is_next_stored |= telling.kind == TOLD_NEXT;
        if (telling.kind == TOLD_CALLS)
            report.calls = telling.number;
    }
    return report;
}

static struct report run(const struct scene *scene, const struct folder *folder, unsigned fault_at,
                         int row, const char *about)
{
    int ends[2], status;

    ck_assert_int_eq(pipe(ends), 0);
    pid_t pid = fork();
    ck_assert_int_ge(pid, 0);
    if (pid == 0)
        deliver(scene, folder, fault_at, row, ends[1]);
    close(ends[1]);
    struct report report = read_report(ends[0]);
    close(ends[0]);
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    bool is_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    bool may_be_killed = faults[row].fault == DISK_KILLED_BEFORE ||
                         faults[row].fault == DISK_KILLED_AFTER || faults[row].is_last;
    ck_assert_msg(is_killed ? may_be_killed : WIFEXITED(status) && WEXITSTATUS(status) == 0,
                  "%s, %s: it ended with status %#x", scene->name, about, (unsigned)status);
    return report;
}

/* Cuts the record of the further message off the first mailbox, where it must be whole. */
static void take_next(const struct scene *scene, const struct folder *folder, const char *about)
{
    char *content = folder_read(folder, scene_files[0]), *record;
    size_t size = strlen(content);

    record = scene_record(SCENE_MESSAGES, 300);
    ck_assert_msg(size >= 300 && strcmp(content + size - 300, record) == 0,
                  "%s, %s: the next message is not there", scene->name, about);
    size -= 300;
    if (scene->before[0] != NULL && strncmp(content, scene->before[0], size) == 0 &&
        size == strlen(scene->before[0]) + strlen(scene_separation(scene->before[0])))
        size = strlen(scene->before[0]);
    int fd = (int)syscall(SYS_openat, folder->fd, scene_files[0], O_WRONLY);
    ck_assert_int_eq(syscall(SYS_ftruncate, fd, size), 0);
    close(fd);
    free(record);
    free(content);
}

/* What the next server does first; no lock may be in the way of the next delivery then. */
static void restart(struct journal *journal, const struct folder *folder, const char *about)
{
    struct mailbox mailbox;

    ck_assert_int_eq(lock_start(folder->fd), 0);
    scene_recover(journal, folder, about);
    enum mailbox_status status = mailbox_open(&mailbox, folder->fd, scene_files[0], true);
    ck_assert_msg(status == MAILBOX_OK, "%s: status %d after the restart", about, (int)status);
    mailbox_close(&mailbox);
}

/* One fault at one call; returns how many calls there were. */
static unsigned meet(const struct scene *scene, int row, unsigned fault_at)
{
    struct folder folder = folder_new();
    struct engine engine;
    char about[64];

    snprintf(about, sizeof about, "call %u %s", fault_at, faults[row].name);
    scene_set(scene, &folder);
    struct report report = run(scene, &folder, fault_at, row, about);
    bool is_killed = report.calls == 0;
    ck_assert_msg(is_killed || report.is_next_stored, "%s, %s: the next message is refused",
                  scene->name, about);
    engine = (struct engine){.folder = folder};
    engine_open(&engine);
    if (is_killed)
        restart(engine.journal, &folder, about);
    else
        take_next(scene, &folder, about);
    scene_expect(scene, &folder, report.acknowledged,
                 is_killed ? report.refused : ~report.acknowledged, about);
    ck_assert_msg(is_killed || report.judged == scene_count(scene), "%s, %s: no verdict",
                  scene->name, about);
    engine_close(&engine);
    folder_free(&folder);
    return report.calls;
}

START_TEST(every_call_meets_it)
{
    const struct scene *scene = &scenes[_i / FAULTS];
    int row = _i % FAULTS;
    unsigned calls = meet(scene, row, 0xFFFF);

    ck_assert_msg(calls >= 10, "%s: only %u calls", scene->name, calls);
    for (unsigned at = 1; at <= calls; at++)
        meet(scene, row, at);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("faults");
    TCase *matrix = tcase_create("matrix");

    disk.is_volatile = true; /* a kill takes no memory away */
    tcase_set_timeout(matrix, 600);
    tcase_add_loop_test(matrix, every_call_meets_it, 0, SCENES * FAULTS);
    suite_add_tcase(suite, matrix);
    return check_main(suite);
}
