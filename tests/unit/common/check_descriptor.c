/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_descriptor.c - the flags of new sockets and pipes. */
#include <config.h>

#include "common/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/support/check_main.h"

static void expect_flags(int fd, bool is_blocking)
{
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fcntl(fd, F_GETFD), FD_CLOEXEC);
    ck_assert_int_eq((fcntl(fd, F_GETFL) & O_NONBLOCK) == 0, is_blocking);
}

START_TEST(sockets_neither_block_nor_are_inherited)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct sockaddr_in peer;
    socklen_t size = sizeof address;
    int listener = descriptor_socket(AF_INET, SOCK_STREAM);
    int client = descriptor_socket(AF_INET, SOCK_STREAM);

    expect_flags(listener, false);
    expect_flags(client, false);
    ck_assert_int_eq(bind(listener, (struct sockaddr *)&address, size), 0);
    ck_assert_int_eq(listen(listener, 1), 0);
    ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    ck_assert(connect(client, (struct sockaddr *)&address, size) == 0 || errno == EINPROGRESS);
    struct pollfd polled = {.fd = listener, .events = POLLIN};
    ck_assert_int_eq(poll(&polled, 1, -1), 1);
    size = sizeof peer;
    int accepted = descriptor_accept(listener, (struct sockaddr *)&peer, &size);
    expect_flags(accepted, false);
    ck_assert_uint_eq(size, sizeof peer);
    ck_assert_uint_eq(peer.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
    close(accepted);
    close(client);
    close(listener);
}
END_TEST

START_TEST(pipes_are_not_inherited)
{
    int ends[2];
    char byte = '+';

    ck_assert_int_eq(_i == 0 ? descriptor_pipe(ends) : descriptor_pipe_nonblocking(ends), 0);
    expect_flags(ends[0], _i == 0);
    expect_flags(ends[1], _i == 0);
    ck_assert_int_eq(write(ends[1], &byte, 1), 1);
    ck_assert_int_eq(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

START_TEST(failures_are_reported)
{
    int ends[2];
    struct rlimit limit;

    ck_assert_int_eq(descriptor_accept(-1, NULL, NULL), -1);
    ck_assert_int_eq(errno, EBADF);
    ck_assert_int_eq(descriptor_socket(-1, SOCK_STREAM), -1);
    ck_assert_int_eq(errno, EAFNOSUPPORT);
    int highest = dup(0);
    close(highest);
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    const struct rlimit one_end = {(rlim_t)highest + 1, limit.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &one_end), 0);
    ck_assert_int_eq(descriptor_pipe(ends), -1);
    ck_assert_int_eq(errno, EMFILE);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("descriptor");
    TCase *all = tcase_create("descriptor");

    tcase_add_test(all, sockets_neither_block_nor_are_inherited);
    tcase_add_loop_test(all, pipes_are_not_inherited, 0, 2);
    tcase_add_test(all, failures_are_reported);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
