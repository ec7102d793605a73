/* check_power.c - the power goes off at any moment of a delivery, and any part of what was not yet
 * synced is lost.
 *
 * A scene is delivered through the store, and every write, sync and acknowledgement is recorded.
 * Then, for each moment between two of them, the states are built in which the disk may be found:
 * what was synced stands; of later writes each sector stands or does not; a file has the size that
 * any of them left; a new name is there or not.  From each state recovery must find all that was
 * acknowledged and nothing in part.  All combinations of up to ten uncertain sectors are built, of
 * more than ten a sample, POWER_SAMPLES for each moment.
 */
#include <config.h>

#include <poll.h>

#include "server/lock.h"
#include "server/store.h"
#include "tests/check_main.h"
#include "tests/power.h"

#define EXACT_BITS 10
#define WAIT_MS    60000

/* --- the deliveries --- */

static void deliver(const struct scene *scene, const struct engine *engine, struct store *store,
                    unsigned first, unsigned behind)
{
    struct delivery deliveries[SCENE_MESSAGES];
    struct pollfd ready = {.fd = store_fd(store), .events = POLLIN};
    struct delivery *delivery;

    for (unsigned i = first; i < behind; i++) {
        char *text = scene_record(i, scene->messages[i].size);
        engine_prepare(engine, &deliveries[i], scene_names[scene->messages[i].mailbox], text,
                       scene->messages[i].size);
        free(text);
        store_submit(store, &deliveries[i]);
    }
    for (unsigned left = behind - first; left > 0;) {
        store_begin(store);
        ck_assert_int_eq(poll(&ready, 1, WAIT_MS), 1);
        while ((delivery = store_take(store)) != NULL) {
            bool is_done = delivery->verdict == DIALECT_DONE;
            note_message(is_done ? EVENT_ACKNOWLEDGED : EVENT_REFUSED,
                         (unsigned)(delivery - deliveries));
            left--;
        }
    }
    for (unsigned i = first; i < behind; i++)
        engine_discard(&deliveries[i]);
}

/* What a mail reader does: removes the last message, number BEHIND - 1, if it was delivered, or
 * appends message number BEHIND. */
static void read_mail(const struct scene *scene, const struct folder *folder, unsigned behind)
{
    unsigned number = scene->reader_appends ? behind : behind - 1;
    size_t size = scene->messages[number].size;
    char *content = folder_read(folder, scene_files[0]), *text = scene_record(number, size);
    size_t held = strlen(content);
    int fd = openat(folder->fd, scene_files[0], O_RDWR | O_APPEND);

    if (scene->reader_appends) {
        note_message(EVENT_APPENDED, number);
        ck_assert_int_eq(write(fd, text, size), (ssize_t)size);
    } else if (held >= size && strcmp(content + held - size, text) == 0) {
        note_message(EVENT_REMOVING, number);
        ck_assert_int_eq(ftruncate(fd, (off_t)(held - size)), 0);
        ck_assert_int_eq(fsync(fd), 0);
        note_message(EVENT_REMOVED, number);
    }
    close(fd);
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
    deliver(scene, engine, store, batch + scene->reader_appends, count);
}

/* Delivers SCENE with ENOSPC at system call FAULT_AT, or none if that is 0; returns how many there
 * were. */
static unsigned perform(const struct scene *scene, struct folder *folder, unsigned fault_at)
{
    struct engine engine = {.folder = *folder};

    scene_set(scene, folder);
    forget_events();
    disk.note = note;
    disk_start(fault_at, fault_at > 0 ? DISK_ENOSPC : DISK_WORKS);
    disk.calls = 0;
    file_of[folder->fd] = FOLDER;
    engine.intents = intents_open(folder->fd);
    if (engine.intents != NULL) {
        engine.spool = spool_new(folder->fd, UINT64_MAX);
        struct store *store = store_new(
            &(struct group_place){folder->fd, engine.intents, NULL, NULL}, SCENE_MAILBOXES);
        ck_assert_ptr_nonnull(store);
        deliver_all(scene, &engine, store);
        disk.note = NULL;
        (void)store_finish(store, INT64_MAX);
        store_free(store);
        (void)spool_finish(engine.spool, INT64_MAX);
        spool_free(engine.spool);
        intents_close(engine.intents);
    }
    disk.note = NULL;
    unsigned calls = disk.calls;
    disk_start(0, DISK_WORKS);
    return calls;
}

/* --- which of them --- */

static uint64_t choice; /* bits for all uncertain things of a state, if they are few */
static bool is_random;
static unsigned choice_base;
static uint64_t random_state = 88172645463325252U;
static unsigned random_density; /* of 8 */

static uint64_t random_next(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static bool choose(unsigned sector)
{
    if (is_random)
        return random_next() % 8 < random_density;
    return choice >> (choice_base + sector) & 1;
}

/* --- trying a state --- */

static void put_file(const struct folder *folder, int file, const struct file_state *state,
                     bool exists)
{
    char aside[64];
    int fd;

    snprintf(aside, sizeof aside, ".aside.%d", file);
    renameat(folder->fd, aside, folder->fd, file_name(file));
    fd = (int)syscall(SYS_openat, folder->fd, file_name(file), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(syscall(SYS_write, fd, state->data, state->size), (long)state->size);
    syscall(SYS_close, fd);
    if (!exists)
        renameat(folder->fd, file_name(file), folder->fd, aside);
}

/* What the mailboxes must hold after the first MOMENT events, and what not.  False while a reader's
 * message may stand there in part, or for good if the disk failed to take it: that is not ours to
 * mend, but what we add may not build on it. */
static bool expectation(size_t moment, unsigned *acknowledged, unsigned *forbidden)
{
    unsigned appended = 0;
    bool has_failed = false;

    *acknowledged = *forbidden = 0;
    for (size_t i = 0; i < moment; i++) {
        unsigned bit = 1U << events[i].number;
        *acknowledged |= events[i].kind == EVENT_ACKNOWLEDGED ? bit : 0;
        *acknowledged &= events[i].kind == EVENT_REMOVING ? ~bit : ~0U;
        *forbidden |= events[i].kind == EVENT_REFUSED || events[i].kind == EVENT_REMOVED ? bit : 0;
        appended |= events[i].kind == EVENT_APPENDED ? bit : 0;
        has_failed |= events[i].kind == EVENT_SYNC_FAILED && appended != 0;
        if (events[i].kind == EVENT_WRITE && events[i].file == INTENTS &&
            events[i].size > INTENT_MARK_SIZE) {
            *acknowledged |= appended;
            appended = 0;
        }
    }
    return appended == 0 && !has_failed;
}

static void try_recovery(const struct scene *scene, const struct folder *folder, size_t moment,
                         const char *about)
{
    unsigned acknowledged, forbidden;
    bool is_sure = expectation(moment, &acknowledged, &forbidden);
    struct intents *intents = intents_open(folder->fd);

    ck_assert_msg(intents != NULL, "%s: %s", about, strerror(errno));
    scene_recover(intents, folder, about);
    if (is_sure)
        scene_expect(scene, folder, acknowledged, forbidden, about);
    intents_close(intents);
}

static unsigned long states_tried;

/* One state: SIZES are the chosen sizes of the files, EXIST bits tell which uncertain names exist.
 */
static void try_state(const struct scene *scene, const struct folder *folder, size_t moment,
                      const unsigned sizes[FILES], unsigned exist)
{
    char about[96];

    choice_base = 0;
    for (int file = 0; file < FILES; file++) {
        struct file_state state = state_at(scene, file, moment, sizes[file], choose);
        put_file(folder, file, &state, state.is_certain || (exist >> file & 1));
        choice_base += state.sectors;
        free(state.data);
    }
    snprintf(about, sizeof about, "moment %zu, sizes %u %u %u, choice %#llx", moment, sizes[0],
             sizes[1], sizes[2], (unsigned long long)choice);
    try_recovery(scene, folder, moment, about);
    states_tried++;
}

static void try_random(const struct scene *scene, const struct folder *folder, size_t moment,
                       const unsigned counts[FILES], unsigned samples)
{
    unsigned sizes[FILES];

    is_random = true;
    for (unsigned i = 0; i < samples; i++) {
        random_density = (unsigned)(random_next() % 9);
        for (int file = 0; file < FILES; file++)
            sizes[file] = (unsigned)(random_next() % counts[file]);
        try_state(scene, folder, moment, sizes, (unsigned)random_next());
    }
    is_random = false;
}

static void try_all(const struct scene *scene, const struct folder *folder, size_t moment,
                    const unsigned counts[FILES], unsigned bits, unsigned uncertain_names)
{
    unsigned combinations = counts[0] * counts[1] * counts[2], sizes[FILES];

    for (choice = 0; choice < 1U << bits; choice++)
        for (unsigned i = 0; i < combinations; i++)
            for (unsigned exist = 0; exist < (uncertain_names > 0 ? 8U : 1U); exist++) {
                sizes[0] = i % counts[0];
                sizes[1] = i / counts[0] % counts[1];
                sizes[2] = i / counts[0] / counts[1];
                try_state(scene, folder, moment, sizes, exist);
            }
}

static void try_moment(const struct scene *scene, const struct folder *folder, size_t moment,
                       unsigned samples)
{
    unsigned counts[FILES], bits = 0, uncertain_names = 0;

    for (int file = 0; file < FILES; file++) {
        struct file_state state = state_at(scene, file, moment, 0, NULL);
        counts[file] = state.sizes;
        bits += state.sectors;
        uncertain_names += !state.is_certain;
        free(state.data);
    }
    if (bits <= EXACT_BITS)
        try_all(scene, folder, moment, counts, bits, uncertain_names);
    else
        try_random(scene, folder, moment, counts, samples);
}

static unsigned samples_wanted(void)
{
    const char *text = getenv("POWER_SAMPLES");

    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : 2;
}

/* All moments of SCENE with a fault at call FAULT_AT; returns how many calls there were. */
static unsigned try_run(const struct scene *scene, unsigned fault_at)
{
    struct folder folder = folder_new();

    disk.is_volatile = true;
    unsigned calls = perform(scene, &folder, fault_at);
    ck_assert_int_eq(lock_start(folder.fd), 0);
    for (size_t moment = 0; moment <= event_count; moment++)
        try_moment(scene, &folder, moment, samples_wanted());
    disk_stop();
    folder_free(&folder);
    return calls;
}

/* The first run tells how many calls there are for the faults to meet. */
START_TEST(power_cuts)
{
    const struct scene *scene = &scenes[_i];
    unsigned calls = try_run(scene, 0);

    for (unsigned at = 1; at <= calls; at += samples_wanted() > 4 ? 1 : 23)
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
