/* check_commit.c - appending to mailboxes: what the file holds afterwards, and the order of the
 * system calls on the way.
 */
#include <config.h>

#include "server/commit.h"

#include <sys/resource.h>

#include "server/group.h"
#include "server/lock.h"
#include "tests/check_main.h"
#include "tests/disk.h"
#include "tests/engine.h"

#define COUNT(table) (sizeof table / sizeof table[0])
#define FILE_NAME    "johndoe" USERS_FILE_SUFFIX
#define LOCK_NAME    FILE_NAME ".lock"
#define RECORD       "From a Thu Jan  1 00:00:00 1970\nA: b\n\nc\n\n"
#define WAIT_MS      5000

static struct engine engine;
static int descriptors; /* open before the case */

/* What was called, a letter each, as note_call() gives them. */
static char calls[256];

/* --- the order of the calls --- */

/* i(ntent written), I(ntents synced), w(ritten), d(ata synced), t(runcated), f(older synced). */
static void note_call(const struct disk_event *done)
{
    size_t count = strlen(calls);
    char letter = '\0';
    bool is_intents = engine_is_open(&engine, intents_file_name(), done->fd);

    if (done->call == DISK_WRITE)
        letter = is_intents ? 'i' : 'w';
    else if (done->call == DISK_DATASYNC)
        letter = is_intents ? 'I' : 'd';
    else if (done->call == DISK_SYNC)
        letter = is_intents ? 'I' : 'f';
    else if (done->call == DISK_TRUNCATE)
        letter = 't';
    if (letter != '\0' && count + 1 < sizeof calls)
        calls[count] = letter;
}

static void set_up(void)
{
    memset(calls, 0, sizeof calls);
    engine = engine_new();
    ck_assert_int_eq(lock_start(engine.folder.fd), 0);
    descriptors = folder_descriptors();
}

static void tear_down(void)
{
    disk_stop();
    engine_free(&engine);
}

static enum mailbox_status append(const char *text)
{
    enum mailbox_status status;

    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    status = engine_append(&engine, &text, 1, WAIT_MS);
    disk_stop();
    return status;
}

/* --- appending --- */

static const struct {
    const char *name;
    const char *before; /* NULL: there is no file */
    const char *between;
    const char *calls;
} appends[] = {
    {"no file", NULL, "", "iIwdfi"},
    {"empty file", "", "", "diIwdfi"},
    {"a record", RECORD, "", "iIwdi"},
    {"no final newline", "From x\n\ny", "\n\n", "iIwdi"},
    {"no final empty line", "From x\n\ny\n", "\n", "iIwdi"},
    {"several empty lines", "x\n\n\n\n", "", "iIwdi"},
    {"one byte", "x", "\n\n", "iIwdi"},
    {"one newline", "\n", "", "iIwdi"},
    {"two newlines", "\n\n", "", "iIwdi"},
    {"CRLF", "x\r\n\r\n", "\n", "iIwdi"},
};

START_TEST(existing_bytes_stay)
{
    const char *before = appends[_i].before != NULL ? appends[_i].before : "";
    char expected[512];

    if (appends[_i].before != NULL)
        folder_write(&engine.folder, FILE_NAME, before);
    ck_assert_int_eq(append(RECORD), MAILBOX_OK);
    snprintf(expected, sizeof expected, "%s%s%s", before, appends[_i].between, RECORD);
    folder_expect(&engine.folder, FILE_NAME, expected, appends[_i].name);
    ck_assert_msg(strcmp(calls, appends[_i].calls) == 0, "%s: calls \"%s\"", appends[_i].name,
                  calls);
    ck_assert_msg(!folder_has(&engine.folder, LOCK_NAME), "%s: a dotlock stays", appends[_i].name);
    ck_assert_int_eq(folder_descriptors(), descriptors);
}
END_TEST

/* A group has one intent and one sync. */
START_TEST(several_records)
{
    static const char *const records[] = {RECORD, "From b\n\nd\n\n", RECORD};

    folder_write(&engine.folder, FILE_NAME, "x\n");
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(engine_append(&engine, records, 3, WAIT_MS), MAILBOX_OK);
    disk_stop();
    folder_expect(&engine.folder, FILE_NAME, "x\n\n" RECORD "From b\n\nd\n\n" RECORD, "group");
    ck_assert_str_eq(calls, "iIwdi");
}
END_TEST

/* A large message has an intent for each stretch, which only the next but one may overwrite. */
START_TEST(large_message)
{
    size_t size = 2 * INTENT_STRETCH_MAX + 1;
    char *text = malloc(size + 1);

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', size);
    text[size] = '\0';
    ck_assert_int_eq(append(text), MAILBOX_OK);
    folder_expect(&engine.folder, FILE_NAME, text, "large");
    ck_assert_str_eq(calls, "iIwdiIwdiIwdfii");
    free(text);
}
END_TEST

START_TEST(new_file_is_private)
{
    struct stat file;
    bool created = false;
    mode_t mask = umask(0);

    ck_assert_int_eq(append(RECORD), MAILBOX_OK);
    ck_assert_int_eq(fstatat(engine.folder.fd, FILE_NAME, &file, AT_SYMLINK_NOFOLLOW), 0);
    ck_assert_uint_eq(file.st_mode, S_IFREG | 0600);
    ck_assert_int_eq(mailbox_create(engine.folder.fd, "other", &created), MAILBOX_OK);
    ck_assert_int_eq(fstatat(engine.folder.fd, "other.txt", &file, AT_SYMLINK_NOFOLLOW), 0);
    ck_assert_uint_eq(file.st_mode, S_IFREG | 0600);
    ck_assert(created);
    umask(mask);
}
END_TEST

/* --- what fails is undone --- */

/* With a real limit: a part of the record gets into the file first. */
START_TEST(file_size_limit)
{
    static const char *const befores[] = {NULL, "", RECORD, "x"};
    static char text[5000];
    const char *before = befores[_i];
    struct rlimit old, limit;

    signal(SIGXFSZ, SIG_IGN);
    memset(text, 'x', sizeof text - 1);
    if (before != NULL)
        folder_write(&engine.folder, FILE_NAME, before);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){3000, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    enum mailbox_status status = append(text);
    int error = errno;
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(status, MAILBOX_NO_SPACE);
    ck_assert_int_eq(error, EFBIG);
    ck_assert_str_eq(calls, _i == 1 ? "diIwtdi" : "iIwtdi");
    ck_assert(folder_has(&engine.folder, FILE_NAME) == (before != NULL));
    if (before != NULL)
        folder_expect(&engine.folder, FILE_NAME, before, "after EFBIG");
    ck_assert_int_eq(append(text), MAILBOX_OK);
}
END_TEST

/* Somebody who ignores the locks cuts the file while we have it: what fails then is not undone by
 * filling the gap. */
START_TEST(file_cut_by_another)
{
    struct mailbox mailbox;
    struct delivery delivery;

    folder_write(&engine.folder, FILE_NAME, RECORD);
    ck_assert_int_eq(engine_lock(&engine, &mailbox, 0), MAILBOX_OK);
    engine_prepare(&engine, &delivery, "johndoe", RECORD, strlen(RECORD));
    ck_assert_int_eq(ftruncate(mailbox.fd, 5), 0);
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(commit_group(engine.commit, &mailbox, &delivery, 1, true), MAILBOX_ERROR);
    ck_assert_str_eq(calls, ""); /* nothing was written, so nothing is to be undone */
    ck_assert_int_eq(mailbox_cut(&mailbox, strlen(RECORD)), 0);
    ck_assert_int_eq(lseek(mailbox.fd, 0, SEEK_END), 5);
    mailbox_close(&mailbox);
    engine_discard(&delivery);
}
END_TEST

START_TEST(folder_that_is_gone)
{
    struct mailbox mailbox;

    folder_clear(&engine.folder);
    ck_assert_int_eq(rmdir(engine.folder.path), 0);
    ck_assert_int_eq(engine_lock(&engine, &mailbox, 0), MAILBOX_ERROR);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

/* --- what is repaired before the next append --- */

/* An append behind RECORD during which call FAULT_AT fails, and the one AGAIN calls later unless
 * that is 0. */
static enum mailbox_status append_with_fault(unsigned fault_at, unsigned again)
{
    static const char *const record = RECORD;

    unlinkat(engine.folder.fd, LOCK_NAME, 0); /* an earlier fault may have left it */
    folder_write(&engine.folder, FILE_NAME, RECORD);
    disk.again_at = again > 0 ? fault_at + again : 0;
    disk_start(fault_at, DISK_EIO);
    enum mailbox_status status = engine_append(&engine, &record, 1, WAIT_MS);
    disk_stop();
    disk.again_at = 0;
    return status;
}

/* The calls that repair the mailbox, which must come to OUTCOME. */
static const char *repair(enum recovery_outcome outcome)
{
    uint64_t cut_bytes;

    memset(calls, 0, sizeof calls);
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    ck_assert_int_eq(recovery_run(engine.intents, engine.folder.fd, FILE_NAME, &cut_bytes),
                     outcome);
    disk_stop();
    return calls;
}

/* A folder without the mailbox must be on disk before the intent goes: the mailbox may come back.
 */
START_TEST(mailbox_that_is_gone)
{
    unsigned at = 0;

    do
        ck_assert_uint_lt(at, 100);
    while (append_with_fault(++at, 0) != MAILBOX_OK ||
           intents_find_kept(engine.intents, FILE_NAME, 0) < 0);
    ck_assert_int_eq(unlinkat(engine.folder.fd, FILE_NAME, 0), 0);
    ck_assert_str_eq(repair(RECOVERY_WHOLE), "fi");
}
END_TEST

/* Whatever an earlier server has written to the intents, this one's view of them is on disk before
 * anything else is, with the name of the file. */
START_TEST(intents_at_the_start)
{
    ck_assert_int_ge(intents_take(engine.intents), 0); /* or else the file goes with its server */
    intents_close(engine.intents);
    disk.note = note_call;
    disk_start(0, DISK_WORKS);
    engine.intents = intents_open(engine.folder.fd);
    disk_stop();
    ck_assert_ptr_nonnull(engine.intents);
    ck_assert_str_eq(calls, "If");
}
END_TEST

/* The intent of a whole append cannot be marked as done: its bytes are made certain once more. */
START_TEST(whole_append)
{
    unsigned at = 0;

    do
        ck_assert_uint_lt(at, 100);
    while (append_with_fault(++at, 0) != MAILBOX_OK ||
           intents_find_kept(engine.intents, FILE_NAME, 0) < 0);
    ck_assert_str_eq(repair(RECOVERY_WHOLE), "wdi");
    folder_expect(&engine.folder, FILE_NAME, RECORD RECORD, "whole");
}
END_TEST

/* An append and its undoing fail. */
START_TEST(append_that_cannot_be_undone)
{
    enum mailbox_status status;
    unsigned at = 0;
    struct stat file;

    do {
        ck_assert_uint_lt(at, 100);
        if (intents_find_kept(engine.intents, FILE_NAME, 0) >= 0)
            repair(RECOVERY_WHOLE);
        status = append_with_fault(++at, 2);
        ck_assert_int_eq(fstatat(engine.folder.fd, FILE_NAME, &file, 0), 0);
    } while (status == MAILBOX_OK || file.st_size == (off_t)strlen(RECORD));
    ck_assert_str_eq(repair(RECOVERY_CUT), "tdi");
    folder_expect(&engine.folder, FILE_NAME, RECORD, "undone");
}
END_TEST

/* Serves a group of a message that does not fit and one that does, while call FAULT_AT fails;
 * whether the second one was stored. */
static bool serve_halves(struct delivery deliveries[2], unsigned fault_at)
{
    const struct group_place place = {engine.folder.fd, engine.intents, NULL, NULL};
    struct lane lane = {.file_name = FILE_NAME};
    struct group group;

    delivery_queue_init(&lane.waiting);
    for (int i = 0; i < 2; i++)
        delivery_queue_push(&lane.waiting, &deliveries[i]);
    group_take(&group, &lane);
    disk.note = NULL;
    disk_start(fault_at, DISK_EIO);
    enum mailbox_status status = group_serve(&group, &place, engine.commit, &lane);
    disk_stop();
    return status == MAILBOX_OK && deliveries[1].verdict == DIALECT_DONE;
}

/* Where a group does not fit, its halves are tried, but none behind what could not be undone. */
START_TEST(half_that_cannot_be_undone)
{
    enum { LARGE = 250000, LIMIT = 200000, SMALL = 64 };
    char both[sizeof RECORD + SMALL] = RECORD;
    char *large = malloc(LARGE);
    struct delivery deliveries[2];
    struct rlimit old, limit;
    uint64_t cut_bytes;
    unsigned stored = 0;

    signal(SIGXFSZ, SIG_IGN);
    memset(large, 'x', LARGE);
    memset(both + strlen(RECORD), 'x', SMALL); /* the same bytes, as in what could not be undone */
    engine_prepare(&engine, &deliveries[0], "johndoe", large, LARGE);
    engine_prepare(&engine, &deliveries[1], "johndoe", large, SMALL);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    for (unsigned at = 1; at < 80; at++) {
        unlinkat(engine.folder.fd, LOCK_NAME, 0);
        folder_write(&engine.folder, FILE_NAME, RECORD);
        limit = (struct rlimit){LIMIT, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        bool is_stored = serve_halves(deliveries, at);
        setrlimit(RLIMIT_FSIZE, &old);
        unlinkat(engine.folder.fd, LOCK_NAME, 0);
        recovery_run(engine.intents, engine.folder.fd, FILE_NAME, &cut_bytes);
        folder_expect(&engine.folder, FILE_NAME, is_stored ? both : RECORD, "halves");
        stored += is_stored;
    }
    ck_assert_uint_gt(stored, 0);
    engine_discard(&deliveries[0]);
    engine_discard(&deliveries[1]);
    free(large);
}
END_TEST

/* A slot that cannot be read is not empty. */
START_TEST(intent_that_cannot_be_read)
{
    uint64_t cut_bytes;
    unsigned at = 0;

    do
        ck_assert_uint_lt(at, 100);
    while (append_with_fault(++at, 0) != MAILBOX_OK ||
           intents_find_kept(engine.intents, FILE_NAME, 0) < 0);
    at = 0;
    do {
        disk.note = NULL;
        disk_start(++at, DISK_EIO);
        enum recovery_outcome outcome =
            recovery_run(engine.intents, engine.folder.fd, FILE_NAME, &cut_bytes);
        disk_stop();
        unlinkat(engine.folder.fd, LOCK_NAME, 0);
        ck_assert_msg(outcome == RECOVERY_WHOLE ||
                          intents_find_kept(engine.intents, FILE_NAME, 0) >= 0,
                      "call %u: %d, and forgotten", at, (int)outcome);
        if (at <= 8) /* up to the reading of the intent */
            ck_assert_msg(intents_find_kept(engine.intents, FILE_NAME, 0) >= 0, "call %u", at);
    } while (intents_find_kept(engine.intents, FILE_NAME, 0) >= 0);
    ck_assert_uint_gt(at, 8);
}
END_TEST

/* --- creating --- */

START_TEST(create_keeps_what_is_there)
{
    bool created = false;

    ck_assert_int_eq(mailbox_create(engine.folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert(created);
    folder_write(&engine.folder, FILE_NAME, RECORD);
    ck_assert_int_eq(mailbox_create(engine.folder.fd, "johndoe", &created), MAILBOX_OK);
    ck_assert(!created);
    folder_expect(&engine.folder, FILE_NAME, RECORD, "created again");
    ck_assert_int_eq(folder_descriptors(), descriptors);
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
    {"another file renamed over it", replace_mailbox, MAILBOX_OK, "new\n\n" RECORD, "iIwdi"},
    {"removed", remove_mailbox, MAILBOX_OK, RECORD, "iIwdfi"},
    {"turned into a symlink", turn_into_symlink, MAILBOX_NOT_REGULAR, "new\n\n", ""},
};

/* Nothing is written into a file that no longer has the name. */
START_TEST(changed_while_waiting)
{
    folder_write(&engine.folder, FILE_NAME, RECORD);
    folder_write(&engine.folder, "new", "new\n\n");
    struct holder holder = holder_new(&engine.folder, FILE_NAME, F_SETLK, 150, changes[_i].deed);
    enum mailbox_status status = append(RECORD);
    holder_release(&holder);
    ck_assert_msg(status == changes[_i].status, "%s: status %d", changes[_i].name, (int)status);
    folder_expect(&engine.folder, FILE_NAME, changes[_i].mailbox, changes[_i].name);
    ck_assert_msg(strcmp(calls, changes[_i].calls) == 0, "%s: calls \"%s\"", changes[_i].name,
                  calls);
    ck_assert_msg(!folder_has(&engine.folder, LOCK_NAME), "%s: a dotlock stays", changes[_i].name);
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
    Suite *suite = suite_create("commit");
    TCase *appending = add_case(suite, "appending");
    TCase *failing = add_case(suite, "failing");
    TCase *repairing = add_case(suite, "repairing");
    TCase *creating = add_case(suite, "creating");
    TCase *readers = add_case(suite, "readers");

    tcase_add_loop_test(appending, existing_bytes_stay, 0, (int)COUNT(appends));
    tcase_add_test(appending, several_records);
    tcase_add_test(appending, large_message);
    tcase_add_test(appending, new_file_is_private);
    tcase_add_loop_test(failing, file_size_limit, 0, 4);
    tcase_add_test(failing, file_cut_by_another);
    tcase_add_test(failing, folder_that_is_gone);
    tcase_add_test(repairing, whole_append);
    tcase_add_test(repairing, mailbox_that_is_gone);
    tcase_add_test(repairing, intents_at_the_start);
    tcase_add_test(repairing, append_that_cannot_be_undone);
    tcase_add_test(repairing, half_that_cannot_be_undone);
    tcase_add_test(repairing, intent_that_cannot_be_read);
    tcase_add_test(creating, create_keeps_what_is_there);
    tcase_add_loop_test(readers, changed_while_waiting, 0, (int)COUNT(changes));
    return check_main(suite);
}
