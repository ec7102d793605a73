/* intents.c - see intents.h.
 *
 * Workers share syncs: while one syncs, others write their intents, and one of them syncs for all.
 * The kernel tells of a write that failed only once, so a sync that fails has failed for everyone
 * who has written by then.
 */
#include <config.h>

#include "server/intents.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/whole.h"

#define FILE_NAME ".smtpd-proto.intents"
#define SLOT_SIZE ((INTENT_ENCODED_MAX + 4095) / 4096 * 4096)

enum slot_state {
    SLOT_FREE,
    SLOT_TAKEN,   /* nothing was written to it yet */
    SLOT_ARMED,   /* holds an intent, or the rest of one */
    SLOT_KEPT,    /* recovery is due */
    SLOT_REFUSED, /* the same, and no record of it may stay */
    SLOT_ASIDE,   /* recovery is due before the mailbox is written to */
};

struct slot {
    enum slot_state state;
    char file_name[MAILBOX_FILE_NAME_MAX + 1]; /* of the mailbox, once it is armed */
};

struct intents {
    int directory_fd;      /* borrowed */
    int fd;                /* owned */
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t synced; /* a sync has ended */
    uint64_t begun, ended; /* syncs; they follow one another */
    uint64_t failures;     /* of them */
    int error;             /* errno of the last failure */
    struct intents_past past;
    struct slot slots[INTENTS_SLOTS];
    char encoded[INTENTS_SLOTS][INTENT_ENCODED_MAX]; /* what is written; each its worker's own */
};

const char *intents_file_name(void)
{
    return FILE_NAME;
}

static off_t slot_offset(int slot)
{
    return (off_t)slot * (off_t)SLOT_SIZE;
}

static void set_state(struct intents *intents, int slot, enum slot_state state)
{
    pthread_mutex_lock(&intents->mutex);
    intents->slots[slot].state = state;
    pthread_mutex_unlock(&intents->mutex);
}

/* --- opening --- */

/* As with mailboxes: a symlink, FIFO or another user's file is neither followed nor waited for. */
static int open_file(int directory_fd, int flags)
{
    const int always = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = openat(directory_fd, FILE_NAME, always | flags, 0600);

    if (fd < 0 && (errno == ELOOP || errno == EISDIR || errno == ENXIO))
        errno = EINVAL;
    return fd;
}

/* EINVAL is said of a file that is not ours.  File systems say it of calls that they do not know.
 */
static int fail(int unknown_call)
{
    if (errno == EINVAL)
        errno = unknown_call;
    return -1;
}

/* Makes sure that the file is ours, has its size, and is on disk with its name, whoever made it. */
static int prepare_file(int directory_fd, int fd)
{
    const off_t size = slot_offset(INTENTS_SLOTS);
    struct stat file;

    if (fstat(fd, &file) != 0)
        return -1;
    if (!S_ISREG(file.st_mode) || file.st_nlink > 1 || file.st_uid != geteuid()) {
        errno = EINVAL;
        return -1;
    }
    if (file.st_size < size) {
        errno = posix_fallocate(fd, 0, size);
        if (errno != 0)
            return fail(ENOSYS);
    }
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

static int find_kept(struct intents *intents, struct intent *scratch)
{
    char mark[INTENT_MARK_SIZE];

    for (int slot = 0; slot < INTENTS_SLOTS; slot++) {
        if (whole_read(intents->fd, mark, sizeof mark, slot_offset(slot)) != 0)
            return -1;
        intents->past.strange += intent_mark(mark) == INTENT_MARK_STRANGE;
        if (intent_mark(mark) != INTENT_MARK_OURS)
            continue;
        int status = intents_read(intents, slot, scratch);
        if (status < 0)
            return -1;
        if (status > 0) {
            intents->slots[slot].state = SLOT_KEPT;
            strcpy(intents->slots[slot].file_name, scratch->file_name);
        }
    }
    return 0;
}

struct intents *intents_open(int directory_fd)
{
    struct intents *intents = calloc(1, sizeof *intents);
    struct intent *scratch = malloc(sizeof *scratch);
    int error = ENOMEM, fd = -1;

    if (intents != NULL && scratch != NULL) {
        fd = intents->fd = open_prepared(directory_fd, &intents->past.is_new);
        intents->directory_fd = directory_fd;
        pthread_mutex_init(&intents->mutex, NULL);
        pthread_cond_init(&intents->synced, NULL);
        error = fd >= 0 && find_kept(intents, scratch) == 0 ? 0 : errno;
    }
    if (error != 0) {
        if (fd >= 0)
            close(fd);
        free(intents);
        intents = NULL;
    }
    free(scratch);
    errno = error;
    return intents;
}

struct intents_past intents_past(const struct intents *intents)
{
    return intents->past;
}

void intents_close(struct intents *intents)
{
    int slot = 0;

    while (slot < INTENTS_SLOTS && intents->slots[slot].state == SLOT_FREE)
        slot++;
    if (slot == INTENTS_SLOTS)
        unlinkat(intents->directory_fd, FILE_NAME, 0);
    close(intents->fd);
    pthread_mutex_destroy(&intents->mutex);
    pthread_cond_destroy(&intents->synced);
    free(intents);
}

/* --- syncing --- */

/* With the mutex, which is given up meanwhile. */
static void sync_all(struct intents *intents)
{
    intents->begun++;
    pthread_mutex_unlock(&intents->mutex);
    int error = fdatasync(intents->fd) == 0 ? 0 : errno;
    pthread_mutex_lock(&intents->mutex);
    intents->ended++;
    if (error != 0) {
        intents->failures++;
        intents->error = error;
    }
    pthread_cond_broadcast(&intents->synced);
}

static uint64_t failures(struct intents *intents)
{
    pthread_mutex_lock(&intents->mutex);
    uint64_t count = intents->failures;
    pthread_mutex_unlock(&intents->mutex);
    return count;
}

/* Waits until a sync has ended that began after this call.  FAILURES_BEFORE is how many there were
 * before the bytes were written: each failure since may have been theirs. */
static int sync_shared(struct intents *intents, uint64_t failures_before)
{
    pthread_mutex_lock(&intents->mutex);
    uint64_t wanted = intents->begun + 1;
    while (intents->failures == failures_before && intents->ended < wanted)
        if (intents->begun > intents->ended)
            pthread_cond_wait(&intents->synced, &intents->mutex);
        else
            sync_all(intents);
    int status = intents->failures == failures_before ? 0 : -1;
    errno = intents->error;
    pthread_mutex_unlock(&intents->mutex);
    return status;
}

/* --- using --- */

int intents_take(struct intents *intents)
{
    int slot = 0;

    pthread_mutex_lock(&intents->mutex);
    while (slot < INTENTS_SLOTS && intents->slots[slot].state != SLOT_FREE)
        slot++;
    if (slot < INTENTS_SLOTS)
        intents->slots[slot].state = SLOT_TAKEN;
    pthread_mutex_unlock(&intents->mutex);
    errno = EBUSY;
    return slot < INTENTS_SLOTS ? slot : -1;
}

/* As intents_arm(), but leaves the state alone. */
static int put(struct intents *intents, int slot, const struct intent *intent, bool *is_written)
{
    uint64_t failures_before = failures(intents);
    char *encoded = intents->encoded[slot];
    size_t size = intent_encode(intent, encoded);

    *is_written = whole_write(intents->fd, encoded, size, slot_offset(slot)) == 0;
    return *is_written ? sync_shared(intents, failures_before) : -1;
}

int intents_arm(struct intents *intents, int slot, const struct intent *intent, bool *is_written)
{
    int status = put(intents, slot, intent, is_written);

    if (*is_written) {
        pthread_mutex_lock(&intents->mutex);
        intents->slots[slot].state = SLOT_ARMED;
        strcpy(intents->slots[slot].file_name, intent->file_name);
        pthread_mutex_unlock(&intents->mutex);
    }
    return status;
}

static enum slot_state state_of(struct intents *intents, int slot)
{
    pthread_mutex_lock(&intents->mutex);
    enum slot_state state = intents->slots[slot].state;
    pthread_mutex_unlock(&intents->mutex);
    return state;
}

/* Most slots are known to be empty by their first bytes. */
int intents_read(struct intents *intents, int slot, struct intent *intent)
{
    char bytes[INTENT_ENCODED_MAX];

    if (whole_read(intents->fd, bytes, INTENT_MARK_SIZE, slot_offset(slot)) != 0)
        return -1;
    if (intent_mark(bytes) != INTENT_MARK_OURS)
        return 0;
    if (whole_read(intents->fd, bytes, sizeof bytes, slot_offset(slot)) != 0)
        return -1;
    if (!intent_decode(bytes, sizeof bytes, intent))
        return 0;
    if (state_of(intents, slot) == SLOT_REFUSED)
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

/* What was never wholly written reads as no intent, with the mark or without. */
int intents_release(struct intents *intents, int slot)
{
    const char no_mark[INTENT_MARK_SIZE] = "";
    enum slot_state state = state_of(intents, slot);
    int error = errno;

    if (whole_write(intents->fd, no_mark, sizeof no_mark, slot_offset(slot)) != 0 &&
        state != SLOT_TAKEN) {
        set_state(intents, slot, is_kept(state) ? state : SLOT_KEPT);
        return -1;
    }
    set_state(intents, slot, SLOT_FREE);
    errno = error;
    return 0;
}

/* The disk may have recovered enough to take note of it. */
static void refuse(struct intents *intents, int slot)
{
    struct intent *intent = malloc(sizeof *intent);
    bool is_written;

    set_state(intents, slot, SLOT_REFUSED);
    if (intent != NULL && intents_read(intents, slot, intent) > 0)
        (void)put(intents, slot, intent, &is_written);
    free(intent);
}

void intents_keep(struct intents *intents, int slot)
{
    int error = errno;

    if (state_of(intents, slot) == SLOT_TAKEN)
        (void)intents_release(intents, slot);
    else
        refuse(intents, slot);
    errno = error;
}

void intents_set_aside(struct intents *intents, const char *file_name)
{
    for (int slot = 0; (slot = intents_find_kept(intents, file_name, slot)) >= 0; slot++)
        set_state(intents, slot, SLOT_ASIDE);
}

int intents_find_kept(struct intents *intents, const char *file_name, int first)
{
    int slot = first;

    pthread_mutex_lock(&intents->mutex);
    while (slot < INTENTS_SLOTS && (!is_kept(intents->slots[slot].state) ||
                                    strcmp(intents->slots[slot].file_name, file_name) != 0))
        slot++;
    pthread_mutex_unlock(&intents->mutex);
    return slot < INTENTS_SLOTS ? slot : -1;
}

int intents_next_kept(struct intents *intents, int first, char *file_name)
{
    int slot = first;

    pthread_mutex_lock(&intents->mutex);
    while (slot < INTENTS_SLOTS && !is_due(intents->slots[slot].state))
        slot++;
    if (slot < INTENTS_SLOTS)
        strcpy(file_name, intents->slots[slot].file_name);
    pthread_mutex_unlock(&intents->mutex);
    return slot < INTENTS_SLOTS ? slot : -1;
}
