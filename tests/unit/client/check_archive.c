/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_archive.c - what stays of the history when an entry cannot be written to its file at once.
 */
#include <config.h>

#include "tui-client/client/archive.h"

#include <stdlib.h>

#include "tests/support/files.h"

#define KEPT  "C: before\n"
#define OTHER "C: other\n"

/* What is written of an entry before the next call fails. */
#define TORN "# s"

enum trouble { NO_TROUBLE, INTERRUPTED, FULL, FULL_AFTER_ANOTHER };

static struct {
    enum trouble trouble; /* of the file of the history */
    unsigned calls;
} disk;

ssize_t __wrap_write(int fd, const void *data, size_t size);
ssize_t __real_write(int fd, const void *data, size_t size);

static char *history_path(void)
{
    static char name[PATH_MAX + 32];

    snprintf(name, sizeof name, "%s/smtp-tui/history", folder.path);
    return name;
}

/* As another program does that shares the history. */
static void append(const char *text)
{
    int fd = open(history_path(), O_WRONLY | O_CREAT | O_APPEND, 0600);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(__real_write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
    bool is_first = disk.calls++ == 0;

    if (disk.trouble == NO_TROUBLE || (disk.trouble == INTERRUPTED && !is_first))
        return __real_write(fd, data, size);
    if (disk.trouble != INTERRUPTED && is_first)
        return __real_write(fd, data, sizeof TORN - 1);
    if (disk.trouble == FULL_AFTER_ANOTHER)
        append(OTHER);
    errno = disk.trouble == INTERRUPTED ? EINTR : ENOSPC;
    return -1;
}

static const struct {
    const char *name;
    enum trouble trouble;
    bool is_saved;    /* the entry */
    const char *text; /* of the file, or what it ends with if the entry is saved */
} cases[] = {
    {"no trouble", NO_TROUBLE, true, "\nC: helo a\n"},
    {"a signal is none", INTERRUPTED, true, "\nC: helo a\n"},
    {"a torn line is taken back", FULL, false, KEPT},
    {"but not with what another program has appended", FULL_AFTER_ANOTHER, false, KEPT TORN OTHER},
};

static void read_history(char *out, size_t size)
{
    int fd = open(history_path(), O_RDONLY);
    ssize_t got = read(fd, out, size - 1);

    ck_assert_int_ge(got, 0);
    out[got] = '\0';
    close(fd);
}

START_TEST(no_entry_of_another_program_is_lost)
{
    static const struct server_name server = {.host = "h", .port = "25"};
    char text[256];
    size_t size, expected = strlen(cases[_i].text);
    struct archive archive;

    ck_assert_int_eq(setenv("XDG_STATE_HOME", folder.path, 1), 0);
    disk.trouble = NO_TROUBLE;
    ck_assert_int_eq(archive_open(&archive, NULL, RECORDER_WHOLE), 0);
    append(KEPT);
    disk.trouble = cases[_i].trouble;
    disk.calls = 0;
    archive_remember(&archive, &server, HISTORY_COMMAND, span_of("helo a"));
    disk.trouble = NO_TROUBLE;
    read_history(text, sizeof text);
    size = strlen(text);
    ck_assert_msg(size >= expected && strcmp(text + size - expected, cases[_i].text) == 0 &&
                      (cases[_i].is_saved || size == expected),
                  "%s: %s", cases[_i].name, text);
    ck_assert_msg((archive.history_note == NULL) == cases[_i].is_saved, "%s: the note",
                  cases[_i].name);
    ck_assert_int_eq(archive_close(&archive), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("archive");
    TCase *all = tcase_create("archive");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, no_entry_of_another_program_is_lost, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
