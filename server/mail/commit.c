/* commit.c - see commit.h.
 *
 * A group is laid out in memory, a stretch at a time.  One stretch takes a whole group of small
 * messages; a large message takes several, each with its own intent.  The intent of a stretch must
 * not overwrite that of the stretch before it, which would be missed if the overwriting were torn;
 * so two slots take turns.
 */
#include <config.h>

#include "server/mail/commit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/base/full_io.h"

/* What stands before a record if a mail reader, or someone's editor, left the file without. */
static const char separation[] = "\n\n";
#define SEPARATION_MAX (sizeof separation - 1)

/* Fewest bytes of the last of several stretches.  A reader may drop a newline at the end of a
 * mailbox; if that were all of the last stretch, a file without it would look as if it had never
 * been begun. */
#define LAST_STRETCH_MIN INTENT_GRANULE

struct commit {
    struct journal *journal; /* borrowed */
    struct mailbox *mailbox; /* of the group under way */
    int slots[2];            /* -1: not taken */
    unsigned turn;           /* the slot of the stretch under way */
    bool is_begun;           /* the mailbox may have been written to */
    struct intent intent;    /* of the stretch under way */
    size_t used;             /* bytes of it that are laid out */
    size_t limit;            /* bytes of it when it is full */
    uint64_t left;           /* bytes of the group from its beginning on */
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

/* Puts the intent of the stretch on disk. */
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

/* Puts the stretch on disk. */
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

/* Begins a stretch, of which the last one must not get too little. */
static void begin_stretch(struct commit *commit)
{
    commit->used = 0;
    commit->limit = INTENT_STRETCH_MAX;
    if (commit->left > INTENT_STRETCH_MAX && commit->left < INTENT_STRETCH_MAX + LAST_STRETCH_MIN)
        commit->limit -= LAST_STRETCH_MIN;
}

/* Puts a full stretch on disk, and begins the next. */
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

/* Room in the stretch for at most SIZE bytes that come next. */
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

static enum mailbox_status lay_out(struct commit *commit, const struct delivery *delivery)
{
    struct intent *intent = &commit->intent;
    enum mailbox_status status = lay_out_bytes(commit, buffer_span(&delivery->head));

    if (status == MAILBOX_OK)
        status = lay_out_body(commit, &delivery->set->body);
    intent->ends[intent->record_count++] = (uint32_t)commit->used;
    return status;
}

/* What must stand between the bytes at the end of a mailbox and a record: an empty line. */
static struct span missing_separation(struct span end)
{
    char last = end.size > 0 ? end.data[end.size - 1] : '\n';
    char before_last = end.size > 1 ? end.data[end.size - 2] : '\n';

    return (struct span){separation, last != '\n' ? 2 : before_last != '\n' ? 1 : 0};
}

/* Reads the end of the mailbox, which is part of the evidence, into CONTEXT. */
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

    for (; count > 0; count--, delivery = delivery->next)
        size += delivery_size(delivery);
    return size;
}

static enum mailbox_status append(struct commit *commit, const struct delivery *delivery,
                                  size_t count)
{
    char context[INTENT_CONTEXT];
    struct span end;
    enum mailbox_status status;

    if (read_context(commit, context, &end) != 0)
        return MAILBOX_ERROR;
    commit->left = missing_separation(end).size + group_size(delivery, count);
    begin_stretch(commit);
    status = lay_out_bytes(commit, missing_separation(end));
    for (; count > 0 && status == MAILBOX_OK; count--, delivery = delivery->next)
        status = lay_out(commit, delivery);
    return status == MAILBOX_OK ? flush(commit) : status;
}

/* Makes the file what it was.  A sync that failed may have written some of the group, so the cut is
 * synced too. */
static int roll_back(const struct commit *commit)
{
    int error = errno, status = 0;

    if (commit->is_begun)
        status = mailbox_cut(commit->mailbox, commit->intent.start);
    errno = error;
    return status;
}

/* An intent that cannot be forgotten is looked at again before the next append. */
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

/* What others wrote is part of what the intent builds on.  In a file of our making nobody has
 * written. */
static int sync_before(const struct mailbox *mailbox, bool is_known)
{
    return is_known || mailbox->is_created ? 0 : fdatasync(mailbox->fd);
}

static int sync_folder(const struct mailbox *mailbox, bool is_known)
{
    return is_known ? 0 : fsync(mailbox->directory_fd);
}

/* All of the group on disk, with the name of the mailbox. */
static enum mailbox_status put(struct commit *commit, struct mailbox *mailbox,
                               const struct delivery *first, size_t count, bool is_known)
{
    enum mailbox_status status = MAILBOX_ERROR;

    begin(commit, mailbox);
    if (sync_before(mailbox, is_known) == 0)
        status = append(commit, first, count);
    if (status == MAILBOX_OK && sync_folder(mailbox, is_known) != 0)
        status = MAILBOX_ERROR;
    return status;
}

/* After what could not be undone nothing may be appended before the repair, so then it is not only
 * a want of space. */
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
                                 const struct delivery *first, size_t count, bool is_known)
{
    enum mailbox_status status = put(commit, mailbox, first, count, is_known);

    if (status == MAILBOX_OK)
        mailbox->size = commit->intent.begin + commit->used;
    return conclude(commit, status, status == MAILBOX_OK);
}

enum mailbox_status commit_trial(struct commit *commit, struct mailbox *mailbox,
                                 const struct delivery *delivery, bool is_known)
{
    return conclude(commit, put(commit, mailbox, delivery, 1, is_known), false);
}
