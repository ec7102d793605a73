/* spool.c - see spool.h. */
#include <config.h>

#include "server/spool.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/whole.h"

#define BLOCK_SIZE ((size_t)64 * 1024)

/* Where there are no files without a name, the name that it has for a moment. */
#define FILE_NAME ".smtpd-proto.spool"

/* Most bytes that a tail may reach before it is settled. */
#define TAIL_LIMIT ((size_t)1024 * 1024)

struct spool {
    int directory_fd; /* borrowed */
    int fd;           /* owned; -1 until it is needed */
    size_t memory;    /* bytes of all tails */
    uint32_t *free_blocks;
    size_t free_count, free_room;
    uint32_t block_count; /* blocks that the file was ever asked for since it was empty */
};

struct spool *spool_new(int directory_fd)
{
    struct spool *spool = calloc(1, sizeof *spool);

    if (spool == NULL)
        return NULL;
    spool->directory_fd = directory_fd;
    spool->fd = -1;
    return spool;
}

void spool_free(struct spool *spool)
{
    assert(spool->memory == 0 && spool->free_count == spool->block_count);
    if (spool->fd >= 0)
        close(spool->fd);
    free(spool->free_blocks);
    free(spool);
}

/* One server has the folder, so a file of that name is what a crash left. */
static int open_and_unlink(int directory_fd)
{
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    int fd = openat(directory_fd, FILE_NAME, flags, 0600);

    if (fd < 0 && errno == EEXIST && unlinkat(directory_fd, FILE_NAME, 0) == 0)
        fd = openat(directory_fd, FILE_NAME, flags, 0600);
    if (fd >= 0)
        unlinkat(directory_fd, FILE_NAME, 0);
    return fd;
}

static int need_file(struct spool *spool)
{
    if (spool->fd >= 0)
        return 0;
    spool->fd = openat(spool->directory_fd, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
        spool->fd = open_and_unlink(spool->directory_fd);
    return spool->fd >= 0 ? 0 : -1;
}

/* Makes room to give all blocks back before one is taken, so that giving back cannot fail. */
static int take_block(struct spool *spool, uint32_t *block)
{
    if (spool->free_count > 0) {
        *block = spool->free_blocks[--spool->free_count];
        return 0;
    }
    if (spool->block_count == spool->free_room) {
        size_t room = spool->free_room > 0 ? spool->free_room * 2 : 64;
        uint32_t *blocks = realloc(spool->free_blocks, room * sizeof *blocks);
        if (blocks == NULL)
            return -1;
        spool->free_blocks = blocks;
        spool->free_room = room;
    }
    *block = spool->block_count++;
    return 0;
}

/* When none is taken, the disk gets its space back. */
static void give_blocks(struct spool *spool, const uint32_t *blocks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        spool->free_blocks[spool->free_count++] = blocks[i];
    if (count > 0 && spool->free_count == spool->block_count && ftruncate(spool->fd, 0) == 0)
        spool->free_count = spool->block_count = 0;
}

/* The array of blocks grows when their number is a power of two. */
static int add_block(struct spooled *body)
{
    size_t count = body->block_count;

    if ((count & (count - 1)) == 0) {
        size_t room = count > 0 ? count * 2 : 1;
        uint32_t *blocks = realloc(body->blocks, room * sizeof *blocks);
        if (blocks == NULL)
            return -1;
        body->blocks = blocks;
    }
    if (take_block(body->spool, &body->blocks[count]) != 0)
        return -1;
    body->block_count++;
    return 0;
}

static off_t place_of(const struct spooled *body, uint64_t offset)
{
    uint64_t block = body->blocks[offset / BLOCK_SIZE];

    return (off_t)(block * BLOCK_SIZE + offset % BLOCK_SIZE);
}

/* How many of SIZE bytes at OFFSET lie in one block. */
static size_t within_block(uint64_t offset, size_t size)
{
    size_t rest = BLOCK_SIZE - (size_t)(offset % BLOCK_SIZE);

    return rest < size ? rest : size;
}

/* Writes some of the tail. */
static int store_some(struct spooled *body)
{
    struct span tail = buffer_span(&body->tail);
    ssize_t written;

    if (body->stored == (uint64_t)body->block_count * BLOCK_SIZE && add_block(body) != 0)
        return -1;
    written = pwrite(body->spool->fd, tail.data, within_block(body->stored, tail.size),
                     place_of(body, body->stored));
    if (written < 0 && errno == EINTR)
        return 0;
    if (written == 0)
        errno = ENOSPC;
    if (written <= 0)
        return -1;
    body->stored += (uint64_t)written;
    buffer_consume(&body->tail, (size_t)written);
    return 0;
}

static void count_tail(struct spooled *body)
{
    size_t size = buffer_size(&body->tail);

    body->spool->memory += size - body->counted;
    body->counted = size;
}

static bool must_store(const struct spooled *body)
{
    return body->counted > SPOOL_TAIL_MAX || body->spool->memory > SPOOL_MEMORY_MAX;
}

void spooled_init(struct spooled *body, struct spool *spool)
{
    *body = (struct spooled){.spool = spool};
    buffer_init(&body->tail, TAIL_LIMIT);
}

void spooled_release(struct spooled *body)
{
    buffer_release(&body->tail);
    count_tail(body);
    give_blocks(body->spool, body->blocks, body->block_count);
    free(body->blocks);
    spooled_init(body, body->spool);
}

int spooled_settle(struct spooled *body)
{
    int status = 0;

    count_tail(body);
    if (!must_store(body))
        return 0;
    if (need_file(body->spool) != 0)
        return -1;
    while (status == 0 && buffer_size(&body->tail) > 0)
        status = store_some(body);
    count_tail(body);
    return status;
}

uint64_t spooled_size(const struct spooled *body)
{
    return body->stored + buffer_size(&body->tail);
}

/* Copies some of the SIZE bytes at OFFSET; their number, or 0 with errno. */
static size_t read_some(const struct spooled *body, uint64_t offset, char *out, size_t size)
{
    if (offset >= body->stored) {
        memcpy(out, buffer_span(&body->tail).data + (offset - body->stored), size);
        return size;
    }
    if (size > body->stored - offset)
        size = (size_t)(body->stored - offset);
    size = within_block(offset, size);
    return whole_read(body->spool->fd, out, size, place_of(body, offset)) == 0 ? size : 0;
}

int spooled_read(const struct spooled *body, uint64_t offset, char *out, size_t size)
{
    while (size > 0) {
        size_t count = read_some(body, offset, out, size);
        if (count == 0)
            return -1;
        offset += count;
        out += count;
        size -= count;
    }
    return 0;
}
