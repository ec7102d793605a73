/* check_mailbox_files.c - what is a mailbox, and what is refused as one. */
#include <config.h>

#include "server/mailbox.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "server/monotonic.h"
#include "server/users.h"
#include "tests/check_main.h"
#include "tests/folder.h"

#define COUNT(table) (sizeof table / sizeof table[0])
#define FILE_NAME    "johndoe" USERS_FILE_SUFFIX
#define LOCK_NAME    FILE_NAME ".lock"
#define RECORD       "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define WAIT_MS      5000

static struct folder folder;
static int descriptors; /* open before the case */

static void set_up(void)
{
    folder = folder_new();
    descriptors = folder_descriptors();
}

static void tear_down(void)
{
    folder_free(&folder);
}

/* Opens the mailbox called NAME, and closes it. */
static enum mailbox_status try_mailbox(int directory_fd, const char *name)
{
    char file_name[USERS_FILE_NAME_MAX + 1];
    struct mailbox mailbox;
    enum mailbox_status status;

    mailbox_file_name(name, file_name);
    status = mailbox_open(&mailbox, directory_fd, file_name, true);
    if (status == MAILBOX_OK)
        mailbox_close(&mailbox);
    return status;
}

static int make_symlink(void)
{
    return symlinkat("victim", folder.fd, FILE_NAME);
}

static int make_dangling_symlink(void)
{
    return symlinkat("nobody", folder.fd, FILE_NAME);
}

static int make_device_symlink(void)
{
    return symlinkat("/dev/null", folder.fd, FILE_NAME);
}

static int make_fifo(void)
{
    return mkfifoat(folder.fd, FILE_NAME, 0600);
}

static int make_socket(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    size_t size = sizeof address.sun_path;

    ck_assert_int_lt(snprintf(address.sun_path, size, "%s/%s", folder.path, FILE_NAME), (int)size);
    int status = bind(fd, (struct sockaddr *)&address, sizeof address);
    close(fd);
    return status;
}

static int make_folder(void)
{
    return mkdirat(folder.fd, FILE_NAME, 0700);
}

static int make_hard_link(void)
{
    return linkat(folder.fd, "victim", folder.fd, FILE_NAME, 0);
}

/* The device that /dev/null is; only root may make one, and not everywhere. */
static int make_device(void)
{
    return mknodat(folder.fd, FILE_NAME, S_IFCHR | 0600, makedev(1, 3));
}

static int make_foreign(void)
{
    folder_write(&folder, FILE_NAME, "theirs");
    return fchownat(folder.fd, FILE_NAME, geteuid() + 1, (gid_t)-1, 0);
}

static const struct {
    const char *name;
    int (*make)(void);
    enum mailbox_status status;
    bool privileged; /* the case is left out when it cannot be made */
} refusals[] = {
    {"symlink", make_symlink, MAILBOX_NOT_REGULAR, false},
    {"dangling symlink", make_dangling_symlink, MAILBOX_NOT_REGULAR, false},
    {"symlink to a device", make_device_symlink, MAILBOX_NOT_REGULAR, false},
    {"FIFO", make_fifo, MAILBOX_NOT_REGULAR, false},
    {"socket", make_socket, MAILBOX_NOT_REGULAR, false},
    {"folder", make_folder, MAILBOX_NOT_REGULAR, false},
    {"device", make_device, MAILBOX_NOT_REGULAR, true},
    {"hard link", make_hard_link, MAILBOX_LINKED, false},
    {"another user's", make_foreign, MAILBOX_FOREIGN, true},
};

/* Refused, never followed, never blocking. */
START_TEST(refused)
{
    const char *name = refusals[_i].name;
    struct stat found;
    bool exists, created;

    folder_write(&folder, "victim", "kept");
    int made = refusals[_i].make();
    if (made != 0 && refusals[_i].privileged)
        return;
    ck_assert_msg(made == 0, "%s: cannot be made: %s", name, strerror(errno));
    int64_t start_ms = monotonic_ms();
    ck_assert_msg(try_mailbox(folder.fd, "johndoe") == refusals[_i].status, "%s: opened", name);
    ck_assert_msg(mailbox_examine(folder.fd, "johndoe", &exists, &found) == refusals[_i].status,
                  "%s: examined", name);
    ck_assert_msg(mailbox_create(folder.fd, "johndoe", &created) == refusals[_i].status,
                  "%s: created", name);
    ck_assert_msg(exists && !created, "%s: exists %d, created %d", name, exists, created);
    ck_assert_msg(monotonic_ms() - start_ms < WAIT_MS, "%s: was waited for", name);
    ck_assert_msg(folder_descriptors() == descriptors, "%s: a descriptor stays open", name);
    folder_expect(&folder, "victim", "kept", name);
    ck_assert_msg(!folder_has(&folder, "nobody"), "%s: followed", name);
    ck_assert_msg(!folder_has(&folder, LOCK_NAME), "%s: a dotlock stays", name);
}
END_TEST

START_TEST(examine_changes_nothing)
{
    struct stat found, now;
    bool exists = true;

    ck_assert_int_eq(mailbox_examine(folder.fd, "johndoe", &exists, &found), MAILBOX_OK);
    ck_assert(!exists && !folder_has(&folder, FILE_NAME));
    folder_write(&folder, FILE_NAME, RECORD);
    ck_assert_int_eq(mailbox_examine(folder.fd, "johndoe", &exists, &found), MAILBOX_OK);
    ck_assert_int_eq(fstatat(folder.fd, FILE_NAME, &now, 0), 0);
    ck_assert(exists && found.st_dev == now.st_dev && found.st_ino == now.st_ino);
    folder_expect(&folder, FILE_NAME, RECORD, "examined");
}
END_TEST

START_TEST(file_names)
{
    char longest[USERS_FILE_NAME_MAX + 1] = "", name[USERS_FILE_NAME_MAX + 1];

    mailbox_file_name("jo\xc3\xa3o", name);
    ck_assert_str_eq(name, "jo\xc3\xa3o.txt");
    memset(longest, 'x', USERS_FILE_NAME_MAX - strlen(USERS_FILE_SUFFIX));
    mailbox_file_name(longest, name);
    ck_assert_uint_eq(strlen(name), USERS_FILE_NAME_MAX);
    ck_assert_int_eq(try_mailbox(folder.fd, longest), MAILBOX_OK);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("mailbox files");
    TCase *files = tcase_create("files");

    tcase_add_checked_fixture(files, set_up, tear_down);
    tcase_set_timeout(files, 120);
    tcase_add_loop_test(files, refused, 0, (int)COUNT(refusals));
    tcase_add_test(files, examine_changes_nothing);
    tcase_add_test(files, file_names);
    suite_add_tcase(suite, files);
    return check_main(suite);
}
