/* power.h - what a disk may hold when the power went off.
 *
 * Every write, sync and verdict of deliveries is recorded as an event.  At a moment between two of
 * them, a file has what was synced, and of the later writes each sector or not; it has the size
 * that any of them left; its name, if new, is there or not.  What a sync that failed was for stays
 * uncertain, whatever is synced later.
 */
#ifndef TESTS_POWER_H
#define TESTS_POWER_H

#include "tests/disk.h"
#include "tests/scene.h"

#define SECTOR     ((uint64_t)512)
#define EVENTS_MAX 4096

/* The files whose fate counts. */
enum { FILES = SCENE_MAILBOXES + 1, INTENTS = SCENE_MAILBOXES, FOLDER = FILES, NO_FILE = -1 };

static const char *file_name(int file)
{
    return file == INTENTS ? intents_file_name() : scene_files[file];
}

/* --- the record --- */

enum event_kind {
    EVENT_CREATE,
    EVENT_WRITE,
    EVENT_TRUNCATE,
    EVENT_SYNC, /* of a file, or of the folder */
    EVENT_SYNC_FAILED,
    EVENT_ACKNOWLEDGED,
    EVENT_REFUSED,
    EVENT_REMOVING, /* by a mail reader */
    EVENT_REMOVED,  /* and synced */
    EVENT_APPENDED, /* by a mail reader, and not synced */
};

struct event {
    enum event_kind kind;
    int file;
    uint64_t offset; /* of a write; size of a truncation */
    size_t size;
    char *data;      /* owned */
    unsigned number; /* of the message */
};

static struct event events[EVENTS_MAX];
static size_t event_count;
static int file_of[1024]; /* by descriptor */

static void record(struct event event)
{
    ck_assert_uint_lt(event_count, EVENTS_MAX);
    events[event_count++] = event;
}

static int file_called(const char *name)
{
    for (int file = 0; file < FILES; file++)
        if (strcmp(name, file_name(file)) == 0)
            return file;
    return NO_FILE;
}

static void note_open(const struct disk_event *done)
{
    file_of[done->fd] = file_called(done->name);
    if (strcmp(done->name, ".") == 0)
        file_of[done->fd] = FOLDER;
    if ((done->flags & O_CREAT) && file_of[done->fd] != NO_FILE)
        record((struct event){.kind = EVENT_CREATE, .file = file_of[done->fd]});
}

static void note_write(const struct disk_event *done, int file)
{
    char *data = malloc(done->size);

    ck_assert_ptr_nonnull(data);
    memcpy(data, done->data, done->size);
    record((struct event){EVENT_WRITE, file, done->offset, done->size, data, 0});
}

static void note(const struct disk_event *done)
{
    int file = done->fd >= 0 ? file_of[done->fd] : NO_FILE;

    if (done->call == DISK_OPEN)
        note_open(done);
    else if (file == NO_FILE)
        return;
    else if (done->call == DISK_WRITE)
        note_write(done, file);
    else if (done->call == DISK_TRUNCATE)
        record((struct event){.kind = EVENT_TRUNCATE, .file = file, .offset = done->offset});
    else if (done->call == DISK_DATASYNC || done->call == DISK_SYNC)
        record((struct event){.kind = done->has_failed ? EVENT_SYNC_FAILED : EVENT_SYNC,
                              .file = file});
}

static void note_message(enum event_kind kind, unsigned number)
{
    pthread_mutex_lock(&disk.mutex);
    record((struct event){.kind = kind, .file = NO_FILE, .number = number});
    pthread_mutex_unlock(&disk.mutex);
}

static void forget_events(void)
{
    for (size_t i = 0; i < event_count; i++)
        free(events[i].data);
    event_count = 0;
    for (size_t fd = 0; fd < sizeof file_of / sizeof file_of[0]; fd++)
        file_of[fd] = NO_FILE;
}

/* --- the states of the disk --- */

/* A file at some moment, and the choices that there are. */
struct file_state {
    char *data; /* owned */
    size_t size, room;
    bool is_certain;  /* its name is on disk */
    unsigned sizes;   /* that it may have */
    unsigned sectors; /* uncertain ones */
};

static void state_write(struct file_state *state, uint64_t offset, const char *data, size_t size)
{
    if (offset + size > state->room) {
        state->room = 2 * (offset + size);
        state->data = realloc(state->data, state->room);
        ck_assert_ptr_nonnull(state->data);
    }
    if (offset + size > state->size) {
        memset(state->data + state->size, 0, offset + size - state->size);
        state->size = offset + size;
    }
    if (size > 0)
        memcpy(state->data + offset, data, size);
}

static void state_resize(struct file_state *state, uint64_t size)
{
    if (size > state->size)
        state_write(state, size, NULL, 0);
    state->size = size;
}

/* How many of SIZE bytes at OFFSET lie in one sector. */
static size_t within_sector(uint64_t offset, size_t size)
{
    uint64_t rest = SECTOR - offset % SECTOR;

    return rest < size ? rest : size;
}

/* Whether EVENT number I is on disk when the first MOMENT events have happened: a write if the
 * first sync behind it worked, a size if any did. */
static bool is_on_disk(size_t i, size_t moment)
{
    for (size_t j = i + 1; j < moment; j++) {
        if (events[j].file != events[i].file)
            continue;
        if (events[j].kind == EVENT_SYNC)
            return true;
        if (events[j].kind == EVENT_SYNC_FAILED && events[i].kind == EVENT_WRITE)
            return false;
    }
    return false;
}

static bool is_size_on_disk(size_t i, size_t moment)
{
    for (size_t j = i + 1; j < moment; j++)
        if (events[j].file == events[i].file && events[j].kind == EVENT_SYNC)
            return true;
    return false;
}

static bool is_name_on_disk(int file, bool exists, size_t moment)
{
    bool is_certain = exists;

    for (size_t i = 0; i < moment; i++) {
        exists |= events[i].kind == EVENT_CREATE && events[i].file == file;
        is_certain |= exists && events[i].kind == EVENT_SYNC && events[i].file == FOLDER;
    }
    return is_certain;
}

/* Lets those sectors of a write happen that are certain, or of which CHOOSE says so. */
static void happen(struct file_state *state, const struct event *event, bool is_certain,
                   bool (*choose)(unsigned))
{
    if (is_certain)
        state_write(state, event->offset, event->data, event->size);
    for (size_t at = 0, part; !is_certain && at < event->size; at += part) {
        part = within_sector(event->offset + at, event->size - at);
        if (choose != NULL && choose(state->sectors))
            state_write(state, event->offset + at, event->data + at, part);
        state->sectors++;
    }
}

/* FILE when the first MOMENT events have happened, with the size that the first SIZE of those left
 * whose sizes are uncertain.  CHOOSE is given the number of an uncertain sector; NULL: none is on
 * disk. */
static struct file_state state_at(const struct scene *scene, int file, size_t moment, unsigned size,
                                  bool (*choose)(unsigned))
{
    const char *before = file == INTENTS ? NULL : scene->before[file];
    struct file_state state = {.sizes = 1};
    uint64_t true_size, chosen_size;

    state.is_certain = is_name_on_disk(file, before != NULL, moment);
    if (before != NULL)
        state_write(&state, 0, before, strlen(before));
    true_size = chosen_size = state.size;
    for (size_t i = 0; i < moment; i++) {
        const struct event *event = &events[i];
        if (event->file != file || (event->kind != EVENT_WRITE && event->kind != EVENT_TRUNCATE))
            continue;
        bool counts = is_size_on_disk(i, moment) || state.sizes++ <= size;
        if (event->kind == EVENT_WRITE) {
            happen(&state, event, is_on_disk(i, moment), choose);
            true_size =
                event->offset + event->size > true_size ? event->offset + event->size : true_size;
        } else {
            true_size = event->offset;
            if (counts)
                state_resize(&state, event->offset);
        }
        if (counts)
            chosen_size = true_size;
    }
    state_resize(&state, chosen_size);
    return state;
}

#endif
