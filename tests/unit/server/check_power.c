/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_power.c - the power goes off at any moment of a delivery, and any part of what was not yet
 * synced is lost.
 *
 * A scene is delivered through the store, and every write, sync and acknowledgement is recorded.
 * Then, for each moment between two of them, the states are built in which the disk may be found:
 * what was synced stands; of later writes each sector stands or does not; a file has the size that
 * any of them left; a new name is there or not.  From each state recovery must find all that was
 * acknowledged and nothing in part.  All combinations of up to ten uncertain sectors are built, of
 * more than ten a sample, POWER_SAMPLES for each moment.
 *
 * From some of these states the recovery is recorded too, and the power goes off again while it is
 * under way or when it has ended.
 */
#include <config.h>

#include <poll.h>

#include "common/deadline.h"
#include "server/base/alive.h"
#include "server/mail/lock.h"
#include "server/mail/store.h"
#include "tests/support/check_main.h"
#include "tests/support/choice.h"
#include "tests/support/power.h"

#define EXACT_BITS 10
#define SAMPLES    8 /* unless POWER_SAMPLES says more; then all is tried more thoroughly */
#define NESTING    3 /* of so many states one meets a second cut */
#define WAIT_MS    60000

/* The power was off, so whoever held a lock is dead.  In a container that could not be known. */
enum alive alive_find(pid_t pid)
{
    ck_assert_int_gt(pid, 0);
    return ALIVE_NO;
}

/* --- the deliveries --- */

static void deliver(const struct scene *scene, const struct engine *engine, struct store *store,
                    unsigned first, unsigned behind)
{
    struct delivery deliveries[SCENE_MESSAGES][SCENE_MAILBOXES];
    struct pollfd ready = {.fd = store_fd(store), .events = POLLIN};
    struct delivery_set *set;

    for (unsigned i = first; i < behind; i++) {
        scene_prepare(scene, engine, deliveries[i], i);
        store_submit(store, deliveries[i][0].set);
    }
    for (unsigned left = behind - first; left > 0;) {
        store_begin(store);
        ck_assert_int_eq(poll(&ready, 1, WAIT_MS), 1);
        while ((set = store_take(store)) != NULL) {
            note_message(delivery_set_failure(set) == NULL ? EVENT_ACKNOWLEDGED : EVENT_REFUSED,
                         (unsigned)(set->deliveries - deliveries[0]) / SCENE_MAILBOXES);
            left--;
        }
    }
    for (unsigned i = first; i < behind; i++)
        engine_discard(deliveries[i]);
}

static void append_message(const struct scene *scene, const struct folder *folder, unsigned number)
{
    char *text = scene_message(scene, number);
    int fd = openat(folder->fd, scene_files[0], O_RDWR | O_APPEND);

    note_message(EVENT_APPENDED, number);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    free(text);
}

static void shorten_mailbox(const struct folder *folder, size_t size, unsigned number)
{
    int fd = openat(folder->fd, scene_files[0], O_RDWR | O_APPEND);

    note_message(EVENT_REMOVING, number);
    ck_assert_int_eq(ftruncate(fd, (off_t)size), 0);
    ck_assert_int_eq(fsync(fd), 0);
    note_message(EVENT_REMOVED, number);
    close(fd);
}

/* The old file stays aside for the states in which the rename was lost. */
static void rename_over_mailbox(const struct folder *folder, const char *content, size_t size,
                                unsigned number)
{
    note_message(EVENT_REMOVING, number);
    set_base(SUCCESSOR, content, size, false);
    ck_assert_int_eq(renameat(folder->fd, scene_files[0], folder->fd, aside_names[0]), 0);
    int fd =
        (int)syscall(SYS_openat, folder->fd, scene_files[0], O_WRONLY | O_CREAT | O_EXCL, 0600);
    ck_assert_int_eq(syscall(SYS_write, fd, content, size), (long)size);
    syscall(SYS_close, fd);
    first_mailbox = SUCCESSOR;
    record((struct event){.kind = EVENT_RENAMED, .file = SUCCESSOR});
}

/* What a mail reader does before message number BEHIND: appends it, or removes the one before it if
 * that was delivered. */
static void read_mail(const struct scene *scene, const struct folder *folder, unsigned behind)
{
    if (scene->reader == READER_APPENDS) {
        append_message(scene, folder, behind);
        return;
    }
    char *content = folder_read(folder, scene_files[0]), *text = scene_message(scene, behind - 1);
    size_t held = strlen(content), size = strlen(text);
    if (held >= size && strcmp(content + held - size, text) == 0) {
        if (scene->reader == READER_RENAMES)
            rename_over_mailbox(folder, content, held - size, behind - 1);
        else
            shorten_mailbox(folder, held - size, behind - 1);
    }
    free(text);
    free(content);
}

/* Delivers the first messages, lets the reader in, and delivers the others. */
static void deliver_all(const struct scene *scene, struct engine *engine, struct store *store)
{
    unsigned count = scene_count(scene), batch = scene->batch > 0 ? scene->batch : count;
    enum disk_fault fault = disk.fault;

    deliver(scene, engine, store, 0, batch);
    if (batch == count)
        return;
    disk.fault = DISK_WORKS; /* faults are the server's */
    read_mail(scene, &engine->folder, batch);
    disk.fault = fault;
    deliver(scene, engine, store, batch + (scene->reader == READER_APPENDS), count);
}

static struct history first, second; /* of the deliveries, and of a recovery */

static void begin_first(const struct scene *scene, const struct folder *folder)
{
    scene_set(scene, folder);
    begin_history(&first);
    for (int i = 0; i < SCENE_MAILBOXES; i++)
        if (scene->before[i] != NULL)
            set_base(i, scene->before[i], strlen(scene->before[i]), true);
    first_mailbox = 0;
}

/* Delivers SCENE with ENOSPC at system call FAULT_AT, or none if that is 0; returns how many there
 * were. */
static unsigned perform(const struct scene *scene, struct folder *folder, unsigned fault_at)
{
    struct engine engine = {.folder = *folder};

    begin_first(scene, folder);
    disk_start(fault_at, fault_at > 0 ? DISK_ENOSPC : DISK_WORKS);
    disk.calls = 0;
    begin_record(folder);
    engine.journal = journal_open(folder->fd);
    if (engine.journal != NULL) {
        engine.spool = spool_new(folder->fd, UINT64_MAX);
        struct store *store = store_new(
            &(struct group_place){folder->fd, engine.journal, NULL, NULL}, SCENE_MAILBOXES);
        ck_assert_ptr_nonnull(store);
        deliver_all(scene, &engine, store);
        disk.note = NULL;
        (void)store_finish(store, DEADLINE_NEVER);
        store_free(store);
        (void)spool_finish(engine.spool, DEADLINE_NEVER);
        spool_free(engine.spool);
        journal_close(engine.journal);
    }
    disk.note = NULL;
    unsigned calls = disk.calls;
    disk_start(0, DISK_WORKS);
    return calls;
}

/* --- building a state --- */

/* SIZES are the chosen sizes of the files, EXIST bits tell which uncertain names exist. */
static void build_state(const struct folder *folder, size_t moment, const unsigned sizes[FILES],
                        unsigned exist)
{
    put_aside(folder);
    choice_base = 0;
    for (int file = 0; file < FILES; file++) {
        struct file_state state = state_at(file, moment, sizes[file], choose_sector);
        choice_base += state.sectors;
        is_placed[file] = is_there(file, moment, exist);
        if (is_placed[file])
            put_file(folder, file, &state);
        free(state.data);
    }
}

/* --- trying it --- */

static unsigned long states_tried;

/* Recovers from the state that was built. */
static void try_recovery(const struct scene *scene, const struct folder *folder,
                         const struct expectation *expectation, const char *about)
{
    struct journal *journal = journal_open(folder->fd);

    ck_assert_msg(journal != NULL, "%s: %s", about, strerror(errno));
    scene_recover(journal, folder, about);
    disk.note = NULL;
    if (expectation->is_sure)
        scene_expect(scene, folder, expectation->acknowledged, expectation->forbidden, about);
    journal_take(journal); /* or else the file goes */
    journal_close(journal);
    states_tried++;
}

/* Records what is done to the state that was built. */
static void begin_second(const struct folder *folder)
{
    begin_history(&second);
    for (int file = 0; file < FILES; file++) {
        if (!is_placed[file])
            continue;
        int fd = (int)syscall(SYS_openat, folder->fd, file_name(file), O_RDONLY);
        struct stat status;
        ck_assert_int_eq(syscall(SYS_fstat, fd, &status), 0);
        size_t size = file == INTENTS ? journal_written : (size_t)status.st_size;
        char *data = malloc(size + 1);
        ck_assert_int_eq(syscall(SYS_pread64, fd, data, size, 0L), (long)size);
        set_base(file, data, size, true);
        free(data);
        syscall(SYS_close, fd);
    }
    first_mailbox = is_placed[SUCCESSOR] ? SUCCESSOR : 0;
    begin_record(folder);
}

/* What to try. */
struct trial {
    const struct scene *scene;
    const struct folder *folder;
    struct expectation expectation;
    unsigned samples;
    char about[128];
};

static void try_moment(struct trial *trial, size_t moment);

/* Recovery is cut short, at every moment.  Samples do. */
static void try_second_cut(struct trial *trial)
{
    struct trial again = *trial;
    bool was_random = is_random;

    begin_second(trial->folder);
    try_recovery(trial->scene, trial->folder, &trial->expectation, trial->about);
    is_random = true;
    again.samples = 1;
    for (size_t moment = 0; moment <= second.count; moment++)
        try_moment(&again, moment);
    is_random = was_random;
    history = &first;
}

static void try_state(struct trial *trial, size_t moment, const unsigned sizes[FILES],
                      unsigned exist)
{
    bool is_first = history == &first;
    size_t told = is_first ? 0 : strlen(trial->about);

    build_state(trial->folder, moment, sizes, exist);
    snprintf(trial->about + told, sizeof trial->about - told,
             "%smoment %zu, sizes %u %u %u %u, exist %#x, choice %#llx", is_first ? "" : ", then ",
             moment, sizes[0], sizes[1], sizes[2], sizes[3], exist, (unsigned long long)choice);
    if (is_first && random_next() % NESTING == 0)
        try_second_cut(trial);
    else
        try_recovery(trial->scene, trial->folder, &trial->expectation, trial->about);
    trial->about[told] = '\0';
}

static void try_random(struct trial *trial, size_t moment, const unsigned counts[FILES])
{
    bool was_random = is_random;
    unsigned sizes[FILES];

    is_random = true;
    for (unsigned i = 0; i < trial->samples; i++) {
        random_density = (unsigned)(random_next() % 9);
        for (int file = 0; file < FILES; file++)
            sizes[file] = (unsigned)(random_next() % counts[file]);
        try_state(trial, moment, sizes, (unsigned)random_next());
    }
    is_random = was_random;
}

static void try_all(struct trial *trial, size_t moment, const unsigned counts[FILES], unsigned bits,
                    unsigned uncertain_names)
{
    unsigned combinations = counts[0] * counts[1] * counts[2] * counts[3], sizes[FILES];

    for (uint64_t chosen = 0; chosen < 1U << bits; chosen++)
        for (unsigned i = 0; i < combinations; i++)
            for (unsigned exist = 0; exist <= uncertain_names; exist++) {
                if ((exist & ~uncertain_names) != 0)
                    continue;
                sizes[0] = i % counts[0];
                sizes[1] = i / counts[0] % counts[1];
                sizes[2] = i / counts[0] / counts[1] % counts[2];
                sizes[3] = i / counts[0] / counts[1] / counts[2];
                choice = chosen;
                try_state(trial, moment, sizes, exist);
            }
}

static void try_moment(struct trial *trial, size_t moment)
{
    unsigned counts[FILES], bits = 0, uncertain_names = 0;

    for (int file = 0; file < FILES; file++) {
        struct file_state state = state_at(file, moment, 0, NULL);
        counts[file] = state.sizes;
        bits += state.sectors;
        uncertain_names |= naming_of(file, moment) == NAME_UNCERTAIN ? 1U << file : 0;
        free(state.data);
    }
    if (bits <= EXACT_BITS && !is_random)
        try_all(trial, moment, counts, bits, uncertain_names);
    else
        try_random(trial, moment, counts);
}

static unsigned samples_wanted(void)
{
    const char *text = getenv("POWER_SAMPLES");

    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : SAMPLES;
}

/* All moments of SCENE with a fault at call FAULT_AT; returns how many calls there were. */
static unsigned try_run(const struct scene *scene, unsigned fault_at)
{
    struct folder folder = folder_new();

    disk.is_volatile = true;
    unsigned calls = perform(scene, &folder, fault_at);
    ck_assert_int_eq(lock_start(folder.fd), 0);
    for (int file = 0; file < FILES; file++)
        is_placed[file] = file == first_mailbox || file == 1;
    journal_written = 0;
    for (size_t moment = 0; moment <= first.count; moment++) {
        struct trial trial = {scene, &folder, expectation_of(moment), samples_wanted(), ""};
        try_moment(&trial, moment);
    }
    disk_stop();
    folder_free(&folder);
    return calls;
}

/* The first run tells how many calls there are for the faults to meet. */
START_TEST(power_cuts)
{
    const struct scene *scene = &scenes[_i];
    unsigned calls = try_run(scene, 0);

    for (unsigned at = 1; at <= calls; at += samples_wanted() > SAMPLES ? 1 : 11)
        try_run(scene, at);
    if (getenv("POWER_SAMPLES") != NULL)
        printf("# %s: %lu states\n", scene->name, states_tried);
    fflush(stdout);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("power");
    TCase *cuts = tcase_create("cuts");

    tcase_set_timeout(cuts, 3600);
    tcase_add_loop_test(cuts, power_cuts, 0, SCENES);
    suite_add_tcase(suite, cuts);
    return check_main(suite);
}
