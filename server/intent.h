/* intent.h - the evidence that recovery goes by: what is about to be appended to which mailbox.
 *
 * Before bytes are appended to a mailbox, an intent that describes them is on disk; when they are
 * on disk too, the intent is forgotten.  So an intent that is found at the start tells of bytes
 * that may be incomplete, and how to know them again: it holds a checksum of every 32 of them.
 * Intents stand in slots of one file in the folder of the mailboxes, one slot for each append under
 * way.  What is done with an intent that was found is recovery.h's; RECOVERY.md says why it is
 * right.
 */
#ifndef SERVER_INTENT_H
#define SERVER_INTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/users.h"

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

/* Appends that can be under way, or waiting for recovery, at once. */
#define INTENT_SLOTS 64

/* All numbers are in the byte order of the machine; sizes and offsets in bytes. */
struct intent {
    char file_name[USERS_FILE_NAME_MAX + 1]; /* of the mailbox */
    uint64_t inode;                          /* and its file */
    uint64_t start;        /* size of the file before the append: the end of what is certain */
    uint64_t begin;        /* where the stretch begins; beyond start if earlier ones precede it */
    uint64_t before;       /* checksum of the bytes from intent_context(start) to begin */
    uint32_t size;         /* of the stretch */
    uint32_t record_count; /* records that end in it; 0: the one under way goes on behind it */
    uint32_t is_refused; /* not 0: senders were told that it failed, so no record of it may stay */
    uint32_t ends[INTENT_RECORDS_MAX]; /* where they end, counted from begin */
    uint32_t granules[INTENT_GRANULES_MAX];
};

/* The start of every checksum, and its continuation by SIZE bytes at DATA (64-bit FNV-1a). */
#define INTENT_CHECKSUM_INIT UINT64_C(0xCBF29CE484222325)
uint64_t intent_checksum(uint64_t checksum, const void *data, size_t size);

/* Where the bytes begin whose checksum is in intent.before. */
uint64_t intent_context(uint64_t start);

/* Bytes of the granule of the stretch that begins DONE bytes, fewer than all, behind its beginning.
 * *RECORD is the number of records that end up to there: 0 at first, then left to this function. */
size_t intent_granule_size(const struct intent *intent, size_t done, uint32_t *record);

/* Describes the bytes of the stretch, intent->size of them at DATA, in intent->granules. */
void intent_describe(struct intent *intent, const char *data);

/* The file of intents.  All its functions may be called by several threads at once. */
struct intents;

/* Opens the file in the folder DIRECTORY_FD, which is borrowed, or creates it; both are synced
 * then.  Slots that hold an intent are kept for recovery.  NULL with errno; EINVAL: something that
 * is no file of intents has its name. */
struct intents *intents_open(int directory_fd);

/* Closes the file; removes it if it has nothing to tell. */
void intents_close(struct intents *intents);

/* The name of the file, for messages. */
const char *intents_file_name(void);

/* Takes a slot for an append.  -1 with errno EBUSY: all are taken. */
int intents_take(struct intents *intents);

/* Writes INTENT to SLOT and syncs it.  -1 with errno; *IS_WRITTEN tells whether only the sync
 * failed. */
int intents_arm(struct intents *intents, int slot, const struct intent *intent, bool *is_written);

/* Reads the intent in SLOT; false if it holds none that is whole. */
bool intents_read(struct intents *intents, int slot, struct intent *intent);

/* The append is complete, or undone: forgets the intent and gives the slot back.  Not synced: an
 * intent that comes back describes what is complete. */
void intents_release(struct intents *intents, int slot);

/* The append to the mailbox FILE_NAME failed and could not be undone: keeps the slot for recovery,
 * which then leaves no record of it. */
void intents_keep(struct intents *intents, int slot, const char *file_name);

/* The first slot from FIRST on that is kept for recovery of the mailbox FILE_NAME; -1 if there is
 * none. */
int intents_find_kept(struct intents *intents, const char *file_name, int first);

/* The first slot from FIRST on that is kept for recovery of any mailbox, whose name is copied to
 * FILE_NAME of USERS_FILE_NAME_MAX + 1 bytes; -1 if there is none. */
int intents_next_kept(struct intents *intents, int first, char *file_name);

#endif
