/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_letter.c - the letter of a message beside its envelope: fields, differences, what is said
 * of them, and what is kept of a delivery. */
#include <config.h>

#include "tui-client/message/letter.h"

#include <check.h>
#include <stdio.h>

#include "tests/support/check_main.h"
#include "tui-client/message/delivery.h"
#include "tui-client/message/mime.h"
#include "tui-client/panes/envelope_view.h"

static struct letter letter;
static char out[ENVELOPE_VIEW_MAX];

static void set_up(void)
{
    letter_init(&letter);
}

static void tear_down(void)
{
    letter_release(&letter);
}

/* Takes the lines of TEXT, which end in LF. */
static void take(const char *text)
{
    while (*text != '\0') {
        size_t size = strcspn(text, "\n");
        letter_take_line(&letter, (struct span){text, size});
        text += size + (text[size] == '\n');
    }
}

static bool holds(enum letter_field field, const char *text)
{
    return span_equal(letter_text(&letter, field), span_of(text));
}

/* --- addresses --- */

static const struct {
    const char *list;
    const char *addresses[4];
} lists[] = {
    {"", {NULL}},
    {"a@x", {"a@x"}},
    {" a@x , b ", {"a@x", "b"}},
    {"Ann <a@x>, \"B, c\" <b@x>,<c@x>", {"a@x", "b@x", "c@x"}},
    {"a@x (Ann, of x), (b) b@x", {"a@x", "b@x"}},
    {"team: a@x, Bo <b@x>;, c@x", {"a@x", "b@x", "c@x"}},
    {"undisclosed-recipients:;", {NULL}},
    {"two words, a@x", {"a@x"}},
    {"<>, a@[IPv6:::1]", {"a@[IPv6:::1]"}},
    {"\"a b\"@x, Ann <a@x", {"\"a b\"@x"}},
};

START_TEST(the_addresses_of_a_list_are_found)
{
    struct span list = span_of(lists[_i].list), address;

    for (size_t i = 0; i < COUNT(lists[_i].addresses) && lists[_i].addresses[i] != NULL; i++) {
        ck_assert_msg(mime_next_address(&list, &address), "%s: %zu", lists[_i].list, i);
        ck_assert_msg(span_equal(address, span_of(lists[_i].addresses[i])), "%s: %.*s",
                      lists[_i].list, (int)address.size, address.data);
    }
    ck_assert_msg(!mime_next_address(&list, &address), "%s: %.*s", lists[_i].list,
                  (int)address.size, address.data);
}
END_TEST

/* --- fields --- */

START_TEST(the_fields_of_a_header_are_taken)
{
    take("Received: x\n for To: nobody\nfrom:  Ann <a@x>\nTO: b@x,\n\tc@x\nCc: d@x\nTo: e@x\n\n"
         "To: f@x\n");
    ck_assert(holds(LETTER_FROM, "Ann <a@x>"));
    ck_assert(holds(LETTER_TO, "b@x, c@x, e@x"));
    ck_assert(holds(LETTER_CC, "d@x"));
    ck_assert(holds(LETTER_BCC, ""));
    take(".\nTo: g@x\n");
    ck_assert(holds(LETTER_TO, "g@x"));
    ck_assert(holds(LETTER_FROM, ""));
    take(".\nHello.\nTo: h@x\n");
    ck_assert(holds(LETTER_TO, ""));
}
END_TEST

START_TEST(of_a_field_that_was_cut_nothing_is_said)
{
    static char field[LETTER_TEXT_MAX + 8];
    static char name[] = "johndoe";
    char *recipients[] = {name};
    const struct envelope envelope = {
        .sender = name, .recipients = recipients, .recipient_count = 1};

    memset(field, 'x', sizeof field - 1);
    memcpy(field, "To: ", 4);
    take(field);
    ck_assert(letter.is_cut);
    ck_assert_uint_eq(letter_compare(&letter, &envelope).unnamed_count, 0);
}
END_TEST

/* --- differences --- */

static const struct {
    const char *name, *sender;
    const char *recipients[4];
    const char *header, *said; /* in 100 columns */
} cases[] = {
    {"the same", "alice@lab", {"bob@x"}, "From: Al <alice@lab>\nTo: bob@x\n", ""},
    {"no domain", "alice", {"johndoe"}, "From: alice@lab\nTo: JohnDoe@smtp.prototype\n", ""},
    {"another domain",
     "alice@lab",
     {"bob@x"},
     "From: alice@lab\nTo: bob@y\n",
     "bob@x gets it, although no header names that address (like Bcc).\n"
     "bob@y is only in the header: without RCPT TO, no mail.\n"},
    {"hidden",
     "alice@lab",
     {"bob@x", "mary@x"},
     "From: alice@lab\nTo: bob@x\n",
     "mary@x gets it, although no header names that address (like Bcc).\n"},
    {"two hidden",
     "alice@lab",
     {"bob@x", "mary@x", "eve"},
     "From: alice@lab\nTo: bob@x\n",
     "mary@x and 1 more get it, although no header names them (like Bcc).\n"},
    {"named in Cc and in Bcc",
     "alice@lab",
     {"bob@x", "mary@x"},
     "From: alice@lab\nCc: bob@x\nBcc: mary@x\n",
     ""},
    {"two named by one word", "alice@lab", {"bob@x", "bob@y"}, "From: alice@lab\nTo: Bob\n", ""},
    {"another sender",
     "bounces@list",
     {"bob@x"},
     "From: alice@lab\nTo: bob@x\n",
     "If it cannot be delivered, bounces@list is told, not the address in From:.\n"},
    {"no sender",
     "<>",
     {"bob@x"},
     "From: alice@lab\nTo: bob@x\n",
     "With <> as sender, nobody is told if it cannot be delivered.\n"},
    {"no header",
     "alice@lab",
     {"bob"},
     "",
     "bob gets it, although no header names that address (like Bcc).\n"},
    {"no recipient yet", "alice@lab", {NULL}, "From: alice@lab\nTo: bob@x\n", ""},
    {"two for nothing",
     "alice@lab",
     {"bob"},
     "From: alice@lab\nTo: bob, mary@x\nCc: eve@x\n",
     "mary@x and 1 more are only in the header: without RCPT TO, no mail.\n"},
    {"hostile",
     "a\033[2J",
     {"b\n\xC3\xA7"},
     "From: c@x\nTo: b@y\n",
     "b\\x0A\xC3\xA7 gets it, although no header names that address (like Bcc).\n"
     "If it cannot be delivered, a\\x1B[2J is told, not the address in From:.\n"
     "b@y is only in the header: without RCPT TO, no mail.\n"},
};

static struct envelope envelope_of(const char *sender, const char *const *recipients, char **copies)
{
    struct envelope envelope = {.sender = (char *)sender, .recipients = copies};

    while (envelope.recipient_count < 4 && recipients[envelope.recipient_count] != NULL) {
        copies[envelope.recipient_count] = (char *)recipients[envelope.recipient_count];
        envelope.recipient_count++;
    }
    return envelope;
}

START_TEST(what_differs_is_said_first)
{
    char *copies[4];
    struct envelope envelope = envelope_of(cases[_i].sender, cases[_i].recipients, copies);
    size_t size = strlen(cases[_i].said);

    take(cases[_i].header);
    envelope_view(&envelope, &letter, 100, 20, out);
    ck_assert_msg(strncmp(out, cases[_i].said, size) == 0, "%s: %s", cases[_i].name, out);
    ck_assert_msg(strncmp(out + size, "ENVELOPE", 8) == 0, "%s: %s", cases[_i].name, out);
}
END_TEST

/* --- how it looks --- */

static const struct {
    int width, rows;
    const char *text;
    size_t used;
} views[] = {
    {70, 20,
     "mary@x and 1 more get it, although no header names them (like Bcc).\n"
     "ENVELOPE (what the server obeys)    LETTER (what the reader sees)\n"
     "MAIL FROM:<alice@lab.test>          From: Alice <alice@lab.test>\n"
     "RCPT TO:<johndoe>                   To: johndoe@smtp.prototype\n"
     "RCPT TO:<mary@x>\n"
     "RCPT TO:<a.name.that.is.long@e...>\n",
     6},
    {70, 4,
     "mary@x and 1 more get it, although no header names them (like Bcc).\n"
     "ENVELOPE (what the server obeys)    LETTER (what the reader sees)\n"
     "MAIL FROM:<alice@lab.test>          From: Alice <alice@lab.test>\n"
     "RCPT TO:<johndoe> and 2 more        To: johndoe@smtp.prototype\n",
     4},
    {36, 8,
     "mary@x and 1 more get it, although no header names them (like Bcc).\n"
     "ENVELOPE (what the server obeys)\n"
     "MAIL FROM:<alice@lab.test>\n"
     "RCPT TO:<johndoe> and 2 more\n"
     "LETTER (what the reader sees)\n"
     "From: Alice <alice@lab.test>\n"
     "To: johndoe@smtp.prototype\n",
     8},
    /* The second difference has room too. */
    {70, 5,
     "mary@x and 1 more get it, although no header names them (like Bcc).\n"
     "Bob@x is only in the header: without RCPT TO, no mail.\n"
     "ENVELOPE (what the server obeys)    LETTER (what the reader sees)\n",
     6},
    {24, 8,
     "mary@x and 1 more get it, although no header names them (like Bcc).\n"
     "ENVELOPE (what the se...\n"
     "MAIL FROM:<alice@lab...>\n"
     "RCPT TO:<...> and 2 more\n",
     9},
};

START_TEST(both_are_shown_in_the_room_there_is)
{
    char *copies[4];
    const char *const recipients[] = {"johndoe", "mary@x", "a.name.that.is.long@example.org", NULL};
    struct envelope envelope = envelope_of("alice@lab.test", recipients, copies);
    size_t used;

    take("From: Alice <alice@lab.test>\nTo: johndoe@smtp.prototype\n");
    if (views[_i].rows == 5)
        letter_set(&letter, LETTER_BCC, span_of("Bob@x"));
    used = envelope_view(&envelope, &letter, views[_i].width, views[_i].rows, out);
    ck_assert_msg(strncmp(out, views[_i].text, strlen(views[_i].text)) == 0, "%d: %s", _i, out);
    ck_assert_msg(used == views[_i].used, "%d: %zu rows", _i, used);
}
END_TEST

START_TEST(without_a_sender_there_is_nothing_to_show)
{
    const struct envelope envelope = {0};

    ck_assert_uint_eq(envelope_view(&envelope, &letter, 80, 20, out), 0);
    ck_assert_str_eq(out, "");
}
END_TEST

/* --- deliveries --- */

static void send_text(struct delivery *delivery, const struct envelope *envelope, const char *text)
{
    struct dialogue_line line = {.kind = DIALOGUE_TEXT, .text = span_of(text)};

    delivery_follow(delivery, &line, envelope);
}

/* The reply CODE to the end of a message, or one that WITHDRAWS it. */
static void reply(struct delivery *delivery, const struct envelope *envelope, unsigned code,
                  bool withdraws)
{
    static const struct dialect_outcome accepted = {.code = 250, .result = DIALECT_DONE};
    struct dialogue_line line = {.kind = DIALOGUE_REPLY_LAST, .code = code};

    line.reply = (struct dialogue_reply){.code = code,
                                         .event = withdraws ? DIALECT_EVENTS : DIALECT_END_OF_DATA,
                                         .outcome = &accepted,
                                         .withdraws = withdraws};
    delivery_follow(delivery, &line, envelope);
}

START_TEST(what_was_delivered_is_kept)
{
    char *copies[4];
    const char *const recipients[] = {"johndoe", "mary", NULL};
    struct envelope envelope = envelope_of("alice", recipients, copies);
    struct delivery delivery;

    delivery_init(&delivery);
    send_text(&delivery, &envelope, "To: johndoe");
    send_text(&delivery, &envelope, ".");
    reply(&delivery, &envelope, 451, false);
    ck_assert(!delivery.is_known);
    send_text(&delivery, &envelope, "From: alice");
    ck_assert_uint_eq(letter_text(&delivery.current, LETTER_TO).size, 0);
    send_text(&delivery, &envelope, ".");
    reply(&delivery, &envelope, 250, false);
    ck_assert(delivery.is_known);
    ck_assert_str_eq(delivery.envelope.sender, "alice");
    ck_assert_uint_eq(delivery.envelope.recipient_count, 2);
    ck_assert_str_eq(delivery.envelope.recipients[1], "mary");
    ck_assert(span_equal(letter_text(&delivery.letter, LETTER_FROM), span_of("alice")));
    reply(&delivery, &envelope, 250, true);
    ck_assert(!delivery.is_known);
    delivery_release(&delivery);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("letter");
    TCase *all = tcase_create("letter");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, the_addresses_of_a_list_are_found, 0, CASES(lists));
    tcase_add_test(all, the_fields_of_a_header_are_taken);
    tcase_add_test(all, of_a_field_that_was_cut_nothing_is_said);
    tcase_add_loop_test(all, what_differs_is_said_first, 0, CASES(cases));
    tcase_add_loop_test(all, both_are_shown_in_the_room_there_is, 0, CASES(views));
    tcase_add_test(all, without_a_sender_there_is_nothing_to_show);
    tcase_add_test(all, what_was_delivered_is_kept);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
