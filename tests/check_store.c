/* check_store.c - deliveries in the hands of the store: order, verdicts, and who waits for whom. */
#include <config.h>

#include "server/store.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/resource.h>

#include "server/lock.h"
#include "tests/check_main.h"
#include "tests/engine.h"

#define COUNT(table) (sizeof table / sizeof table[0])
#define WORKERS      4
#define WAIT_MS      60000

static struct engine engine;
static struct folder folder;

static void set_up(void)
{
    engine = engine_new();
    folder = engine.folder;
    ck_assert_int_eq(lock_start(folder.fd), 0);
    signal(SIGXFSZ, SIG_IGN);
}

static void tear_down(void)
{
    engine_free(&engine);
}

/* Fills DELIVERY with a record "HEAD\nBODY\n\n". */
static void prepare(struct delivery *delivery, const char *mailbox, const char *head, int body)
{
    char text[128];
    int size = snprintf(text, sizeof text, "%s\n%d\n\n", head, body);

    engine_prepare(&engine, delivery, mailbox, text, (size_t)size);
}

static bool is_readable(const struct store *store, int wait_ms)
{
    struct pollfd poll_fd = {.fd = store_fd(store), .events = POLLIN};

    return poll(&poll_fd, 1, wait_ms) == 1 && (poll_fd.revents & POLLIN) != 0;
}

/* The next verdict, waited for as the loop does. */
static struct delivery *await(struct store *store)
{
    struct delivery *delivery;

    store_begin(store);
    do
        ck_assert_msg(is_readable(store, WAIT_MS), "no verdict comes");
    while ((delivery = store_take(store)) == NULL);
    return delivery;
}

static struct store *store_start(unsigned workers)
{
    struct store *store =
        store_new(&(struct group_place){folder.fd, engine.intents, NULL, NULL}, workers);

    ck_assert_ptr_nonnull(store);
    return store;
}

static void store_stop(struct store *store)
{
    store_finish(store);
    ck_assert_ptr_null(store_take(store));
    store_free(store);
}

START_TEST(order_within_each_mailbox)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    enum { EACH = 25 };
    static struct delivery deliveries[COUNT(names) * EACH];
    struct store *store = store_start(WORKERS);

    for (int i = 0; i < (int)COUNT(deliveries); i++) {
        size_t name = (size_t)i % COUNT(names);
        prepare(&deliveries[i], names[name], names[name], i / (int)COUNT(names));
        store_submit(store, &deliveries[i]);
    }
    for (size_t i = 0; i < COUNT(deliveries); i++) {
        struct delivery *delivery = await(store);
        ck_assert_ptr_eq(delivery->owner, delivery);
        ck_assert_int_eq(delivery->verdict, DIALECT_DONE);
        ck_assert_str_eq(delivery->reason, "");
        engine_discard(delivery);
    }
    store_stop(store);
    for (size_t name = 0; name < COUNT(names); name++) {
        char file_name[16], expected[16 * EACH] = "";
        for (int i = 0; i < EACH; i++)
            snprintf(expected + strlen(expected), 16, "%s\n%d\n\n", names[name], i);
        snprintf(file_name, sizeof file_name, "%s.txt", names[name]);
        folder_expect(&folder, file_name, expected, names[name]);
    }
}
END_TEST

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
    enum dialect_result verdict;
    const char *reason;
} verdicts[] = {
    {"stored", make_nothing, RLIM_INFINITY, DIALECT_DONE, ""},
    {"symlink", make_symlink, RLIM_INFINITY, DIALECT_LOCAL_ERROR, "it is no regular file"},
    {"folder", make_folder, RLIM_INFINITY, DIALECT_LOCAL_ERROR, "it is no regular file"},
    {"hard link", make_hard_link, RLIM_INFINITY, DIALECT_LOCAL_ERROR,
     "it has a second name (a hard link)"},
    {"no folder", remove_all, RLIM_INFINITY, DIALECT_LOCAL_ERROR, "No such file or directory"},
    {"no room", make_nothing, 16, DIALECT_NO_STORAGE, "File too large"},
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
    store_submit(store, &delivery);
    struct delivery *taken = await(store);
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_ptr_eq(taken, &delivery);
    ck_assert_msg(delivery.verdict == verdicts[_i].verdict, "%s: verdict %d, %s", verdicts[_i].name,
                  (int)delivery.verdict, delivery.reason);
    ck_assert_msg(strcmp(delivery.reason, verdicts[_i].reason) == 0, "%s: reason \"%s\"",
                  verdicts[_i].name, delivery.reason);
    engine_discard(&delivery);
    store_stop(store);
}
END_TEST

/* --- waiting --- */

START_TEST(locked_mailbox_holds_up_only_its_own_mail)
{
    static const char *const names[] = {"a", "a", "b", "c", "a", "b"};
    struct delivery deliveries[COUNT(names)];

    folder_write(&folder, "a.txt", "");
    struct holder holder = holder_new(&folder, "a.txt", F_SETLK, 0, NULL);
    struct store *store = store_start(2);
    for (int i = 0; i < (int)COUNT(names); i++) {
        prepare(&deliveries[i], names[i], names[i], i);
        store_submit(store, &deliveries[i]);
    }
    unsigned taken = 0;
    for (int i = 0; i < 3; i++)
        taken |= 1U << (await(store) - deliveries);
    ck_assert_uint_eq(taken, 1U << 2 | 1U << 3 | 1U << 5);
    ck_assert_ptr_null(store_take(store));
    folder_expect(&folder, "a.txt", "", "locked");
    holder_release(&holder);
    static const int held_up[] = {0, 1, 4};
    for (size_t i = 0; i < COUNT(held_up); i++)
        ck_assert_ptr_eq(await(store), &deliveries[held_up[i]]);
    store_stop(store);
    for (size_t i = 0; i < COUNT(names); i++) {
        ck_assert_int_eq(deliveries[i].verdict, DIALECT_DONE);
        engine_discard(&deliveries[i]);
    }
    folder_expect(&folder, "a.txt", "a\n0\n\na\n1\n\na\n4\n\n", "in order");
}
END_TEST

/* Busy for 5 s is a 451. */
START_TEST(locked_for_too_long)
{
    struct delivery delivery;

    folder_write(&folder, "a.txt", "kept\n\n");
    struct holder holder = holder_new(&folder, "a.txt", F_SETLK, 0, NULL);
    struct store *store = store_start(1);
    int64_t start_ms = monotonic_ms();
    prepare(&delivery, "a", "a", 0);
    store_submit(store, &delivery);
    ck_assert_ptr_eq(await(store), &delivery);
    int64_t waited_ms = monotonic_ms() - start_ms;
    holder_release(&holder);
    ck_assert_int_eq(delivery.verdict, DIALECT_LOCAL_ERROR);
    ck_assert_str_eq(delivery.reason, "it is locked by another program");
    ck_assert_msg(waited_ms >= 5000 && waited_ms < 15000, "gave up after %d ms", (int)waited_ms);
    folder_expect(&folder, "a.txt", "kept\n\n", "locked");
    engine_discard(&delivery);
    store_stop(store);
}
END_TEST

START_TEST(readable_while_there_are_verdicts)
{
    struct delivery deliveries[3];
    struct store *store = store_start(WORKERS);

    ck_assert(!is_readable(store, 0) && store_take(store) == NULL);
    for (int i = 0; i < 3; i++) {
        prepare(&deliveries[i], "a", "a", i);
        store_submit(store, &deliveries[i]);
    }
    for (int i = 0; i < 3; i++) {
        ck_assert_ptr_eq(await(store), &deliveries[i]);
        ck_assert(i == 2 || is_readable(store, WAIT_MS));
        engine_discard(&deliveries[i]);
    }
    ck_assert_ptr_null(store_take(store));
    ck_assert(!is_readable(store, 0));
    store_stop(store);
}
END_TEST

/* A submitter may give a delivery back to the store from what store_take() returned. */
START_TEST(submitted_again)
{
    struct store *store = store_start(1);
    struct delivery delivery;

    prepare(&delivery, "a", "a", 0);
    for (int i = 0; i < 3; i++) {
        store_submit(store, &delivery);
        ck_assert_ptr_eq(await(store), &delivery);
        ck_assert_int_eq(delivery.verdict, DIALECT_DONE);
    }
    engine_discard(&delivery);
    store_stop(store);
    folder_expect(&folder, "a.txt", "a\n0\n\na\n0\n\na\n0\n\n", "three times");
}
END_TEST

/* --- the end --- */

START_TEST(finish_waits_for_what_is_under_way)
{
    static char large[20 << 20];
    struct delivery delivery;
    struct store *store = store_start(1);
    struct stat file = {0};

    memset(large, 'x', sizeof large);
    engine_prepare(&engine, &delivery, "a", large, sizeof large);
    store_submit(store, &delivery);
    store_begin(store);
    while (file.st_size == 0)
        (void)fstatat(folder.fd, "a.txt", &file, 0);
    store_finish(store);
    ck_assert_ptr_eq(store_take(store), &delivery);
    ck_assert_int_eq(delivery.verdict, DIALECT_DONE);
    ck_assert_int_eq(fstatat(folder.fd, "a.txt", &file, 0), 0);
    ck_assert_int_eq(file.st_size, (off_t)sizeof large);
    engine_discard(&delivery);
    store_free(store);
}
END_TEST

START_TEST(finish_refuses_what_waits)
{
    struct delivery first, second;
    struct store *store = store_start(1);

    folder_write(&folder, "a.txt.lock", "1\n");
    prepare(&first, "a", "a", 0);
    prepare(&second, "b", "b", 0);
    store_submit(store, &first);
    store_begin(store);
    store_submit(store, &second); /* never begun */
    store_finish(store);
    for (int i = 0; i < 2; i++) {
        struct delivery *delivery = store_take(store);
        ck_assert_ptr_nonnull(delivery);
        ck_assert_int_eq(delivery->verdict, DIALECT_LOCAL_ERROR);
        ck_assert_str_eq(delivery->reason, "the server stops");
        engine_discard(delivery);
    }
    ck_assert_ptr_null(store_take(store));
    ck_assert(!folder_has(&folder, "b.txt"));
    store_free(store);
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
        store_submit(store, &deliveries[i]);
    }
    ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
    limit = (struct rlimit){50000, old.rlim_max};
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 5; i++)
        ck_assert_ptr_eq(await(store), &deliveries[i]);
    setrlimit(RLIMIT_FSIZE, &old);
    for (int i = 0; i < 5; i++) {
        ck_assert_int_eq(deliveries[i].verdict, i == 2 ? DIALECT_NO_STORAGE : DIALECT_DONE);
        engine_discard(&deliveries[i]);
    }
    store_stop(store);
    folder_expect(&folder, "a.txt", "small\n0\n\nsmall\n1\n\nsmall\n3\n\nsmall\n4\n\n",
                  "what fits");
}
END_TEST

/* A disk that takes nothing for a while costs no slot of the intents. */
START_TEST(room_again_after_many_failures)
{
    enum { FAILURES = 2 * INTENTS_SLOTS };
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
        store_submit(store, &delivery);
        store_begin(store);
        while (store_take(store) == NULL)
            folder_pause(1);
        refused += delivery.verdict == DIALECT_NO_STORAGE;
    }
    setrlimit(RLIMIT_FSIZE, &old);
    ck_assert_int_eq(refused, FAILURES);
    store_submit(store, &delivery);
    ck_assert_ptr_eq(await(store), &delivery);
    ck_assert_int_eq(delivery.verdict, DIALECT_DONE);
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
    int slot = intents_take(engine.intents);

    ck_assert_int_ge(slot, 0);
    ck_assert_int_eq(intents_arm(engine.intents, slot, &intent, &is_written), 0);
    intents_keep(engine.intents, slot);
}

static const struct {
    const char *name;
    void (*make)(void);
    enum recovery_outcome outcome;
} repairs[] = {
    {"missing", make_nothing, RECOVERY_WHOLE},
    {"symlink", make_symlink, RECOVERY_LEFT},
    {"hard link", make_hard_link, RECOVERY_LEFT},
};

/* The repair of a mailbox that is none any more comes to an end, and is told. */
START_TEST(repair_without_mail)
{
    repairs[_i].make();
    leave_intent();
    struct store *store =
        store_new(&(struct group_place){folder.fd, engine.intents, note_repair, &told}, 1);
    ck_assert_ptr_nonnull(store);
    for (int i = 0; i < 1000 && told == 0; i++)
        folder_pause(10);
    store_stop(store);
    ck_assert_msg(told == 1, "%s: told %d times", repairs[_i].name, told);
    ck_assert_msg(told_outcome == repairs[_i].outcome, "%s: %d", repairs[_i].name,
                  (int)told_outcome);
    ck_assert_int_lt(intents_find_kept(engine.intents, "a.txt", 0), 0);
}
END_TEST

START_TEST(finish_without_work)
{
    store_stop(store_start(WORKERS));
}
END_TEST

/* --- signals --- */

static volatile sig_atomic_t handled;

static void note_signal(int number)
{
    handled = number;
}

/* The loop unblocks signals only while it polls; no worker may take one in between. */
START_TEST(signals_are_for_the_loop)
{
    sigset_t user, old, pending;
    struct store *store = store_start(WORKERS);
    void (*before)(int) = signal(SIGUSR1, note_signal);

    sigemptyset(&user);
    sigaddset(&user, SIGUSR1);
    ck_assert_int_eq(sigprocmask(SIG_BLOCK, &user, &old), 0);
    ck_assert_int_eq(kill(getpid(), SIGUSR1), 0);
    folder_pause(50);
    ck_assert_int_eq(handled, 0);
    ck_assert_int_eq(sigpending(&pending), 0);
    ck_assert_int_eq(sigismember(&pending, SIGUSR1), 1);
    ck_assert_int_eq(sigprocmask(SIG_SETMASK, &old, NULL), 0);
    ck_assert_int_eq(handled, SIGUSR1);
    signal(SIGUSR1, before);
    store_stop(store);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("store");
    TCase *deliveries = tcase_create("deliveries");

    tcase_add_checked_fixture(deliveries, set_up, tear_down);
    tcase_set_timeout(deliveries, 120);
    tcase_add_test(deliveries, order_within_each_mailbox);
    tcase_add_loop_test(deliveries, verdict, 0, (int)COUNT(verdicts));
    tcase_add_test(deliveries, locked_mailbox_holds_up_only_its_own_mail);
    tcase_add_test(deliveries, locked_for_too_long);
    tcase_add_test(deliveries, readable_while_there_are_verdicts);
    tcase_add_test(deliveries, submitted_again);
    tcase_add_test(deliveries, finish_waits_for_what_is_under_way);
    tcase_add_test(deliveries, finish_refuses_what_waits);
    tcase_add_test(deliveries, finish_without_work);
    tcase_add_test(deliveries, group_that_does_not_fit);
    tcase_add_test(deliveries, room_again_after_many_failures);
    tcase_add_loop_test(deliveries, repair_without_mail, 0, (int)COUNT(repairs));
    tcase_add_test(deliveries, signals_are_for_the_loop);
    suite_add_tcase(suite, deliveries);
    return check_main(suite);
}
