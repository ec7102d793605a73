/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* intent.c - see intent.h.
 *
 * An encoded intent is a header, the ends of the records, and the checksums of the granules.  The
 * header's checksum covers all of it, so a torn one is invalid.
 */
#include <config.h>

#include "server/mail/intent.h"

#include <assert.h>
#include <string.h>

/* First bytes of an encoded intent; the last one is the version of the format. */
#define MAGIC UINT64_C(0x736D74702D696E02)

#define MURMUR_STEP  UINT64_C(0xC6A4A7935BD1E995)
#define MURMUR_SHIFT 47

struct header {
    uint64_t magic;
    uint64_t checksum; /* of all that follows */
    uint64_t inode, start, begin, before;
    uint32_t size, record_count, granule_count, is_refused;
    char file_name[MAILBOX_FILE_NAME_MAX + 8];
};

static_assert(sizeof(struct header) <= 512, "INTENT_ENCODED_MAX has room for the header");

/* MurmurHash64A, by Austin Appleby, with the previous checksum as its seed. */
uint64_t intent_checksum(uint64_t checksum, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    uint64_t hash = checksum ^ (size * MURMUR_STEP), word;
    size_t i;

    if (size == 0)
        return checksum;
    for (i = 0; i + sizeof word <= size; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        word *= MURMUR_STEP;
        word ^= word >> MURMUR_SHIFT;
        hash = (hash ^ (word * MURMUR_STEP)) * MURMUR_STEP;
    }
    if (i < size) {
        word = 0;
        memcpy(&word, bytes + i, size - i);
        hash = (hash ^ word) * MURMUR_STEP;
    }
    hash = (hash ^ (hash >> MURMUR_SHIFT)) * MURMUR_STEP;
    return hash ^ (hash >> MURMUR_SHIFT);
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

static uint64_t checksum_of(const char *encoded, size_t size)
{
    size_t covered = offsetof(struct header, inode);

    return intent_checksum(INTENT_CHECKSUM_INIT, encoded + covered, size - covered);
}

size_t intent_encode(const struct intent *intent, char *out)
{
    size_t ends = intent->record_count * sizeof intent->ends[0];
    size_t granule_total = granule_count(intent);
    size_t granules = granule_total * sizeof intent->granules[0];
    struct header header = {
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
    memcpy(out, &header, sizeof header);
    memcpy(out + sizeof header, intent->ends, ends);
    memcpy(out + sizeof header + ends, intent->granules, granules);
    header.checksum = checksum_of(out, size);
    memcpy(out, &header, sizeof header);
    return size;
}

enum intent_mark intent_mark(const char *mark)
{
    const uint64_t none = 0, ours = MAGIC;

    if (memcmp(mark, &none, sizeof none) == 0)
        return INTENT_MARK_NONE;
    return memcmp(mark, &ours, sizeof ours) == 0 ? INTENT_MARK_OURS : INTENT_MARK_STRANGE;
}

static bool is_sound(const struct header *header)
{
    return header->magic == MAGIC && header->size <= INTENT_STRETCH_MAX &&
           header->record_count <= INTENT_RECORDS_MAX &&
           header->granule_count <= INTENT_GRANULES_MAX && header->begin >= header->start &&
           header->begin <= INT64_MAX - INTENT_STRETCH_MAX &&
           memchr(header->file_name, '\0', MAILBOX_FILE_NAME_MAX + 1) != NULL &&
           strchr(header->file_name, '/') == NULL;
}

bool intent_decode(const char *in, size_t size, struct intent *intent)
{
    struct header header;

    if (size < sizeof header)
        return false;
    memcpy(&header, in, sizeof header);
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
        checksum_of(in, sizeof header + ends + granules) != header.checksum)
        return false;
    memcpy(intent->ends, in + sizeof header, ends);
    memcpy(intent->granules, in + sizeof header + ends, granules);
    return granule_count(intent) == header.granule_count;
}
