/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_crew.c - processes that play conversations, and the list of what they play. */
#include <config.h>

#include "tui-client/replay/crew.h"

#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "common/deadline.h"
#include "tests/support/check_main.h"
#include "tests/support/folder.h"
#include "tui-client/replay/session_list.h"

/* --- processes ------------------------------------------------------------------------------- */

static void pass(const void *context, size_t index, struct outcome *outcome)
{
    outcome->number = index;
    outcome->verdict = context == NULL ? VERDICT_PASSED : VERDICT_SKIPPED;
}

static void crash(const void *context, size_t index, struct outcome *outcome)
{
    (void)context;
    pass(NULL, index, outcome);
    raise(SIGKILL);
}

static void leave(const void *context, size_t index, struct outcome *outcome)
{
    (void)context;
    pass(NULL, index, outcome);
    _exit(7);
}

static void hang(const void *context, size_t index, struct outcome *outcome)
{
    (void)context;
    (void)index;
    (void)outcome;
    for (;;)
        pause();
}

/* Reaps at NOW_MS until all have ended. */
static void await(struct crew *crew, int64_t now_ms)
{
    while (crew->playing > 0) {
        crew_reap(crew, now_ms);
        usleep(1000);
    }
}

START_TEST(outcomes_come_back)
{
    struct crew crew;

    ck_assert_int_eq(crew_init(&crew, 3), 0);
    for (size_t i = 4; i < 7; i++) {
        ck_assert_int_eq(crew_state(&crew, i), CREW_FREE);
        ck_assert_int_eq(crew_start(&crew, i, pass, i == 5 ? &crew : NULL, 0, 0), 0);
    }
    ck_assert_uint_eq(crew.playing, 3);
    ck_assert_int_eq(crew_deadline(&crew), DEADLINE_NEVER);
    await(&crew, INT64_MAX - 1);
    for (size_t i = 4; i < 7; i++) {
        ck_assert_int_eq(crew_state(&crew, i), CREW_DONE);
        ck_assert_uint_eq(crew_outcome(&crew, i)->number, i);
        ck_assert_int_eq(crew_outcome(&crew, i)->verdict,
                         i == 5 ? VERDICT_SKIPPED : VERDICT_PASSED);
        crew_clear(&crew, i, CREW_FREE);
        ck_assert_int_eq(crew_state(&crew, i), CREW_FREE);
        ck_assert_int_eq(crew_outcome(&crew, i)->verdict, VERDICT_NONE);
    }
    crew_release(&crew);
}
END_TEST

START_TEST(a_process_that_breaks_leaves_nothing)
{
    struct crew crew;

    ck_assert_int_eq(crew_init(&crew, 2), 0);
    ck_assert_int_eq(crew_start(&crew, 0, crash, NULL, 100, 50), 0);
    ck_assert_int_eq(crew_start(&crew, 1, leave, NULL, 100, 50), 0);
    await(&crew, 130);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(crew_state(&crew, i), CREW_DONE);
        ck_assert_int_eq(crew_outcome(&crew, i)->verdict, VERDICT_NONE);
        ck_assert_int_eq(crew_outcome(&crew, i)->took_ms, 30);
        ck_assert_uint_eq(crew_outcome(&crew, i)->number, i == 0 ? SIGKILL : 0);
    }
    crew_release(&crew);
}
END_TEST

START_TEST(a_process_that_is_late_is_ended)
{
    struct crew crew;
    int64_t deadline_ms;

    ck_assert_int_eq(crew_init(&crew, 1), 0);
    ck_assert_int_eq(crew_start(&crew, 0, hang, NULL, 1000, 50), 0);
    deadline_ms = crew_deadline(&crew);
    ck_assert_int_gt(deadline_ms, 1050);
    crew_reap(&crew, deadline_ms - 1);
    ck_assert_int_eq(crew_state(&crew, 0), CREW_PLAYING);
    await(&crew, deadline_ms);
    ck_assert_int_eq(crew_outcome(&crew, 0)->verdict, VERDICT_LATE);
    crew_release(&crew);
}
END_TEST

START_TEST(no_process_is_left)
{
    struct crew crew;

    ck_assert_int_eq(crew_init(&crew, 2), 0);
    ck_assert_int_eq(crew_start(&crew, 0, hang, NULL, 0, 0), 0);
    ck_assert_int_eq(crew_start(&crew, 1, hang, NULL, 0, 0), 0);
    crew_release(&crew);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}
END_TEST

/* --- files ----------------------------------------------------------------------------------- */

static void touch(const char *name)
{
    FILE *file = fopen(name, "w");

    ck_assert_ptr_nonnull(file);
    fclose(file);
}

START_TEST(a_folder_means_its_sessions)
{
    static const char *const expected[] = {"x",           "./10.session", "./9.session",
                                           "./B.session", "./a.session",  "./f.session"};
    struct folder folder = folder_new();
    struct session_list list = {0};

    ck_assert_int_eq(chdir(folder.path), 0);
    touch("a.session");
    touch("B.session");
    touch("9.session");
    touch("10.session");
    touch(".session");
    touch(".h.session");
    touch("a.session~");
    touch("session");
    ck_assert_int_eq(mkfifo("f.session", 0600), 0);
    ck_assert_int_eq(session_list_add(&list, "x"), 0);
    ck_assert_int_eq(session_list_add(&list, "./"), 0);
    ck_assert_uint_eq(list.count, (size_t)CASES(expected));
    for (size_t i = 0; i < list.count; i++) {
        ck_assert_str_eq(list.paths[i].name, expected[i]);
        ck_assert_int_eq(list.paths[i].was_found, i > 0);
    }
    ck_assert_int_eq(session_list_add(&list, "f.session"), 0);
    ck_assert(!list.paths[list.count - 1].was_found);
    session_list_release(&list);
    folder_free(&folder);
}
END_TEST

START_TEST(a_folder_without_sessions_is_an_error)
{
    struct folder folder = folder_new();
    struct session_list list = {0};

    ck_assert_int_eq(session_list_add(&list, folder.path), -1);
    ck_assert_int_eq(errno, ENODATA);
    ck_assert_int_eq(chdir(folder.path), 0);
    ck_assert_int_eq(symlink("l", "l"), 0);
    ck_assert_int_eq(session_list_add(&list, "l"), 0);
    session_list_release(&list);
    folder_free(&folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("crew");
    TCase *playing = tcase_create("playing");

    tcase_add_test(playing, outcomes_come_back);
    tcase_add_test(playing, a_process_that_breaks_leaves_nothing);
    tcase_add_test(playing, a_process_that_is_late_is_ended);
    tcase_add_test(playing, no_process_is_left);
    tcase_add_test(playing, a_folder_means_its_sessions);
    tcase_add_test(playing, a_folder_without_sessions_is_an_error);
    suite_add_tcase(suite, playing);
    return check_main(suite);
}
