/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_users.c - users files of any bytes: names that are safe as file names, or a complaint. */
#include <config.h>

#include "server/session/users.h"

#include "common/address.h"
#include "common/buffer.h"
#include "server/session/mailbox_name.h"
#include "tests/support/fuzz.h"

/* NAME is its own mailbox, and its file can only be one in the folder of mailboxes. */
static void check_name(const char *name)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1], back[MAILBOX_FILE_NAME_MAX + 1];
    enum address_flaw flaw;
    char *mailbox = address_mailbox(span_of(name), &flaw);

    ck_assert_ptr_nonnull(mailbox);
    ck_assert_str_eq(mailbox, name);
    free(mailbox);
    fuzz_expect_harmless(span_of(name));
    ck_assert(name[0] != '\0' && name[0] != '.' && name[0] != '-' && strchr(name, '/') == NULL);
    ck_assert(mailbox_name_fits(name));
    mailbox_name_to_file(name, file_name);
    ck_assert(mailbox_name_of_file(file_name, back));
    ck_assert_str_eq(back, name);
}

/* The names of USERS in a file of their own make the same table. */
static void check_again(const struct users *users)
{
    struct buffer text;
    struct users_error error;

    /* A mark of UTF-8 in front would be none of the first name. */
    buffer_init(&text, (size_t)1 << 26);
    ck_assert_int_eq(buffer_append(&text, "\n", 1), 0);
    for (size_t i = 0; i < users_count(users); i++) {
        const char *name = users_at(users, i)->name;
        ck_assert_int_eq(buffer_append(&text, name, strlen(name)), 0);
        ck_assert_int_eq(buffer_append(&text, "\n", 1), 0);
    }
    struct span span = buffer_span(&text);
    struct users *again = users_parse(span.data, span.size, &error);
    ck_assert_ptr_nonnull(again);
    ck_assert_uint_eq(users_count(again), users_count(users));
    for (size_t i = 0; i < users_count(users); i++) {
        ck_assert_str_eq(users_at(again, i)->name, users_at(users, i)->name);
        ck_assert_uint_eq(users_at(again, i)->line, i + 2);
    }
    users_free(again);
    buffer_release(&text);
}

static void check_users(const struct users *users, struct span text)
{
    size_t lines = 1;

    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    ck_assert_uint_ge(users_count(users), 1);
    for (size_t i = 0; i < users_count(users); i++) {
        const struct users_entry *entry = users_at(users, i);
        check_name(entry->name);
        ck_assert_ptr_eq(users_find(users, entry->name), entry);
        ck_assert(entry->line >= 1 && entry->line <= lines);
    }
    ck_assert_uint_le(users_doubt(users).line, lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    struct users_error error = {.flaw = USERS_OK};
    struct users *users = users_parse(text.data, text.size, &error);

    if (users == NULL) {
        ck_assert_int_ne(error.flaw, USERS_OK);
        ck_assert_int_ne(error.flaw, USERS_NO_MEMORY);
        ck_assert(fuzz_lies_within(error.name, text));
        ck_assert_int_eq(error.line == 0, error.flaw == USERS_NONE);
        return 0;
    }
    check_users(users, text);
    check_again(users);
    users_free(users);
    return 0;
}
