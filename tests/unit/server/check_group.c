/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_group.c - deliveries in the hands of a worker: verdicts, what shares a sync, and repairs.
 */
#include <config.h>

#include "tests/support/store.h"

#include <errno.h>
#include <stdint.h>

#include "tests/support/disk.h"

/* --- verdicts --- */

static void make_nothing(void)
{
}

static void make_symlink(void)
{
    ck_assert_int_eq(symlinkat("victim", folder.fd, "a.txt"), 0);
}

static void make_hard_link(void)
{
    folder_write(&folder, "a.txt", "");
    ck_assert_int_eq(linkat(folder.fd, "a.txt", folder.fd, "victim", 0), 0);
}

static void make_folder(void)
{
    ck_assert_int_eq(mkdirat(folder.fd, "a.txt", 0700), 0);
}

static void remove_all(void)
{
    folder_clear(&folder);
    ck_assert_int_eq(rmdir(folder.path), 0);
}

static const struct {
    const char *name;
    void (*make)(void);
    rlim_t file_size_bytes;
    enum mailbox_status status;
    int error_number; /* where that counts */
} verdicts[] = {
    {"stored", make_nothing, RLIM_INFINITY, MAILBOX_OK, 0},
    {"symlink", make_symlink, RLIM_INFINITY, MAILBOX_NOT_REGULAR, 0},
    {"folder", make_folder, RLIM_INFINITY, MAILBOX_NOT_REGULAR, 0},
    {"hard link", make_hard_link, RLIM_INFINITY, MAILBOX_LINKED, 0},
    {"no folder", remove_all, RLIM_INFINITY, MAILBOX_ERROR, ENOENT},
    {"no room", make_nothing, 16, MAILBOX_NO_SPACE, EFBIG},
};

START_TEST(verdict)
{
    struct store *store = store_start(1);
    struct delivery delivery;
    struct rlimit old, limit;

    verdicts[_i].make();
    prepare(&delivery, "a", "a record of more than sixteen bytes", 0);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){verdicts[_i].file_size_bytes, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    store_submit(store, delivery.set);
    struct delivery *taken = await(store);
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_ptr_eq(taken, &delivery);
    ck_assert_msg(delivery.status == verdicts[_i].status, "%s: status %d", verdicts[_i].name,
                  (int)delivery.status);
    if (verdicts[_i].error_number != 0)
        ck_assert_msg(delivery.error_number == verdicts[_i].error_number, "%s: %s",
                      verdicts[_i].name, strerror(delivery.error_number));
    engine_discard(&delivery);
    store_stop(store);
}
END_TEST

/* --- groups --- */

/* What comes together is synced together, and what does not fit is refused alone. */
START_TEST(group_that_does_not_fit)
{
    static char large[100000];
    struct delivery deliveries[5];
    struct store *store = store_start(1);
    struct rlimit old, limit;

    memset(large, 'x', sizeof large);
    for (int i = 0; i < 5; i++) {
        if (i == 2)
            engine_prepare(&engine, &deliveries[i], "a", large, sizeof large);
        else
            prepare(&deliveries[i], "a", "small", i);
        store_submit(store, deliveries[i].set);
    }
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){50000, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 5; i++)
        ck_assert_ptr_eq(await(store), &deliveries[i]);
    setrlimit(RLIMIT_FSIZE, &old);
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(deliveries[i].status, i == 2 ? MAILBOX_NO_SPACE : MAILBOX_OK);
        engine_discard(&deliveries[i]);
    }
    store_stop(store);
    folder_expect(&folder, "a.txt", "small\n0\n\nsmall\n1\n\nsmall\n3\n\nsmall\n4\n\n",
                  "what fits");
}
END_TEST

enum { MEMBERS = 6, BEFORE = 300000 };

static const struct {
    const char *name;
    unsigned room; /* bytes behind what is there before */
    size_t sizes[MEMBERS];
    const char *stored; /* the numbers of those that are, in their order */
    unsigned attempts;
} rooms[] = {
    {"for all", 5000, {200, 100, 300, 200, 100, 300}, "012345", 1},
    {"for none", 50, {200, 100, 300, 200, 100, 300}, "", 2},
    {"for none, the smallest first", 50, {100, 200, 200, 200, 200, 200}, "", 2},
    {"for the smallest, which is last", 150, {200, 300, 200, 200, 300, 100}, "5", 11},
    {"for some in between", 350, {200, 9000, 9000, 9000, 9000, 100}, "05", 14},
    {"for the first half", 600, {200, 200, 200, 200, 200, 200}, "012", 5},
    {"for all but one", 600, {100, 100, 1000, 100, 100, 100}, "01345", 10},
};

static unsigned attempts; /* to put something into the mailbox */

static void note_attempt(const struct disk_event *done)
{
    attempts += done->call == DISK_WRITE && done->size > INTENT_MARK_SIZE &&
                engine_is_open(&engine, journal_file_name(), done->fd);
}

/* Gives all of DELIVERIES to one worker, when files may have LIMIT bytes. */
static void serve(struct delivery deliveries[MEMBERS], rlim_t limit)
{
    const struct group_place place = {folder.fd, engine.journal, NULL, NULL};
    struct lane lane = {.file_name = "a.txt"};
    struct group group;
    struct rlimit old;

    STAILQ_INIT(&lane.waiting);
    for (int i = 0; i < MEMBERS; i++)
        STAILQ_INSERT_TAIL(&lane.waiting, &deliveries[i], next);
    group_take(&group, &lane);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, old.rlim_max}), 0);
    attempts = 0;
    disk.note = note_attempt;
    disk_start(0, DISK_WORKS);
    enum mailbox_status status = group_serve(&group, &place, engine.commit, &lane);
    disk_stop();
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(status, MAILBOX_OK);
}

/* A record of SIZE bytes, all of them the digit NUMBER but for the last two. */
static char *digits(int number, size_t size)
{
    char *text = malloc(size + 1);

    ck_assert_ptr_nonnull(text);
    memset(text, '0' + number, size);
    strcpy(text + size - 2, "\n\n");
    return text;
}

/* What fits is stored in its order, and a full disk costs few attempts. */
START_TEST(little_room)
{
    static char expected[BEFORE + 20000];
    struct delivery deliveries[MEMBERS];

    memset(expected, 'x', BEFORE);
    strcpy(expected + BEFORE - 2, "\n\n");
    folder_write(&folder, "a.txt", expected);
    for (int i = 0; i < MEMBERS; i++) {
        char *text = digits(i, rooms[_i].sizes[i]);
        engine_prepare(&engine, &deliveries[i], "a", text, rooms[_i].sizes[i]);
        if (strchr(rooms[_i].stored, '0' + i) != NULL)
            strcat(expected, text);
        free(text);
    }
    serve(deliveries, BEFORE + rooms[_i].room);
    folder_expect(&folder, "a.txt", expected, rooms[_i].name);
    for (int i = 0; i < MEMBERS; i++) {
        bool is_stored = strchr(rooms[_i].stored, '0' + i) != NULL;
        ck_assert_msg(deliveries[i].status == (is_stored ? MAILBOX_OK : MAILBOX_NO_SPACE),
                      "%s: %d: status %d", rooms[_i].name, i, (int)deliveries[i].status);
        engine_discard(&deliveries[i]);
    }
    ck_assert_msg(attempts == rooms[_i].attempts, "%s: %u attempts", rooms[_i].name, attempts);
}
END_TEST

/* A disk that takes nothing for a while costs no slot of the intents. */
START_TEST(room_again_after_many_failures)
{
    enum { FAILURES = 2 * JOURNAL_SLOTS };
    int refused = 0;
    struct delivery delivery;
    struct store *store = store_start(WORKERS);
    struct rlimit old, limit;

    folder_write(&folder, "a.txt", "kept\n\n");
    prepare(&delivery, "a", "a", 0);
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){0, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < FAILURES; i++) {
        store_submit(store, delivery.set);
        store_begin(store);
        while (store_take(store) == NULL)
            folder_pause(1);
        refused += delivery.status == MAILBOX_NO_SPACE;
    }
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(refused, FAILURES);
    store_submit(store, delivery.set);
    ck_assert_ptr_eq(await(store), &delivery);
    ck_assert_int_eq(delivery.status, MAILBOX_OK);
    engine_discard(&delivery);
    store_stop(store);
    folder_expect(&folder, "a.txt", "kept\n\na\n0\n\n", "room again");
}
END_TEST

/* --- repairs --- */

static atomic_int told; /* how often, of what follows */
static enum recovery_outcome told_outcome;

static void note_repair(void *context, const char *file_name, enum recovery_outcome outcome,
                        uint64_t cut_bytes)
{
    ck_assert_ptr_eq(context, &told);
    ck_assert_str_eq(file_name, "a.txt");
    ck_assert_uint_eq(cut_bytes, 0);
    told_outcome = outcome;
    told++;
}

/* Leaves an intent for "a.txt" behind, which was never begun. */
static void leave_intent(void)
{
    static struct intent intent = {.file_name = "a.txt", .inode = 1};
    bool is_written;
    int slot = journal_take(engine.journal);

    ck_assert_int_ge(slot, 0);
    ck_assert_int_eq(journal_arm(engine.journal, slot, &intent, &is_written), 0);
    journal_keep(engine.journal, slot);
}

static const struct {
    const char *name;
    void (*make)(void);
    enum recovery_outcome outcome;
} repairs[] = {
    {"missing", make_nothing, RECOVERY_WHOLE},
    {"symlink", make_symlink, RECOVERY_NO_MAILBOX},
    {"hard link", make_hard_link, RECOVERY_NO_MAILBOX},
};

/* The repair of a mailbox that is none any more comes to an end, and is told. */
START_TEST(repair_without_mail)
{
    repairs[_i].make();
    leave_intent();
    struct store *store =
        store_new(&(struct group_place){folder.fd, engine.journal, note_repair, &told}, 1);
    ck_assert_ptr_nonnull(store);
    for (int i = 0; i < 1000 && told == 0; i++)
        folder_pause(10);
    store_stop(store);
    ck_assert_msg(told == 1, "%s: told %d times", repairs[_i].name, told);
    ck_assert_msg(told_outcome == repairs[_i].outcome, "%s: %d", repairs[_i].name,
                  (int)told_outcome);
    ck_assert_int_lt(journal_find_kept(engine.journal, "a.txt", 0), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("group");
    TCase *deliveries = tcase_create("deliveries");

    tcase_add_checked_fixture(deliveries, set_up, tear_down);
    tcase_set_timeout(deliveries, 120);
    tcase_add_loop_test(deliveries, verdict, 0, CASES(verdicts));
    tcase_add_test(deliveries, group_that_does_not_fit);
    tcase_add_loop_test(deliveries, little_room, 0, CASES(rooms));
    tcase_add_test(deliveries, room_again_after_many_failures);
    tcase_add_loop_test(deliveries, repair_without_mail, 0, CASES(repairs));
    suite_add_tcase(suite, deliveries);
    return check_main(suite);
}
