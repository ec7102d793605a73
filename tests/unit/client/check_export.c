/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_export.c - conversations in export formats, compared exactly. */
#include <config.h>

#include "tui-client/export/export.h"

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/exported.h"

#define GREETED   "S 220 x smtpd-proto\nC helo me\nS 250 hi\n"
#define ADDRESSED GREETED "C mail from: <a@b>\nS 250 ok\nC rcpt to: c\nS 250 ok\n"
#define DATA      ADDRESSED "C data\nS 354 go on\n"
#define ACCEPTED  "C .\nS 250 accepted\n"

#define SESSION "# smtp-session 1\n# Recorded by smtp-tui.\n"
#define SWAKS                                                                                      \
    "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }' <<'EOF' | \\\n"             \
    "swaks --protocol SMTP --no-data-fixup --data - \\\n  --server 'h' \\\n  --port '25' \\\n"
#define CURL                                                                                       \
    "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }' <<'EOF' | \\\n"                                    \
    "curl --globoff --upload-file - \\\n"
#define PYTHON                                                                                     \
    "import smtplib\n\nsmtp = smtplib.SMTP()\nprint(smtp.connect('h', 25))\n"                      \
    "print(smtp.docmd('helo me'))\n"

#define SECURED                                                                                    \
    "S 220 x ESMTP\nC EHLO me\nS 250 hi\nC STARTTLS\nS 220 go\nT\nC EHLO me\nS 250 hi\n"           \
    "C MAIL FROM:<a@b>\nS 250 ok\nC RCPT TO:<c@d>\nS 250 ok\nC DATA\nS 354 go on\nC hi\nC .\n"

static const struct export_case cases[] = {
    {"nothing was said", "S 220 x smtpd-proto\n", EXPORT_SESSION, EXPORT_EMPTY, ""},
    {"a session", GREETED, EXPORT_SESSION, EXPORT_OK,
     "# smtp-session 1\n# Recorded by smtp-tui.\nS: 220 x smtpd-proto\nC: helo me\nS: 250 hi\n"
     "S!\n"},
    {"codes", GREETED, EXPORT_CODES, EXPORT_OK, SESSION "S: 220\nC: helo me\nS: 250\nS!\n"},
    {"connections", GREETED "+\nS 220 y\nC quit\nS 221 z\n", EXPORT_SESSION, EXPORT_OK,
     SESSION "S: 220 x smtpd-proto\nC: helo me\nS: 250 hi\nS!\n"
             "C+\nS: 220 y\nC: quit\nS: 221 z\nS!\n"},
    {"nothing was sent on the last connection", GREETED "+\nS 220 y\n", EXPORT_CODES, EXPORT_OK,
     SESSION "S: 220\nC: helo me\nS: 250\nS!\nC+\nS: 220\nS!\n"},
    {"Python of the last connection", GREETED "C foo\nS 500 a\n+\n" GREETED, EXPORT_PYTHON,
     EXPORT_OK, PYTHON "smtp.close()\n"},
    {"nothing was delivered", ADDRESSED, EXPORT_SWAKS, EXPORT_UNDELIVERED, ""},
    {"nothing was delivered", ADDRESSED, EXPORT_CURL, EXPORT_UNDELIVERED, ""},
    {"a refused message", DATA "C hi\nC .\nS 451 no\n", EXPORT_CURL, EXPORT_UNDELIVERED, ""},
    {"a message", DATA "C hi\nC ..dot\n" ACCEPTED, EXPORT_SWAKS, EXPORT_OK,
     SWAKS "  --helo 'me' \\\n  --from 'a@b' \\\n  --to 'c'\nhi\n..dot\n.\nEOF\n"},
    {"a message", DATA "C hi\nC ..dot\n" ACCEPTED, EXPORT_CURL, EXPORT_OK,
     CURL "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c'\nhi\n.dot\nEOF\n"},
    {"a message after EHLO",
     "S 220 x ESMTP\nC EHLO me\nS 250 hi\nC MAIL FROM:<a@b>\nS 250 ok\nC RCPT TO:<c@d>\nS 250 ok\n"
     "C DATA\nS 354 go on\nC hi\n" ACCEPTED,
     EXPORT_SWAKS, EXPORT_OK,
     "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }' <<'EOF' | \\\n"
     "swaks --protocol ESMTP --no-data-fixup --data - \\\n  --server 'h' \\\n  --port '25' \\\n"
     "  --helo 'me' \\\n  --from 'a@b' \\\n  --to 'c@d'\nhi\n.\nEOF\n"},
    {"STARTTLS", SECURED "S 250 ok\n", EXPORT_SWAKS, EXPORT_OK,
     "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }' <<'EOF' | \\\n"
     "swaks --protocol ESMTP --no-data-fixup --data - --tls \\\n  --server 'h' \\\n  --port '25' "
     "\\\n"
     "  --helo 'me' \\\n  --from 'a@b' \\\n  --to 'c@d'\nhi\n.\nEOF\n"},
    {"STARTTLS", SECURED "S 250 ok\n", EXPORT_CURL, EXPORT_OK,
     "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }' <<'EOF' | \\\n"
     "curl --globoff --upload-file - --ssl-reqd \\\n"
     "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c@d'\nhi\nEOF\n"},
    {"STARTTLS with anybody", "?\n" SECURED "S 250 ok\n", EXPORT_CURL, EXPORT_OK,
     "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }' <<'EOF' | \\\n"
     "curl --globoff --upload-file - --ssl-reqd --insecure \\\n"
     "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c@d'\nhi\nEOF\n"},
    {"STARTTLS", "S 220 x ESMTP\nC STARTTLS\nS 220 go\nT\nC EHLO me\nS 250 hi\n", EXPORT_PYTHON,
     EXPORT_OK,
     "import smtplib\nimport ssl\n\ncontext = ssl.create_default_context()\n"
     "smtp = smtplib.SMTP()\nprint(smtp.connect('h', 25))\nprint(smtp.docmd('STARTTLS'))\n"
     "smtp.sock = context.wrap_socket(smtp.sock, server_hostname='h')\nsmtp.file = None\n"
     "print(smtp.docmd('EHLO me'))\nsmtp.close()\n"},
    {"STARTTLS that was refused", "S 220 x ESMTP\nC STARTTLS\nS 454 no\n", EXPORT_PYTHON, EXPORT_OK,
     "import smtplib\n\nsmtp = smtplib.SMTP()\nprint(smtp.connect('h', 25))\n"
     "print(smtp.docmd('STARTTLS'))\nsmtp.close()\n"},
    {"TLS from the beginning", "!\n" DATA "C hi\n" ACCEPTED, EXPORT_SWAKS, EXPORT_OK,
     "LC_ALL=C awk 'NR > 1 { printf \"\\r\\n\" } { printf \"%s\", $0 }' <<'EOF' | \\\n"
     "swaks --protocol SMTP --no-data-fixup --data - --tlsc \\\n  --server 'h' \\\n  --port '25' "
     "\\\n"
     "  --helo 'me' \\\n  --from 'a@b' \\\n  --to 'c'\nhi\n.\nEOF\n"},
    {"TLS from the beginning", "!\n" DATA "C hi\n" ACCEPTED, EXPORT_CURL, EXPORT_OK,
     CURL "  'smtps://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c'\nhi\nEOF\n"},
    {"TLS from the beginning, with anybody", "!\n?\n" GREETED, EXPORT_PYTHON, EXPORT_OK,
     "import smtplib\nimport ssl\n\ncontext = ssl.create_default_context()\n"
     "context.check_hostname = False\ncontext.verify_mode = ssl.CERT_NONE\n"
     "smtp = smtplib.SMTP_SSL('h', 25, context=context)\nprint(smtp.docmd('helo "
     "me'))\nsmtp.close()\n"},
    {"TLS from the beginning", "!\n" GREETED, EXPORT_CODES, EXPORT_OK,
     SESSION "# TLS from the beginning: smtps://HOST:PORT\nS: 220\nC: helo me\nS: 250\nS!\n"},
    {"a line like the delimiter", DATA "C EOF\nC EOF1\n" ACCEPTED, EXPORT_CURL, EXPORT_OK,
     "LC_ALL=C awk '{ printf \"%s\\r\\n\", $0 }' <<'EOF2' | \\\n"
     "curl --globoff --upload-file - \\\n"
     "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c'\nEOF\nEOF1\nEOF2\n"},
    {"a control byte in the message", DATA "C a\033b\n" ACCEPTED, EXPORT_CURL, EXPORT_OK,
     "base64 -d <<'EOF' | \\\ncurl --globoff --upload-file - \\\n"
     "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c'\nYRtiDQo=\nEOF\n"},
    {"a sender like an option",
     GREETED "C mail from: -x\nS 250 ok\nC rcpt to: c\nS 250 ok\nC data\nS 354 x\nC m\n" ACCEPTED,
     EXPORT_SWAKS, EXPORT_UNSAYABLE, ""},
    {"a recipient with a comma",
     GREETED "C mail from: x\nS 250 ok\nC rcpt to: a,c\nS 250 ok\nC data\nS 354 x\nC m\n" ACCEPTED,
     EXPORT_SWAKS, EXPORT_UNSAYABLE, ""},
    {"a recipient that the dialect refuses and the server takes",
     ADDRESSED "C rcpt to: d\nS 250 ok\nC rcpt to: e\nS 550 no\nC data\nS 354 x\nC m\n" ACCEPTED,
     EXPORT_CURL, EXPORT_OK,
     CURL "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c' \\\n"
          "  --mail-rcpt 'd'\nm\nEOF\n"},
    {"two messages",
     DATA "C m\n" ACCEPTED "C mail from: x\nS 250 ok\nC rcpt to: y\nS 250 ok\nC data\nS 354 x\n"
          "C n\n" ACCEPTED,
     EXPORT_CURL, EXPORT_OK,
     CURL "  'smtp://h:25/me' \\\n  --mail-from 'a@b' \\\n  --mail-rcpt 'c'\nm\nEOF\n" CURL
          "  'smtp://h:25/me' \\\n  --mail-from 'x' \\\n  --mail-rcpt 'y'\nn\nEOF\n"},
    {"text behind the sender",
     GREETED "C mail from:<a@b> SIZE=100\nS 250 ok\nC rcpt to: c\nS 250 ok\nC data\nS 354 x\n"
             "C m\n" ACCEPTED,
     EXPORT_SWAKS, EXPORT_UNSAYABLE, ""},
    {"text behind a recipient",
     GREETED "C mail from:<a@b>\nS 250 ok\nC rcpt to:<c> NOTIFY=NEVER\nS 250 ok\nC data\nS 354 x\n"
             "C m\n" ACCEPTED,
     EXPORT_CURL, EXPORT_UNSAYABLE, ""},
    {"quotes in an address",
     GREETED
     "C mail from: a'b$(c)\nS 250 ok\nC rcpt to: c\nS 250 ok\nC data\nS 354 x\nC m\n" ACCEPTED,
     EXPORT_CURL, EXPORT_OK,
     CURL "  'smtp://h:25/me' \\\n  --mail-from 'a'\\''b$(c)' \\\n  --mail-rcpt 'c'\nm\nEOF\n"},
    {"a control byte in an address",
     GREETED
     "C mail from: a\033\nS 250 ok\nC rcpt to: c\nS 250 ok\nC data\nS 354 x\nC m\n" ACCEPTED,
     EXPORT_CURL, EXPORT_OK,
     CURL "  'smtp://h:25/me' \\\n  --mail-from \"$(printf '\\141\\033')\" \\\n"
          "  --mail-rcpt 'c'\nm\nEOF\n"},
    {"nobody as sender",
     GREETED "C mail from: <>\nS 250 ok\nC rcpt to: c\nS 250 ok\nC data\nS 354 x\nC m\n" ACCEPTED,
     EXPORT_CURL, EXPORT_OK,
     CURL "  'smtp://h:25/me' \\\n  --mail-from '' \\\n  --mail-rcpt 'c'\nm\nEOF\n"},
    {"Python", DATA "C it's\\\nC .\nS 250 accepted\nC quit\nS 221 bye\n", EXPORT_PYTHON, EXPORT_OK,
     PYTHON "print(smtp.docmd('mail from: <a@b>'))\nprint(smtp.docmd('rcpt to: c'))\n"
            "print(smtp.docmd('data'))\nsmtp.send(\n    b'it\\x27s\\x5c\\r\\n'\n    b'.\\r\\n')\n"
            "print(smtp.getreply())\nprint(smtp.docmd('quit'))\nsmtp.close()\n"},
    {"Python within a message", DATA "C hi\n", EXPORT_PYTHON, EXPORT_OK,
     PYTHON "print(smtp.docmd('mail from: <a@b>'))\nprint(smtp.docmd('rcpt to: c'))\n"
            "print(smtp.docmd('data'))\nsmtp.send(\n    b'hi\\r\\n'\n    b'')\nsmtp.close()\n"},
    {"Python and a command that is not ASCII", GREETED "C \xC3\xA7\nS 500 no\n", EXPORT_PYTHON,
     EXPORT_OK, PYTHON "smtp.send(b'\\xc3\\xa7\\r\\n')\nprint(smtp.getreply())\nsmtp.close()\n"},
};

START_TEST(a_conversation_is_exported)
{
    check_exported(&cases[_i]);
}
END_TEST

/* Every buffer size that is too small fails; a part never counts as complete. */
START_TEST(an_export_needs_room)
{
    size_t size = cases[_i].flaw == EXPORT_OK ? strlen(cases[_i].text) : 0;
    struct conversation conversation;
    struct export_source source;

    converse(&conversation, cases[_i].script);
    source = source_of(&conversation, "h");
    for (size_t room = 1; room < size; room += 7) {
        struct buffer out;
        buffer_init(&out, room);
        ck_assert_msg(export_conversation(&source, cases[_i].format, &out) == EXPORT_NO_MEMORY,
                      "%s in %zu bytes", cases[_i].name, room);
        buffer_release(&out);
    }
    release(&conversation);
}
END_TEST

START_TEST(lost_lines_are_told)
{
    struct conversation conversation;
    struct buffer out;
    struct export_source source;

    converse(&conversation, DATA "C hi\n" ACCEPTED);
    source = source_of(&conversation, "::1");
    buffer_init(&out, ROOM);
    ck_assert_int_eq(export_conversation(&source, EXPORT_CURL, &out), EXPORT_OK);
    ck_assert(memmem(out.data + out.start, buffer_size(&out), "'smtp://[::1]:25/me'", 20) != NULL);
    buffer_release(&out);
    conversation.transcript.lost++;
    ck_assert_int_eq(export_conversation(&source, EXPORT_CURL, &out), EXPORT_INCOMPLETE);
    conversation.connections[0].first = 1;
    ck_assert_int_eq(export_conversation(&source, EXPORT_CURL, &out), EXPORT_OK);
    buffer_release(&out);
    release(&conversation);
}
END_TEST

/* Of several connections, those with a dropped line are left out. */
START_TEST(a_broken_connection_is_left_out)
{
    struct conversation conversation;
    struct buffer out;
    struct export_source source;

    converse(&conversation, GREETED "+\n" GREETED "+\nS 220 y\nC quit\nS 221 z\n");
    source = source_of(&conversation, "h");
    conversation.transcript.lost++;
    for (size_t i = 1; i < conversation.connection_count; i++)
        conversation.connections[i].first++;
    buffer_init(&out, ROOM);
    ck_assert_int_eq(export_conversation(&source, EXPORT_CODES, &out), EXPORT_OK);
    ck_assert(span_equal(buffer_span(&out), span_of(SESSION "S: 220\nC: helo me\nS: 250\nS!\n"
                                                            "C+\nS: 220\nC: quit\nS: 221\nS!\n")));
    buffer_release(&out);
    release(&conversation);
}
END_TEST

START_TEST(nothing_is_exported_without_a_connection)
{
    struct conversation conversation;
    struct buffer out;
    struct export_source source;

    converse(&conversation, GREETED);
    source = source_of(&conversation, "h");
    source.connection_count = 0;
    buffer_init(&out, ROOM);
    for (enum export_format format = 0; format < EXPORT_FORMATS; format++)
        ck_assert_int_eq(export_conversation(&source, format, &out), EXPORT_EMPTY);
    buffer_release(&out);
    release(&conversation);
}
END_TEST

START_TEST(too_many_recipients_are_told)
{
    static const char more[] = "C rcpt to: c\nS 250 ok\n";
    struct conversation conversation;
    struct export_source source;
    struct buffer script, out;

    buffer_init(&script, ROOM);
    buffer_init(&out, ROOM);
    buffer_append(&script, ADDRESSED, strlen(ADDRESSED));
    for (int i = 0; i < 1000; i++)
        buffer_append(&script, more, sizeof more - 1);
    buffer_append(&script, "C data\nS 354 x\nC m\n" ACCEPTED,
                  sizeof "C data\nS 354 x\nC m\n" ACCEPTED);
    converse(&conversation, buffer_span(&script).data);
    source = source_of(&conversation, "h");
    ck_assert_int_eq(export_conversation(&source, EXPORT_CURL, &out), EXPORT_UNSAYABLE);
    buffer_release(&out);
    buffer_release(&script);
    release(&conversation);
}
END_TEST

/* The host name may contain any bytes. */
START_TEST(a_host_stays_within_its_quotes)
{
    static const char url[] = "'smtp://h'\\'';id;'\\'':25/me'";
    struct conversation conversation;
    struct export_source source;
    struct buffer out;

    converse(&conversation, DATA "C hi\n" ACCEPTED);
    source = source_of(&conversation, "h';id;'");
    buffer_init(&out, ROOM);
    ck_assert_int_eq(export_conversation(&source, EXPORT_CURL, &out), EXPORT_OK);
    ck_assert_ptr_nonnull(memmem(out.data + out.start, buffer_size(&out), url, sizeof url - 1));
    buffer_release(&out);
    release(&conversation);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("export");
    TCase *all = tcase_create("export");

    tcase_add_loop_test(all, a_conversation_is_exported, 0, CASES(cases));
    tcase_add_loop_test(all, an_export_needs_room, 0, CASES(cases));
    tcase_add_test(all, lost_lines_are_told);
    tcase_add_test(all, a_broken_connection_is_left_out);
    tcase_add_test(all, nothing_is_exported_without_a_connection);
    tcase_add_test(all, too_many_recipients_are_told);
    tcase_add_test(all, a_host_stays_within_its_quotes);
    suite_add_tcase(suite, all);
    return check_main(suite);
}
