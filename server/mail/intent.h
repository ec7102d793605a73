/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* intent.h - evidence for recovery: what is about to be appended to which mailbox.
 *
 * An intent describes a stretch of a mailbox so that recovery can recognize its bytes: it has a
 * checksum for every 32 of them.  journal.h stores intents, recovery.h uses them; RECOVERY.md says
 * why that is correct.
 */
#ifndef SERVER_MAIL_INTENT_H
#define SERVER_MAIL_INTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/session/mailbox_name.h"

/* Maximum bytes of a stretch, which one intent describes. */
#define INTENT_STRETCH_MAX ((size_t)256 * 1024)

/* Maximum bytes per checksum; a stretch is divided at multiples of it, from the start of the file,
 * and at the ends of records.  Shorter than any "From " line, so that no mail fits within a
 * granule. */
#define INTENT_GRANULE ((size_t)32)

/* Maximum number of records in one intent. */
#define INTENT_RECORDS_MAX 1024

/* Maximum number of granules of a stretch. */
#define INTENT_GRANULES_MAX (INTENT_STRETCH_MAX / INTENT_GRANULE + 1 + INTENT_RECORDS_MAX)

/* Number of bytes before an append that are part of the evidence. */
#define INTENT_CONTEXT ((size_t)1024)

/* All numbers are in the byte order of the machine; sizes and offsets in bytes. */
struct intent {
    char file_name[MAILBOX_FILE_NAME_MAX + 1]; /* of the mailbox */
    uint64_t inode;                            /* and its file */
    uint64_t start;                            /* size of the file before the append */
    uint64_t begin;        /* start of the stretch; greater than start if earlier ones precede it */
    uint64_t before;       /* checksum of the bytes from intent_context(start) to start, and of each
                              stretch from there to begin */
    uint32_t size;         /* of the stretch */
    uint32_t record_count; /* records that end in it; 0: a record continues after it */
    uint32_t is_refused; /* not 0: failure was reported to senders, so no record of it may remain */
    uint32_t ends[INTENT_RECORDS_MAX]; /* offsets of their ends from begin */
    uint32_t granules[INTENT_GRANULES_MAX];
};

/* Initial value of a checksum, and its update with SIZE bytes at DATA.  The result depends on how
 * the bytes are divided into calls; SIZE 0 changes nothing. */
#define INTENT_CHECKSUM_INIT UINT64_C(0)
uint64_t intent_checksum(uint64_t checksum, const void *data, size_t size);

/* Returns the offset of the first byte that intent.before covers. */
uint64_t intent_context(uint64_t start);

/* Returns the size of the granule at DONE bytes from the start of the stretch; DONE is less than
 * its size.  *RECORD is the number of records that end before: 0 at first, then updated by this
 * function. */
size_t intent_granule_size(const struct intent *intent, size_t done, uint32_t *record);

/* Computes intent->granules from the bytes of the stretch, intent->size of them at DATA. */
void intent_describe(struct intent *intent, const char *data);

/* Maximum bytes of an encoded intent. */
#define INTENT_ENCODED_MAX                                                                         \
    ((size_t)512 + (INTENT_RECORDS_MAX + INTENT_GRANULES_MAX) * sizeof(uint32_t))

/* Encodes INTENT into OUT of INTENT_ENCODED_MAX bytes; returns the number of bytes written.  The
 * first INTENT_MARK_SIZE of them mark an intent, and are never zeros. */
#define INTENT_MARK_SIZE sizeof(uint64_t)
size_t intent_encode(const struct intent *intent, char *out);

/* Returns what starts with the INTENT_MARK_SIZE bytes at MARK. */
enum intent_mark {
    INTENT_MARK_NONE,    /* nothing */
    INTENT_MARK_OURS,    /* an intent, or the rest of one */
    INTENT_MARK_STRANGE, /* something else, such as an intent of another version */
};
enum intent_mark intent_mark(const char *mark);

/* Decodes an intent from the SIZE bytes at IN, which may be followed by others; returns false if
 * there is no complete one. */
bool intent_decode(const char *in, size_t size, struct intent *intent);

#endif
