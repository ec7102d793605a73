/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_incoming.c - pieces of a message become the record that a mailbox gets. */
#include <config.h>

#include "server/mail/incoming.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>

#include "server/mail/mbox.h"
#include "tests/support/check_main.h"
#include "tests/support/engine.h"

#define RECORD_MAX 2048

/* What stands before each message of these cases. */
#define SEPARATOR "From a@b Thu Jan  1 00:00:01 1970\nReturn-Path: <a@b>\n"
#define RECEIVED                                                                                   \
    "Received: from laptop ([127.0.0.1])\n"                                                        \
    "\tby h with SMTP; Thu, 1 Jan 1970 00:00:01 +0000\n"
#define HEAD SEPARATOR "Delivered-To: JohnDoe@x\n" RECEIVED

static struct engine engine;

static void set_up(void)
{
    engine = engine_new();
}

static void tear_down(void)
{
    engine_free(&engine);
}

static struct incoming *new_incoming(void)
{
    struct incoming *incoming = incoming_new(engine.spool, false);

    ck_assert_ptr_nonnull(incoming);
    return incoming;
}

static enum incoming_status add(struct incoming *incoming, struct span piece)
{
    int owner;
    enum incoming_status status = incoming_add(incoming, piece, &owner);

    if (status != INCOMING_WAITS)
        return status;
    ck_assert_ptr_eq(spool_await(engine.spool)->owner, &owner);
    return incoming_stored(incoming);
}

/* Completes INCOMING as the message of one and the same session. */
static struct delivery *finish(struct incoming *incoming, void *owner)
{
    static char helo[] = "laptop", sender[] = "a@b", recipient[] = "JohnDoe@x",
                mailbox[] = "johndoe";
    static struct envelope_recipient recipients[] = {{recipient, mailbox}};
    static const struct session_config config = {.hostname = "h"};
    const struct session session = {
        .config = &config,
        .helo = helo,
        .envelope = {.sender = sender, .recipients = recipients, .recipient_count = 1},
    };
    struct delivery_set *set = incoming_finish(incoming, &session, "127.0.0.1", 1, owner);

    ck_assert_ptr_nonnull(set);
    ck_assert_uint_eq(set->count, 1);
    ck_assert_str_eq(set->deliveries->mailbox, "johndoe");
    ck_assert_ptr_eq(set->owner, owner);
    return set->deliveries;
}

/* The record of DELIVERY in OUT, of RECORD_MAX bytes; its size. */
static size_t read_record(const struct delivery *delivery, char *out)
{
    struct span head = buffer_span(&delivery->head);
    size_t body = (size_t)spooled_size(&delivery->set->body);

    ck_assert_uint_le(head.size + body, RECORD_MAX);
    memcpy(out, head.data, head.size);
    ck_assert_int_eq(spooled_read(&delivery->set->body, 0, out + head.size, body), 0);
    return head.size + body;
}

static const struct {
    const char *name, *message, *record;
} messages[] = {
    {"plain", "Subject: x\n\nhello\n", HEAD "Subject: x\n\nhello\n\n"},
    {"empty", "", HEAD "\n"},
    {"an empty line", "\n", HEAD "\n\n"},
    {"no header", "hello\n", HEAD "\nhello\n\n"},
    {"quoted", "A: b\n\nFrom c\n>From d\n", HEAD "A: b\n\n>From c\n>>From d\n\n"},
    {"much quoted", "\nFrom \nFrom \nFrom \nFrom \n", HEAD "\n>From \n>From \n>From \n>From \n\n"},
    {"a trusted field", "Status: RO\n\nStatus: RO\n",
     HEAD "X-Original-Status: RO\n\nStatus: RO\n\n"},
    {"no end of the last line", "A: b\n\nFro", HEAD "A: b\n\nFro\n\n"},
};

/* In pieces of STRIDE bytes. */
static void check_record(int i, size_t stride)
{
    struct span message = span_of(messages[i].message);
    struct incoming *incoming = new_incoming();
    char record[RECORD_MAX];

    for (size_t at = 0; at < message.size; at += stride) {
        size_t size = message.size - at < stride ? message.size - at : stride;
        ck_assert_int_eq(add(incoming, (struct span){message.data + at, size}), INCOMING_KEPT);
    }
    const struct delivery *delivery = finish(incoming, record);
    size_t size = read_record(delivery, record);
    ck_assert_msg(span_equal((struct span){record, size}, span_of(messages[i].record)),
                  "%s: \"%.*s\" (%zu bytes at a time)", messages[i].name, (int)size, record,
                  stride);
    ck_assert_msg(delivery_size(delivery) == size, "%s: told to be of %llu bytes", messages[i].name,
                  (unsigned long long)delivery_size(delivery));
    incoming_free(incoming);
}

START_TEST(makes_a_record)
{
    for (size_t stride = 1; stride <= strlen(messages[_i].message) + 1; stride++)
        check_record(_i, stride);
}
END_TEST

/* One record for each mailbox, with one body; recipients who share one are both named in it. */
START_TEST(makes_a_record_for_each_mailbox)
{
    struct envelope_recipient recipients[] = {
        {(char[]){"ann@x"}, (char[]){"ann"}},
        {(char[]){"joe@x"}, (char[]){"joe"}},
        {(char[]){"Ann"}, (char[]){"ann"}},
        {(char[]){"bob"}, (char[]){"bob"}},
    };
    static const char *const mailboxes[] = {"ann", "joe", "bob"};
    static const char *const to[] = {"Delivered-To: ann@x\nDelivered-To: Ann\n",
                                     "Delivered-To: joe@x\n", "Delivered-To: bob\n"};
    struct incoming *incoming = new_incoming();
    char record[RECORD_MAX], expected[RECORD_MAX];

    ck_assert_int_eq(add(incoming, span_of("A: 1\n\nb\n")), INCOMING_KEPT);
    const struct session session = {
        .config = &(struct session_config){.hostname = "h"},
        .helo = (char[]){"laptop"},
        .envelope = {.sender = (char[]){"a@b"}, .recipients = recipients, .recipient_count = 4}};
    struct delivery_set *set = incoming_finish(incoming, &session, "127.0.0.1", 1, record);
    ck_assert_ptr_nonnull(set);
    ck_assert_uint_eq(set->count, CASES(to));
    for (int i = 0; i < CASES(to); i++) {
        size_t size = read_record(&set->deliveries[i], record);
        int length =
            snprintf(expected, sizeof expected, SEPARATOR "%s" RECEIVED "A: 1\n\nb\n\n", to[i]);
        ck_assert_str_eq(set->deliveries[i].mailbox, mailboxes[i]);
        ck_assert_msg(
            span_equal((struct span){record, size}, (struct span){expected, (size_t)length}),
            "%s: \"%.*s\"", mailboxes[i], (int)size, record);
    }
    incoming_free(incoming);
}
END_TEST

/* However many recipients one mailbox has, all are named. */
START_TEST(has_room_for_every_recipient)
{
    enum { MANY = 100 };
    static char address[MBOX_LINE_MAX + 1], ann[] = "ann";
    struct envelope_recipient recipients[MANY];
    struct incoming *incoming = new_incoming();

    memset(address, 'a', sizeof address - 1);
    for (int i = 0; i < MANY; i++)
        recipients[i] = (struct envelope_recipient){address, ann};
    const struct session session = {
        .config = &(struct session_config){.hostname = "h"},
        .helo = (char[]){"laptop"},
        .envelope = {.sender = (char[]){"a@b"}, .recipients = recipients, .recipient_count = MANY}};
    struct delivery_set *set = incoming_finish(incoming, &session, "127.0.0.1", 1, incoming);
    ck_assert_ptr_nonnull(set);
    ck_assert_uint_eq(set->count, 1);
    ck_assert_uint_gt(buffer_size(&set->deliveries->head), MANY * (size_t)(MBOX_LINE_MAX - 20));
    incoming_free(incoming);
}
END_TEST

/* Several at a time share the spool and nothing else. */
START_TEST(keeps_messages_apart)
{
    struct incoming *first = new_incoming(), *second = new_incoming();
    char record[RECORD_MAX];

    ck_assert_int_eq(add(first, span_of("A: 1\n")), INCOMING_KEPT);
    ck_assert_int_eq(add(second, span_of("B: 2\n\nFr")), INCOMING_KEPT);
    ck_assert_int_eq(add(first, span_of("\none\n")), INCOMING_KEPT);
    ck_assert_int_eq(add(second, span_of("om\n")), INCOMING_KEPT);
    incoming_free(new_incoming());
    size_t size = read_record(finish(second, NULL), record);
    ck_assert(span_equal((struct span){record, size}, span_of(HEAD "B: 2\n\nFrom\n\n")));
    incoming_free(second);
    size = read_record(finish(first, NULL), record);
    ck_assert(span_equal((struct span){record, size}, span_of(HEAD "A: 1\n\none\n\n")));
    incoming_free(first);
    incoming_free(NULL);
}
END_TEST

/* A piece that finds no room, either as it comes or only once it is quoted, is not half kept: the
 * message is lost. */
START_TEST(tells_that_there_is_no_room)
{
    static const char unit[] = "From \n";
    static const size_t sizes[] = {900000, 2000000};
    static char piece[2000000];
    struct incoming *incoming = new_incoming();

    for (size_t i = 0; i < sizeof piece; i++)
        piece[i] = unit[i % strlen(unit)];
    errno = 0;
    ck_assert_int_eq(add(incoming, (struct span){piece, sizes[_i]}), INCOMING_LOST);
    ck_assert_int_eq(errno, ENOBUFS);
    incoming_free(incoming);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("incoming");
    TCase *records = tcase_create("records");

    tcase_add_checked_fixture(records, set_up, tear_down);
    tcase_add_loop_test(records, makes_a_record, 0, CASES(messages));
    tcase_add_test(records, makes_a_record_for_each_mailbox);
    tcase_add_test(records, has_room_for_every_recipient);
    tcase_add_test(records, keeps_messages_apart);
    tcase_add_loop_test(records, tells_that_there_is_no_room, 0, 2);
    suite_add_tcase(suite, records);
    return check_main(suite);
}
