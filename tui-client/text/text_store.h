/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* text_store.h - the bytes of an editable text, with undo and redo.
 *
 * A gap buffer: the text is in one block of memory with a hole where it was last changed, so that
 * typing moves nothing, any part can be read as a span, and 10 MB cost 10 MB.  A change far from
 * the last one moves the bytes between them, which memmove(3) does at gigabytes per second.
 *
 * Changes can be undone and redone.  A step keeps only bytes that are not in the text (removed
 * ones, or those of an insertion that was undone), or that somebody else keeps anyway.  Steps are
 * undone in groups.  The oldest groups are dropped when there are more than TEXT_STORE_STEPS_MAX
 * steps or they need more memory than the text ever did (see text_store_budget()), but never the
 * newest.  Lines, characters and columns are the area's concern.
 */
#ifndef TUI_CLIENT_TEXT_TEXT_STORE_H
#define TUI_CLIENT_TEXT_TEXT_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"
#include "tui-client/text/scrap.h"

#define TEXT_STORE_STEPS_MAX ((size_t)10000)
#define TEXT_STORE_SPARE     ((size_t)512 << 10)

/* Bytes inserted or removed at OFFSET. */
struct text_step {
    size_t offset, size;
    struct scrap *bytes; /* shared; NULL: they are in the text and nowhere else */
    bool is_out;         /* they are not in the text */
    bool begins_group;   /* this and the steps after it are undone together */
};

struct text_store {
    char *bytes;             /* owned; NULL until there has been text */
    size_t capacity;         /* bytes */
    size_t gap, gap_size;    /* where the hole is, and its bytes; it ends in the text's rest */
    size_t limit;            /* maximum bytes of the text */
    size_t largest;          /* bytes that the text ever had */
    struct text_step *steps; /* owned; the oldest first */
    size_t step_count, step_capacity;
    size_t done;       /* steps that are not undone */
    size_t step_bytes; /* memory of all steps, without bytes that are in the text too */
    bool is_marked;    /* the next change begins a group */
};

/* A change of the text: NEW_SIZE bytes replaced OLD_SIZE bytes at OFFSET. */
struct text_change {
    size_t offset, old_size, new_size;
};

/* Initializes STORE as empty; it holds at most LIMIT bytes. */
void text_store_init(struct text_store *store, size_t limit);
void text_store_release(struct text_store *store);

size_t text_store_size(const struct text_store *store);

/* The byte at OFFSET, which is less than the size. */
static inline char text_store_byte(const struct text_store *store, size_t offset)
{
    return store->bytes[offset < store->gap ? offset : offset + store->gap_size];
}

/* The text from START to END in one piece, which may move the hole; borrowed until the next call or
 * change. */
struct span text_store_span(struct text_store *store, size_t start, size_t end);

/* Returns the address where at most SIZE (not 0) bytes that belong at OFFSET may be written, valid
 * until the next call; NULL with errno ENOMEM.  The text is unchanged. */
char *text_store_reserve(struct text_store *store, size_t offset, size_t size);

/* Adds the SIZE bytes written where text_store_reserve() pointed to the text; -1 with errno ENOBUFS
 * beyond the limit; the text is then unchanged. */
int text_store_commit(struct text_store *store, size_t size);

/* Both in one call, for TEXT outside the store. */
int text_store_insert(struct text_store *store, size_t offset, struct span text);

/* The same for COUNT SCRAPS (not 0), which are shared, one behind the other and as a group of their
 * own. */
int text_store_insert_scraps(struct text_store *store, size_t offset, struct scrap *const *scraps,
                             size_t count);

/* Removes the bytes from START to END; -1 with errno ENOMEM; the text is then unchanged. */
int text_store_erase(struct text_store *store, size_t start, size_t end);

/* What was removed last, if nothing was changed since; borrowed. */
struct scrap *text_store_removed(const struct text_store *store);

/* Bytes that may be kept beside the text: as many as it ever had, and at most TEXT_STORE_SPARE
 * more.
 */
size_t text_store_budget(const struct text_store *store);

/* Drops all steps: nothing can be undone.  Or those that were undone: nothing can be redone. */
void text_store_forget(struct text_store *store);
void text_store_forget_undone(struct text_store *store);

/* The next change begins a group.  Adjacent insertions are one step within a group. */
void text_store_mark(struct text_store *store);

/* Undoes the last group that is not undone, or redoes the one undone last; the overall change goes
 * to *CHANGE.  Returns 1, 0 if there is none, or -1 with errno ENOMEM: the group may be partly
 * done, as *CHANGE says, and the same call continues with the rest. */
int text_store_undo(struct text_store *store, struct text_change *change);
int text_store_redo(struct text_store *store, struct text_change *change);

#endif
