/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* text_store.c - see text_store.h.
 *
 * Undo and redo of a step are the same operation: its bytes are removed if they are in the text,
 * and inserted if they are not.
 */
#include <config.h>

#include "tui-client/text/text_store.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

void text_store_init(struct text_store *store, size_t limit)
{
    *store = (struct text_store){.limit = limit, .is_marked = true};
}

static size_t memory_of(const struct text_step *step)
{
    return sizeof *step + (step->is_out ? step->size : 0);
}

/* Forgets the steps from FIRST up to END. */
static void forget(struct text_store *store, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        store->step_bytes -= memory_of(&store->steps[i]);
        scrap_drop(store->steps[i].bytes);
    }
    if (end > first)
        memmove(store->steps + first, store->steps + end,
                (store->step_count - end) * sizeof *store->steps);
    store->step_count -= end - first;
}

void text_store_release(struct text_store *store)
{
    forget(store, 0, store->step_count);
    free(store->steps);
    free(store->bytes);
    text_store_init(store, store->limit);
}

size_t text_store_size(const struct text_store *store)
{
    return store->capacity - store->gap_size;
}

/* --- the hole -------------------------------------------------------------------------------- */

static void move_gap(struct text_store *store, size_t offset)
{
    char *bytes = store->bytes;
    size_t gap = store->gap, gap_size = store->gap_size;

    if (offset < gap)
        memmove(bytes + offset + gap_size, bytes + offset, gap - offset);
    else if (offset > gap)
        memmove(bytes + gap, bytes + gap + gap_size, offset - gap);
    store->gap = offset;
}

struct span text_store_span(struct text_store *store, size_t start, size_t end)
{
    if (start < store->gap && store->gap < end)
        move_gap(store, store->gap - start < end - store->gap ? start : end);
    if (store->bytes == NULL)
        return (struct span){"", 0};
    return (struct span){store->bytes + (start < store->gap ? start : start + store->gap_size),
                         end - start};
}

/* Makes the hole at least SIZE bytes large.  Memory grows by an eighth, so that a text never needs
 * much more than its size. */
static int widen_gap(struct text_store *store, size_t size)
{
    size_t capacity = store->capacity - store->gap_size + size + store->capacity / 8 + 256;
    size_t behind = text_store_size(store) - store->gap;
    char *bytes;

    if (size <= store->gap_size)
        return 0;
    bytes = realloc(store->bytes, capacity);
    if (bytes == NULL)
        return -1;
    memmove(bytes + capacity - behind, bytes + store->capacity - behind, behind);
    store->bytes = bytes;
    store->gap_size += capacity - store->capacity;
    store->capacity = capacity;
    return 0;
}

/* --- steps ----------------------------------------------------------------------------------- */

/* Makes room for COUNT more steps. */
static int reserve_steps(struct text_store *store, size_t count)
{
    size_t capacity = 2 * store->step_capacity + 16 + count;
    struct text_step *steps;

    if (store->step_count + count <= store->step_capacity)
        return 0;
    steps = realloc(store->steps, capacity * sizeof *steps);
    if (steps == NULL)
        return -1;
    store->steps = steps;
    store->step_capacity = capacity;
    return 0;
}

/* The end of the group that begins with step FIRST. */
static size_t group_end(const struct text_store *store, size_t first)
{
    size_t end = first + 1;

    while (end < store->step_count && !store->steps[end].begins_group)
        end++;
    return end;
}

size_t text_store_budget(const struct text_store *store)
{
    return store->largest + (store->limit < TEXT_STORE_SPARE ? store->limit : TEXT_STORE_SPARE);
}

/* Forgets the oldest groups, but not the newest, until ADDED more bytes may be kept. */
static void forget_oldest(struct text_store *store, size_t added)
{
    while (store->step_count > 0 && (store->step_bytes + added > text_store_budget(store) ||
                                     store->step_count > TEXT_STORE_STEPS_MAX)) {
        size_t end = group_end(store, 0);
        if (end == store->step_count)
            return;
        store->done -= end;
        forget(store, 0, end);
    }
}

/* Drops the bytes that are in the text too and that nobody else keeps. */
static void drop_copies(struct text_store *store)
{
    for (size_t i = 0; i < store->step_count; i++) {
        struct text_step *step = &store->steps[i];
        if (!step->is_out && step->bytes != NULL && step->bytes->owners == 1) {
            scrap_drop(step->bytes);
            step->bytes = NULL;
        }
    }
}

/* Room for the step is reserved; a new change discards the steps that were undone. */
static void add_step(struct text_store *store, struct text_step step)
{
    text_store_forget_undone(store);
    step.begins_group = store->is_marked || store->step_count == 0;
    store->steps[store->step_count++] = step;
    store->done = store->step_count;
    store->step_bytes += memory_of(&step);
    store->is_marked = false;
    forget_oldest(store, 0);
}

/* Whether an insertion at OFFSET continues the last step. */
static bool continues(const struct text_store *store, size_t offset)
{
    const struct text_step *last = store->steps + store->done - 1;

    return !store->is_marked && store->done > 0 && store->done == store->step_count &&
           !last->is_out && last->bytes == NULL && last->offset + last->size == offset;
}

void text_store_forget(struct text_store *store)
{
    forget(store, 0, store->step_count);
    store->done = 0;
    store->is_marked = true;
}

void text_store_forget_undone(struct text_store *store)
{
    forget(store, store->done, store->step_count);
}

void text_store_mark(struct text_store *store)
{
    store->is_marked = true;
}

/* --- changes --------------------------------------------------------------------------------- */

char *text_store_reserve(struct text_store *store, size_t offset, size_t size)
{
    if (reserve_steps(store, 1) != 0 || widen_gap(store, size) != 0)
        return NULL;
    move_gap(store, offset);
    return store->bytes + offset;
}

/* The first SIZE bytes of the hole are text. */
static void fill_gap(struct text_store *store, size_t size)
{
    size_t text;

    store->gap += size;
    store->gap_size -= size;
    text = text_store_size(store);
    store->largest = text > store->largest ? text : store->largest;
}

int text_store_commit(struct text_store *store, size_t size)
{
    size_t offset = store->gap;

    if (size == 0)
        return 0;
    if (size > store->limit - text_store_size(store)) {
        errno = ENOBUFS;
        return -1;
    }
    if (continues(store, offset))
        store->steps[store->done - 1].size += size;
    else
        add_step(store, (struct text_step){.offset = offset, .size = size});
    fill_gap(store, size);
    return 0;
}

int text_store_insert(struct text_store *store, size_t offset, struct span text)
{
    char *place = text.size > 0 ? text_store_reserve(store, offset, text.size) : NULL;

    if (place == NULL)
        return text.size > 0 ? -1 : 0;
    memcpy(place, text.data, text.size);
    return text_store_commit(store, text.size);
}

/* Makes room for all SCRAPS. */
static int reserve_scraps(struct text_store *store, struct scrap *const *scraps, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += scraps[i]->size;
    if (size > store->limit - text_store_size(store)) {
        errno = ENOBUFS;
        return -1;
    }
    return reserve_steps(store, count) != 0 || widen_gap(store, size) != 0 ? -1 : 0;
}

int text_store_insert_scraps(struct text_store *store, size_t offset, struct scrap *const *scraps,
                             size_t count)
{
    if (reserve_scraps(store, scraps, count) != 0)
        return -1;
    text_store_mark(store);
    for (size_t i = 0; i < count; i++) {
        (void)text_store_insert(store, offset, scrap_span(scraps[i]));
        store->steps[store->done - 1].bytes = scrap_share(scraps[i]);
        offset += scraps[i]->size;
    }
    text_store_mark(store);
    return 0;
}

/* Takes the bytes of STEP out of the text, keeping them. */
static int take_out(struct text_store *store, struct text_step *step)
{
    if (step->bytes == NULL) {
        step->bytes = scrap_new(step->size);
        if (step->bytes == NULL)
            return -1;
        memcpy(step->bytes->bytes,
               text_store_span(store, step->offset, step->offset + step->size).data, step->size);
    }
    move_gap(store, step->offset);
    store->gap_size += step->size;
    step->is_out = true;
    return 0;
}

int text_store_erase(struct text_store *store, size_t start, size_t end)
{
    struct text_step step = {.offset = start, .size = end - start};

    if (start == end)
        return 0;
    if (reserve_steps(store, 1) != 0)
        return -1;
    /* They would be forgotten anyway; this makes room for the copy. */
    text_store_forget_undone(store);
    forget_oldest(store, end - start);
    drop_copies(store);
    if (take_out(store, &step) != 0)
        return -1;
    add_step(store, step);
    return 0;
}

struct scrap *text_store_removed(const struct text_store *store)
{
    return store->step_count > 0 ? store->steps[store->step_count - 1].bytes : NULL;
}

/* --- undoing --------------------------------------------------------------------------------- */

/* Adds to CHANGE the replacement of OLD_SIZE bytes at OFFSET by NEW_SIZE. */
static void add_change(struct text_change *change, size_t offset, size_t old_size, size_t new_size)
{
    size_t end = change->offset + change->new_size;

    if (change->old_size == 0 && change->new_size == 0) {
        *change = (struct text_change){offset, old_size, new_size};
        return;
    }
    if (offset < change->offset) {
        change->old_size += change->offset - offset;
        change->offset = offset;
    }
    if (offset + old_size > end) {
        change->old_size += offset + old_size - end;
        end = offset + old_size;
    }
    change->new_size = end - old_size + new_size - change->offset;
}

/* The text was this large before, so there is room.  Bytes that nobody else keeps are dropped. */
static void put_in(struct text_store *store, struct text_step *step)
{
    assert(step->size <= store->gap_size);
    move_gap(store, step->offset);
    memcpy(store->bytes + step->offset, step->bytes->bytes, step->size);
    fill_gap(store, step->size);
    step->is_out = false;
    if (step->bytes->owners > 1)
        return;
    scrap_drop(step->bytes);
    step->bytes = NULL;
}

static int toggle(struct text_store *store, struct text_step *step, struct text_change *change)
{
    if (step->is_out) {
        put_in(store, step);
        store->step_bytes -= step->size;
        add_change(change, step->offset, 0, step->size);
        return 0;
    }
    if (take_out(store, step) != 0)
        return -1;
    store->step_bytes += step->size;
    add_change(change, step->offset, step->size, 0);
    return 0;
}

int text_store_undo(struct text_store *store, struct text_change *change)
{
    bool is_first = false;

    *change = (struct text_change){0};
    store->is_marked = true;
    if (store->done == 0)
        return 0;
    while (!is_first) {
        struct text_step *step = store->steps + store->done - 1;
        if (toggle(store, step, change) != 0)
            return -1;
        store->done--;
        is_first = step->begins_group;
    }
    return 1;
}

int text_store_redo(struct text_store *store, struct text_change *change)
{
    size_t end;

    *change = (struct text_change){0};
    store->is_marked = true;
    if (store->done == store->step_count)
        return 0;
    for (end = group_end(store, store->done); store->done < end; store->done++)
        if (toggle(store, store->steps + store->done, change) != 0)
            return -1;
    return 1;
}
