/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recovery.c - see recovery.h. */
#include <config.h>

#include "server/mail/recovery.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/base/full_io.h"

/* An intent, and the bytes of the mailbox at its stretch. */
struct evidence {
    struct intent intent;
    size_t size; /* bytes of the stretch that the file has */
    char stretch[INTENT_STRETCH_MAX];
};

/* Whether the bytes before the stretch are unchanged.  Returns 1, 0, or -1 with errno. */
static int precedes(const struct mailbox *mailbox, struct evidence *evidence)
{
    const struct intent *intent = &evidence->intent;
    uint64_t checksum = INTENT_CHECKSUM_INIT;

    for (uint64_t at = intent_context(intent->start); at < intent->begin;) {
        uint64_t rest = (at < intent->start ? intent->start : intent->begin) - at;
        size_t size = rest < INTENT_STRETCH_MAX ? (size_t)rest : INTENT_STRETCH_MAX;
        if (full_io_read(mailbox->fd, evidence->stretch, size, (off_t)at) != 0)
            return -1;
        checksum = intent_checksum(checksum, evidence->stretch, size);
        at += size;
    }
    return checksum == intent->before;
}

static bool is_zero(const char *data, size_t size)
{
    return data[0] == '\0' && memcmp(data, data + 1, size - 1) == 0;
}

static bool is_as_meant(const struct intent *intent, size_t granule, const char *data, size_t size)
{
    uint64_t checksum = intent_checksum(INTENT_CHECKSUM_INIT, data, size);

    return (uint32_t)checksum == intent->granules[granule];
}

/* Whether a granule, of which the file has only HELD bytes, lacks only a newline. */
static bool lacks_newline(const struct intent *intent, size_t granule, const char *data,
                          size_t held, size_t size)
{
    char meant[INTENT_GRANULE];

    if (held + 1 != size)
        return false;
    memcpy(meant, data, held);
    meant[held] = '\n';
    return is_as_meant(intent, granule, meant, size);
}

/* Checks the granules of the stretch.  A granule is as intended, or was never written and reads as
 * zeros, or the file ends in it; anything else was written by another program: returns false.  Sets
 * *GOOD to the number of bytes before the first granule that is not as intended.  The newline of a
 * final empty line counts even if it is missing: a reader may have removed it, and a record is
 * complete without it. */
static bool is_ours(const struct evidence *evidence, size_t *good)
{
    const struct intent *intent = &evidence->intent;
    bool whole = true;
    uint32_t record = 0;
    size_t size;

    *good = 0;
    for (size_t i = 0, done = 0; done < intent->size; i++, done += size) {
        const char *data = evidence->stretch + done;
        size_t held = evidence->size - done;
        size = intent_granule_size(intent, done, &record);
        if (held < size) {
            if (whole && lacks_newline(intent, i, data, held, size))
                *good += size;
            return true;
        }
        if (!is_as_meant(intent, i, data, size)) {
            if (!is_zero(data, size))
                return false;
            whole = false;
        }
        if (whole)
            *good += size;
    }
    return true;
}

/* Returns the end of the last record that may be kept, within the first GOOD bytes of the
 * stretch. */
static uint64_t last_end(const struct mailbox *mailbox, const struct intent *intent, size_t good)
{
    uint64_t end = intent->start;

    if (intent->is_refused)
        return end;
    for (uint32_t i = 0; i < intent->record_count && intent->ends[i] <= good; i++)
        end = intent->begin + intent->ends[i];
    return end < mailbox->size ? end : mailbox->size;
}

/* Rewrites the stretch up to END, unchanged.  After a failed sync before the crash, the bytes may
 * be only in memory, and another sync would not write pages that are no longer dirty. */
static int write_again(const struct mailbox *mailbox, const struct evidence *evidence, uint64_t end)
{
    int flags = fcntl(mailbox->fd, F_GETFL);
    int status = -1;

    if (flags >= 0 && fcntl(mailbox->fd, F_SETFL, flags & ~O_APPEND) == 0) {
        status =
            full_io_write(mailbox->fd, evidence->stretch, (size_t)(end - evidence->intent.begin),
                          (off_t)evidence->intent.begin);
        fcntl(mailbox->fd, F_SETFL, flags);
    }
    return status;
}

/* Truncates the mailbox to END. */
static enum recovery_outcome cut(struct mailbox *mailbox, uint64_t end, uint64_t *cut_bytes)
{
    uint64_t size = mailbox->size;

    if (size == end)
        return fdatasync(mailbox->fd) == 0 ? RECOVERY_WHOLE : RECOVERY_FAILED;
    if (mailbox_cut(mailbox, end) != 0)
        return RECOVERY_FAILED;
    *cut_bytes += size - end;
    return RECOVERY_CUT;
}

/* The file extends beyond the stretch, with a later stretch of the same append or later mail, so
 * nothing can be cut here. */
static enum recovery_outcome judge_inner(const struct evidence *evidence)
{
    const struct intent *intent = &evidence->intent;
    size_t good;

    return !intent->is_refused && is_ours(evidence, &good) && good == intent->size
               ? RECOVERY_WHOLE
               : RECOVERY_CHANGED;
}

/* The file ends within the stretch or at its end. */
static enum recovery_outcome judge_end(struct mailbox *mailbox, struct evidence *evidence,
                                       uint64_t *cut_bytes)
{
    uint64_t end;
    size_t good;

    if (!is_ours(evidence, &good))
        return RECOVERY_CHANGED;
    end = last_end(mailbox, &evidence->intent, good);
    if (end > evidence->intent.begin && write_again(mailbox, evidence, end) != 0)
        return RECOVERY_FAILED;
    return cut(mailbox, end, cut_bytes);
}

static enum recovery_outcome settle(struct mailbox *mailbox, struct evidence *evidence,
                                    uint64_t *cut_bytes)
{
    const struct intent *intent = &evidence->intent;

    if (mailbox->found.inode != intent->inode)
        return RECOVERY_REPLACED;
    if (mailbox->size < intent->start)
        return RECOVERY_WHOLE; /* or a reader removed more than the group */
    if (mailbox->size == intent->start)
        return cut(mailbox, intent->start, cut_bytes);
    if (mailbox->size < intent->begin)
        return RECOVERY_SHORTENED;
    switch (precedes(mailbox, evidence)) {
    case -1:
        return RECOVERY_FAILED;
    case 0:
        return RECOVERY_CHANGED;
    }
    evidence->size = intent->size;
    if (mailbox->size - intent->begin < intent->size)
        evidence->size = (size_t)(mailbox->size - intent->begin);
    if (full_io_read(mailbox->fd, evidence->stretch, evidence->size, (off_t)intent->begin) != 0)
        return RECOVERY_FAILED;
    if (mailbox->size > intent->begin + intent->size)
        return judge_inner(evidence);
    return judge_end(mailbox, evidence, cut_bytes);
}

/* Returns the kept slot of the mailbox whose stretch begins last, with its intent in EVIDENCE.
 * Frees slots without an intent.  -1: there is none; -2 with errno: one cannot be read. */
static int last_slot(struct journal *journal, const char *file_name, struct evidence *evidence)
{
    uint64_t begin = 0;
    int last = -1;

    for (int slot = 0; (slot = journal_find_kept(journal, file_name, slot)) >= 0; slot++) {
        int status = journal_read(journal, slot, &evidence->intent);
        if (status < 0)
            return -2;
        if (status == 0)
            (void)journal_release(journal, slot);
        else if (last < 0 || evidence->intent.begin > begin) {
            last = slot;
            begin = evidence->intent.begin;
        }
    }
    return last < 0 || journal_read(journal, last, &evidence->intent) > 0 ? last : -2;
}

/* Processes later stretches first, so that the bytes after an earlier one are already cut.  Once
 * one shows a change by another program, the earlier ones prove nothing. */
static enum recovery_outcome settle_all(struct journal *journal, struct mailbox *mailbox,
                                        struct evidence *evidence, uint64_t *cut_bytes)
{
    enum recovery_outcome worst = RECOVERY_WHOLE;
    int slot;

    while ((slot = last_slot(journal, mailbox->file_name, evidence)) >= 0) {
        enum recovery_outcome outcome = RECOVERY_WHOLE;
        if (worst <= RECOVERY_CUT)
            outcome = settle(mailbox, evidence, cut_bytes);
        if (outcome == RECOVERY_FAILED || journal_release(journal, slot) != 0)
            return RECOVERY_FAILED;
        if (outcome > worst)
            worst = outcome;
    }
    return slot == -1 && journal_find_kept(journal, mailbox->file_name, 0) < 0 ? worst
                                                                               : RECOVERY_FAILED;
}

enum recovery_outcome recovery_settle(struct journal *journal, struct mailbox *mailbox,
                                      uint64_t *cut_bytes)
{
    enum recovery_outcome outcome = RECOVERY_FAILED;
    struct evidence *evidence;

    *cut_bytes = 0;
    if (journal_find_kept(journal, mailbox->file_name, 0) < 0)
        return RECOVERY_WHOLE;
    evidence = malloc(sizeof *evidence);
    if (evidence != NULL)
        outcome = settle_all(journal, mailbox, evidence, cut_bytes);
    int error = errno;
    free(evidence);
    errno = error;
    return outcome;
}

/* A file that is missing, or is no longer a mailbox, has no bytes of ours. */
static enum recovery_outcome forget_all(struct journal *journal, const char *file_name,
                                        enum recovery_outcome outcome)
{
    int slot = 0;

    while ((slot = journal_find_kept(journal, file_name, slot)) >= 0)
        if (journal_release(journal, slot) != 0)
            return RECOVERY_FAILED;
    return outcome;
}

/* The removal of a file may not be on disk yet; it must not reappear without its intent. */
enum recovery_outcome recovery_run(struct journal *journal, int directory_fd, const char *file_name,
                                   uint64_t *cut_bytes)
{
    struct mailbox mailbox;
    enum recovery_outcome outcome;

    *cut_bytes = 0;
    switch (mailbox_open(&mailbox, directory_fd, file_name, false)) {
    case MAILBOX_OK:
        outcome = recovery_settle(journal, &mailbox, cut_bytes);
        mailbox_close(&mailbox);
        return outcome;
    case MAILBOX_BUSY:
        return RECOVERY_BUSY;
    case MAILBOX_NOT_REGULAR:
    case MAILBOX_LINKED:
    case MAILBOX_FOREIGN:
        return forget_all(journal, file_name, RECOVERY_NO_MAILBOX);
    case MAILBOX_STOPPED:
    case MAILBOX_NO_SPACE:
    case MAILBOX_ERROR:
    case MAILBOX_STATUSES:
        break;
    }
    if (errno == ENOENT && fsync(directory_fd) == 0)
        return forget_all(journal, file_name, RECOVERY_WHOLE);
    return RECOVERY_FAILED;
}
