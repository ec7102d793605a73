/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_draft.c - messages that a person writes in any order of keys: whatever was written, what
 * goes over the wire is one message, and what is kept of it is read back.
 */
#include <config.h>

#include "tui-client/message/draft.h"

#include <errno.h>

#include "common/count.h"
#include "tests/support/fuzz.h"

#define ROOM          ((size_t)1 << 26)
#define WIRE_LINE_MAX 998

/* Fields of a header that the form, or MIME, may make. */
static const char *const fields[] = {
    "From:",       "To:",           "Subject:",      "Date:",
    "Message-ID:", "MIME-Version:", "Content-Type:", "Content-Transfer-Encoding:"};

static bool begins(struct span line, const char *start)
{
    return line.size >= strlen(start) && memcmp(line.data, start, strlen(start)) == 0;
}

/* LINE is a field of ours, or goes on with one. */
static void check_header_line(struct span line)
{
    bool is_known = span_is_blank(line.data[0]);

    for (size_t i = 0; i < COUNT(fields); i++)
        is_known = is_known || begins(line, fields[i]);
    ck_assert_msg(is_known, "a field of its own: \"%.*s\"", (int)line.size, line.data);
}

/* WIRE is one message: lines with CRLF, no other dot alone, and no bytes that a server refuses. */
static void check_wire(struct span wire)
{
    bool in_header = true;

    while (wire.size > 0) {
        struct span line = fuzz_line(&wire);
        ck_assert(line.size > 0 && line.data[line.size - 1] == '\r');
        line.size--;
        ck_assert_uint_le(line.size, WIRE_LINE_MAX + 1); /* a doubled dot counts for none */
        ck_assert(memchr(line.data, '\r', line.size) == NULL &&
                  memchr(line.data, '\0', line.size) == NULL);
        ck_assert_int_eq(span_equal(line, span_of(".")), wire.size == 0);
        in_header = in_header && line.size > 0 && wire.size > 0;
        if (in_header)
            check_header_line(line);
        for (size_t i = 0; i < line.size && !in_header; i++)
            ck_assert_int_ge(line.data[i], 0);
    }
}

/* What is kept of MESSAGE, once read, is kept the same. */
static void check_kept(const struct compose_message *message)
{
    struct compose_message read, again;
    struct buffer text, second, third;

    buffer_init(&text, ROOM);
    buffer_init(&second, ROOM);
    buffer_init(&third, ROOM);
    ck_assert_int_eq(compose_text(message, &text), 0);
    ck_assert(compose_parse(buffer_span(&text), &read));
    ck_assert_int_eq(compose_text(&read, &second), 0);
    ck_assert(compose_parse(buffer_span(&second), &again));
    ck_assert_int_eq(compose_text(&again, &third), 0);
    ck_assert(span_equal(buffer_span(&second), buffer_span(&third)));
    ck_assert(span_equal(read.body, again.body));
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        ck_assert(span_equal(read.fields[field], again.fields[field]));
    buffer_release(&text);
    buffer_release(&second);
    buffer_release(&third);
}

static void check_message(struct draft *draft)
{
    struct compose_message message = draft_message(draft);
    struct buffer wire;

    buffer_init(&wire, ROOM);
    ck_assert_int_eq(compose_wire(&message, &wire), 0);
    check_wire(buffer_span(&wire));
    check_kept(&message);
    buffer_release(&wire);
}

/* --- what a person does --- */

static void attach(struct draft *draft, struct span path, struct span bytes)
{
    struct buffer content;
    size_t count = draft->attachment_count;

    buffer_init(&content, draft_attachment_room(draft));
    ck_assert_int_eq(buffer_append(&content, bytes.data, bytes.size), 0);
    if (draft_attach(draft, path, &content) == 0) {
        ck_assert_uint_eq(draft->attachment_count, count + 1);
        return;
    }
    ck_assert(errno == ENOSPC && count == COMPOSE_ATTACHMENTS_MAX);
    buffer_release(&content);
}

static void fill(struct draft *draft, struct span sender, struct span recipient)
{
    char *from = strndup(sender.size > 0 ? sender.data : "", sender.size);
    char *to = strndup(recipient.size > 0 ? recipient.data : "", recipient.size);
    struct envelope envelope = {.sender = from, .recipients = &to, .recipient_count = 1};

    draft_fill(draft, &(struct draft_origin){.envelope = &envelope,
                                             .server = to,
                                             .now = {.tm_year = 126, .tm_mday = 1},
                                             .zone_minutes = -180,
                                             .nonce = 1});
    free(from);
    free(to);
}

static void act(struct draft *draft, struct span *input)
{
    uint8_t act = fuzz_byte(input), choice = fuzz_byte(input);
    struct span text = fuzz_take(input, fuzz_byte(input));
    struct compose_message named;
    enum dialect_event verb;

    switch (act % 10) {
    case 0:
    case 1: {
        struct draft_field *field = draft_header(draft, choice % COMPOSE_FIELDS);
        draft_edit(draft, field, text, choice);
        ck_assert(span_equal(draft_text(field), text) && field->point <= field->size);
        break;
    }
    case 2:
        ck_assert_int_eq(draft_insert(draft, text), 0);
        break;
    case 3:
        ck_assert_int_eq(draft_delete(draft, choice % (AREA_END + 1)), 0);
        break;
    case 4:
        attach(draft, text, fuzz_take(input, choice));
        break;
    case 5:
        if (draft->attachment_count > 0)
            draft_detach(draft, choice % draft->attachment_count);
        break;
    case 6:
        fill(draft, text, fuzz_take(input, choice));
        break;
    case 7:
        if (draft_take_file(draft, text, choice % 2) != 0)
            ck_assert_int_eq(errno, EILSEQ);
        break;
    case 8:
        ck_assert_int_eq(draft_take_message(draft, text, &named), 0);
        break;
    case 9:
        if (draft_take_command(draft, &dialect_prototype, text, &verb))
            ck_assert_int_lt(draft_argument_flaw(&dialect_prototype, verb,
                                                 draft_text(draft_argument(draft, verb))),
                             COMPOSE_FLAWS);
        draft_note_sent(draft, choice % 2);
        if (choice % 4 == 3) {
            draft_note_delivered(draft);
            ck_assert(!draft_is_begun(draft));
        }
        break;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span input = {(const char *)data, size};
    struct draft draft;

    draft_init(&draft, span_of("lab"));
    while (input.size > 0) {
        act(&draft, &input);
        check_message(&draft);
    }
    draft_release(&draft);
    return 0;
}
