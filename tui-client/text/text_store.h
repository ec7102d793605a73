/* text_store.h - the bytes of a text under edit, with what was changed in them.
 *
 * A gap buffer: the text stands in one piece of memory with a hole where it was last changed, so
 * that typing moves nothing, any part can be read as a span, and 10 MB cost 10 MB.  A change far
 * from the last one moves what lies between, which memmove(3) does at gigabytes a second.
 *
 * What is changed can be undone and done again.  A step keeps only bytes that are not in the text:
 * those that were removed, or those of an insertion that was undone.  Steps are undone in groups;
 * the oldest are forgotten when they need more memory than the text may.  Knows no lines,
 * characters or columns: those are the area's.
 */
#ifndef TUI_CLIENT_TEXT_TEXT_STORE_H
#define TUI_CLIENT_TEXT_TEXT_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

/* Bytes that went in or out at OFFSET. */
struct text_step {
    size_t offset, size;
    char *bytes;       /* owned; those that are not in the text; NULL: they are in it */
    bool begins_group; /* this and the steps behind it are undone together */
};

struct text_store {
    char *bytes;             /* owned; NULL while there has never been any text */
    size_t capacity;         /* bytes */
    size_t gap, gap_size;    /* where the hole is, and its bytes; it ends in the text's rest */
    size_t limit;            /* most bytes that the text may have, and that steps may need */
    struct text_step *steps; /* owned; the oldest first */
    size_t step_count, step_capacity;
    size_t done;       /* steps that are not undone */
    size_t step_bytes; /* what all steps need */
    bool is_marked;    /* the next change begins a group */
};

/* What a text became: OLD_SIZE bytes at OFFSET gave way to NEW_SIZE. */
struct text_change {
    size_t offset, old_size, new_size;
};

/* Makes STORE empty, with LIMIT bytes as the most that it will hold. */
void text_store_init(struct text_store *store, size_t limit);
void text_store_release(struct text_store *store);

size_t text_store_size(const struct text_store *store);

/* The byte at OFFSET, which is less than the size. */
static inline char text_store_byte(const struct text_store *store, size_t offset)
{
    return store->bytes[offset < store->gap ? offset : offset + store->gap_size];
}

/* The text from START to END in one piece, which may move the hole; borrowed until the next call
 * for another part and the next change. */
struct span text_store_span(struct text_store *store, size_t start, size_t end);

/* Returns the address where at most SIZE (not 0) bytes that belong at OFFSET may be written, valid
 * until the next call; NULL with errno ENOMEM.  The text is what it was. */
char *text_store_reserve(struct text_store *store, size_t offset, size_t size);

/* Makes the SIZE bytes that were written where text_store_reserve() pointed part of the text; -1
 * with errno ENOBUFS beyond the limit, and the text is what it was. */
int text_store_commit(struct text_store *store, size_t size);

/* Both of them for TEXT, which does not lie in the store. */
int text_store_insert(struct text_store *store, size_t offset, struct span text);

/* Takes out what lies between START and END; -1 with errno ENOMEM, and the text is what it was. */
int text_store_erase(struct text_store *store, size_t start, size_t end);

/* Forgets all steps: nothing can be undone. */
void text_store_forget(struct text_store *store);

/* The next change begins a group.  Insertions that follow each other are one step within a group.
 */
void text_store_mark(struct text_store *store);

/* Undoes the last group that is not undone, or does again the one undone last; what all of it
 * changed goes to *CHANGE.  1, or 0 if there is none, or -1 with errno ENOMEM: of the group a part
 * may be done, as *CHANGE says, and the same call goes on with the rest. */
int text_store_undo(struct text_store *store, struct text_change *change);
int text_store_redo(struct text_store *store, struct text_change *change);

#endif
