/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* history.h - commands and messages sent in this and earlier runs.
 *
 * Entries are kept in the order in which they were sent, newest last; one that is repeated moves to
 * the end; beyond the limits the oldest entries are dropped.  The history file holds an entry per
 * line in the language of session files: "C: TEXT" is a command, "C\: TEXT" with its escapes a
 * message as compose_text() writes it, which always ends in LF.  A command that "C:" may not carry
 * (see session_file_may_carry()) is written as "C\: TEXT" too, and is recognized because it does
 * not end in LF.  A comment before an entry, "# sent: SECONDS SERVER", says when (since 1970) and
 * to whom it was sent; programs that do not know it skip it as any comment.  The file's path and
 * writing it are not known here, nor what is too secret to be kept (secret.h).
 */
#ifndef TUI_CLIENT_DIALOGUE_HISTORY_H
#define TUI_CLIENT_DIALOGUE_HISTORY_H

#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"

#define HISTORY_ENTRIES_MAX 1000
#define HISTORY_ENTRY_MAX   65536   /* bytes; a longer message is not kept */
#define HISTORY_BYTES_MAX   4194304 /* of all texts together */

enum history_kind { HISTORY_COMMAND, HISTORY_MESSAGE };

struct history_entry {
    enum history_kind kind;
    char *text; /* owned; ended by NUL, which is not counted */
    size_t size;
    char *server;   /* owned; NULL: not known */
    int64_t time_s; /* since 1970; 0: not known */
    bool is_last;   /* the newest one sent to its server, which is known */
};

struct history {
    struct history_entry *entries; /* owned */
    size_t count;
    size_t capacity;
    size_t bytes;     /* of all texts */
    unsigned changes; /* incremented whenever entries are added or moved */
    char *server;     /* of the next entry; owned */
    int64_t time_s;
};

void history_init(struct history *history);
void history_release(struct history *history);

/* The entry that is added next is sent to SERVER at TIME_S. */
void history_expect(struct history *history, struct span server, int64_t time_s);

/* Adds a copy of TEXT.  Returns whether the file needs an entry too: not for an empty or overlong
 * text, one that holds a NUL, the newest sent to the same server again, or without memory. */
bool history_add(struct history *history, enum history_kind kind, struct span text);

/* Appends the line, LF included, that represents an entry in the file: a message that ends in LF,
 * or a command that does not.  -1 with errno of buffer_append(). */
int history_format(enum history_kind kind, struct span text, struct buffer *out);

/* Appends the comment that stands before ENTRY; nothing if its server is not known. */
int history_format_origin(const struct history_entry *entry, struct buffer *out);

/* Adds the entry that LINE of the file (without its ending) holds, or takes what a comment says of
 * it; other lines are skipped. */
void history_read(struct history *history, struct span line);

#endif
