/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_catch_all.c - whose mailbox gets mail for names that have none. */
#include <config.h>

#include <check.h>
#include <stdlib.h>

#include "server/mail/incoming.h"
#include "server/session/session.h"
#include "tests/support/check_main.h"
#include "tests/support/dialects.h"
#include "tests/support/engine.h"
#include "tests/support/memory.h"

#define X10  "xxxxxxxxxx"
#define X100 X10 X10 X10 X10 X10 X10 X10 X10 X10 X10

#define BYTES(literal)                                                                             \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

static struct users *users;
static struct session_config config;
static struct session session;

static void set_up(void)
{
    struct users_error error;
    struct session_event event;

    users = users_parse("joe ann", 7, &error);
    ck_assert_ptr_nonnull(users);
    config = (struct session_config){.dialect = &dialect_prototype,
                                     .hostname = "h",
                                     .users = users,
                                     .message_size_max = 1000,
                                     .catch_all = "ann"};
    session_init(&session, &config);
    session_signal(&session, DIALECT_CONNECT, &event);
}

static void tear_down(void)
{
    session_release(&session);
    users_free(users);
}

/* Says LINE, without its ending; returns the code of the reply.  Assertions would allocate here. */
static int say(struct span line)
{
    static char in[1000];
    struct session_event event;

    memcpy(in, line.data, line.size);
    memcpy(in + line.size, "\r\n", 2);
    session_next(&session, in, line.size + 2, NULL, &event);
    return event.kind == SESSION_REPLY ? atoi(event.reply) : 0;
}

static int say_text(const char *text)
{
    return say(span_of(text));
}

static const struct {
    const char *name;
    struct span line;
    const char *mailbox; /* NULL: refused */
    const char *address;
} cases[] = {
    {"a name with a mailbox", BYTES("rcpt to:<Joe@x>"), "joe", "Joe@x"},
    {"the catch-all itself", BYTES("rcpt to:ANN"), "ann", "ANN"},
    {"an unknown name", BYTES("rcpt to:<Bob@Example>"), "ann", "Bob@Example"},
    {"a longer name", BYTES("rcpt to:joey"), "ann", "joey"},
    {"not ASCII", BYTES("rcpt to:JO\xC3\x83O@x"), "ann", "JO\xC3\x83O@x"},
    {"a path", BYTES("rcpt to:../x"), "ann", "../x"},
    {"an absolute path", BYTES("rcpt to:/etc/passwd"), "ann", "/etc/passwd"},
    {"a dot", BYTES("rcpt to:."), "ann", "."},
    {"an option", BYTES("rcpt to:-rf"), "ann", "-rf"},
    {"a control character", BYTES("rcpt to:a\x1B[2J"), "ann", "a\x1B[2J"},
    {"300 bytes", BYTES("rcpt to:" X100 X100 X100), "ann", X100 X100 X100},
    {"nothing before the @", BYTES("rcpt to:@x"), NULL, NULL},
    {"only the @", BYTES("rcpt to:<@>"), NULL, NULL},
    {"the null path", BYTES("rcpt to:<>"), NULL, NULL},
    {"ill-formed", BYTES("rcpt to:bo\xFF"), NULL, NULL},
    {"ill-formed behind the @", BYTES("rcpt to:bob@\xFF"), "ann", "bob@\xFF"},
    {"a NUL", BYTES("rcpt to:bo\0b"), NULL, NULL},
};

START_TEST(chooses_a_mailbox)
{
    const struct envelope *envelope = &session.envelope;
    const char *name = cases[_i].name;

    say_text("helo x");
    say_text("mail from:a");
    int code = say(cases[_i].line);
    ck_assert_msg(code == (cases[_i].mailbox != NULL ? 250 : 550), "%s: %d", name, code);
    if (cases[_i].mailbox == NULL) {
        ck_assert_msg(envelope->recipient_count == 0, "%s: a recipient", name);
        return;
    }
    ck_assert_msg(strcmp(envelope->recipients[0].mailbox, cases[_i].mailbox) == 0, "%s: %s", name,
                  envelope->recipients[0].mailbox);
    ck_assert_msg(strcmp(envelope->recipients[0].address, cases[_i].address) == 0, "%s: %s", name,
                  envelope->recipients[0].address);
}
END_TEST

START_TEST(refuses_without_a_catch_all)
{
    config.catch_all = NULL;
    say_text("helo x");
    say_text("mail from:a");
    ck_assert_int_eq(say_text("rcpt to:bob"), 550);
    say_text("mail from:a");
    ck_assert_int_eq(say_text("rcpt to:joe"), 250);
}
END_TEST

START_TEST(needs_memory)
{
    bool has_failed = true;

    for (unsigned number = 1; has_failed; number++) {
        tear_down();
        set_up();
        say_text("helo x");
        say_text("mail from:a");
        memory_fail_at(number);
        int code = say_text("rcpt to:bob");
        has_failed = memory_has_failed();
        ck_assert_msg(code == (has_failed ? 421 : 250), "allocation %u: %d", number, code);
    }
}
END_TEST

/* RCPT may be repeated. */
static void allow_recipients(struct dialects_copy *copy)
{
    dialects_copy_prototype(copy);
    struct dialect_row *row = dialects_row_of(copy, DIALECT_RCPT);
    while (row->action != DIALECT_ACTION_RCPT)
        row++;
    for (size_t i = 0; i < DIALECT_OUTCOMES_MAX; i++)
        if (row->outcomes[i].result == DIALECT_DONE) {
            row->outcomes[i].next = DIALECT_STATE_SAME;
            row->outcomes[i].clear = 0;
        }
    copy->dialect.policy.recipients_max = 100;
    config.dialect = &copy->dialect;
}

/* Two unknown names and the catch-all itself are one delivery, which names all three. */
START_TEST(is_one_mailbox)
{
    struct engine engine = engine_new();
    struct incoming *incoming = incoming_new(engine.spool, false);
    struct dialects_copy copy;

    ck_assert_ptr_nonnull(incoming);
    allow_recipients(&copy);
    say_text("helo x");
    say_text("mail from:a");
    ck_assert_int_eq(say_text("rcpt to:<Bob@x>"), 250);
    ck_assert_int_eq(say_text("rcpt to:joe"), 250);
    ck_assert_int_eq(say_text("rcpt to:ann@y"), 250);
    ck_assert_int_eq(say_text("rcpt to:eve"), 250);
    const struct delivery_set *set = incoming_finish(incoming, &session, "127.0.0.1", 1, incoming);
    ck_assert_ptr_nonnull(set);
    ck_assert_uint_eq(set->count, 2);
    ck_assert_str_eq(set->deliveries[0].mailbox, "ann");
    ck_assert_str_eq(set->deliveries[1].mailbox, "joe");
    struct span head = buffer_span(&set->deliveries[0].head);
    static const char to[] = "\nDelivered-To: Bob@x\nDelivered-To: ann@y\nDelivered-To: eve\nRec";
    ck_assert_msg(memmem(head.data, head.size, to, sizeof to - 1) != NULL, "%.*s", (int)head.size,
                  head.data);
    incoming_free(incoming);
    engine_free(&engine);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catch_all");
    TCase *all = tcase_create("catch-all");

    tcase_add_checked_fixture(all, set_up, tear_down);
    tcase_add_loop_test(all, chooses_a_mailbox, 0, CASES(cases));
    tcase_add_test(all, refuses_without_a_catch_all);
    tcase_add_test(all, needs_memory);
    tcase_add_test(all, is_one_mailbox);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
