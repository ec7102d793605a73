/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_hearing.c - what a verdict says of secrets and messages, whose bytes do not stay as they
 * came: the one is wiped, the other decoded.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "server/verdict/verdicts.h"
#include "tests/support/clients.h"

#define SECRET "c2VjcmV0IHNlY3JldA=="
#define MAIL   "MAIL FROM:<a@b.example>\r\nRCPT TO:<johndoe@b.example>\r\n"

/* What comes with AUTH is a secret, though the mechanism is not offered.  Findings are "ID
 * LINE.BYTE", of the connection or of its message. */
static const struct {
    const char *name, *said, *findings;
} cases[] = {
    {"a line after a secret", "EHLO x.example\r\nAUTH NTLM " SECRET "\r\nFOO\r\nQUIT\r\n",
     "mechanism-unoffered 2.17;command-unknown 3.49;"},
    {"who leaves after a secret", "EHLO x.example\r\nAUTH NTLM " SECRET "\r\n",
     "mechanism-unoffered 2.17;quit-missing 3.49;"},
    {"a secret without its end", "EHLO x.example\r\nAUTH NTLM " SECRET, "line-unended 2.17;"},
    {"a dot", "EHLO x.example\r\n" MAIL "DATA\r\n..\r\n.x\r\nhi\nyou\r\n.\r\nQUIT\r\n",
     "header-missing 1.1;dot-stuffing 2.5;bare-lf 3.11;"},
};

static struct dialect dialect;

static void failed(void *context, int error)
{
    (void)context, (void)error;
}

/* Says TEXT line by line, or byte by byte if it IS_SLOW, and leaves. */
static void say(const char *text, bool is_slow)
{
    connect_peer(0);
    while (*text != '\0') {
        size_t size = is_slow ? 1 : strcspn(text, "\n") + 1;
        size = size < strlen(text) ? size : strlen(text);
        ck_assert_int_eq(write(peers[0], text, size), (ssize_t)size);
        text += size;
        turn();
        read_replies(0, 1024);
        if (submitted_count > 0)
            answer(0);
    }
    ck_assert_int_eq(shutdown(peers[0], SHUT_WR), 0);
    for (int i = 0; i < 10 && clients_count(clients) > 0; i++)
        turn();
    ck_assert_uint_eq(clients_count(clients), 0);
}

/* Writes the findings of VERDICT, an object of JSON, to OUT. */
static void list_findings(const char *verdict, char *out, size_t size)
{
    static const char mark[] = "{\"id\":\"";
    unsigned line, byte;

    *out = '\0';
    while ((verdict = strstr(verdict, mark)) != NULL) {
        size_t length = strlen(out);
        verdict += sizeof mark - 1;
        ck_assert_int_eq(
            sscanf(strstr(verdict, "\"line\":"), "\"line\":%u,\"byte\":%u", &line, &byte), 2);
        snprintf(out + length, size - length, "%.*s %u.%u;", (int)strcspn(verdict, "\""), verdict,
                 line, byte);
    }
}

static void check_verdict(int number, bool is_slow)
{
    char written[8192] = "", found[256];
    int ends[2];

    ck_assert_int_eq(pipe(ends), 0);
    service.verdicts =
        verdicts_new(&(struct verdicts_target){ends[1], failed, NULL}, VERDICTS_JSON);
    ck_assert_ptr_nonnull(service.verdicts);
    ck_assert_int_eq(verdicts_start(service.verdicts), 0);
    begin();
    say(cases[number].said, is_slow);
    end(false);
    while (verdicts_flush(service.verdicts) > 0)
        continue;
    ck_assert(verdicts_free(service.verdicts));
    close(ends[1]);
    ck_assert_int_gt(read(ends[0], written, sizeof written - 1), 0);
    close(ends[0]);
    list_findings(written, found, sizeof found);
    ck_assert_msg(strcmp(found, cases[number].findings) == 0, "%s: %s", cases[number].name, found);
}

/* Nothing of a secret stays in the memory that all connections share. */
START_TEST(judges)
{
    check_verdict(_i, false);
    ck_assert_ptr_null(memmem(&room, sizeof room, SECRET, 8));
    check_verdict(_i, true);
    ck_assert_ptr_null(memmem(&room, sizeof room, SECRET, 8));
}
END_TEST

static void set_up_with_auth(void)
{
    set_up();
    dialect = dialect_rfc5321;
    dialect.policy.extensions |= DIALECT_EXTENSION_AUTH;
    dialect.policy.takes_secrets_in_clear = true;
    service.session.dialect = &dialect;
}

int main(void)
{
    Suite *suite = suite_create("hearing");
    TCase *tests = tcase_create("hearing");

    suite_add_tcase(suite, tests);
    tcase_add_checked_fixture(tests, set_up_with_auth, tear_down);
    tcase_add_loop_test(tests, judges, 0, CASES(cases));
    return check_main(suite);
}
