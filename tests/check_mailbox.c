/* check_mailbox.c - appending to mailboxes: what the file holds afterwards, also when it fails.
 *
 * The system calls that write and sync are replaced by ones that note their order, and that fail or
 * fall short on demand.
 */
#include <config.h>

#include "server/mailbox.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "server/lock.h"
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

/* --- system calls as the cases want them --- */

static struct {
    char calls[64];     /* what was called: w(rite), d(ata sync), s(ync) of a file, f(older sync) */
    char fail;          /* which of them fails, or 0 */
    int error;          /* with which errno; 0: the write writes nothing */
    size_t write_bytes; /* most that a write takes; 0: no limit */
    bool interrupted;   /* every second write is interrupted */
} faults;

static int note_call(char call)
{
    size_t count = strlen(faults.calls);

    if (count + 1 < sizeof faults.calls)
        faults.calls[count] = call;
    errno = faults.error;
    return faults.fail == call ? -1 : 0;
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    static unsigned calls;

    if (faults.interrupted && calls++ % 2 == 0) {
        errno = EINTR;
        return -1;
    }
    ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
    if (note_call('w') != 0)
        return faults.error != 0 ? -1 : 0;
    if (faults.write_bytes == 0)
        return syscall(SYS_writev, fd, pieces, count);
    while (pieces->iov_len == 0)
        pieces++;
    return write(fd, pieces->iov_base,
                 pieces->iov_len < faults.write_bytes ? pieces->iov_len : faults.write_bytes);
}

int fdatasync(int fd)
{
    return note_call('d') != 0 ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    struct stat status;

    ck_assert_int_eq(fstat(fd, &status), 0);
    return note_call(S_ISDIR(status.st_mode) ? 'f' : 's') != 0 ? -1 : (int)syscall(SYS_fsync, fd);
}

/* --- the scene of a case --- */

static void set_up(void)
{
    memset(&faults, 0, sizeof faults);
    folder = folder_new();
    descriptors = folder_descriptors();
}

static void tear_down(void)
{
    memset(&faults, 0, sizeof faults);
    folder_free(&folder);
}

static enum mailbox_status append(const char *text, unsigned wait_ms)
{
    char copy[512];
    struct iovec piece = {copy, strlen(text)};

    strcpy(copy, text);
    return mailbox_append(folder.fd, "johndoe", &piece, 1, wait_ms);
}

/* Appends RECORD and fails the case ABOUT if the outcome is not STATUS, or something is left. */
static void expect_append(enum mailbox_status status, unsigned wait_ms, const char *about)
{
    enum mailbox_status found = append(RECORD, wait_ms);
    int error = errno;

    ck_assert_msg(found == status, "%s: status %d, %s", about, (int)found, strerror(error));
    ck_assert_msg(folder_descriptors() == descriptors, "%s: a descriptor stays open", about);
    errno = error;
}

static mode_t mode_of(const char *name)
{
    struct stat status;

    ck_assert_int_eq(fstatat(folder.fd, name, &status, AT_SYMLINK_NOFOLLOW), 0);
    return status.st_mode;
}

/* --- appending --- */

static const struct {
    const char *name;
    const char *before; /* NULL: there is no file */
    const char *between;
    const char *calls;
} appends[] = {
    {"no file", NULL, "", "wdf"},
    {"empty file", "", "", "wdf"},
    {"a record", RECORD, "", "wd"},
    {"no final newline", "From x\n\ny", "\n\n", "wd"},
    {"no final empty line", "From x\n\ny\n", "\n", "wd"},
    {"several empty lines", "x\n\n\n\n", "", "wd"},
    {"one byte", "x", "\n\n", "wd"},
    {"one newline", "\n", "", "wd"},
    {"two newlines", "\n\n", "", "wd"},
    {"CRLF", "x\r\n\r\n", "\n", "wd"},
};

START_TEST(existing_bytes_stay)
{
    const char *before = appends[_i].before != NULL ? appends[_i].before : "";
    char expected[512];

    if (appends[_i].before != NULL)
        folder_write(&folder, FILE_NAME, before);
    expect_append(MAILBOX_OK, WAIT_MS, appends[_i].name);
    snprintf(expected, sizeof expected, "%s%s%s", before, appends[_i].between, RECORD);
    folder_expect(&folder, FILE_NAME, expected, appends[_i].name);
    ck_assert_msg(strcmp(faults.calls, appends[_i].calls) == 0, "%s: calls \"%s\"",
                  appends[_i].name, faults.calls);
    ck_assert_msg(!folder_has(&folder, LOCK_NAME), "%s: a dotlock stays", appends[_i].name);
}
END_TEST

START_TEST(new_file_is_private)
{
    bool created = false;
    mode_t mask = umask(0);

    expect_append(MAILBOX_OK, WAIT_MS, "append");
    ck_assert_uint_eq(mode_of(FILE_NAME), S_IFREG | 0600);
    folder_clear(&folder);
    faults.calls[0] = '\0';
    ck_assert_int_eq(mailbox_create(folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert_uint_eq(mode_of(FILE_NAME), S_IFREG | 0600);
    ck_assert(created);
    umask(mask);
}
END_TEST

START_TEST(pieces_in_any_size)
{
    static char large[3 << 20];
    char head[] = "From a\n", empty[] = "", end[] = "\n\n";
    struct iovec pieces[] = {{head, strlen(head)}, {empty, 0}, {large, sizeof large}, {end, 2}};
    struct stat status;

    memset(large, 'x', sizeof large);
    ck_assert_int_eq(mailbox_append(folder.fd, "johndoe", pieces, 4, WAIT_MS), MAILBOX_OK);
    ck_assert_int_eq(fstatat(folder.fd, FILE_NAME, &status, 0), 0);
    ck_assert_int_eq(status.st_size, (off_t)(strlen(head) + sizeof large + 2));
    ck_assert_uint_eq(pieces[2].iov_len, sizeof large);
}
END_TEST

START_TEST(short_and_interrupted_writes)
{
    char head[] = "From a\nA: b\n", body[] = "\nc\n", end[] = "\n";
    struct iovec pieces[] = {{head, strlen(head)}, {body, strlen(body)}, {end, strlen(end)}};

    folder_write(&folder, FILE_NAME, "x");
    faults.interrupted = true;
    faults.write_bytes = (size_t)_i;
    ck_assert_int_eq(mailbox_append(folder.fd, "johndoe", pieces, 3, WAIT_MS), MAILBOX_OK);
    folder_expect(&folder, FILE_NAME, "x\n\nFrom a\nA: b\n\nc\n\n", "short writes");
}
END_TEST

/* --- what fails is undone --- */

static const struct {
    const char *name;
    char fail;
    int error;
    enum mailbox_status status;
    const char *before; /* NULL: there is no file, and there must be none */
} failures[] = {
    {"write, ENOSPC", 'w', ENOSPC, MAILBOX_NO_SPACE, RECORD},
    {"write, EDQUOT", 'w', EDQUOT, MAILBOX_NO_SPACE, RECORD},
    {"write, EFBIG", 'w', EFBIG, MAILBOX_NO_SPACE, RECORD},
    {"write, EIO", 'w', EIO, MAILBOX_NO_SPACE, RECORD},
    {"write, EIO, no final newline", 'w', EIO, MAILBOX_NO_SPACE, "x"},
    {"write, EIO, no file", 'w', EIO, MAILBOX_NO_SPACE, NULL},
    {"write of nothing", 'w', 0, MAILBOX_NO_SPACE, RECORD},
    {"sync, EIO", 'd', EIO, MAILBOX_ERROR, RECORD},
    {"sync, EIO, no final newline", 'd', EIO, MAILBOX_ERROR, "x\n"},
    {"sync, ENOSPC, no file", 'd', ENOSPC, MAILBOX_ERROR, NULL},
    {"sync of the folder, EIO", 'f', EIO, MAILBOX_ERROR, NULL},
    {"sync of the folder, EIO, empty file", 'f', EIO, MAILBOX_ERROR, ""},
};

START_TEST(failures_are_undone)
{
    const char *name = failures[_i].name, *before = failures[_i].before;

    if (before != NULL)
        folder_write(&folder, FILE_NAME, before);
    faults.fail = failures[_i].fail;
    faults.error = failures[_i].error;
    expect_append(failures[_i].status, WAIT_MS, name);
    ck_assert_msg(errno == (faults.error != 0 ? faults.error : ENOSPC), "%s: %s", name,
                  strerror(errno));
    if (before != NULL)
        folder_expect(&folder, FILE_NAME, before, name);
    ck_assert_msg(folder_has(&folder, FILE_NAME) == (before != NULL), "%s: the file", name);
    ck_assert_msg(!folder_has(&folder, LOCK_NAME), "%s: a dotlock stays", name);
    faults.fail = 0;
    expect_append(MAILBOX_OK, WAIT_MS, name);
}
END_TEST

/* With a real limit: a part of the record gets into the file first. */
START_TEST(file_size_limit)
{
    static const char *const befores[] = {NULL, "", RECORD, "x"};
    const char *before = befores[_i];
    struct rlimit old, limit;

    signal(SIGXFSZ, SIG_IGN);
    if (before != NULL)
        folder_write(&folder, FILE_NAME, before);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){(before != NULL ? strlen(before) : 0) + 20, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    enum mailbox_status status = append(RECORD, WAIT_MS);
    int error = errno;
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(status, MAILBOX_NO_SPACE);
    ck_assert_int_eq(error, EFBIG);
    ck_assert(folder_has(&folder, FILE_NAME) == (before != NULL));
    if (before != NULL)
        folder_expect(&folder, FILE_NAME, before, "after EFBIG");
    expect_append(MAILBOX_OK, WAIT_MS, "with room again");
}
END_TEST

START_TEST(folder_that_is_gone)
{
    ck_assert_int_eq(rmdir(folder.path), 0);
    expect_append(MAILBOX_ERROR, 200, "append");
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

/* --- creating --- */

START_TEST(create_keeps_what_is_there)
{
    bool created = false;

    ck_assert_int_eq(mailbox_create(folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert(created);
    ck_assert_str_eq(faults.calls, "sf");
    folder_write(&folder, FILE_NAME, RECORD);
    ck_assert_int_eq(mailbox_create(folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert(!created);
    folder_expect(&folder, FILE_NAME, RECORD, "created again");
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

START_TEST(create_that_cannot_be_synced)
{
    bool created = true;

    faults.fail = "sf"[_i];
    faults.error = EIO;
    ck_assert_int_eq(mailbox_create(folder.fd, "johndoe", &created), MAILBOX_ERROR);
    ck_assert_int_eq(errno, EIO);
    ck_assert(!created && !folder_has(&folder, FILE_NAME));
}
END_TEST

/* --- what a mail reader does while we wait --- */

static void replace_mailbox(const struct folder *where)
{
    if (renameat(where->fd, "new", where->fd, FILE_NAME) != 0)
        _exit(1);
}

static void remove_mailbox(const struct folder *where)
{
    if (unlinkat(where->fd, FILE_NAME, 0) != 0)
        _exit(1);
}

static void turn_into_symlink(const struct folder *where)
{
    remove_mailbox(where);
    if (symlinkat("new", where->fd, FILE_NAME) != 0)
        _exit(1);
}

static const struct {
    const char *name;
    holder_deed *deed;
    enum mailbox_status status;
    const char *mailbox; /* afterwards; what "new" holds if that has its name */
    const char *calls;
} changes[] = {
    {"another file renamed over it", replace_mailbox, MAILBOX_OK, "new\n\n" RECORD, "wdf"},
    {"removed", remove_mailbox, MAILBOX_OK, RECORD, "wdf"},
    {"turned into a symlink", turn_into_symlink, MAILBOX_NOT_REGULAR, "new\n\n", ""},
};

/* Nothing is written into a file that no longer has the name. */
START_TEST(changed_while_waiting)
{
    folder_write(&folder, FILE_NAME, RECORD);
    folder_write(&folder, "new", "new\n\n");
    struct holder holder = holder_new(&folder, FILE_NAME, F_SETLK, 150, changes[_i].deed);
    enum mailbox_status status = append(RECORD, WAIT_MS);
    holder_release(&holder);
    ck_assert_msg(status == changes[_i].status, "%s: status %d", changes[_i].name, (int)status);
    folder_expect(&folder, FILE_NAME, changes[_i].mailbox, changes[_i].name);
    ck_assert_msg(strcmp(faults.calls, changes[_i].calls) == 0, "%s: calls \"%s\"",
                  changes[_i].name, faults.calls);
    ck_assert_msg(!folder_has(&folder, LOCK_NAME), "%s: a dotlock stays", changes[_i].name);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

static TCase *add_case(Suite *suite, const char *name)
{
    TCase *tcase = tcase_create(name);

    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_set_timeout(tcase, 120);
    suite_add_tcase(suite, tcase);
    return tcase;
}

int main(void)
{
    Suite *suite = suite_create("mailbox");
    TCase *appending = add_case(suite, "appending");
    TCase *failing = add_case(suite, "failing");
    TCase *creating = add_case(suite, "creating");
    TCase *readers = add_case(suite, "readers");

    tcase_add_loop_test(appending, existing_bytes_stay, 0, (int)COUNT(appends));
    tcase_add_test(appending, new_file_is_private);
    tcase_add_test(appending, pieces_in_any_size);
    tcase_add_loop_test(appending, short_and_interrupted_writes, 0, 20);
    tcase_add_loop_test(failing, failures_are_undone, 0, (int)COUNT(failures));
    tcase_add_loop_test(failing, file_size_limit, 0, 4);
    tcase_add_test(failing, folder_that_is_gone);
    tcase_add_test(creating, create_keeps_what_is_there);
    tcase_add_loop_test(creating, create_that_cannot_be_synced, 0, 2);
    tcase_add_loop_test(readers, changed_while_waiting, 0, (int)COUNT(changes));
    return check_main(suite);
}
