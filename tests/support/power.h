/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* power.h - the possible contents of a disk after a power failure.
 *
 * Every write, sync and verdict is recorded as an event, in a history that begins with the contents
 * of the disk.  At a moment between two events, a file has all synced data, and each sector of
 * later writes or not; its size is that after any of them; its name, if new, exists or not.  Data
 * of a failed sync stays uncertain, whatever is synced later.
 */
#ifndef TESTS_SUPPORT_POWER_H
#define TESTS_SUPPORT_POWER_H

#include "tests/support/disk.h"
#include "tests/support/scene.h"

#define SECTOR     ((uint64_t)512)
#define EVENTS_MAX 4096

/* The files that are tracked.  A reader may rename SUCCESSOR over the first mailbox. */
enum {
    INTENTS = SCENE_MAILBOXES,
    SUCCESSOR,
    FILES,
    FOLDER = FILES,
    NO_FILE = -1,
};

static const char *file_name(int file)
{
    return file == INTENTS ? journal_file_name() : scene_files[file == SUCCESSOR ? 0 : file];
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
    EVENT_RENAMED,  /* by a mail reader, and the folder is not synced */
};

struct event {
    enum event_kind kind;
    int file;
    uint64_t offset; /* of a write; size of a truncation */
    size_t size;
    char *data;      /* owned */
    unsigned number; /* of the message */
};

struct history {
    struct base {
        char *data; /* owned; NULL: none */
        size_t size;
        bool exists; /* under its name */
    } bases[FILES];
    struct event events[EVENTS_MAX];
    size_t count;
};

static struct history *history; /* being recorded or examined */
static int file_of[1024];       /* by descriptor */
static int first_mailbox;       /* the file that has this name now: 0 or SUCCESSOR */

static const char *const aside_names[FILES] = {".aside.0", ".aside.1", ".aside.2", ".aside.3"};

static void record(struct event event)
{
    ck_assert_uint_lt(history->count, EVENTS_MAX);
    history->events[history->count++] = event;
}

static int file_called(const char *name)
{
    if (strcmp(name, scene_files[0]) == 0)
        return first_mailbox;
    for (int file = 1; file <= INTENTS; file++)
        if (strcmp(name, file_name(file)) == 0)
            return file;
    return NO_FILE;
}

/* A mailbox that the server creates and removes again stays aside: states from before the removal
 * need its inode, and a new file would only have the same by chance. */
static const char *mailbox_aside(const char *name)
{
    int file = file_called(name);

    return file == NO_FILE || file == INTENTS ? NULL : aside_names[file];
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

static void set_base(int file, const char *data, size_t size, bool exists)
{
    struct base *base = &history->bases[file];

    *base = (struct base){malloc(size + 1), size, exists};
    ck_assert_ptr_nonnull(base->data);
    memcpy(base->data, data, size);
}

/* Makes NEW the current history, without events. */
static void begin_history(struct history *new)
{
    history = new;
    for (size_t i = 0; i < new->count; i++)
        free(new->events[i].data);
    for (int file = 0; file < FILES; file++)
        free(new->bases[file].data);
    memset(new->bases, 0, sizeof new->bases);
    new->count = 0;
}

/* Starts recording events in FOLDER. */
static void begin_record(const struct folder *folder)
{
    for (size_t fd = 0; fd < sizeof file_of / sizeof file_of[0]; fd++)
        file_of[fd] = NO_FILE;
    file_of[folder->fd] = FOLDER;
    disk.note = note;
    disk.aside = mailbox_aside;
}

/* --- the states of the disk --- */

/* A file at some moment, and the choices left. */
struct file_state {
    char *data; /* owned */
    size_t size, room;
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

/* How many of SIZE bytes at OFFSET are in one sector. */
static size_t within_sector(uint64_t offset, size_t size)
{
    uint64_t rest = SECTOR - offset % SECTOR;

    return rest < size ? rest : size;
}

/* Whether FILE was synced successfully between event FIRST and MOMENT. */
static bool is_synced(int file, size_t first, size_t moment)
{
    for (size_t i = first; i < moment; i++)
        if (history->events[i].file == file && history->events[i].kind == EVENT_SYNC)
            return true;
    return false;
}

/* Whether write number I is on disk when the first MOMENT events have happened: if the first sync
 * after it succeeded. */
static bool is_on_disk(size_t i, size_t moment)
{
    for (size_t j = i + 1; j < moment; j++) {
        const struct event *event = &history->events[j];
        if (event->file == history->events[i].file &&
            (event->kind == EVENT_SYNC || event->kind == EVENT_SYNC_FAILED))
            return event->kind == EVENT_SYNC;
    }
    return false;
}

/* Whether FILE has its name when the first MOMENT events have happened. */
enum naming { NAME_MISSING, NAME_UNCERTAIN, NAME_CERTAIN };

static enum naming naming_by(enum event_kind kind, int file, size_t moment)
{
    size_t i = 0;

    while (i < moment && (history->events[i].kind != kind || history->events[i].file != file))
        i++;
    if (i == moment)
        return NAME_MISSING;
    return is_synced(FOLDER, i, moment) ? NAME_CERTAIN : NAME_UNCERTAIN;
}

static enum naming naming_of(int file, size_t moment)
{
    if (history->bases[file].exists)
        return NAME_CERTAIN;
    return naming_by(file == SUCCESSOR ? EVENT_RENAMED : EVENT_CREATE, file, moment);
}

/* Whether FILE exists under its name; the bits of EXIST decide for uncertain names. */
static bool is_there(int file, size_t moment, unsigned exist)
{
    enum naming naming = naming_of(file, moment);

    if (file == 0 && is_there(SUCCESSOR, moment, exist))
        return false;
    return naming == NAME_CERTAIN || (naming == NAME_UNCERTAIN && (exist >> file & 1));
}

/* Applies the sectors of a write that are certain, or chosen by CHOOSE. */
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
 * whose sizes are uncertain.  CHOOSE is called with the number of an uncertain sector; NULL: none
 * is on disk. */
static struct file_state state_at(int file, size_t moment, unsigned size, bool (*choose)(unsigned))
{
    const struct base *base = &history->bases[file];
    struct file_state state = {.sizes = 1};
    uint64_t true_size = base->size, chosen_size = base->size;

    if (base->data != NULL)
        state_write(&state, 0, base->data, base->size);
    for (size_t i = 0; i < moment; i++) {
        const struct event *event = &history->events[i];
        if (event->file != file || (event->kind != EVENT_WRITE && event->kind != EVENT_TRUNCATE))
            continue;
        bool counts = is_synced(file, i, moment) || state.sizes++ <= size;
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

/* --- the disk itself --- */

/* A file keeps its inode, which intents record, and is moved aside while it does not exist. */
static bool is_placed[FILES];
static size_t journal_written; /* bytes of the file of intents that may not be zeros */

static void put_aside(const struct folder *folder)
{
    for (int file = 0; file < FILES; file++) {
        if (is_placed[file])
            renameat(folder->fd, file_name(file), folder->fd, aside_names[file]);
        is_placed[file] = false;
    }
    syscall(SYS_unlinkat, folder->fd, file_name(INTENTS), 0); /* made by a recovery */
}

/* The file of intents keeps its size, which would only be restored. */
static void put_file(const struct folder *folder, int file, struct file_state *state)
{
    const char *aside = aside_names[file];
    size_t size = state->size;

    if (file == INTENTS && size < journal_written)
        state_resize(state, journal_written);
    if (file == INTENTS)
        journal_written = size;
    int fd = (int)syscall(SYS_openat, folder->fd, aside,
                          O_WRONLY | O_CREAT | (file == INTENTS ? 0 : O_TRUNC), 0600);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(syscall(SYS_write, fd, state->data, state->size), (long)state->size);
    syscall(SYS_close, fd);
    ck_assert_int_eq(renameat(folder->fd, aside, folder->fd, file_name(file)), 0);
}

/* --- what must be found --- */

/* What the mailboxes must and must not contain. */
struct expectation {
    unsigned acknowledged, forbidden; /* bits of messages */
    bool is_sure; /* false while a reader's message may stand there in part, or for good if the disk
                     failed to take it: that is not ours to mend, but what we add may not build on
                     it */
};

/* By the first MOMENT events. */
static struct expectation expectation_of(size_t moment)
{
    struct expectation expectation = {0};
    unsigned appended = 0;
    bool has_failed = false;

    for (const struct event *event = history->events; event < history->events + moment; event++) {
        unsigned bit = 1U << event->number;
        expectation.acknowledged |= event->kind == EVENT_ACKNOWLEDGED ? bit : 0;
        expectation.acknowledged &= event->kind == EVENT_REMOVING ? ~bit : ~0U;
        expectation.forbidden |=
            event->kind == EVENT_REFUSED || event->kind == EVENT_REMOVED ? bit : 0;
        appended |= event->kind == EVENT_APPENDED ? bit : 0;
        has_failed |= event->kind == EVENT_SYNC_FAILED && appended != 0;
        if (event->kind == EVENT_WRITE && event->file == INTENTS &&
            event->size > INTENT_MARK_SIZE) {
            expectation.acknowledged |= appended;
            appended = 0;
        }
    }
    expectation.is_sure = appended == 0 && !has_failed;
    return expectation;
}

#endif
