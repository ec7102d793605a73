/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* group.c - see group.h. */
#include <config.h>

#include "server/mail/group.h"

#include <errno.h>

void group_take(struct group *group, struct lane *lane)
{
    uint64_t size = 0;

    STAILQ_INIT(&group->deliveries);
    group->count = 0;
    while (!STAILQ_EMPTY(&lane->waiting)) {
        size += delivery_size(STAILQ_FIRST(&lane->waiting));
        if (!commit_fits(group->count + 1, size))
            break;
        struct delivery *delivery = delivery_queue_take(&lane->waiting);
        STAILQ_INSERT_TAIL(&group->deliveries, delivery, next);
        group->count++;
    }
}

static struct delivery *smallest(struct delivery *delivery, size_t count)
{
    struct delivery *found = delivery;

    for (; count > 0; count--, delivery = STAILQ_NEXT(delivery, next))
        if (delivery_size(delivery) < delivery_size(found))
            found = delivery;
    return found;
}

/* Commits COUNT deliveries from FIRST on and sets their status; returns the one after them.  If
 * there is no space for all, tries the halves if the smallest one fits, so that a full disk costs
 * two attempts however many wait; but nothing may be appended after a failure that could not be
 * undone. */
static struct delivery *commit_or_split(const struct group_place *place, struct commit *commit,
                                        struct lane *lane, struct mailbox *mailbox,
                                        struct delivery *first, size_t count)
{
    bool is_known = mailbox_is_still(mailbox, &lane->known);
    enum mailbox_status status = MAILBOX_ERROR;

    errno = EIO; /* for the pending repair */
    if (journal_find_kept(place->journal, lane->file_name, 0) < 0)
        status = commit_group(commit, mailbox, first, count, is_known);
    if (status == MAILBOX_NO_SPACE && count > 1) {
        status = commit_trial(commit, mailbox, smallest(first, count), is_known);
        if (status == MAILBOX_OK) {
            first = commit_or_split(place, commit, lane, mailbox, first, count / 2);
            return commit_or_split(place, commit, lane, mailbox, first, count - count / 2);
        }
    }
    int error = errno;

    if (status == MAILBOX_OK)
        lane->known = mailbox->found = mailbox_version(mailbox);
    errno = error;
    return delivery_judge_all(first, count, status);
}

/* Reports the outcome of a repair; repeated failures only once.  Preserves errno. */
static void report(const struct group_place *place, struct lane *lane,
                   enum recovery_outcome outcome, uint64_t cut_bytes)
{
    bool is_broken = outcome == RECOVERY_FAILED;
    int error = errno;

    if (place->repaired != NULL && outcome != RECOVERY_BUSY && !(is_broken && lane->is_broken))
        place->repaired(place->repaired_context, lane->file_name, outcome, cut_bytes);
    lane->is_broken = is_broken;
    errno = error;
}

/* Repairs the mailbox of LANE, which has no deliveries. */
static enum mailbox_status repair(const struct group_place *place, struct lane *lane)
{
    uint64_t cut_bytes;
    enum recovery_outcome outcome =
        recovery_run(place->journal, place->directory_fd, lane->file_name, &cut_bytes);

    report(place, lane, outcome, cut_bytes);
    return outcome == RECOVERY_BUSY ? MAILBOX_BUSY : MAILBOX_OK;
}

/* Repairs MAILBOX if needed; returns false on failure. */
static bool is_repaired(const struct group_place *place, struct lane *lane, struct mailbox *mailbox)
{
    enum recovery_outcome outcome;
    uint64_t cut_bytes;

    if (journal_find_kept(place->journal, lane->file_name, 0) < 0)
        return true;
    outcome = recovery_settle(place->journal, mailbox, &cut_bytes);
    report(place, lane, outcome, cut_bytes);
    return outcome != RECOVERY_FAILED;
}

enum mailbox_status group_serve(struct group *group, const struct group_place *place,
                                struct commit *commit, struct lane *lane)
{
    struct delivery *first = STAILQ_FIRST(&group->deliveries);
    struct mailbox mailbox;
    enum mailbox_status status;

    if (group->count == 0)
        return repair(place, lane);
    status = mailbox_open(&mailbox, place->directory_fd, lane->file_name, true);
    if (status == MAILBOX_OK) {
        if (is_repaired(place, lane, &mailbox))
            commit_or_split(place, commit, lane, &mailbox, first, group->count);
        else
            delivery_judge_all(first, group->count, MAILBOX_ERROR);
        mailbox_close(&mailbox);
    } else if (status != MAILBOX_BUSY) {
        delivery_judge_all(first, group->count, status);
    }
    return status;
}
