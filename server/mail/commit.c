/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* commit.c - see commit.h.
 *
 * A group is laid out in memory, one stretch at a time.  A group of small messages fits into one
 * stretch; a large message takes several, each with its own intent.  The intent of a stretch must
 * not overwrite that of the previous one, which would be lost if the write were torn; so two slots
 * alternate.
 */
#include <config.h>

#include "server/mail/commit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/base/full_io.h"

/* Missing empty line before a record, if a mail reader or an editor has removed it. */
static const char separation[] = "\n\n";
#define SEPARATION_MAX (sizeof separation - 1)

/* Minimum size of the last of several stretches.  A reader may remove a newline at the end of a
 * mailbox; if that were the whole last stretch, a file without it would look as if the stretch had
 * not been written. */
#define LAST_STRETCH_MIN INTENT_GRANULE

struct commit {
    struct journal *journal; /* borrowed */
    struct mailbox *mailbox; /* of the current group */
    int slots[2];            /* -1: not taken */
    unsigned turn;           /* the slot of the current stretch */
    bool is_begun;           /* the mailbox may have been written to */
    struct intent intent;    /* of the current stretch */
    size_t used;             /* its bytes laid out so far */
    size_t limit;            /* its size in bytes when full */
    uint64_t left;           /* bytes of the group from its start on */
    char stretch[INTENT_STRETCH_MAX];
};

struct commit *commit_new(struct journal *journal)
{
    struct commit *commit = malloc(sizeof *commit);

    if (commit != NULL)
        commit->journal = journal;
    return commit;
}

void commit_free(struct commit *commit)
{
    free(commit);
}

bool commit_fits(size_t count, uint64_t size)
{
    return count <= 1 ||
           (count <= INTENT_RECORDS_MAX && size <= INTENT_STRETCH_MAX - SEPARATION_MAX);
}

/* Writes and syncs the intent of the stretch. */
static enum mailbox_status arm(struct commit *commit)
{
    int *slot = &commit->slots[commit->turn];
    bool is_written = true;

    commit->intent.size = (uint32_t)commit->used;
    intent_describe(&commit->intent, commit->stretch);
    if (*slot < 0)
        *slot = journal_take(commit->journal);
    if (*slot >= 0 && journal_arm(commit->journal, *slot, &commit->intent, &is_written) == 0)
        return MAILBOX_OK;
    return is_written ? MAILBOX_ERROR : MAILBOX_NO_SPACE;
}

/* Writes and syncs the stretch. */
static enum mailbox_status flush(struct commit *commit)
{
    enum mailbox_status status = arm(commit);

    if (status != MAILBOX_OK)
        return status;
    commit->is_begun = true;
    if (full_io_write(commit->mailbox->fd, commit->stretch, commit->used, FULL_IO_AT_END) != 0)
        return MAILBOX_NO_SPACE;
    return fdatasync(commit->mailbox->fd) == 0 ? MAILBOX_OK : MAILBOX_ERROR;
}

/* Starts a stretch, leaving at least LAST_STRETCH_MIN bytes for the last one. */
static void begin_stretch(struct commit *commit)
{
    commit->used = 0;
    commit->limit = INTENT_STRETCH_MAX;
    if (commit->left > INTENT_STRETCH_MAX && commit->left < INTENT_STRETCH_MAX + LAST_STRETCH_MIN)
        commit->limit -= LAST_STRETCH_MIN;
}

/* Flushes a full stretch, and starts the next. */
static enum mailbox_status flush_and_go_on(struct commit *commit)
{
    struct intent *intent = &commit->intent;
    enum mailbox_status status = flush(commit);

    intent->before = intent_checksum(intent->before, commit->stretch, commit->used);
    intent->begin += commit->used;
    commit->left -= commit->used;
    begin_stretch(commit);
    commit->turn = !commit->turn;
    return status;
}

/* Makes room in the stretch for at most SIZE more bytes. */
static enum mailbox_status make_room(struct commit *commit, uint64_t size, size_t *room)
{
    enum mailbox_status status = MAILBOX_OK;

    if (commit->used == commit->limit)
        status = flush_and_go_on(commit);
    *room = commit->limit - commit->used;
    if (*room > size)
        *room = (size_t)size;
    return status;
}

static enum mailbox_status lay_out_bytes(struct commit *commit, struct span bytes)
{
    enum mailbox_status status = MAILBOX_OK;

    while (bytes.size > 0 && status == MAILBOX_OK) {
        size_t room;
        status = make_room(commit, bytes.size, &room);
        memcpy(commit->stretch + commit->used, bytes.data, room);
        commit->used += room;
        bytes = span_skip(bytes, room);
    }
    return status;
}

static enum mailbox_status lay_out_body(struct commit *commit, const struct spooled *body)
{
    enum mailbox_status status = MAILBOX_OK;
    uint64_t size = spooled_size(body);

    for (uint64_t done = 0; done < size && status == MAILBOX_OK;) {
        size_t room;
        status = make_room(commit, size - done, &room);
        if (status == MAILBOX_OK &&
            spooled_read(body, done, commit->stretch + commit->used, room) != 0)
            status = MAILBOX_ERROR;
        commit->used += room;
        done += room;
    }
    return status;
}

static enum mailbox_status lay_out(struct commit *commit, struct delivery *delivery)
{
    struct intent *intent = &commit->intent;
    enum mailbox_status status;

    delivery->offset = intent->begin + commit->used;
    status = lay_out_bytes(commit, buffer_span(&delivery->head));
    if (status == MAILBOX_OK)
        status = lay_out_body(commit, &delivery->set->body);
    intent->ends[intent->record_count++] = (uint32_t)commit->used;
    return status;
}

/* Returns what is missing of the empty line between END, the end of a mailbox, and a record. */
static struct span missing_separation(struct span end)
{
    char last = end.size > 0 ? end.data[end.size - 1] : '\n';
    char before_last = end.size > 1 ? end.data[end.size - 2] : '\n';

    return (struct span){separation, last != '\n' ? 2 : before_last != '\n' ? 1 : 0};
}

/* Reads the end of the mailbox, which the intent includes, into CONTEXT. */
static int read_context(struct commit *commit, char context[INTENT_CONTEXT], struct span *read)
{
    struct intent *intent = &commit->intent;
    uint64_t offset = intent_context(intent->start);

    *read = (struct span){context, (size_t)(intent->start - offset)};
    if (full_io_read(commit->mailbox->fd, context, read->size, (off_t)offset) != 0)
        return -1;
    intent->before = intent_checksum(INTENT_CHECKSUM_INIT, context, read->size);
    return 0;
}

static void begin(struct commit *commit, struct mailbox *mailbox)
{
    struct intent *intent = &commit->intent;

    commit->mailbox = mailbox;
    commit->slots[0] = commit->slots[1] = -1;
    commit->turn = 0;
    commit->is_begun = false;
    memcpy(intent->file_name, mailbox->file_name, sizeof intent->file_name);
    intent->inode = mailbox->found.inode;
    intent->start = intent->begin = mailbox->size;
    intent->record_count = 0;
    intent->is_refused = false;
}

static uint64_t group_size(const struct delivery *delivery, size_t count)
{
    uint64_t size = 0;

    for (; count > 0; count--, delivery = STAILQ_NEXT(delivery, next))
        size += delivery_size(delivery);
    return size;
}

static enum mailbox_status append(struct commit *commit, struct delivery *delivery, size_t count)
{
    char context[INTENT_CONTEXT];
    struct span end;
    enum mailbox_status status;

    if (read_context(commit, context, &end) != 0)
        return MAILBOX_ERROR;
    commit->left = missing_separation(end).size + group_size(delivery, count);
    begin_stretch(commit);
    status = lay_out_bytes(commit, missing_separation(end));
    for (; count > 0 && status == MAILBOX_OK; count--, delivery = STAILQ_NEXT(delivery, next))
        status = lay_out(commit, delivery);
    return status == MAILBOX_OK ? flush(commit) : status;
}

/* Restores the file.  A failed sync may have written part of the group, so the cut is synced
 * too. */
static int roll_back(const struct commit *commit)
{
    int error = errno, status = 0;

    if (commit->is_begun)
        status = mailbox_cut(commit->mailbox, commit->intent.start);
    errno = error;
    return status;
}

/* If the intent cannot be forgotten, recovery examines it before the next append. */
static void forget(const struct commit *commit)
{
    int error = errno;

    for (unsigned i = 0; i < 2; i++)
        if (commit->slots[i] >= 0)
            (void)journal_release(commit->journal, commit->slots[i]);
    errno = error;
}

static void keep(const struct commit *commit)
{
    for (unsigned i = 0; i < 2; i++)
        if (commit->slots[i] >= 0)
            journal_keep(commit->journal, commit->slots[i]);
}

/* The intent relies on the present contents, so changes by others must be on disk first.  A file
 * that we have just created has none, unless another program locked it before us. */
static int sync_before(const struct mailbox *mailbox, bool is_known)
{
    bool is_ours = is_known || (mailbox->is_created && mailbox->size == 0);

    return is_ours ? 0 : fdatasync(mailbox->fd);
}

static int sync_folder(const struct mailbox *mailbox, bool is_known)
{
    return is_known ? 0 : fsync(mailbox->directory_fd);
}

/* Writes and syncs the whole group, and the name of the mailbox. */
static enum mailbox_status write_group(struct commit *commit, struct mailbox *mailbox,
                                       struct delivery *first, size_t count, bool is_known)
{
    enum mailbox_status status = MAILBOX_ERROR;

    begin(commit, mailbox);
    if (sync_before(mailbox, is_known) == 0)
        status = append(commit, first, count);
    if (status == MAILBOX_OK && sync_folder(mailbox, is_known) != 0)
        status = MAILBOX_ERROR;
    return status;
}

/* If the append could not be undone, nothing may be appended before the repair, so it is not just a
 * lack of space. */
static enum mailbox_status conclude(struct commit *commit, enum mailbox_status status, bool stays)
{
    if (stays || roll_back(commit) == 0) {
        forget(commit);
        return status;
    }
    keep(commit);
    return MAILBOX_ERROR;
}

enum mailbox_status commit_group(struct commit *commit, struct mailbox *mailbox,
                                 struct delivery *first, size_t count, bool is_known)
{
    enum mailbox_status status = write_group(commit, mailbox, first, count, is_known);

    if (status == MAILBOX_OK)
        mailbox->size = commit->intent.begin + commit->used;
    return conclude(commit, status, status == MAILBOX_OK);
}

enum mailbox_status commit_trial(struct commit *commit, struct mailbox *mailbox,
                                 struct delivery *delivery, bool is_known)
{
    return conclude(commit, write_group(commit, mailbox, delivery, 1, is_known), false);
}
