/* check_files.c - the client's files: private, regular, and reached by no link. */
#include <config.h>

#include "tui-client/files.h"

#include <errno.h>
#include <ftw.h>

#include "tests/check_main.h"
#include "tests/folder.h"

static struct folder folder;
static char path[PATH_MAX + 16];

static void set_up(void)
{
    folder = folder_new();
    snprintf(path, sizeof path, "%s/file", folder.path);
    umask(0);
}

static int remove_entry(const char *name, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(name);
}

static void tear_down(void)
{
    nftw(folder.path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    close(folder.fd);
}

static mode_t mode_of(const char *name)
{
    struct stat status;

    ck_assert_int_eq(lstat(name, &status), 0);
    return status.st_mode & 07777;
}

static void write_file(const char *text, mode_t mode)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
}

static void expect_text(const char *expected)
{
    char text[64];
    int fd = open(path, O_RDONLY);
    ssize_t size = read(fd, text, sizeof text - 1);

    ck_assert_int_ge(size, 0);
    text[size] = '\0';
    ck_assert_str_eq(text, expected);
    close(fd);
}

static const mode_t masks[] = {0, 022, 0777};

START_TEST(a_new_file_is_private)
{
    FILE *file;

    umask(masks[_i]);
    file = files_open(path, FILES_APPEND);
    ck_assert_ptr_nonnull(file);
    fclose(file);
    ck_assert_uint_eq(mode_of(path), 0600);
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

START_TEST(replacing_empties_and_reading_does_not)
{
    FILE *file;

    write_file("old\n", 0644);
    file = files_open(path, FILES_READ);
    ck_assert_ptr_nonnull(file);
    fclose(file);
    expect_text("old\n");
    file = files_open(path, FILES_REPLACE);
    ck_assert_ptr_nonnull(file);
    fputs("new\n", file);
    fclose(file);
    expect_text("new\n");
}
END_TEST

static const enum files_mode modes[] = {FILES_READ, FILES_REPLACE, FILES_APPEND};

START_TEST(a_symbolic_link_is_not_followed)
{
    char link[PATH_MAX + 16];

    write_file("kept\n", 0600);
    snprintf(link, sizeof link, "%s/link", folder.path);
    ck_assert_int_eq(symlink(path, link), 0);
    ck_assert_ptr_null(files_open(link, modes[_i]));
    ck_assert_int_eq(errno, ELOOP);
    expect_text("kept\n");
}
END_TEST

START_TEST(what_is_no_file_is_refused_without_waiting)
{
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_ptr_null(files_open(path, modes[_i]));
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_ptr_null(files_open(folder.path, modes[_i]));
    ck_assert(errno == EISDIR || errno == EINVAL);
    ck_assert_ptr_null(files_open("/dev/null", modes[_i]));
    ck_assert_int_eq(errno, EINVAL);
}
END_TEST

START_TEST(a_file_of_somebody_else_is_refused)
{
    write_file("kept\n", 0666);
    if (geteuid() == 0)
        ck_assert_int_eq(chown(path, 12345, 12345), 0);
    else
        snprintf(path, sizeof path, "/etc/passwd");
    ck_assert_ptr_null(files_open(path, FILES_READ));
    ck_assert_int_eq(errno, EPERM);
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
    set_variable("XDG_STATE_HOME", "relative");
    set_variable("HOME", folder.path);
    ck_assert_int_eq(files_history_path(out, sizeof out), 0);
    snprintf(expected, sizeof expected, "%s/.local/state/smtp-tui/history", folder.path);
    ck_assert_str_eq(out, expected);
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
    tcase_add_loop_test(all, a_new_file_is_private, 0, 3);
    tcase_add_test(all, an_open_file_becomes_private);
    tcase_add_test(all, replacing_empties_and_reading_does_not);
    tcase_add_loop_test(all, a_symbolic_link_is_not_followed, 0, 3);
    tcase_add_loop_test(all, what_is_no_file_is_refused_without_waiting, 0, 3);
    tcase_add_test(all, a_file_of_somebody_else_is_refused);
    tcase_add_test(all, the_history_stands_where_xdg_says);
    tcase_add_test(all, without_a_home_there_is_no_history);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
