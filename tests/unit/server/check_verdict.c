/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_verdict.c - each mistake of a client has exactly its finding, and a client without one has
 * none.
 */
#include <config.h>

#include <stdio.h>

#include "tests/support/check_main.h"
#include "tests/support/witness.h"

/* Of what is found, '!' marks an error, '?' a remark. */
static const struct {
    const char *name;
    enum server server;
    const char *pieces[PIECES_MAX];
    const char *found;
} cases[] = {
    {"nothing wrong", ESMTP, {OPEN, HEAD "\r\nhi" END, QUIT}, ""},
    {"nothing wrong, pipelined",
     ESMTP,
     {EHLO, "MAIL FROM:<a@x.example>\r\nRCPT TO:<joe@x>\r\nDATA\r\n", HEAD "\r\nhi" END QUIT},
     ""},
    {"nothing wrong, two messages",
     ESMTP,
     {OPEN, HEAD "\r\nhi" END, ENVELOPE, HEAD "\r\nho" END, QUIT},
     ""},
    {"nothing wrong, refused recipients, pipelined",
     ESMTP,
     {EHLO, "MAIL FROM:<a@x.example>\r\nRCPT TO:<eve@x>\r\nDATA\r\n", QUIT},
     ""},
    {"nothing wrong, refused recipient",
     ESMTP,
     {EHLO, "MAIL FROM:<>\r\n", "RCPT TO:<eve@x>\r\n", "RSET\r\n", QUIT},
     ""},
    {"nothing wrong, dots", ESMTP, {OPEN, HEAD "\r\n..\r\n...x\r\na.\r\n" END, QUIT}, ""},
    {"nothing wrong, address literal", ESMTP, {"EHLO [127.0.0.1]\r\n", QUIT}, ""},
    {"nothing wrong, HELO after EHLO",
     ESMTP,
     {"EHLO\r\n", "HELO c.example\r\n", QUIT},
     "argument-missing! "},
    {"nothing wrong, 8 bit",
     ESMTP,
     {EHLO, "MAIL FROM:<a@x.example> BODY=8BITMIME SMTPUTF8\r\n", "RCPT TO:<joe@x>\r\n", "DATA\r\n",
      HEAD "Subject: \xc3\xa1\r\n\r\n\xc3\xa1" END, QUIT},
     ""},
    {"nothing wrong, size",
     ESMTP,
     {EHLO, "MAIL FROM:<a@x.example> SIZE=99\r\n", "RCPT TO:<joe@x>\r\n", "DATA\r\n",
      HEAD "\r\n..i" END, QUIT},
     ""},
    {"nothing wrong, verbs that need not be known",
     ESMTP,
     {EHLO, "EXPN x\r\n", "VRFY x\r\n", "NOOP\r\n", "HELP\r\n", QUIT},
     ""},
    {"nothing wrong, AUTH under TLS",
     ESMTP_AUTH,
     {EHLO, "STARTTLS\r\n", EHLO, "AUTH PLAIN AGEAYg==\r\n", QUIT},
     ""},
    {"nothing wrong, a challenge in clear",
     ESMTP_AUTH_IN_CLEAR,
     {EHLO, "AUTH CRAM-MD5\r\n", "YQ==\r\n", QUIT},
     ""},
    {"nothing wrong, many words in a field",
     ESMTP,
     {OPEN, HEAD "To: a@b,\r\n\tc@d\r\nX-A: 1\r\nX-A: 1\r\n\r\nhi" END, QUIT},
     ""},
    {"nothing wrong, MIME", ESMTP, {OPEN, MIXED "--b\r\n\r\nhi\r\n--b--" END, QUIT}, ""},
    {"nothing wrong, textbook", PROTO, {TEXTBOOK, HEAD "\r\nhi" END, "quit\r\n"}, ""},
    {"nothing wrong, EHLO first in a textbook",
     PROTO,
     {EHLO, TEXTBOOK, HEAD "\r\nhi" END, QUIT},
     ""},
    {"nothing wrong, a refused recipient in a textbook",
     PROTO,
     {HELO, "mail from: ana\r\n", "rcpt to: eve\r\n"},
     ""},
    {"nothing wrong, RSET in a textbook",
     PROTO,
     {HELO, "rset\r\n", STEPS, HEAD "\r\nhi" END, "quit\r\n"},
     ""},
    {"no handshake after STARTTLS", ESMTP_TLS, {EHLO, "STARTTLS\r\n"}, ""},
    {"nothing said", ESMTP, {NULL}, ""},
    {"nothing said until the timeout", ESMTP, {"~"}, ""},
    {"cut off", ESMTP, {EHLO, "#"}, ""},
    {"cut off in a message", ESMTP, {OPEN, HEAD, "#"}, ""},
    {"cut off in a line", ESMTP, {"EHL", "#"}, ""},

    {"LF in a textbook",
     PROTO,
     {"helo lab\n", "mail from: a\n", "rcpt to: joe\n", "data\n",
      "Date: Fri, 21 Nov 1997 09:55:06 -0600\nFrom: <a@b>\n"
      "Message-ID: <1@b>\n\nhi\n.\n",
      "quit\n"},
     "line-ending? "},
    {"LF", ESMTP, {"EHLO c.example\n", EHLO, QUIT}, "line-ending! "},
    {"LF, lenient", ESMTP_LENIENT, {"EHLO c.example\n", "QUIT\n"}, "line-ending! "},
    {"LF, reported", ESMTP_REPORT, {"EHLO c.example\r\n", "QUIT\n"}, "line-ending! "},
    {"LF refused in a textbook", PROTO, {HELO, "mail from: a\n"}, "line-ending! "},
    {"an unended line", ESMTP, {"EHLO c.example"}, "line-unended! "},
    {"an unended line in a textbook", PROTO, {HELO, "mail from: a", "~"}, "line-unended! "},
    {"no waiting in a textbook",
     PROTO,
     {"helo lab\r\nmail from: ana\r\nrcpt to: joe\r\ndata\r\n" HEAD "\r\nhi" END "quit\r\n"},
     "reply-unawaited! "},
    {"no waiting, and a refusal",
     PROTO,
     {"helo lab\r\nmail from: ana\r\nrcpt to: eve\r\ndata\r\nhi\r\n.\r\nquit\r\n"},
     "reply-unawaited! "},
    {"no waiting for the greeting", ESMTP, {"^" EHLO, QUIT}, "reply-unawaited! "},
    {"pipelining after HELO",
     ESMTP,
     {"EHLO c.example\r\n", "HELO c.example\r\n", "MAIL FROM:<a@b.c>\r\nRCPT TO:<joe@x>\r\n", QUIT},
     "reply-unawaited! "},
    {"pipelining that is not offered",
     ESMTP_PLAIN,
     {EHLO "MAIL FROM:<a@b.c>\r\n", QUIT},
     "reply-unawaited! "},
    {"QUIT without waiting in a textbook",
     PROTO,
     {TEXTBOOK, HEAD "\r\nhi" END "quit\r\n"},
     "reply-unawaited! "},
    {"something after EHLO", ESMTP, {EHLO "MAIL FROM:<a@b.c>\r\n", QUIT}, "pipelining-last! "},
    {"text after DATA",
     ESMTP,
     {EHLO, "MAIL FROM:<a@b.c>\r\n", "RCPT TO:<joe@x>\r\n", "DATA\r\n" HEAD "\r\nhi" END, QUIT},
     "pipelining-last! "},

    {"no command", ESMTP, {EHLO, "HELLO x\r\n", QUIT}, "command-unknown! "},
    {"no command in a textbook", PROTO, {HELO, "hallo\r\n"}, "command-unknown! "},
    {"an empty line", ESMTP, {EHLO, "\r\n", QUIT}, "command-unknown! "},
    {"a verb without its second word",
     ESMTP,
     {EHLO, "MAIL <a@b.c>\r\n", QUIT},
     "command-malformed! "},
    {"a long line", ESMTP, {EHLO, "NOOP " X1000 X1000 X100 "\r\n", QUIT}, "command-too-long! "},
    {"MAIL before EHLO", ESMTP, {"MAIL FROM:<a@b.c>\r\n", EHLO, QUIT}, "command-order! "},
    {"RCPT before MAIL in a textbook",
     PROTO,
     {HELO, "rcpt to: joe\r\n", "mail from: a\r\n", "rcpt to: joe\r\n", "data\r\n",
      HEAD "\r\nhi" END, "quit\r\n"},
     "command-order! "},
    {"HELO twice in a textbook",
     PROTO,
     {HELO, HELO, STEPS, HEAD "\r\nhi" END, "quit\r\n"},
     "command-order! "},
    {"DATA without a recipient",
     ESMTP,
     {EHLO, "MAIL FROM:<a@b.c>\r\n", "DATA\r\n", QUIT},
     "command-order! "},
    {"DATA after a refused recipient",
     ESMTP,
     {EHLO, "MAIL FROM:<a@b.c>\r\n", "RCPT TO:<eve@x>\r\n", "DATA\r\n", "Subject: hi\r\n\r\n.\r\n",
      QUIT},
     "refusal-ignored! "},
    {"DATA after a refused recipient in a textbook",
     PROTO,
     {HELO, "mail from: a\r\n", "rcpt to: eve\r\n", "data\r\n", "hi\r\n", ".\r\n", "quit\r\n"},
     "refusal-ignored! "},
    {"EHLO without a name", ESMTP, {"EHLO\r\n", EHLO, QUIT}, "argument-missing! "},
    {"MAIL without a sender in a textbook",
     PROTO,
     {HELO, "mail from:\r\n", STEPS, HEAD END, "quit\r\n"},
     "argument-missing! "},
    {"DATA with an argument", ESMTP, {EHLO, "RSET x\r\n", QUIT}, "argument-unexpected! "},
    {"a blank after the colon", ESMTP, {EHLO, "MAIL FROM: <a@b.c>\r\n", QUIT}, "colon-space? "},
    {"no brackets", ESMTP, {EHLO, "MAIL FROM:a@b.c\r\n", QUIT}, "brackets-missing! "},
    {"no address", ESMTP, {EHLO, "MAIL FROM:<a b>\r\n", QUIT}, "address-malformed! "},
    {"an address in UTF-8", ESMTP, {EHLO, "MAIL FROM:<\xc3\xa1@b.c>\r\n", QUIT}, "address-utf8! "},
    {"no parameter", ESMTP, {EHLO, "MAIL FROM:<a@b.c> =\r\n", QUIT}, "parameter-malformed! "},
    {"an unknown parameter",
     ESMTP,
     {EHLO, "MAIL FROM:<a@b.c> RET=HDRS\r\n", QUIT},
     "parameter-unoffered! "},
    {"a hidden parameter",
     ESMTP_PLAIN,
     {EHLO, "MAIL FROM:<a@b.c> SIZE=1\r\n", QUIT},
     "parameter-unoffered! "},
    {"a wrong value", ESMTP, {EHLO, "MAIL FROM:<a@b.c> SIZE=x\r\n", QUIT}, "parameter-value! "},
    {"STARTTLS that is not offered", ESMTP, {EHLO, "STARTTLS\r\n", QUIT}, "extension-unoffered! "},
    {"AUTH in a textbook", PROTO, {HELO, "AUTH PLAIN AGEAYg==\r\n"}, "extension-unoffered! "},
    {"HELO only", ESMTP, {"HELO c.example\r\n", QUIT}, "ehlo-missing? "},
    {"no name", ESMTP, {"EHLO my host\r\n", QUIT}, "helo-name! "},
    {"an address without brackets", ESMTP, {"EHLO 127.0.0.1\r\n", QUIT}, "helo-name! "},
    {"a name without a domain", ESMTP, {"EHLO localhost\r\n", QUIT}, "helo-unqualified? "},
    {"two recipients in a textbook",
     PROTO,
     {HELO, "mail from: a\r\n", "rcpt to: joe\r\n", "rcpt to: ann\r\n", "data\r\n",
      HEAD "\r\nhi" END, "quit\r\n"},
     "recipient-second? "},
    {"HTTP", ESMTP, {"GET / HTTP/1.1\r\nHost: x\r\n\r\n"}, "not-smtp! "},

    {"MAIL before TLS", ESMTP_TLS_ONLY, {EHLO, "MAIL FROM:<a@b.c>\r\n", QUIT}, "tls-needed! "},
    {"something after STARTTLS",
     ESMTP_TLS,
     {EHLO, "STARTTLS\r\n" EHLO, EHLO, QUIT},
     "tls-early-bytes! "},
    {"MAIL before AUTH", ESMTP_AUTH_ONLY, {EHLO, "MAIL FROM:<a@b.c>\r\n", QUIT}, "auth-needed! "},
    {"a refused password in clear",
     ESMTP_AUTH,
     {EHLO, "AUTH PLAIN AGEAYg==\r\n", QUIT},
     "auth-in-clear! "},
    {"a password in clear",
     ESMTP_AUTH_IN_CLEAR,
     {EHLO, "AUTH LOGIN\r\n", "YQ==\r\n", QUIT},
     "auth-in-clear? "},
    {"AUTH with too much",
     ESMTP_AUTH_IN_CLEAR,
     {EHLO, "AUTH CRAM-MD5 a b\r\n", QUIT},
     "auth-malformed! "},
    {"a response that is no base64",
     ESMTP_AUTH_IN_CLEAR,
     {EHLO, "AUTH CRAM-MD5\r\n", "?\r\n", QUIT},
     "auth-malformed! "},
    {"an unknown mechanism",
     ESMTP_AUTH_IN_CLEAR,
     {EHLO, "AUTH GSSAPI\r\n", QUIT},
     "mechanism-unoffered! "},

    {"no QUIT", ESMTP, {OPEN, HEAD "\r\nhi" END}, "quit-missing! "},
    {"no QUIT after EHLO", ESMTP, {EHLO}, "quit-missing! "},
    {"no QUIT in a textbook", PROTO, {TEXTBOOK, HEAD "\r\nhi" END}, "quit-missing! "},
    {"QUIT too early in a textbook", PROTO, {HELO, "quit\r\n"}, "quit-early? "},
    {"QUIT within a transaction in a textbook",
     PROTO,
     {HELO, "mail from: a\r\n", "quit\r\n"},
     "quit-early? "},
    {"a transaction without a message",
     PROTO,
     {HELO, "mail from: a\r\n", "rcpt to: joe\r\n"},
     "transaction-unfinished! "},
    {"no end of the message", ESMTP, {OPEN, HEAD "\r\nhi\r\n"}, "message-unended! "},
    {"no end of the message until the timeout",
     PROTO,
     {TEXTBOOK, HEAD "\r\nhi\r\n", "~"},
     "message-unended! "},
    {"silence", ESMTP, {EHLO, "~"}, "client-silent? "},

    {"a single dot before text", ESMTP, {OPEN, HEAD "\r\n.hi" END, QUIT}, "dot-stuffing! "},
    {"a single dot before text in a textbook",
     PROTO,
     {TEXTBOOK, HEAD "\r\n.hi" END, "quit\r\n"},
     "dot-stuffing! "},
    {"a single dot",
     ESMTP,
     {OPEN, HEAD "\r\nhi\r\n.\r\nthere\r\nMail me\r\n" END, QUIT},
     "text-after-end! "},
    {"a single dot in a textbook",
     PROTO,
     {TEXTBOOK, HEAD "\r\nhi\r\n.\r\nthere" END, "quit\r\n"},
     "text-after-end! "},
    {"a single dot, and QUIT without waiting",
     PROTO,
     {TEXTBOOK, HEAD "\r\nhi\r\n.\r\nthere" END "quit\r\n"},
     "text-after-end! "},
    {"a bare LF", ESMTP, {OPEN, HEAD "\r\nhi\nyou" END, QUIT}, "bare-lf! "},
    {"a bare LF in a textbook", PROTO, {TEXTBOOK, HEAD "\r\nhi\nyou" END, "quit\r\n"}, "bare-lf? "},
    {"a bare LF refused in a textbook",
     PROTO_STRICT,
     {TEXTBOOK, HEAD "\r\nhi\nyou" END, STEPS, HEAD "\r\nhi" END, "quit\r\n"},
     "bare-lf! "},
    {"a bare LF in a part",
     ESMTP,
     {OPEN, MIXED "--b\r\n\r\nhi\nyou\r\n--b--" END, QUIT},
     "mime-bare-lf! "},
    {"a bare CR", ESMTP, {OPEN, HEAD "\r\nhi\ryou" END, QUIT}, "bare-cr! "},
    {"a bare CR in a textbook", PROTO, {TEXTBOOK, HEAD "\r\nhi\ryou" END}, "bare-cr! "},
    {"a NUL", ESMTP, {OPEN, HEAD "\r\nhi\1you" END, QUIT}, "nul! "},
    {"a long line of the body", ESMTP, {OPEN, HEAD "\r\n" X1000 END, QUIT}, "line-too-long! "},
    {"a long line in a textbook",
     PROTO,
     {TEXTBOOK, HEAD "\r\n" X1000 END, "quit\r\n"},
     "line-too-long? "},
    {"8 bit", ESMTP, {OPEN, HEAD "\r\n\xc3\xa1" END, QUIT}, "body-8bit! "},
    {"8 bit in a textbook", PROTO, {TEXTBOOK, HEAD "\r\n\xc3\xa1" END, "quit\r\n"}, "body-8bit? "},
    {"8 bit in the header",
     ESMTP,
     {OPEN, HEAD "Subject: \xc3\xa1\r\n\r\nhi" END, QUIT},
     "header-8bit! "},
    {"SIZE too small",
     ESMTP,
     {EHLO, "MAIL FROM:<a@x.example> SIZE=98\r\n", "RCPT TO:<joe@x>\r\n", "DATA\r\n",
      HEAD "\r\n..i" END, QUIT},
     "size-wrong? "},
    {"too large",
     ESMTP_SMALL,
     {OPEN,
      HEAD "\r\n" X100 "\r\n" X100 "\r\n" X100 "\r\n" X100 "\r\n" X100 "\r\n" X100 "\r\n" X100
           "\r\n" X100 "\r\n" X100 "\r\n" X100 END,
      QUIT},
     "size-exceeded? "},

    {"no header", ESMTP, {OPEN, "hi" END, QUIT}, "header-missing! "},
    {"no header, an empty line first", ESMTP, {OPEN, "\r\nhi" END, QUIT}, "header-missing! "},
    {"an empty message", ESMTP, {OPEN, ".\r\n", QUIT}, "header-missing! "},
    {"no header in a textbook",
     PROTO,
     {TEXTBOOK, "Ol\xc3\xa1!\r\n" END, "quit\r\n"},
     "header-missing? body-8bit? "},
    {"no empty line after the header", ESMTP, {OPEN, HEAD "hi" END, QUIT}, "header-malformed! "},
    {"a blank before a colon",
     ESMTP,
     {OPEN, HEAD "Subject : hi\r\n\r\nhi" END, QUIT},
     "header-malformed! "},
    {"a line of a mailbox file",
     ESMTP,
     {OPEN, "From a Fri Nov 21\r\n" HEAD "\r\nhi" END, QUIT},
     "header-malformed! "},
    {"two subjects",
     ESMTP,
     {OPEN, HEAD "Subject: a\r\nsubject: b\r\n\r\nhi" END, QUIT},
     "field-repeated! "},
    {"no Date", ESMTP, {OPEN, FROM ID "\r\nhi" END, QUIT}, "date-missing! "},
    {"no date", ESMTP, {OPEN, FROM ID "Date: today\r\n\r\nhi" END, QUIT}, "date-malformed! "},
    {"an old date",
     ESMTP,
     {OPEN, FROM ID "Date: Sun, 9 Nov 97 09:55 EST\r\n\r\nhi" END, QUIT},
     "date-far? "},
    {"no From", ESMTP, {OPEN, DATE ID "\r\nhi" END, QUIT}, "from-missing! "},
    {"no author", ESMTP, {OPEN, DATE ID "From: Ana\r\n\r\nhi" END, QUIT}, "from-malformed! "},
    {"no Message-ID", ESMTP, {OPEN, DATE FROM END, QUIT}, "message-id-missing? "},
    {"a wrong Message-ID",
     ESMTP,
     {OPEN, DATE FROM "Message-ID: 1@x\r\n" END, QUIT},
     "message-id-malformed! "},
    {"Bcc", ESMTP, {OPEN, HEAD "Bcc: eve@x\r\n" END, QUIT}, "bcc-present? "},
    {"no MIME-Version",
     ESMTP,
     {OPEN, HEAD "Content-Type: text/plain\r\n" END, QUIT},
     "mime-version-missing! "},
};

static void list(const struct findings *findings, char *out)
{
    for (size_t i = 0; i < findings->count; i++)
        out += sprintf(out, "%s%c ", finding_row(findings->all[i].kind)->id,
                       findings->all[i].severity == FINDING_ERROR ? '!' : '?');
    *out = '\0';
}

static void check_case(size_t number, bool is_slow)
{
    static struct stage stage;
    char found[1024];

    stage = (struct stage){.is_slow = is_slow};
    run(&stage, cases[number].server, cases[number].pieces);
    list(&stage.witness.findings, found);
    ck_assert_msg(strcmp(found, cases[number].found) == 0, "%s: %s, not %s", cases[number].name,
                  found, cases[number].found);
    ck_assert_int_eq(stage.witness.findings.has_error, strchr(found, '!') != NULL);
    witness_release(&stage.witness);
}

START_TEST(finds)
{
    check_case((size_t)_i, false);
}
END_TEST

/* However the bytes arrive, unless the mistake is that they do not wait. */
START_TEST(finds_slowly)
{
    static const char *const hasty[] = {"reply-unawaited", "pipelining-last", "tls-early-bytes",
                                        "text-after-end"};

    for (size_t i = 0; i < COUNT(hasty); i++)
        if (strstr(cases[_i].found, hasty[i]) != NULL)
            return;
    check_case((size_t)_i, true);
}
END_TEST

/* Each finding is the only one of some case. */
START_TEST(covers)
{
    for (enum finding_kind kind = 0; kind < FINDING_KINDS; kind++) {
        const char *id = finding_row(kind)->id;
        bool is_covered = false;
        for (size_t i = 0; i < COUNT(cases); i++)
            is_covered |= strncmp(cases[i].found, id, strlen(id)) == 0 &&
                          strlen(cases[i].found) == strlen(id) + 2;
        ck_assert_msg(is_covered, "no client makes exactly this mistake: %s", id);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tcase = tcase_create("verdict");

    tcase_add_loop_test(tcase, finds, 0, CASES(cases));
    tcase_add_loop_test(tcase, finds_slowly, 0, CASES(cases));
    tcase_add_test(tcase, covers);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
