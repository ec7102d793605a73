/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_decoded.c - what is shown of the lines of AUTH, and that no secret is. */
#include <config.h>

#include "tui-client/auth/decoded.h"

#include <errno.h>

#include "common/base64.h"
#include "tests/support/check_main.h"
#include "tests/support/guard.h"
#include "tui-client/auth/password.h"

#define TEXT(string)                                                                               \
    {                                                                                              \
        (string), sizeof(string) - 1                                                               \
    }

static const struct {
    bool is_challenge;
    enum mechanism mechanism;
    unsigned number;
    struct span said, shown;
    const char *user;
    bool is_hidden;
} cases[] = {
    {false, MECHANISM_PLAIN, 0, TEXT("\0tim\0sesame"), TEXT("\0tim\0***"), "tim", false},
    {false, MECHANISM_PLAIN, 0, TEXT("root\0tim\0sesame"), TEXT("root\0tim\0***"), "tim", false},
    {false, MECHANISM_PLAIN, 0, TEXT("sesame"), TEXT(""), "", true},
    {false, MECHANISM_PLAIN, 1, TEXT("\0tim\0sesame"), TEXT(""), "", true},
    {false, MECHANISM_LOGIN, 0, TEXT("tim"), TEXT("tim"), "tim", false},
    {false, MECHANISM_LOGIN, 1, TEXT("sesame"), TEXT("***"), "", false},
    {true, MECHANISM_LOGIN, 0, TEXT("Username:"), TEXT("Username:"), "", false},
    {false, MECHANISM_CRAM_MD5, 0, TEXT("tim b9"), TEXT("tim ***"), "tim", false},
    {false, MECHANISM_CRAM_MD5, 0, TEXT("sesame"), TEXT(""), "", true},
    {true, MECHANISM_CRAM_MD5, 0, TEXT("<1@b>"), TEXT("<1@b>"), "", false},
    {false, MECHANISM_SCRAM_SHA_256, 0, TEXT("n,,n=a=2Cb,r=x"), TEXT("n,,n=a=2Cb,r=x"), "a,b",
     false},
    {true, MECHANISM_SCRAM_SHA_256, 1, TEXT("r=xy,s=QQ==,i=4096"), TEXT("r=xy,s=QQ==,i=4096"), "",
     false},
    {false, MECHANISM_SCRAM_SHA_256, 1, TEXT("c=biws,r=xy,p=QQ=="), TEXT("c=biws,r=xy,p=***"), "",
     false},
    {true, MECHANISM_SCRAM_SHA_256, 2, TEXT("v=QQ=="), TEXT("v=QQ=="), "", false},
    {false, MECHANISM_SCRAM_SHA_256, 2, TEXT(""), TEXT(""), "", false},
    {false, MECHANISM_SCRAM_SHA_256, 0, TEXT("sesame"), TEXT(""), "", true},
    {false, MECHANISM_SCRAM_SHA_256, 1, TEXT("sesame"), TEXT(""), "", true},
    {false, MECHANISM_SCRAM_SHA_256, 2, TEXT("sesame"), TEXT(""), "", true},
    {false, MECHANISM_XOAUTH2, 0, TEXT("user=tim\001auth=Bearer sesame\001\001"),
     TEXT("user=tim\001auth=Bearer ***\001\001"), "tim", false},
    {false, MECHANISM_XOAUTH2, 0, TEXT("user=a=3Db\001auth=Bearer sesame\001\001"),
     TEXT("user=a=3Db\001auth=Bearer ***\001\001"), "a=3Db", false},
    {false, MECHANISM_OAUTHBEARER, 0, TEXT("n,a=a=3Db,\001auth=Bearer sesame\001\001"),
     TEXT("n,a=a=3Db,\001auth=Bearer ***\001\001"), "a=b", false},
    {false, MECHANISM_OAUTHBEARER, 0, TEXT("sesame"), TEXT(""), "", true},
    {false, MECHANISM_OAUTHBEARER, 1, TEXT("\001"), TEXT("\001"), "", false},
    {false, MECHANISM_OAUTHBEARER, 1, TEXT("sesame"), TEXT(""), "", true},
    {false, MECHANISMS, 0, TEXT("sesame"), TEXT(""), "", true},
};

static bool decode(int number, struct span line, struct decoded *decoded)
{
    return cases[number].is_challenge
               ? decoded_challenge(line, decoded)
               : decoded_response(cases[number].mechanism, cases[number].number, line, decoded);
}

START_GUARDED_TEST(secrets_are_replaced)
{
    struct decoded decoded;
    struct buffer line;
    struct span base64;
    char *copy;

    buffer_init(&line, 1024);
    ck_assert_int_eq(base64_encode_unbroken(cases[_i].said, &line), 0);
    base64 = buffer_span(&line);
    copy = guard_copy(base64.data, base64.size);
    ck_assert_int_eq(decode(_i, (struct span){copy, base64.size}, &decoded), !cases[_i].is_hidden);
    guard_free(copy, base64.size);
    ck_assert_msg(span_equal((struct span){decoded.text, decoded.size}, cases[_i].shown),
                  "case %d: \"%.*s\"", _i, (int)decoded.size, decoded.text);
    ck_assert_str_eq(decoded.user, cases[_i].user);
    buffer_release(&line);
}
END_TEST

START_TEST(what_is_cut_or_no_base64_is_hidden)
{
    static const char line[] = "AHRpbQBzZXNhbWU=";
    struct decoded decoded;

    for (size_t size = 1; size < sizeof line - 1; size++) {
        bool is_shown = decoded_response(MECHANISM_PLAIN, 0, (struct span){line, size}, &decoded);
        /* Cut within the password the rest is hidden as well. */
        ck_assert_msg(is_shown == (size == 8 || size == 12), "%zu", size);
        ck_assert(!is_shown || memmem(decoded.text, decoded.size, "s", 1) == NULL);
    }
}
END_TEST

/* --- the password ---------------------------------------------------------------------------- */

START_TEST(a_password_is_erased_by_characters)
{
    struct password password = {0};

    ck_assert_int_eq(password_append(&password, span_of("a\xC3\xA9\xE2\x82\xAC")), 0);
    password_erase(&password);
    ck_assert_str_eq(password.text, "a\xC3\xA9");
    password_erase(&password);
    ck_assert_str_eq(password.text, "a");
    ck_assert_int_eq(memcmp(password.text + 1, "\0\0\0\0\0", 5), 0);
    password_erase(&password);
    password_erase(&password);
    ck_assert(!password_is_given(&password));
    password_wipe(&password);
}
END_TEST

START_TEST(a_password_has_a_limit_and_no_nul)
{
    struct password password = {0};
    char text[PASSWORD_MAX];

    memset(text, 'x', sizeof text);
    ck_assert_int_eq(password_append(&password, (struct span){"a\0b", 3}), -1);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_int_eq(password_append(&password, (struct span){text, sizeof text}), 0);
    ck_assert_int_eq(password_append(&password, span_of("y")), -1);
    ck_assert_int_eq(errno, ENOBUFS);
    ck_assert_uint_eq(strlen(password.text), sizeof text);
    password_wipe(&password);
    ck_assert_ptr_null(password.text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decoded");
    TCase *all = tcase_create("decoded");

    tcase_add_loop_test(all, secrets_are_replaced, 0, CASES(cases));
    tcase_add_test(all, what_is_cut_or_no_base64_is_hidden);
    tcase_add_test(all, a_password_is_erased_by_characters);
    tcase_add_test(all, a_password_has_a_limit_and_no_nul);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
