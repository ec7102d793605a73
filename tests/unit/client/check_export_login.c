/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_export_login.c - logins in export formats: the password is asked for, and in none of them.
 */
#include <config.h>

#include "tui-client/export/export.h"

#include "tests/support/check_main.h"
#include "tests/support/exported.h"

#define SESSION "# smtp-session 1\n# Recorded by smtp-tui.\n"

#define AUTHENTICATED(mechanism)                                                                   \
    "S 220 x ESMTP\nC EHLO me\nS 250 hi\nU o'tim\nC AUTH " mechanism "\nS 235 in\nU \n"            \
    "C MAIL FROM:<a@b>\nS 250 ok\nC RCPT TO:<c@d>\nS 250 ok\nC DATA\nS 354 go on\nC hi\nC .\n"     \
    "S 250 ok\n"

#define PROMPT                                                                                     \
    "[ -n \"$SMTP_PASSWORD\" ] || {\n"                                                             \
    "    trap 'stty echo </dev/tty' EXIT; trap 'exit 130' HUP INT TERM\n"                          \
    "    printf 'Password: ' >/dev/tty; stty -echo </dev/tty\n"                                    \
    "    IFS= read -r SMTP_PASSWORD </dev/tty\n"                                                   \
    "    stty echo </dev/tty; trap - EXIT HUP INT TERM; echo\n}\n"

static const struct export_case cases[] = {
    {"a login", AUTHENTICATED("PLAIN eA=="), EXPORT_SWAKS, EXPORT_OK,
     PROMPT "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }' <<'EOF' | \\\n"
            "SWAKS_OPT_auth_password=\"$SMTP_PASSWORD\" swaks --protocol ESMTP --no-data-fixup "
            "--data - \\\n  --server 'h' \\\n  --port '25' \\\n"
            "  --auth 'PLAIN' \\\n  --auth-user 'o'\\''tim' \\\n"
            "  --helo 'me' \\\n  --from 'a@b' \\\n  --to 'c@d'\nhi\n.\nEOF\n"},
    {"a login by SCRAM", AUTHENTICATED("SCRAM-SHA-256 eA=="), EXPORT_CURL, EXPORT_OK,
     PROMPT "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }' <<'EOF' | \\\n"
            "curl --globoff --upload-file - \\\n  --user 'o'\\''tim':\"$SMTP_PASSWORD\" "
            "--login-options AUTH=CRAM-MD5 \\\n"
            "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c@d'\nhi\nEOF\n"},
    {"a login with a token", AUTHENTICATED("XOAUTH2 eA=="), EXPORT_CURL, EXPORT_OK,
     PROMPT "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }' <<'EOF' | \\\n"
            "curl --globoff --upload-file - \\\n  --user 'o'\\''tim': --oauth2-bearer "
            "\"$SMTP_PASSWORD\" --login-options AUTH=XOAUTH2 \\\n"
            "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c@d'\nhi\nEOF\n"},
    {"a login with a token", AUTHENTICATED("XOAUTH2 eA=="), EXPORT_SWAKS, EXPORT_UNSAYABLE, ""},
    {"a login by a mechanism that is not known", AUTHENTICATED("FOO eA=="), EXPORT_CURL,
     EXPORT_UNSAYABLE, ""},
    {"a login", AUTHENTICATED("LOGIN"), EXPORT_CODES, EXPORT_OK,
     SESSION "S: 220\nC: EHLO me\nS: 250\nC: AUTH LOGIN\nS: 235\nC: MAIL FROM:<a@b>\nS: 250\n"
             "C: RCPT TO:<c@d>\nS: 250\nC: DATA\nS: 354\nC: hi\nC: .\nS: 250\nS!\n"},
    {"a login", AUTHENTICATED("PLAIN eA=="), EXPORT_CODES, EXPORT_OK,
     SESSION "S: 220\nC: EHLO me\nS: 250\nC$: AUTH PLAIN o'tim\nS: 235\nC: MAIL FROM:<a@b>\n"
             "S: 250\nC: RCPT TO:<c@d>\nS: 250\nC: DATA\nS: 354\nC: hi\nC: .\nS: 250\nS!\n"},
};

START_TEST(a_conversation_is_exported)
{
    check_exported(&cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export_login");
    TCase *all = tcase_create("export_login");

    tcase_add_loop_test(all, a_conversation_is_exported, 0, CASES(cases));
    suite_add_tcase(suite, all);
    return check_main(suite);
}
