/* intent.c - see intent.h.
 *
 * A slot is a header, the ends of the records, and the checksums of the granules, written with one
 * call.  The header's checksum covers all of it, so a slot that was torn while it was written reads
 * as empty, and rightly: nothing was appended yet.
 */
#include <config.h>

#include "server/intent.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_NAME ".smtpd-proto.intents"

/* First bytes of a slot that holds an intent; the last one is the version of its form. */
#define MAGIC      UINT64_C(0x736D74702D696E01)
#define NO_MAGIC   UINT64_C(0)
#define FNV1A_STEP UINT64_C(0x100000001B3)

struct slot_header {
    uint64_t magic;
    uint64_t checksum; /* of the rest of the slot */
    uint64_t inode, start, begin, before;
    uint32_t size, record_count, granule_count, is_refused;
    char file_name[USERS_FILE_NAME_MAX + 8];
};

#define SLOT_USED_MAX                                                                              \
    (sizeof(struct slot_header) + (INTENT_RECORDS_MAX + INTENT_GRANULES_MAX) * sizeof(uint32_t))
#define SLOT_SIZE ((SLOT_USED_MAX + 4095) / 4096 * 4096)

enum slot_state {
    SLOT_FREE,
    SLOT_TAKEN,
    SLOT_KEPT,    /* recovery is due */
    SLOT_REFUSED, /* the same, and no record of it may stay */
};

struct intents {
    int directory_fd; /* borrowed */
    int fd;
    pthread_mutex_t mutex; /* guards what follows */
    enum slot_state states[INTENT_SLOTS];
    char kept_names[INTENT_SLOTS][USERS_FILE_NAME_MAX + 1]; /* where recovery is due */
};

uint64_t intent_checksum(uint64_t checksum, const void *data, size_t size)
{
    const unsigned char *bytes = data;

    for (size_t i = 0; i < size; i++)
        checksum = (checksum ^ bytes[i]) * FNV1A_STEP;
    return checksum;
}

uint64_t intent_context(uint64_t start)
{
    return start > INTENT_CONTEXT ? start - INTENT_CONTEXT : 0;
}

size_t intent_granule_size(const struct intent *intent, size_t done, uint32_t *record)
{
    size_t size = INTENT_GRANULE - (size_t)((intent->begin + done) % INTENT_GRANULE);

    if (size > intent->size - done)
        size = intent->size - done;
    while (*record < intent->record_count && intent->ends[*record] <= done)
        (*record)++;
    if (*record < intent->record_count && size > intent->ends[*record] - done)
        size = intent->ends[*record] - done;
    return size;
}

static size_t granule_count(const struct intent *intent)
{
    uint32_t record = 0;
    size_t count = 0;

    for (size_t done = 0; done < intent->size; count++)
        done += intent_granule_size(intent, done, &record);
    return count;
}

void intent_describe(struct intent *intent, const char *data)
{
    uint32_t record = 0;

    for (size_t i = 0, done = 0; done < intent->size; i++) {
        size_t size = intent_granule_size(intent, done, &record);
        intent->granules[i] = (uint32_t)intent_checksum(INTENT_CHECKSUM_INIT, data + done, size);
        done += size;
    }
}

const char *intents_file_name(void)
{
    return FILE_NAME;
}

static off_t slot_offset(int slot)
{
    return (off_t)slot * (off_t)SLOT_SIZE;
}

static int sync_new_file(int directory_fd, int fd)
{
    return fsync(fd) == 0 && fsync(directory_fd) == 0 ? 0 : -1;
}

/* As with mailboxes: a symlink, FIFO or another user's file is neither followed nor waited for. */
static int open_file(int directory_fd)
{
    const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int fd = openat(directory_fd, FILE_NAME, flags);
    struct stat file;
    int status = 0;

    if (fd < 0 && errno == ENOENT) {
        fd = openat(directory_fd, FILE_NAME, flags | O_CREAT | O_EXCL, 0600);
        if (fd >= 0)
            status = sync_new_file(directory_fd, fd);
    }
    if (fd >= 0 && status == 0)
        status = fstat(fd, &file);
    if (fd >= 0 && status == 0 &&
        (!S_ISREG(file.st_mode) || file.st_nlink > 1 || file.st_uid != geteuid())) {
        status = -1;
        errno = EINVAL;
    }
    if (fd >= 0 && status != 0) {
        int error = errno;
        close(fd);
        errno = error;
        fd = -1;
    }
    return fd;
}

static void keep(struct intents *intents, int slot, enum slot_state state, const char *file_name)
{
    pthread_mutex_lock(&intents->mutex);
    intents->states[slot] = state;
    strcpy(intents->kept_names[slot], file_name);
    pthread_mutex_unlock(&intents->mutex);
}

static void find_kept(struct intents *intents, struct intent *scratch)
{
    for (int slot = 0; slot < INTENT_SLOTS; slot++)
        if (intents_read(intents, slot, scratch))
            keep(intents, slot, SLOT_KEPT, scratch->file_name);
}

struct intents *intents_open(int directory_fd)
{
    struct intents *intents = calloc(1, sizeof *intents);
    struct intent *scratch = malloc(sizeof *scratch);
    int error = ENOMEM;

    if (intents != NULL && scratch != NULL) {
        intents->fd = open_file(directory_fd);
        error = errno;
    }
    if (intents == NULL || scratch == NULL || intents->fd < 0) {
        free(scratch);
        free(intents);
        errno = error;
        return NULL;
    }
    intents->directory_fd = directory_fd;
    pthread_mutex_init(&intents->mutex, NULL);
    find_kept(intents, scratch);
    free(scratch);
    return intents;
}

void intents_close(struct intents *intents)
{
    int slot = 0;

    while (slot < INTENT_SLOTS && intents->states[slot] == SLOT_FREE)
        slot++;
    if (slot == INTENT_SLOTS)
        unlinkat(intents->directory_fd, FILE_NAME, 0);
    close(intents->fd);
    pthread_mutex_destroy(&intents->mutex);
    free(intents);
}

int intents_take(struct intents *intents)
{
    int slot = 0;

    pthread_mutex_lock(&intents->mutex);
    while (slot < INTENT_SLOTS && intents->states[slot] != SLOT_FREE)
        slot++;
    if (slot < INTENT_SLOTS)
        intents->states[slot] = SLOT_TAKEN;
    pthread_mutex_unlock(&intents->mutex);
    errno = EBUSY;
    return slot < INTENT_SLOTS ? slot : -1;
}

static uint64_t slot_checksum(const char *slot, size_t size)
{
    size_t covered = offsetof(struct slot_header, inode);

    return intent_checksum(INTENT_CHECKSUM_INIT, slot + covered, size - covered);
}

static size_t encode(const struct intent *intent, char *slot)
{
    size_t ends = intent->record_count * sizeof intent->ends[0];
    size_t granule_total = granule_count(intent);
    size_t granules = granule_total * sizeof intent->granules[0];
    struct slot_header header = {
        .magic = MAGIC,
        .inode = intent->inode,
        .start = intent->start,
        .begin = intent->begin,
        .before = intent->before,
        .size = intent->size,
        .record_count = intent->record_count,
        .granule_count = (uint32_t)granule_total,
        .is_refused = intent->is_refused,
    };
    size_t size = sizeof header + ends + granules;

    assert(intent->size <= INTENT_STRETCH_MAX && intent->record_count <= INTENT_RECORDS_MAX);
    memcpy(header.file_name, intent->file_name, sizeof intent->file_name);
    memcpy(slot, &header, sizeof header);
    memcpy(slot + sizeof header, intent->ends, ends);
    memcpy(slot + sizeof header + ends, intent->granules, granules);
    header.checksum = slot_checksum(slot, size);
    memcpy(slot, &header, sizeof header);
    return size;
}

static bool is_sound(const struct slot_header *header)
{
    return header->magic == MAGIC && header->size <= INTENT_STRETCH_MAX &&
           header->record_count <= INTENT_RECORDS_MAX &&
           header->granule_count <= INTENT_GRANULES_MAX && header->begin >= header->start &&
           header->begin <= INT64_MAX - INTENT_STRETCH_MAX &&
           memchr(header->file_name, '\0', USERS_FILE_NAME_MAX + 1) != NULL &&
           strchr(header->file_name, '/') == NULL;
}

/* Reads a slot of which SIZE bytes could be had. */
static bool decode(const char *slot, size_t size, struct intent *intent)
{
    struct slot_header header;

    if (size < sizeof header)
        return false;
    memcpy(&header, slot, sizeof header);
    if (!is_sound(&header))
        return false;
    memcpy(intent->file_name, header.file_name, sizeof intent->file_name);
    intent->inode = header.inode;
    intent->start = header.start;
    intent->begin = header.begin;
    intent->before = header.before;
    intent->size = header.size;
    intent->record_count = header.record_count;
    intent->is_refused = header.is_refused;
    size_t ends = header.record_count * sizeof intent->ends[0];
    size_t granules = header.granule_count * sizeof intent->granules[0];
    if (size < sizeof header + ends + granules ||
        slot_checksum(slot, sizeof header + ends + granules) != header.checksum)
        return false;
    memcpy(intent->ends, slot + sizeof header, ends);
    memcpy(intent->granules, slot + sizeof header + ends, granules);
    return granule_count(intent) == header.granule_count;
}

/* As pwrite(2), but all of it or an error. */
static int write_all(int fd, const char *data, size_t size, off_t offset)
{
    while (size > 0) {
        ssize_t written = pwrite(fd, data, size, offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written == 0)
            errno = ENOSPC;
        if (written <= 0)
            return -1;
        data += written;
        size -= (size_t)written;
        offset += written;
    }
    return 0;
}

int intents_arm(struct intents *intents, int slot, const struct intent *intent, bool *is_written)
{
    char bytes[SLOT_USED_MAX];
    size_t size = encode(intent, bytes);

    *is_written = write_all(intents->fd, bytes, size, slot_offset(slot)) == 0;
    return *is_written ? fdatasync(intents->fd) : -1;
}

static bool is_refused(struct intents *intents, int slot)
{
    pthread_mutex_lock(&intents->mutex);
    bool is_refused = intents->states[slot] == SLOT_REFUSED;
    pthread_mutex_unlock(&intents->mutex);
    return is_refused;
}

bool intents_read(struct intents *intents, int slot, struct intent *intent)
{
    char bytes[SLOT_USED_MAX];
    ssize_t size;

    do
        size = pread(intents->fd, bytes, sizeof bytes, slot_offset(slot));
    while (size < 0 && errno == EINTR);
    if (size <= 0 || !decode(bytes, (size_t)size, intent))
        return false;
    if (is_refused(intents, slot))
        intent->is_refused = true;
    return true;
}

static void set_state(struct intents *intents, int slot, enum slot_state state)
{
    pthread_mutex_lock(&intents->mutex);
    intents->states[slot] = state;
    pthread_mutex_unlock(&intents->mutex);
}

/* A slot that cannot be written is not used again. */
void intents_release(struct intents *intents, int slot)
{
    const uint64_t none = NO_MAGIC;
    int error = errno;
    int status = write_all(intents->fd, (const char *)&none, sizeof none, slot_offset(slot));

    set_state(intents, slot, status == 0 ? SLOT_FREE : SLOT_TAKEN);
    errno = error;
}

/* The disk may have recovered enough to take note of it. */
void intents_keep(struct intents *intents, int slot, const char *file_name)
{
    struct intent *intent = malloc(sizeof *intent);
    bool is_written;
    int error = errno;

    keep(intents, slot, SLOT_REFUSED, file_name);
    if (intent != NULL && intents_read(intents, slot, intent))
        (void)intents_arm(intents, slot, intent, &is_written);
    free(intent);
    errno = error;
}

static bool is_kept(const struct intents *intents, int slot)
{
    return intents->states[slot] == SLOT_KEPT || intents->states[slot] == SLOT_REFUSED;
}

int intents_find_kept(struct intents *intents, const char *file_name, int first)
{
    int slot = first;

    pthread_mutex_lock(&intents->mutex);
    while (slot < INTENT_SLOTS &&
           (!is_kept(intents, slot) || strcmp(intents->kept_names[slot], file_name) != 0))
        slot++;
    pthread_mutex_unlock(&intents->mutex);
    return slot < INTENT_SLOTS ? slot : -1;
}

int intents_next_kept(struct intents *intents, int first, char *file_name)
{
    int slot = first;

    pthread_mutex_lock(&intents->mutex);
    while (slot < INTENT_SLOTS && !is_kept(intents, slot))
        slot++;
    if (slot < INTENT_SLOTS)
        strcpy(file_name, intents->kept_names[slot]);
    pthread_mutex_unlock(&intents->mutex);
    return slot < INTENT_SLOTS ? slot : -1;
}
