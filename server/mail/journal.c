/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* journal.c - see journal.h.
 *
 * Workers share syncs: while one syncs, others write their intents, and one of them syncs for all.
 * The kernel reports a failed write only once, so a failed sync has failed for all who have written
 * by then.
 */
#include <config.h>

#include "server/mail/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/full_io.h"
#include "server/base/space.h"

#define FILE_NAME ".smtpd-proto.intents"
#define SLOT_SIZE ((INTENT_ENCODED_MAX + 4095) / 4096 * 4096)

enum slot_state {
    SLOT_FREE,
    SLOT_TAKEN,   /* not written yet */
    SLOT_ARMED,   /* has an intent, or part of one */
    SLOT_KEPT,    /* recovery is pending */
    SLOT_REFUSED, /* the same, and no record of it may remain */
    SLOT_ASIDE,   /* recovery is pending, before the next write to the mailbox */
};

struct slot {
    enum slot_state state;
    char file_name[MAILBOX_FILE_NAME_MAX + 1]; /* of the mailbox, once it is armed */
};

struct journal {
    int directory_fd;      /* borrowed */
    int fd;                /* owned */
    pthread_mutex_t mutex; /* guards the fields below */
    pthread_cond_t synced; /* a sync has finished */
    uint64_t begun, ended; /* numbers of syncs; they do not overlap */
    uint64_t failures;     /* of them */
    int error;             /* errno of the last failure */
    struct journal_past past;
    struct slot slots[JOURNAL_SLOTS];
    char encoded[JOURNAL_SLOTS][INTENT_ENCODED_MAX]; /* write buffers, one per slot */
};

const char *journal_file_name(void)
{
    return FILE_NAME;
}

static off_t slot_offset(int slot)
{
    return (off_t)slot * (off_t)SLOT_SIZE;
}

static void set_state(struct journal *journal, int slot, enum slot_state state)
{
    pthread_mutex_lock(&journal->mutex);
    journal->slots[slot].state = state;
    pthread_mutex_unlock(&journal->mutex);
}

/* --- opening --- */

/* As with mailboxes, never follows a symlink, nor waits for a FIFO, nor uses another user's
 * file. */
static int open_file(int directory_fd, int flags)
{
    const int always = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = openat(directory_fd, FILE_NAME, always | flags, 0600);

    if (fd < 0 && (errno == ELOOP || errno == EISDIR || errno == ENXIO))
        errno = EINVAL;
    return fd;
}

/* EINVAL is reserved for a file that is not ours; file systems return it for unsupported calls. */
static int fail(int unknown_call)
{
    if (errno == EINVAL)
        errno = unknown_call;
    return -1;
}

/* Ensures that the file is ours, has its full size, and is synced together with its name. */
static int prepare_file(int directory_fd, int fd)
{
    const off_t size = slot_offset(JOURNAL_SLOTS);
    struct stat file;

    if (fstat(fd, &file) != 0)
        return -1;
    if (!S_ISREG(file.st_mode) || file.st_nlink > 1 || file.st_uid != geteuid()) {
        errno = EINVAL;
        return -1;
    }
    if (file.st_size < size && space_reserve(fd, size) != 0)
        return fail(ENOSYS);
    if (fsync(fd) != 0)
        return fail(ENOSYS);
    return fsync(directory_fd) == 0 ? 0 : fail(ENOTSUP);
}

static int open_prepared(int directory_fd, bool *is_new)
{
    int fd = open_file(directory_fd, 0);

    *is_new = fd < 0 && errno == ENOENT;
    if (*is_new)
        fd = open_file(directory_fd, O_CREAT | O_EXCL);
    if (fd >= 0 && prepare_file(directory_fd, fd) != 0) {
        int error = errno;
        if (*is_new)
            unlinkat(directory_fd, FILE_NAME, 0);
        close(fd);
        errno = error;
        fd = -1;
    }
    return fd;
}

static int find_kept(struct journal *journal, struct intent *scratch)
{
    char mark[INTENT_MARK_SIZE];

    for (int slot = 0; slot < JOURNAL_SLOTS; slot++) {
        if (full_io_read(journal->fd, mark, sizeof mark, slot_offset(slot)) != 0)
            return -1;
        journal->past.strange += intent_mark(mark) == INTENT_MARK_STRANGE;
        if (intent_mark(mark) != INTENT_MARK_OURS)
            continue;
        int status = journal_read(journal, slot, scratch);
        if (status < 0)
            return -1;
        if (status > 0) {
            journal->slots[slot].state = SLOT_KEPT;
            strcpy(journal->slots[slot].file_name, scratch->file_name);
        }
    }
    return 0;
}

struct journal *journal_open(int directory_fd)
{
    struct journal *journal = calloc(1, sizeof *journal);
    struct intent *scratch = malloc(sizeof *scratch);
    int error = ENOMEM, fd = -1;

    if (journal != NULL && scratch != NULL) {
        fd = journal->fd = open_prepared(directory_fd, &journal->past.is_new);
        journal->directory_fd = directory_fd;
        pthread_mutex_init(&journal->mutex, NULL);
        pthread_cond_init(&journal->synced, NULL);
        error = fd >= 0 && find_kept(journal, scratch) == 0 ? 0 : errno;
    }
    if (error != 0) {
        if (fd >= 0)
            close(fd);
        free(journal);
        journal = NULL;
    }
    free(scratch);
    errno = error;
    return journal;
}

struct journal_past journal_past(const struct journal *journal)
{
    return journal->past;
}

void journal_close(struct journal *journal)
{
    int slot = 0;

    while (slot < JOURNAL_SLOTS && journal->slots[slot].state == SLOT_FREE)
        slot++;
    if (slot == JOURNAL_SLOTS)
        unlinkat(journal->directory_fd, FILE_NAME, 0);
    close(journal->fd);
    pthread_mutex_destroy(&journal->mutex);
    pthread_cond_destroy(&journal->synced);
    free(journal);
}

/* --- syncing --- */

/* Called with the mutex, which is released during the sync. */
static void sync_all(struct journal *journal)
{
    journal->begun++;
    pthread_mutex_unlock(&journal->mutex);
    int error = fdatasync(journal->fd) == 0 ? 0 : errno;
    pthread_mutex_lock(&journal->mutex);
    journal->ended++;
    if (error != 0) {
        journal->failures++;
        journal->error = error;
    }
    pthread_cond_broadcast(&journal->synced);
}

static uint64_t failures(struct journal *journal)
{
    pthread_mutex_lock(&journal->mutex);
    uint64_t count = journal->failures;
    pthread_mutex_unlock(&journal->mutex);
    return count;
}

/* Waits until a sync that began after this call has finished.  FAILURES_BEFORE is the number of
 * failures before the bytes were written: any failure since then may concern them. */
static int sync_shared(struct journal *journal, uint64_t failures_before)
{
    pthread_mutex_lock(&journal->mutex);
    uint64_t wanted = journal->begun + 1;
    while (journal->failures == failures_before && journal->ended < wanted)
        if (journal->begun > journal->ended)
            pthread_cond_wait(&journal->synced, &journal->mutex);
        else
            sync_all(journal);
    int status = journal->failures == failures_before ? 0 : -1;
    errno = journal->error;
    pthread_mutex_unlock(&journal->mutex);
    return status;
}

/* --- using --- */

int journal_take(struct journal *journal)
{
    int slot = 0;

    pthread_mutex_lock(&journal->mutex);
    while (slot < JOURNAL_SLOTS && journal->slots[slot].state != SLOT_FREE)
        slot++;
    if (slot < JOURNAL_SLOTS)
        journal->slots[slot].state = SLOT_TAKEN;
    pthread_mutex_unlock(&journal->mutex);
    errno = EBUSY;
    return slot < JOURNAL_SLOTS ? slot : -1;
}

/* As journal_arm(), but does not change the state. */
static int write_intent(struct journal *journal, int slot, const struct intent *intent,
                        bool *is_written)
{
    uint64_t failures_before = failures(journal);
    char *encoded = journal->encoded[slot];
    size_t size = intent_encode(intent, encoded);

    *is_written = full_io_write(journal->fd, encoded, size, slot_offset(slot)) == 0;
    return *is_written ? sync_shared(journal, failures_before) : -1;
}

int journal_arm(struct journal *journal, int slot, const struct intent *intent, bool *is_written)
{
    int status = write_intent(journal, slot, intent, is_written);

    if (*is_written) {
        pthread_mutex_lock(&journal->mutex);
        journal->slots[slot].state = SLOT_ARMED;
        strcpy(journal->slots[slot].file_name, intent->file_name);
        pthread_mutex_unlock(&journal->mutex);
    }
    return status;
}

static enum slot_state state_of(struct journal *journal, int slot)
{
    pthread_mutex_lock(&journal->mutex);
    enum slot_state state = journal->slots[slot].state;
    pthread_mutex_unlock(&journal->mutex);
    return state;
}

/* Reads the mark first, since most slots are empty. */
int journal_read(struct journal *journal, int slot, struct intent *intent)
{
    char bytes[INTENT_ENCODED_MAX];

    if (full_io_read(journal->fd, bytes, INTENT_MARK_SIZE, slot_offset(slot)) != 0)
        return -1;
    if (intent_mark(bytes) != INTENT_MARK_OURS)
        return 0;
    if (full_io_read(journal->fd, bytes, sizeof bytes, slot_offset(slot)) != 0)
        return -1;
    if (!intent_decode(bytes, sizeof bytes, intent))
        return 0;
    if (state_of(journal, slot) == SLOT_REFUSED)
        intent->is_refused = true;
    return 1;
}

static bool is_due(enum slot_state state)
{
    return state == SLOT_KEPT || state == SLOT_REFUSED;
}

static bool is_kept(enum slot_state state)
{
    return is_due(state) || state == SLOT_ASIDE;
}

/* An incompletely written intent is invalid, with the mark or without. */
int journal_release(struct journal *journal, int slot)
{
    const char no_mark[INTENT_MARK_SIZE] = "";
    enum slot_state state = state_of(journal, slot);
    int error = errno;

    if (full_io_write(journal->fd, no_mark, sizeof no_mark, slot_offset(slot)) != 0 &&
        state != SLOT_TAKEN) {
        set_state(journal, slot, is_kept(state) ? state : SLOT_KEPT);
        return -1;
    }
    set_state(journal, slot, SLOT_FREE);
    errno = error;
    return 0;
}

/* Tries to record the refusal, since the disk may have recovered. */
static void refuse(struct journal *journal, int slot)
{
    struct intent *intent = malloc(sizeof *intent);
    bool is_written;

    set_state(journal, slot, SLOT_REFUSED);
    if (intent != NULL && journal_read(journal, slot, intent) > 0)
        (void)write_intent(journal, slot, intent, &is_written);
    free(intent);
}

void journal_keep(struct journal *journal, int slot)
{
    int error = errno;

    if (state_of(journal, slot) == SLOT_TAKEN)
        (void)journal_release(journal, slot);
    else
        refuse(journal, slot);
    errno = error;
}

void journal_set_aside(struct journal *journal, const char *file_name)
{
    for (int slot = 0; (slot = journal_find_kept(journal, file_name, slot)) >= 0; slot++)
        set_state(journal, slot, SLOT_ASIDE);
}

int journal_find_kept(struct journal *journal, const char *file_name, int first)
{
    int slot = first;

    pthread_mutex_lock(&journal->mutex);
    while (slot < JOURNAL_SLOTS && (!is_kept(journal->slots[slot].state) ||
                                    strcmp(journal->slots[slot].file_name, file_name) != 0))
        slot++;
    pthread_mutex_unlock(&journal->mutex);
    return slot < JOURNAL_SLOTS ? slot : -1;
}

int journal_next_kept(struct journal *journal, int first, char *file_name)
{
    int slot = first;

    pthread_mutex_lock(&journal->mutex);
    while (slot < JOURNAL_SLOTS && !is_due(journal->slots[slot].state))
        slot++;
    if (slot < JOURNAL_SLOTS)
        strcpy(file_name, journal->slots[slot].file_name);
    pthread_mutex_unlock(&journal->mutex);
    return slot < JOURNAL_SLOTS ? slot : -1;
}
