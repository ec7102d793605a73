/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_loop.c - the event loop: deadlines, input, signals that arrive between or during waits. */
#include <config.h>

#include "tui-client/terminal/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/monotonic.h"
#include "tests/support/check_main.h"

struct script {
    struct loop_wants wants; /* of the first turn; deadline_ms counts from now */
    int signal;              /* raised before the wait; 0: none */
    bool in_child;           /* ... by another process, during the wait */
    unsigned turns;
    struct loop_ready ready; /* of the first turn */
};

static void prepare(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct script *script = context;

    ck_assert_int_eq(wants->input_fd, -1);
    ck_assert_int_eq(wants->link_fd, -1);
    ck_assert_int_eq(wants->deadline_ms, DEADLINE_NEVER);
    if (script->turns++ > 0) {
        wants->done = true;
        return;
    }
    *wants = script->wants;
    if (wants->deadline_ms != DEADLINE_NEVER)
        wants->deadline_ms += now_ms;
    if (script->signal != 0 && !script->in_child)
        raise(script->signal);
    if (script->signal != 0 && script->in_child && fork() == 0) {
        usleep(50000);
        kill(getppid(), script->signal);
        _exit(0);
    }
}

static void handle(void *context, const struct loop_ready *ready)
{
    struct script *script = context;

    script->ready = *ready;
}

static void run(struct script *script)
{
    static const struct loop_front front = {.prepare = prepare, .handle = handle};

    loop_catch_signals();
    ck_assert_int_eq(loop_run(&front, script), 0);
    ck_assert_uint_eq(script->turns, 2);
}

START_TEST(a_deadline_comes)
{
    struct script script = {.wants = {.input_fd = -1, .link_fd = -1, .deadline_ms = 30}};
    int64_t before_ms = monotonic_ms();

    run(&script);
    ck_assert_int_ge(monotonic_ms() - before_ms, 30);
    ck_assert(!script.ready.input);
    ck_assert_int_eq(script.ready.link_revents, 0);
    ck_assert_uint_eq(script.ready.signals, 0);
    ck_assert_int_ge(script.ready.now_ms, before_ms + 30);
}
END_TEST

START_TEST(input_is_seen_also_at_its_end)
{
    int ends[2];
    struct script script = {.wants = {.link_fd = -1, .deadline_ms = DEADLINE_NEVER}};

    ck_assert_int_eq(pipe(ends), 0);
    script.wants.input_fd = ends[0];
    if (_i == 0)
        ck_assert_int_eq(write(ends[1], "x", 1), 1);
    else
        close(ends[1]);
    run(&script);
    ck_assert(script.ready.input);
}
END_TEST

START_TEST(the_link_is_seen)
{
    int ends[2];
    struct script script = {
        .wants = {.input_fd = -1, .link_events = POLLOUT, .deadline_ms = DEADLINE_NEVER}};

    ck_assert_int_eq(pipe(ends), 0);
    script.wants.link_fd = ends[1];
    run(&script);
    ck_assert_int_eq(script.ready.link_revents, POLLOUT);
    ck_assert(!script.ready.input);
}
END_TEST

static const struct {
    int number;
    unsigned bit;
} signals[] = {
    {SIGWINCH, LOOP_SIGNAL_RESIZE},   {SIGINT, LOOP_SIGNAL_INTERRUPT},
    {SIGTERM, LOOP_SIGNAL_TERMINATE}, {SIGHUP, LOOP_SIGNAL_TERMINATE},
    {SIGTSTP, LOOP_SIGNAL_SUSPEND},   {SIGCONT, LOOP_SIGNAL_CONTINUE},
};

START_TEST(no_signal_is_lost)
{
    struct script script = {.wants = {.input_fd = -1, .link_fd = -1, .deadline_ms = DEADLINE_NEVER},
                            .signal = signals[_i % CASES(signals)].number,
                            .in_child = _i >= CASES(signals)};

    run(&script);
    script.ready.signals &= ~(unsigned)LOOP_SIGNAL_CHILD; /* the child that sent it has ended */
    ck_assert_msg(script.ready.signals == signals[_i % CASES(signals)].bit, "signal %d: %u",
                  script.signal, script.ready.signals);
}
END_TEST

/* If a descriptor is ready, ppoll(2) neither waits nor delivers signals. */
START_TEST(a_flood_keeps_no_signal_back)
{
    int ends[2];
    struct script script = {.wants = {.link_fd = -1, .deadline_ms = DEADLINE_NEVER},
                            .signal = signals[_i].number};

    ck_assert_int_eq(pipe(ends), 0);
    script.wants.input_fd = ends[0];
    ck_assert_int_eq(write(ends[1], "x", 1), 1);
    run(&script);
    ck_assert(script.ready.input);
    ck_assert_msg(script.ready.signals == signals[_i].bit, "signal %d: %u", script.signal,
                  script.ready.signals);
}
END_TEST

START_TEST(a_broken_pipe_kills_nobody)
{
    int ends[2];

    loop_catch_signals();
    ck_assert_int_eq(pipe(ends), 0);
    close(ends[0]);
    ck_assert_int_eq(write(ends[1], "x", 1), -1);
    ck_assert_int_eq(errno, EPIPE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("loop");
    TCase *all = tcase_create("loop");

    signal(SIGHUP, SIG_DFL); /* it may have been ignored when the tests were started */
    tcase_add_test(all, a_deadline_comes);
    tcase_add_loop_test(all, input_is_seen_also_at_its_end, 0, 2);
    tcase_add_test(all, the_link_is_seen);
    tcase_add_loop_test(all, no_signal_is_lost, 0, 2 * CASES(signals));
    tcase_add_loop_test(all, a_flood_keeps_no_signal_back, 0, CASES(signals));
    tcase_add_test(all, a_broken_pipe_kills_nobody);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
