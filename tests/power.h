/* power.h - what a disk may hold when the power went off.
 *
 * Every write, sync and verdict of deliveries is recorded as an event.  At a moment between two of
 * them, a file has what was synced, and of the later writes each sector or not; it has the size
 * that any of them left; its name, if new, is there or not.
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
    EVENT_ACKNOWLEDGED,
    EVENT_REFUSED,
    EVENT_REMOVING, /* by a mail reader */
    EVENT_REMOVED,  /* and synced */
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
        record((struct event){.kind = EVENT_SYNC, .file = file});
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

/* A file at some moment: the part that is certain, and the events since. */
struct file_state {
    char *data; /* owned */
    size_t size;
    size_t synced;    /* events up to here are certain */
    bool is_certain;  /* its name is on disk */
    unsigned sizes;   /* that it may have */
    unsigned sectors; /* uncertain ones */
};

static void state_write(struct file_state *state, uint64_t offset, const char *data, size_t size)
{
    if (offset + size > state->size) {
        state->data = realloc(state->data, offset + size);
        ck_assert_ptr_nonnull(state->data);
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

static unsigned sectors_of(const struct event *event)
{
    if (event->kind != EVENT_WRITE || event->size == 0)
        return 0;
    return (unsigned)((event->offset + event->size - 1) / SECTOR - event->offset / SECTOR + 1);
}

/* Collects what is certain of FILE when the first MOMENT events have happened. */
static struct file_state certain_state(const struct scene *scene, int file, size_t moment)
{
    const char *before = file == INTENTS ? NULL : scene->before[file];
    struct file_state state = {.is_certain = before != NULL, .sizes = 1};
    bool exists = before != NULL;

    for (size_t i = 0; i < moment; i++) {
        if (events[i].kind == EVENT_SYNC && events[i].file == file)
            state.synced = i;
        exists |= events[i].kind == EVENT_CREATE && events[i].file == file;
        if (events[i].kind == EVENT_SYNC && events[i].file == FOLDER && exists)
            state.is_certain = true;
    }
    if (before != NULL)
        state_write(&state, 0, before, strlen(before));
    for (size_t i = 0; i < moment; i++) {
        const struct event *event = &events[i];
        if (event->file != file)
            continue;
        if (i > state.synced || state.synced == 0) {
            state.sectors += sectors_of(event);
            state.sizes += event->kind == EVENT_WRITE || event->kind == EVENT_TRUNCATE;
        } else if (event->kind == EVENT_WRITE) {
            state_write(&state, event->offset, event->data, event->size);
        } else if (event->kind == EVENT_TRUNCATE) {
            state_resize(&state, event->offset);
        }
    }
    return state;
}

/* Lets the uncertain events happen of which CHOOSE (given the number of the sector) says so, with
 * the size that the first SIZE of them left. */
static void happen(struct file_state *state, int file, size_t moment, unsigned size,
                   bool (*choose)(unsigned))
{
    uint64_t true_size = state->size, chosen_size = state->size;
    unsigned sector = 0, done = 0;

    for (size_t i = state->synced; i < moment; i++) {
        const struct event *event = &events[i];
        if (event->file != file || (i == state->synced && event->kind == EVENT_SYNC))
            continue;
        if (event->kind == EVENT_TRUNCATE) {
            true_size = event->offset;
            if (done < size)
                state_resize(state, event->offset);
        }
        for (size_t at = 0, part; event->kind == EVENT_WRITE && at < event->size; at += part) {
            part = within_sector(event->offset + at, event->size - at);
            if (choose(sector++))
                state_write(state, event->offset + at, event->data + at, part);
        }
        if (event->kind == EVENT_WRITE && event->offset + event->size > true_size)
            true_size = event->offset + event->size;
        if ((event->kind == EVENT_WRITE || event->kind == EVENT_TRUNCATE) && done++ < size)
            chosen_size = true_size;
    }
    state_resize(state, chosen_size);
}

#endif
