/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_server_name.c - how a server is named, against an unreadable page; the command line's test
 * has the rest of the forms. */
#include <config.h>

#include "tui-client/client/server_name.h"

#include "tests/support/check_main.h"
#include "tests/support/guard.h"

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct {
    const char *text;
    size_t size;
    enum server_name_flaw flaw;
    const char *name; /* as server_name_format() writes it */
} names[] = {
    {TEXT("lab"), SERVER_NAME_OK, "lab:49152"},
    {TEXT("lab:025"), SERVER_NAME_OK, "lab:25"},
    {TEXT("::1"), SERVER_NAME_OK, "[::1]:49152"},
    {TEXT("[::1]:25"), SERVER_NAME_OK, "[::1]:25"},
    {TEXT("smtp://lab"), SERVER_NAME_OK, "lab:25"},
    {TEXT("SMTP://[::1]:26/"), SERVER_NAME_OK, "[::1]:26"},
    {TEXT("smtps://lab"), SERVER_NAME_OK, "lab:465"},
    {TEXT("SMTPS://lab:465/"), SERVER_NAME_OK, "lab:465"},
    {TEXT("smtps://[::1]:26"), SERVER_NAME_OK, "smtps://[::1]:26"},
    {TEXT("lab:465"), SERVER_NAME_OK, "lab:465"},
    {TEXT("smtp://lab:465"), SERVER_NAME_OK, "smtp://lab:465"},
    {TEXT("smtpss://lab"), SERVER_NAME_NOT_URL, "old:1"},
    {TEXT("smt://lab"), SERVER_NAME_NOT_URL, "old:1"},
    {TEXT("x://"), SERVER_NAME_NOT_URL, "old:1"},
    {TEXT(""), SERVER_NAME_NOT_HOST, "old:1"},
    {TEXT("lab:"), SERVER_NAME_NOT_PORT, "old:1"},
    {TEXT("lab:99999"), SERVER_NAME_NOT_PORT, "old:1"},
    {TEXT("[::1]:0"), SERVER_NAME_NOT_PORT, "old:1"},
    {TEXT("a@lab"), SERVER_NAME_NOT_HOST, "old:1"},
    {TEXT("lab\0:25"), SERVER_NAME_NOT_HOST, "old:1"},
    {TEXT("smtp://lab:"), SERVER_NAME_NOT_PORT, "old:1"},
};

START_GUARDED_TEST(a_name_is_understood_or_changes_nothing)
{
    char *text = guard_copy(names[_i].text, names[_i].size);
    struct server_name name = {.host = "old", .port = "1"};
    char out[SERVER_NAME_MAX];

    ck_assert_msg(server_name_parse(&name, (struct span){text, names[_i].size}) == names[_i].flaw,
                  "%s", names[_i].text);
    ck_assert_str_eq(server_name_format(&name, out, sizeof out), names[_i].name);
    ck_assert_int_eq(name.is_secure, strncmp(out, "smtps:", 6) == 0 || strcmp(out, "lab:465") == 0);
    guard_free(text, names[_i].size);
}
END_TEST

START_TEST(what_is_written_is_read)
{
    char text[SERVER_NAME_MAX + 1], out[SERVER_NAME_MAX];
    struct server_name name;

    memset(text, 'x', sizeof text);
    memcpy(text, "smtps://", strlen("smtps://"));
    memcpy(text + strlen("smtps://") + SERVER_NAME_HOST_MAX, ":65535", sizeof ":65535");
    ck_assert_int_eq(server_name_parse(&name, span_of(text)), SERVER_NAME_OK);
    ck_assert_str_eq(server_name_format(&name, out, sizeof out), text);
    for (size_t size = SERVER_NAME_HOST_MAX + 1; size <= SERVER_NAME_MAX; size++) {
        memset(text, 'x', sizeof text);
        ck_assert_int_eq(server_name_parse(&name, (struct span){text, size}), SERVER_NAME_NOT_HOST);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("server_name");
    TCase *all = tcase_create("server_name");

    tcase_add_loop_test(all, a_name_is_understood_or_changes_nothing, 0, CASES(names));
    tcase_add_test(all, what_is_written_is_read);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
