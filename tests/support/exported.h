/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* exported.h - conversations for tests of the exports, as lists of lines. */
#ifndef TESTS_SUPPORT_EXPORTED_H
#define TESTS_SUPPORT_EXPORTED_H

#include <check.h>

#include "common/count.h"
#include "tui-client/export/export.h"

#define ROOM ((size_t)1 << 20)

/* Lines sent and received: "C ..." and "S ...", ended by LF; "+" is a new connection, "T" the
 * begin of TLS, "!" what makes a connection one that began with it, and "?" one whose certificate
 * is not trusted; "U" names the user whom the next line tells. */
struct conversation {
    struct span user;
    struct dialogue dialogue;
    struct transcript transcript;
    struct connection connections[3];
    size_t connection_count;
};

static inline void keep(void *context, const struct dialogue_line *line)
{
    struct conversation *conversation = context;
    struct dialogue_line told = *line;

    told.user = conversation->user;
    transcript_add(&conversation->transcript, &told);
}

/* Ends the connection before it, if any: the server closed. */
static inline void open_connection(struct conversation *conversation)
{
    struct dialogue *dialogue = &conversation->dialogue;

    ck_assert_uint_lt(conversation->connection_count, COUNT(conversation->connections));
    conversation->connections[conversation->connection_count++] = (struct connection){
        .first = conversation->transcript.count, .end = CONNECTION_CLOSED_BY_SERVER};
    dialogue_start(dialogue, 0);
    dialogue_open(dialogue, 0);
}

/* Its last connection is still open. */
static inline void converse(struct conversation *conversation, const char *script)
{
    struct dialogue_observer observer = {.line = keep, .context = conversation};
    struct dialogue *dialogue = &conversation->dialogue;

    transcript_init(&conversation->transcript);
    dialogue_init(dialogue, NULL, observer);
    conversation->connection_count = 0;
    conversation->user = (struct span){0};
    open_connection(conversation);
    for (const char *line = script; *line != '\0';) {
        size_t size = strcspn(line, "\n");
        struct span text = {line + 2, size - 2};
        struct connection *last = &conversation->connections[conversation->connection_count - 1];
        if (line[0] == '+') {
            open_connection(conversation);
        } else if (line[0] == 'T') {
            dialogue_secured(dialogue, 0);
        } else if (line[0] == '!') {
            last->begins_secure = true;
        } else if (line[0] == '?') {
            last->is_unverified = true;
        } else if (line[0] == 'U') {
            conversation->user = text;
        } else if (line[0] == 'C') {
            ck_assert_int_eq(dialogue_say(dialogue, text, 0), 0);
        } else {
            ck_assert_int_eq(dialogue_receive(dialogue, text, 0), 0);
            ck_assert_int_eq(dialogue_receive(dialogue, span_of("\r\n"), 0), 0);
        }
        line += size + 1;
    }
}

static inline struct export_source source_of(const struct conversation *conversation,
                                             const char *host)
{
    return (struct export_source){.transcript = &conversation->transcript,
                                  .connections = conversation->connections,
                                  .connection_count = conversation->connection_count,
                                  .host = host,
                                  .port = "25"};
}

static inline void release(struct conversation *conversation)
{
    dialogue_release(&conversation->dialogue);
    transcript_release(&conversation->transcript);
}

/* TEXT is what is exported if there is no FLAW. */
struct export_case {
    const char *name, *script;
    enum export_format format;
    enum export_flaw flaw;
    const char *text;
};

static inline void check_exported(const struct export_case *row)
{
    struct conversation conversation;
    struct buffer out;
    struct export_source source;

    converse(&conversation, row->script);
    source = source_of(&conversation, "h");
    buffer_init(&out, ROOM);
    ck_assert_msg(export_conversation(&source, row->format, &out) == row->flaw, "%s: flaw",
                  row->name);
    ck_assert_msg(row->flaw != EXPORT_OK || span_equal(buffer_span(&out), span_of(row->text)),
                  "%s: %.*s", row->name, (int)buffer_size(&out), buffer_span(&out).data);
    buffer_release(&out);
    release(&conversation);
}

#endif
