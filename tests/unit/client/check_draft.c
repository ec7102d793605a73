/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_draft.c - the unsent input: fields, text, attachments, and whether they were edited.
 */
#include <config.h>

#include "tui-client/message/draft.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/check_main.h"
#include "tests/support/draft.h"
#include "tests/support/memory.h"

static const struct dialect *const dialect = &dialect_prototype;

/* --- fields --- */

START_TEST(a_text_that_is_the_same_is_no_edit)
{
    struct draft_field *field = draft_argument(&draft, DIALECT_HELO);

    draft_note_sent(&draft, true);
    draft_edit(&draft, field, span_of("lab01"), 2);
    ck_assert(!field->is_edited && draft.is_sent);
    ck_assert_uint_eq(field->point, 2);
    draft_edit(&draft, field, span_of("lab"), 9);
    ck_assert(field->is_edited && !draft.is_sent);
    ck_assert_uint_eq(field->point, 3);
    expect_field(field, "lab", "edited");
    draft_edit(&draft, field, (struct span){0}, 0);
    ck_assert(field->is_edited);
    expect_field(field, "", "emptied");
}
END_TEST

START_TEST(without_memory_a_field_stays_as_it_is)
{
    struct draft_field *field = draft_header(&draft, COMPOSE_SUBJECT);

    write_field(field, "old");
    memory_fail_at(1);
    draft_edit(&draft, field, span_of("longer"), 6);
    ck_assert(memory_has_failed());
    expect_field(field, "old", "no memory");
    ck_assert_uint_le(field->point, field->size);
}
END_TEST

/* The longest argument of HELO: "HELO " goes before it. */
#define LONGEST (dialect->policy.command_line_bytes - 5)

static const struct {
    const char *name;
    enum dialect_event verb;
    struct span text;
    enum compose_flaw flaw;
} arguments[] = {
    {"an address", DIALECT_MAIL, {"alice@lab.test", 14}, COMPOSE_OK},
    {"nothing", DIALECT_MAIL, {"", 0}, COMPOSE_EMPTY},
    {"blanks", DIALECT_RCPT, {" \t", 2}, COMPOSE_EMPTY},
    {"a line end", DIALECT_HELO, {"a\nb", 3}, COMPOSE_CONTROL_BYTE},
    {"half a character", DIALECT_HELO, {"\xC3", 1}, COMPOSE_ILL_FORMED},
};

START_TEST(an_argument_has_flaws)
{
    enum compose_flaw flaw = draft_argument_flaw(dialect, arguments[_i].verb, arguments[_i].text);

    ck_assert_msg(flaw == arguments[_i].flaw, "%s: flaw %d", arguments[_i].name, (int)flaw);
}
END_TEST

START_TEST(an_argument_may_be_as_long_as_its_line)
{
    char *text = malloc(LONGEST + 1);

    ck_assert_ptr_nonnull(text);
    ck_assert_uint_gt(LONGEST, COMPOSE_FIELD_MAX);
    memset(text, 'x', LONGEST + 1);
    ck_assert_int_eq(draft_argument_flaw(dialect, DIALECT_HELO, (struct span){text, LONGEST}),
                     COMPOSE_OK);
    ck_assert_int_eq(draft_argument_flaw(dialect, DIALECT_HELO, (struct span){text, LONGEST + 1}),
                     COMPOSE_TOO_LONG);
    free(text);
}
END_TEST

/* --- filling in --- */

static struct {
    const char *name, *client;
    char sender[8], recipient[8];
    const char *server, *from, *to;
} envelopes[] = {
    {"names alone", "lab01", "alice", "bob", "mx.test", "alice@lab01", "bob@mx.test"},
    {"whole addresses", "lab01", "a@x", "b@y", "mx.test", "a@x", "b@y"},
    {"the null sender", "lab01", "<>", "b@y", "mx.test", "", "b@y"},
    {"an empty sender", "lab01", "", "b@y", "mx.test", "", "b@y"},
    {"no names to add", "", "alice", "bob", NULL, "alice", "bob"},
};

START_TEST(addresses_come_from_the_envelope)
{
    char *recipient = envelopes[_i].recipient;
    struct envelope said = {
        .sender = envelopes[_i].sender, .recipients = &recipient, .recipient_count = 1};
    struct draft_origin from = {
        .envelope = &said, .server = envelopes[_i].server, .now = origin.now};

    write_field(draft_argument(&draft, DIALECT_HELO), envelopes[_i].client);
    draft_fill(&draft, &from);
    expect_field(draft_header(&draft, COMPOSE_FROM), envelopes[_i].from, envelopes[_i].name);
    expect_field(draft_header(&draft, COMPOSE_TO), envelopes[_i].to, envelopes[_i].name);
}
END_TEST

START_TEST(without_an_envelope_addresses_are_empty)
{
    static const struct envelope nobody;
    struct draft_origin before = origin;

    before.envelope = &nobody;
    draft_fill(&draft, &origin);
    expect_field(draft_header(&draft, COMPOSE_TO), "johndoe@mx.test, bob@y", "both");
    draft_fill(&draft, &before);
    expect_field(draft_header(&draft, COMPOSE_FROM), "", "nobody yet");
    expect_field(draft_header(&draft, COMPOSE_TO), "", "nobody yet");
    ck_assert(!draft_is_begun(&draft));
}
END_TEST

START_TEST(date_and_id_stay_as_long_as_the_message)
{
    struct draft_origin later = origin;
    const char *date = "Sat, 28 Nov 2026 09:00:00 -0300", *id = "<00000000000000a5@lab01>";

    draft_fill(&draft, &origin);
    later.now.tm_hour = 10;
    later.nonce = 0xA6;
    draft_fill(&draft, &later);
    expect_field(draft_header(&draft, COMPOSE_DATE), date, "later");
    expect_field(draft_header(&draft, COMPOSE_MESSAGE_ID), id, "later");
    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    draft_fill(&draft, &later);
    expect_field(draft_header(&draft, COMPOSE_DATE), "Sat, 28 Nov 2026 10:00:00 -0300", "next");
    expect_field(draft_header(&draft, COMPOSE_MESSAGE_ID), "<00000000000000a6@lab01>", "next");
}
END_TEST

START_TEST(the_sender_of_a_delivered_message_stays_and_is_selected)
{
    struct draft_field *field = draft_introduced(&draft, DIALECT_INTRODUCES_SENDER);

    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    ck_assert(!field->is_selected);
    write_field(field, "alice@x");
    draft_note_delivered(&draft);
    ck_assert(!field->is_selected);
    draft_note_sent(&draft, true);
    draft_note_delivered(&draft);
    expect_field(field, "alice@x", "the sender");
    ck_assert(field->is_selected);
}
END_TEST

START_TEST(what_a_person_wrote_is_not_filled_in)
{
    static const char *const texts[] = {"Alice <a@x>", ""};

    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++) {
        write_field(draft_header(&draft, field), "x");
        write_field(draft_header(&draft, field), texts[_i]);
    }
    draft_fill(&draft, &origin);
    for (enum compose_field field = 0; field < COMPOSE_FIELDS; field++)
        expect_field(draft_header(&draft, field), texts[_i], compose_field_name(field));
}
END_TEST

/* --- the body and attachments --- */

static const struct {
    const char *name;
    struct span bytes;
    enum draft_place place;
    const char *body; /* result if the body was "ab" with the cursor between; NULL: refused */
} texts[] = {
    {"inserted", {"-\r\n", 3}, DRAFT_AT_CURSOR, "a-\nb"},
    {"instead", {"new", 3}, DRAFT_INSTEAD, "new"},
    {"nothing inserted", {"", 0}, DRAFT_AT_CURSOR, "ab"},
    {"nothing instead", {NULL, 0}, DRAFT_INSTEAD, ""},
    {"with a mark", {"\xEF\xBB\xBFnew", 6}, DRAFT_INSTEAD, "new"},
    {"Latin-1", {"Jo\xE3o", 4}, DRAFT_INSTEAD, NULL},
    {"with a NUL", {"a\0b", 3}, DRAFT_AT_CURSOR, NULL},
};

START_TEST(a_file_becomes_text)
{
    int status;

    draft_insert(&draft, span_of("ab"));
    area_move(&draft.body, AREA_LEFT);
    draft_note_sent(&draft, true);
    status = draft_take_file(&draft, texts[_i].bytes, texts[_i].place);
    if (texts[_i].body == NULL)
        ck_assert_msg(status == -1 && errno == EILSEQ, "%s: taken", texts[_i].name);
    else
        ck_assert_msg(status == 0, "%s: refused", texts[_i].name);
    ck_assert_msg(draft.is_sent == (texts[_i].body == NULL), "%s: sent", texts[_i].name);
    expect_body(texts[_i].body != NULL ? texts[_i].body : "ab", texts[_i].name);
}
END_TEST

START_TEST(attachments_have_a_number_and_an_order)
{
    struct compose_message message;
    struct buffer content;
    char path[8];

    for (int i = 0; i < COMPOSE_ATTACHMENTS_MAX; i++) {
        snprintf(path, sizeof path, "f%d", i);
        attach(path, "bytes");
    }
    ck_assert_uint_eq(draft_attachment_room(&draft),
                      DRAFT_ATTACHED_MAX - COMPOSE_ATTACHMENTS_MAX * strlen("bytes"));
    buffer_init(&content, 1);
    ck_assert_int_eq(buffer_append(&content, "x", 1), 0);
    ck_assert_int_eq(draft_attach(&draft, span_of("more"), &content), -1);
    ck_assert_int_eq(errno, ENOSPC);
    draft_detach(&draft, 1);
    memory_fail_at(1);
    ck_assert_int_eq(draft_attach(&draft, span_of("more"), &content), -1);
    ck_assert(memory_has_failed());
    ck_assert_uint_eq(buffer_size(&content), 1);
    ck_assert_int_eq(draft_attach(&draft, span_of("more"), &content), 0);
    message = draft_message(&draft);
    ck_assert_uint_eq(message.attachment_count, COMPOSE_ATTACHMENTS_MAX);
    expect(message.attachments[0].path, "f0", "first", "the path");
    expect(message.attachments[1].path, "f2", "behind what went", "the path");
    expect(message.attachments[COMPOSE_ATTACHMENTS_MAX - 1].path, "more", "last", "the path");
    expect(message.attachments[COMPOSE_ATTACHMENTS_MAX - 1].content, "x", "last", "the content");
}
END_TEST

/* --- taken from the history --- */

static const struct {
    const char *line, *argument; /* NULL: it has no form */
    enum dialect_event verb;
} lines[] = {
    {"HELO lab02", "lab02", DIALECT_HELO},
    {"mail from: <a@x> ", "a@x", DIALECT_MAIL},
    {"RCPT TO:<johndoe>", "johndoe", DIALECT_RCPT},
    {"MAIL FROM:<>", "<>", DIALECT_MAIL},
    {"RCPT TO:", NULL, DIALECT_RCPT},
    {"DATA", NULL, DIALECT_DATA},
    {"NOOP x", NULL, DIALECT_UNKNOWN},
};

START_TEST(a_command_goes_into_its_argument)
{
    enum dialect_event verb;
    bool is_taken = draft_take_command(&draft, dialect, span_of(lines[_i].line), &verb);

    ck_assert_msg(is_taken == (lines[_i].argument != NULL), "%s", lines[_i].line);
    ck_assert_msg(verb == lines[_i].verb, "%s: verb %d", lines[_i].line, (int)verb);
    if (!is_taken)
        return;
    expect_field(draft_argument(&draft, verb), lines[_i].argument, lines[_i].line);
    ck_assert(draft_argument(&draft, verb)->is_edited);
}
END_TEST

START_TEST(a_message_comes_back_whole)
{
    struct compose_message named;

    draft_fill(&draft, &origin);
    draft_insert(&draft, span_of("what was there"));
    attach("there", "x");
    ck_assert_int_eq(
        draft_take_message(&draft, span_of("To: b@y\nAttachment: a\nAttachment: b c\n\nbody\n"),
                           &named),
        0);
    expect_field(draft_header(&draft, COMPOSE_TO), "b@y", "a field");
    expect_field(draft_header(&draft, COMPOSE_FROM), "", "a field that it does not have");
    expect_body("body\n", "the body");
    ck_assert_uint_eq(draft.attachment_count, 0);
    ck_assert_uint_eq(named.attachment_count, 2);
    expect(named.attachments[1].path, "b c", "named", "the path");
    draft_fill(&draft, &origin);
    expect_field(draft_header(&draft, COMPOSE_FROM), "", "not filled in");
}
END_TEST

/* Two words too long for one piece of the kill ring are yanked as one change.  Once nothing else
 * holds them, each needs memory of its own to be undone. */
START_TEST(what_is_undone_in_part_is_not_what_was_sent)
{
    static char words[2 * (KILL_RING_PIECE - 1)];
    struct span text = {words, sizeof words};
    unsigned parts = 0, fault = 0;
    int status = -1;

    memset(words, 'x', sizeof words);
    words[KILL_RING_PIECE] = ' ';
    draft_insert(&draft, text);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(draft_kill(&draft, AREA_WORD_LEFT), 0);
    text_store_forget(&draft.body.store);
    ck_assert_int_eq(draft_yank(&draft), 0);
    kill_ring_release(&draft.killed);
    draft_insert(&draft, span_of("x"));
    draft_delete(&draft, AREA_LEFT);
    ck_assert(draft_undo(&draft) == 1 && draft_undo(&draft) == 1);
    ck_assert(span_equal(area_text(&draft.body), text));
    while (status != 1) {
        size_t size = area_size(&draft.body);
        draft_note_sent(&draft, true);
        memory_fail_at(++fault);
        status = draft_undo(&draft);
        ck_assert_int_eq(status, memory_has_failed() ? -1 : 1);
        ck_assert_msg(area_size(&draft.body) == size || !draft.is_sent, "allocation %u", fault);
        parts += status == -1 && area_size(&draft.body) != size;
    }
    ck_assert_uint_gt(parts, 0);
    expect_body("", "undone");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draft");
    TCase *all = tcase_create("draft");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_test(all, a_text_that_is_the_same_is_no_edit);
    tcase_add_test(all, without_memory_a_field_stays_as_it_is);
    tcase_add_loop_test(all, an_argument_has_flaws, 0, COUNT(arguments));
    tcase_add_test(all, an_argument_may_be_as_long_as_its_line);
    tcase_add_loop_test(all, addresses_come_from_the_envelope, 0, COUNT(envelopes));
    tcase_add_test(all, date_and_id_stay_as_long_as_the_message);
    tcase_add_test(all, the_sender_of_a_delivered_message_stays_and_is_selected);
    tcase_add_loop_test(all, what_a_person_wrote_is_not_filled_in, 0, 2);
    tcase_add_test(all, without_an_envelope_addresses_are_empty);
    tcase_add_loop_test(all, a_file_becomes_text, 0, COUNT(texts));
    tcase_add_test(all, attachments_have_a_number_and_an_order);
    tcase_add_loop_test(all, a_command_goes_into_its_argument, 0, COUNT(lines));
    tcase_add_test(all, a_message_comes_back_whole);
    tcase_add_test(all, what_is_undone_in_part_is_not_what_was_sent);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
