/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_files.c - the client's files: private, regular, and not links. */
#include <config.h>

#include "tui-client/client/files.h"

#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "tests/support/files.h"

START_TEST(a_new_file_is_private)
{
    FILE *file;

    umask(masks[_i]);
    file = files_open(path, FILES_APPEND);
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ne(fcntl(fileno(file), F_GETFD) & FD_CLOEXEC, 0);
    fclose(file);
    ck_assert_uint_eq(mode_of(path), 0600);
}
END_TEST

START_TEST(a_file_that_is_missing_is_not_read)
{
    ck_assert_ptr_null(files_open(path, FILES_READ));
    ck_assert_int_eq(errno, ENOENT);
    ck_assert(!folder_has(&folder, "file"));
}
END_TEST

START_TEST(an_open_file_becomes_private)
{
    FILE *file;

    write_file("old\n", 0644);
    file = files_open(path, FILES_APPEND);
    ck_assert_ptr_nonnull(file);
    fputs("new\n", file);
    fclose(file);
    ck_assert_uint_eq(mode_of(path), 0600);
    expect_text("old\nnew\n");
}
END_TEST

START_TEST(reading_changes_nothing)
{
    FILE *file;

    write_file("old and longer\n", 0644);
    file = files_open(path, FILES_READ);
    ck_assert_ptr_nonnull(file);
    fclose(file);
    expect_text("old and longer\n");
    ck_assert_uint_eq(mode_of(path), 0644);
}
END_TEST

static const enum files_mode modes[] = {FILES_READ, FILES_APPEND};

START_TEST(a_file_that_is_there_is_not_new)
{
    FILE *file;

    write_file("old", 0644);
    ck_assert_ptr_null(files_open(path, FILES_NEW));
    ck_assert_int_eq(errno, EEXIST);
    expect_text("old");
    ck_assert_int_eq(remove(path), 0);
    file = files_open(path, FILES_NEW);
    ck_assert_ptr_nonnull(file);
    fclose(file);
    ck_assert_int_eq(mode_of(path), 0600);
}
END_TEST

/* A file to be sent may have any owner, and be reached through links. */
START_TEST(a_file_is_loaded)
{
    char link[PATH_MAX + 32];
    struct buffer content;

    write_file("some text", 0644);
    snprintf(link, sizeof link, "%s-link", path);
    ck_assert_int_eq(symlink(path, link), 0);
    buffer_init(&content, 9);
    ck_assert_int_eq(files_load(link, &content), 0);
    ck_assert(span_equal(buffer_span(&content), span_of("some text")));
    ck_assert_int_eq(mode_of(path), 0644);
    buffer_release(&content);
    buffer_init(&content, 8);
    ck_assert_int_eq(files_load(path, &content), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    buffer_release(&content);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

START_TEST(what_is_no_file_is_not_loaded)
{
    struct buffer content;

    buffer_init(&content, 100);
    ck_assert_int_eq(files_load(path, &content), -1);
    ck_assert_int_eq(errno, ENOENT);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_int_eq(files_load(path, &content), -1);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(files_load(folder.path, &content), -1);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(files_load("/dev/zero", &content), -1);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_uint_eq(buffer_size(&content), 0);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

START_TEST(a_symbolic_link_is_not_followed)
{
    char link[PATH_MAX + 16];

    write_file("kept\n", 0600);
    snprintf(link, sizeof link, "%s/link", folder.path);
    ck_assert_int_eq(symlink(path, link), 0);
    ck_assert_ptr_null(files_open(link, modes[_i]));
    ck_assert_int_eq(errno, ELOOP);
    expect_text("kept\n");
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_ptr_null(files_open(link, modes[_i]));
    ck_assert_int_eq(errno, ELOOP);
    ck_assert_msg(!folder_has(&folder, "file"), "a dangling link is followed");
}
END_TEST

START_TEST(what_is_no_file_is_refused_without_waiting)
{
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert_int_eq(errno, EINVAL);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert_int_eq(errno, EINVAL);
    close(reader);
    ck_assert_ptr_null(files_open(folder.path, modes[_i]));
    ck_assert(errno == EISDIR || errno == EINVAL);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* A node of our own for the device of /dev/null: as root, a bug would change the real one.  Only
 * root can create it, and not everywhere. */
START_TEST(a_device_is_refused)
{
    struct stat status;

    if (mknod(path, S_IFCHR | 0644, makedev(1, 3)) != 0)
        return;
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert(errno == EINVAL || errno == EACCES); /* EACCES if devices cannot be opened (nodev) */
    ck_assert_int_eq(lstat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode, S_IFCHR | 0644);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

START_TEST(a_socket_is_refused)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    size_t size = sizeof address.sun_path;

    ck_assert_int_lt(snprintf(address.sun_path, size, "%s", path), (int)size);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd);
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(a_file_of_somebody_else_is_refused)
{
    write_file("kept\n", 0666);
    if (geteuid() == 0)
        ck_assert_int_eq(chown(path, 12345, 12345), 0);
    else if (modes[_i] == FILES_READ)
        snprintf(path, sizeof path, "/etc/passwd");
    else
        return; /* no file of another user is sure to be writable for us */
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert_int_eq(errno, EPERM);
    ck_assert_int_eq(folder_descriptors(), descriptors);
    if (geteuid() != 0)
        return;
    expect_text("kept\n");
    ck_assert_uint_eq(mode_of(path), 0666);
}
END_TEST

START_TEST(a_file_with_another_name_is_refused)
{
    char other[PATH_MAX + 32];

    write_file("kept\n", 0644);
    snprintf(other, sizeof other, "%s/other", folder.path);
    ck_assert_int_eq(link(path, other), 0);
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert_int_eq(errno, EMLINK);
    expect_text("kept\n");
    ck_assert_uint_eq(mode_of(path), 0644);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* --- the history ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool is_parent;
    mode_t mode;
    uid_t owner; /* for root only, as is GROUP; 0: us */
    gid_t group;
    bool is_own;
} folders[] = {
    {"private", false, 0700, 0, 0, true},
    {"for others to read", false, 0755, 0, 0, true},
    {"for others to write", false, 0702, 0, 0, false},
    {"for a group to write", false, 0720, 0, 0, false},
    {"for others to write but not to rename", false, 01777, 0, 0, false},
    {"somebody else's", false, 0700, 12345, 0, false},
    {"a parent for others to read", true, 0755, 0, 0, true},
    {"a parent for others to write", true, 0707, 0, 0, false},
    {"a parent for a group to write", true, 0770, 0, 12345, false},
    {"a parent for nobody to rename", true, 01777, 0, 0, true},
    {"a parent that is somebody else's", true, 0700, 12345, 0, false},
    {"a parent that is somebody else's, for all", true, 01777, 12345, 0, false},
};

START_TEST(a_history_stands_in_folders_of_ones_own)
{
    char name[PATH_MAX + 64], changed[PATH_MAX + 64];

    if (geteuid() != 0 && (folders[_i].owner != 0 || folders[_i].group != 0))
        return;
    snprintf(name, sizeof name, "%s/state/smtp-tui/history", folder.path);
    snprintf(changed, sizeof changed, "%s/state", folder.path);
    ck_assert_int_eq(mkdir(changed, 0700), 0);
    snprintf(changed, sizeof changed, "%s/state/smtp-tui", folder.path);
    ck_assert_int_eq(mkdir(changed, 0700), 0);
    if (folders[_i].is_parent)
        *strrchr(changed, '/') = '\0';
    if (folders[_i].owner != 0 || folders[_i].group != 0)
        ck_assert_int_eq(chown(changed, folders[_i].owner, folders[_i].group), 0);
    ck_assert_int_eq(chmod(changed, folders[_i].mode), 0);
    ck_assert_msg(files_are_own_folders(name) == folders[_i].is_own, "%s", folders[_i].name);
    if (!folders[_i].is_own)
        ck_assert_str_eq(name, changed);
}
END_TEST

static void set_variable(const char *name, const char *value)
{
    if (value != NULL)
        setenv(name, value, 1);
    else
        unsetenv(name);
}

START_TEST(the_history_stands_where_xdg_says)
{
    char out[PATH_MAX], expected[PATH_MAX + 64], state[PATH_MAX + 16];

    snprintf(state, sizeof state, "%s/a/b", folder.path);
    set_variable("XDG_STATE_HOME", state);
    ck_assert_int_eq(files_history_path(out, sizeof out), 0);
    snprintf(expected, sizeof expected, "%s/smtp-tui/history", state);
    ck_assert_str_eq(out, expected);
    ck_assert_uint_eq(mode_of(state), 0700);
}
END_TEST

static const char *const no_states[] = {NULL, "", "relative", "./relative"};

START_TEST(else_the_history_stands_below_home)
{
    char out[PATH_MAX], expected[PATH_MAX + 64];

    set_variable("XDG_STATE_HOME", no_states[_i]);
    set_variable("HOME", folder.path);
    ck_assert_int_eq(files_history_path(out, sizeof out), 0);
    snprintf(expected, sizeof expected, "%s/.local/state/smtp-tui/history", folder.path);
    ck_assert_str_eq(out, expected);
}
END_TEST

/* Every folder that was missing, but not those that existed. */
START_TEST(the_folders_are_private)
{
    static const char *const made[] = {"a", "a/b", "a/b/smtp-tui"};
    char out[PATH_MAX], name[PATH_MAX + 64];

    ck_assert_int_eq(chmod(folder.path, 0755), 0);
    snprintf(name, sizeof name, "%s/a/b", folder.path);
    set_variable("XDG_STATE_HOME", name);
    umask(masks[_i]);
    for (int run = 0; run < 2; run++)
        ck_assert_msg(files_history_path(out, sizeof out) == 0, "mask %o, run %d: %s",
                      (unsigned)masks[_i], run, strerror(errno));
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        snprintf(name, sizeof name, "%s/%s", folder.path, made[i]);
        ck_assert_msg(mode_of(name) == 0700, "mask %o: %s has %o", (unsigned)masks[_i], made[i],
                      (unsigned)mode_of(name));
    }
    ck_assert_uint_eq(mode_of(folder.path), 0755);
}
END_TEST

START_TEST(a_folder_that_cannot_be_made)
{
    char out[PATH_MAX], state[PATH_MAX + 32];

    write_file("kept\n", 0600);
    snprintf(state, sizeof state, "%s/below", path);
    set_variable("XDG_STATE_HOME", state);
    ck_assert_int_eq(files_history_path(out, sizeof out), -1);
    ck_assert_int_eq(errno, ENOTDIR);
}
END_TEST

START_TEST(without_a_home_there_is_no_history)
{
    char out[PATH_MAX];

    set_variable("XDG_STATE_HOME", NULL);
    set_variable("HOME", NULL);
    ck_assert_int_eq(files_history_path(out, sizeof out), -1);
    ck_assert_int_eq(errno, ENOENT);
    set_variable("HOME", folder.path);
    ck_assert_int_eq(files_history_path(out, 20), -1);
    ck_assert_int_eq(errno, ENAMETOOLONG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("files");
    TCase *all = tcase_create("files");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, a_new_file_is_private, 0, 4);
    tcase_add_test(all, an_open_file_becomes_private);
    tcase_add_test(all, reading_changes_nothing);
    tcase_add_test(all, a_file_that_is_there_is_not_new);
    tcase_add_test(all, a_file_is_loaded);
    tcase_add_test(all, what_is_no_file_is_not_loaded);
    tcase_add_loop_test(all, a_symbolic_link_is_not_followed, 0, CASES(modes));
    tcase_add_loop_test(all, what_is_no_file_is_refused_without_waiting, 0, CASES(modes));
    tcase_add_loop_test(all, a_device_is_refused, 0, CASES(modes));
    tcase_add_loop_test(all, a_socket_is_refused, 0, CASES(modes));
    tcase_add_test(all, a_file_that_is_missing_is_not_read);
    tcase_add_loop_test(all, a_file_of_somebody_else_is_refused, 0, CASES(modes));
    tcase_add_loop_test(all, a_file_with_another_name_is_refused, 0, CASES(modes));
    tcase_add_loop_test(all, a_history_stands_in_folders_of_ones_own, 0, 12);
    tcase_add_test(all, the_history_stands_where_xdg_says);
    tcase_add_loop_test(all, else_the_history_stands_below_home, 0, 4);
    tcase_add_loop_test(all, the_folders_are_private, 0, 4);
    tcase_add_test(all, a_folder_that_cannot_be_made);
    tcase_add_test(all, without_a_home_there_is_no_history);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
