/* intent.h - the evidence that recovery goes by: what is about to be appended to which mailbox.
 *
 * An intent describes a stretch of a mailbox so that its bytes are known again: it holds a checksum
 * of every 32 of them.  Where intents are kept is journal.h's, what is done with one is
 * recovery.h's; RECOVERY.md says why that is right.
 */
#ifndef SERVER_MAIL_INTENT_H
#define SERVER_MAIL_INTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/session/mailbox_name.h"

/* Most bytes that one intent describes: a stretch of a mailbox. */
#define INTENT_STRETCH_MAX ((size_t)256 * 1024)

/* Most bytes for which there is one checksum; a stretch is divided at multiples of it, counted from
 * the beginning of the file, and at the ends of records.  Shorter than any "From " line, so that no
 * mail hides in a part of one. */
#define INTENT_GRANULE ((size_t)32)

/* Most records that one intent describes. */
#define INTENT_RECORDS_MAX 1024

/* Granules that a stretch can touch. */
#define INTENT_GRANULES_MAX (INTENT_STRETCH_MAX / INTENT_GRANULE + 1 + INTENT_RECORDS_MAX)

/* Bytes before an append that are part of the evidence. */
#define INTENT_CONTEXT ((size_t)1024)

/* All numbers are in the byte order of the machine; sizes and offsets in bytes. */
struct intent {
    char file_name[MAILBOX_FILE_NAME_MAX + 1]; /* of the mailbox */
    uint64_t inode;                            /* and its file */
    uint64_t start;        /* size of the file before the append: the end of what is certain */
    uint64_t begin;        /* where the stretch begins; beyond start if earlier ones precede it */
    uint64_t before;       /* checksum of the bytes from intent_context(start) to start, and of each
                              stretch from there to begin */
    uint32_t size;         /* of the stretch */
    uint32_t record_count; /* records that end in it; 0: the one under way goes on behind it */
    uint32_t is_refused; /* not 0: senders were told that it failed, so no record of it may stay */
    uint32_t ends[INTENT_RECORDS_MAX]; /* where they end, counted from begin */
    uint32_t granules[INTENT_GRANULES_MAX];
};

/* The start of every checksum, and its continuation by SIZE bytes at DATA: in other
 * pieces they have another one, and no bytes change nothing. */
#define INTENT_CHECKSUM_INIT UINT64_C(0)
uint64_t intent_checksum(uint64_t checksum, const void *data, size_t size);

/* Where the bytes begin whose checksum is in intent.before. */
uint64_t intent_context(uint64_t start);

/* Bytes of the granule of the stretch that begins DONE bytes, fewer than all, behind its beginning.
 * *RECORD is the number of records that end up to there: 0 at first, then left to this function. */
size_t intent_granule_size(const struct intent *intent, size_t done, uint32_t *record);

/* Describes the bytes of the stretch, intent->size of them at DATA, in intent->granules. */
void intent_describe(struct intent *intent, const char *data);

/* Most bytes that an encoded intent takes. */
#define INTENT_ENCODED_MAX                                                                         \
    ((size_t)512 + (INTENT_RECORDS_MAX + INTENT_GRANULES_MAX) * sizeof(uint32_t))

/* Writes INTENT to OUT, which has room for INTENT_ENCODED_MAX bytes; returns how many it took.  The
 * first INTENT_MARK_SIZE of them say that an intent follows, and are never zeros. */
#define INTENT_MARK_SIZE sizeof(uint64_t)
size_t intent_encode(const struct intent *intent, char *out);

/* What the INTENT_MARK_SIZE bytes at MARK begin. */
enum intent_mark {
    INTENT_MARK_NONE,    /* nothing */
    INTENT_MARK_OURS,    /* an intent, or the rest of one */
    INTENT_MARK_STRANGE, /* something else, such as an intent of another version */
};
enum intent_mark intent_mark(const char *mark);

/* Reads an intent from the SIZE bytes at IN, of which it need not take all; false if no whole one
 * stands there. */
bool intent_decode(const char *in, size_t size, struct intent *intent);

#endif
