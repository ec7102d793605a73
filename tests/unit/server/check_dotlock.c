/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_dotlock.c - how old dotlocks look, whose they are, and who may remove them.
 *
 * Other programs judge ours by their age; we judge theirs by the process that they name, which may
 * live where we cannot see it.
 */
#include <config.h>

#include "server/mail/lock.h"

#include <sched.h>
#include <sys/syscall.h>

#include "server/mail/mailbox.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"

#define FILE_NAME  "johndoe" MAILBOX_SUFFIX
#define LOCK_NAME  FILE_NAME ".lock"
#define OWNER_NAME ".smtpd-proto.pid"
#define RECORD     "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define MINUTE_S   60
#define HOUR_S     3600
#define DAY_S      86400

static struct folder folder;
static void (*at_kill)(void); /* called by the next kill(2) */

int kill(pid_t pid, int number)
{
    if (at_kill != NULL)
        at_kill();
    at_kill = NULL;
    return (int)syscall(SYS_kill, pid, number);
}

static void set_up(void)
{
    folder = folder_new();
    at_kill = NULL;
}

static void tear_down(void)
{
    folder_free(&folder);
}

/* Opens the mailbox, and closes it. */
static enum mailbox_status try_mailbox(void)
{
    struct mailbox mailbox;
    enum mailbox_status status = mailbox_open(&mailbox, folder.fd, FILE_NAME, true);

    if (status == MAILBOX_OK)
        mailbox_close(&mailbox);
    return status;
}

/* Makes the file NAME look AGE_S seconds old. */
static void make_old(const char *name, time_t age_s)
{
    struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL) - age_s}};

    ck_assert_int_eq(utimensat(folder.fd, name, times, 0), 0);
}

/* The time of the file NAME in seconds. */
static time_t time_of(const char *name)
{
    struct stat file;

    ck_assert_msg(fstatat(folder.fd, name, &file, 0) == 0, "%s is not there", name);
    return file.st_mtim.tv_sec;
}

/* Whether all processes of the machine can be seen from here. */
static bool is_outermost(void)
{
    char name[64] = "";

    return readlink("/proc/self/ns/pid", name, sizeof name - 1) > 0 &&
           strcmp(name, "pid:[4026531836]") == 0;
}

static void replace_dotlock(void)
{
    folder_write(&folder, "other", "1\n");
    ck_assert_int_eq(renameat(folder.fd, "other", folder.fd, LOCK_NAME), 0);
}

/* Another program removes the dotlock of a dead process, and makes its own, while we look. */
START_TEST(dotlock_that_changes_hands)
{
    char text[32];

    snprintf(text, sizeof text, "%ld\n", (long)folder_dead_process());
    folder_write(&folder, FILE_NAME, RECORD);
    folder_write(&folder, LOCK_NAME, text);
    make_old(LOCK_NAME, HOUR_S);
    at_kill = replace_dotlock;
    ck_assert_int_eq(try_mailbox(), MAILBOX_BUSY);
    ck_assert(at_kill == NULL);
    folder_expect(&folder, LOCK_NAME, "1\n", "theirs");
}
END_TEST

/* --- age --- */

static const time_t server_ages_s[] = {0, MINUTE_S, HOUR_S, DAY_S, -DAY_S};

/* A dotlock is as old as what it guards, not as old as the server. */
START_TEST(dotlock_is_fresh)
{
    struct mailbox mailbox;
    time_t now;

    ck_assert_int_eq(lock_start(folder.fd), LOCK_START_OK);
    make_old(OWNER_NAME, server_ages_s[_i]);
    now = time(NULL);
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    time_t made = time_of(LOCK_NAME);
    ck_assert_msg(made >= now && made < now + HOUR_S, "it looks %ld s old", (long)(now - made));
    mailbox_close(&mailbox);
}
END_TEST

START_TEST(dotlock_is_kept_fresh)
{
    struct mailbox mailbox;
    time_t now;

    ck_assert_int_eq(lock_start(folder.fd), LOCK_START_OK);
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    make_old(OWNER_NAME, HOUR_S);
    now = time(NULL);
    lock_refresh(folder.fd);
    ck_assert_int_ge(time_of(LOCK_NAME), now);
    mailbox_close(&mailbox);
    make_old(OWNER_NAME, HOUR_S);
    lock_refresh(folder.fd); /* while nobody holds a lock the disk is left alone */
    ck_assert_int_lt(time_of(OWNER_NAME), now);
}
END_TEST

/* Whoever took a dotlock over has it to himself.  With links to one file, and without. */
START_TEST(dotlock_taken_over)
{
    struct mailbox mailbox;

    if (_i == 1)
        ck_assert_int_eq(lock_start(folder.fd), LOCK_START_OK);
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    replace_dotlock();
    mailbox_close(&mailbox);
    folder_expect(&folder, LOCK_NAME, "1\n", "theirs");
    folder_clear(&folder);
    ck_assert_int_eq(mailbox_open(&mailbox, folder.fd, FILE_NAME, true), MAILBOX_OK);
    ck_assert_int_eq(unlinkat(folder.fd, LOCK_NAME, 0), 0);
    mailbox_close(&mailbox);
    ck_assert_int_eq(try_mailbox(), MAILBOX_OK);
}
END_TEST

/* --- PID namespaces --- */

/* Runs WORK as the first process of a PID namespace, with ARGUMENT; its exit status, or -1 if there
 * can be none here. */
static int run_inside(int (*work)(long argument), long argument)
{
    pid_t pid = fork();
    int status;

    ck_assert_int_ge(pid, 0);
    if (pid == 0) {
        if (unshare(CLONE_NEWPID) != 0)
            _exit(99);
        pid = fork();
        if (pid == 0)
            _exit(work(argument));
        _exit(pid > 0 && waitpid(pid, &status, 0) == pid ? WEXITSTATUS(status) : 98);
    }
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    return WEXITSTATUS(status) == 99 ? -1 : WEXITSTATUS(status);
}

static int open_beside_own_link(long argument)
{
    (void)argument;
    ck_assert_int_eq(lock_start(folder.fd), LOCK_START_OK);
    ck_assert_int_eq(linkat(folder.fd, OWNER_NAME, folder.fd, LOCK_NAME, 0), 0);
    return (int)try_mailbox();
}

/* A link that could not be removed is known as ours in every namespace. */
START_TEST(own_link_left)
{
    int status = _i == 0 ? open_beside_own_link(0) : run_inside(open_beside_own_link, 0);

    ck_assert(status == MAILBOX_OK || (_i == 1 && status < 0));
    ck_assert(!folder_has(&folder, LOCK_NAME));
}
END_TEST

static int open_inside(long argument)
{
    (void)argument;
    return (int)try_mailbox();
}

/* The process that holds it cannot be seen. */
START_TEST(dotlock_of_a_process_outside)
{
    char text[32];
    int status;

    ck_assert_int_gt(getpid(), 1);
    snprintf(text, sizeof text, "%ld\n", (long)getpid());
    folder_write(&folder, FILE_NAME, RECORD);
    folder_write(&folder, LOCK_NAME, text);
    make_old(LOCK_NAME, _i == 0 ? 4 * MINUTE_S : 6 * MINUTE_S);
    status = run_inside(open_inside, 0);
    if (status < 0)
        return; /* only for root */
    ck_assert_int_eq(status, _i == 0 ? MAILBOX_BUSY : MAILBOX_OK);
    ck_assert(folder_has(&folder, LOCK_NAME) == (_i == 0));
}
END_TEST

/* Becomes the parent of a process that is called ID here, and opens the mailbox from outside. */
static int hold_inside(long id)
{
    int last = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC), go[2];
    char byte;

    if (last < 0 || dprintf(last, "%ld", id - 1) < 0 || pipe(go) != 0)
        return 97;
    pid_t pid = fork();
    if (pid == 0)
        _exit(read(go[0], &byte, 1) == 1 ? 0 : 1);
    folder_write(&folder, "ready", "");
    while (folder_has(&folder, "ready"))
        folder_pause(10);
    return pid == (pid_t)id ? 0 : 96;
}

/* The id is nobody's here, but that of a process in a namespace within ours. */
START_TEST(dotlock_of_a_process_inside)
{
    pid_t dead = folder_dead_process(), holder;
    char text[32];
    int status;

    if (!is_outermost())
        return;
    snprintf(text, sizeof text, "%ld\n", (long)dead);
    folder_write(&folder, FILE_NAME, RECORD);
    folder_write(&folder, LOCK_NAME, text);
    holder = fork();
    if (holder == 0)
        _exit(run_inside(hold_inside, dead) == 0 ? 0 : 1);
    while (!folder_has(&folder, "ready") && waitpid(holder, &status, WNOHANG) == 0)
        folder_pause(10);
    if (!folder_has(&folder, "ready"))
        return; /* only for root */
    enum mailbox_status live = try_mailbox();
    unlinkat(folder.fd, "ready", 0);
    ck_assert_int_eq(waitpid(holder, &status, 0), holder);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(live, MAILBOX_BUSY);
    ck_assert_int_eq(try_mailbox(), MAILBOX_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("dotlock");
    TCase *dotlocks = tcase_create("dotlocks");

    tcase_add_checked_fixture(dotlocks, set_up, tear_down);
    tcase_set_timeout(dotlocks, 120);
    tcase_add_test(dotlocks, dotlock_that_changes_hands);
    tcase_add_loop_test(dotlocks, dotlock_is_fresh, 0, CASES(server_ages_s));
    tcase_add_test(dotlocks, dotlock_is_kept_fresh);
    tcase_add_loop_test(dotlocks, dotlock_taken_over, 0, 2);
    tcase_add_loop_test(dotlocks, own_link_left, 0, 2);
    tcase_add_loop_test(dotlocks, dotlock_of_a_process_outside, 0, 2);
    tcase_add_test(dotlocks, dotlock_of_a_process_inside);
    suite_add_tcase(suite, dotlocks);
    return check_main(suite);
}
