/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_verdict_places.c - where a finding is, what dates are, and that no message, however it is
 * made, needs more memory.
 */
#include <config.h>

#include <stdlib.h>

#include "server/verdict/date.h"
#include "tests/support/check_main.h"
#include "tests/support/witness.h"

#define X39 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define BLANKS_100                                                                                 \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "                                                                                   \
    "          "
#define BLANKS                                                                                     \
    BLANKS_100 BLANKS_100 BLANKS_100 BLANKS_100 BLANKS_100 BLANKS_100 BLANKS_100 BLANKS_100        \
        BLANKS_100 BLANKS_100

/* Where something is: the message, or 0, the line and the byte. */
static const struct {
    const char *name;
    enum server server;
    const char *pieces[PIECES_MAX];
    struct finding_place place;
    uint64_t count;
    const char *detail;
} places[] = {
    {"the first line", ESMTP, {"FOO bar\r\n", QUIT}, {0, 1, 1}, 1, "FOO"},
    {"a later line", ESMTP, {EHLO, "FOO\r\n", "BAR\r\n", QUIT}, {0, 2, 17}, 2, "FOO"},
    {"a verb", ESMTP, {EHLO, "rcpt to:<joe@x>\r\n", QUIT}, {0, 2, 17}, 1, "RCPT"},
    {"a secret", ESMTP, {EHLO, "AUTH PLAIN AGEAYg==\r\n", QUIT}, {0, 2, 17}, 1, "AUTH"},
    {"a secret without TLS",
     ESMTP_AUTH,
     {EHLO, "AUTH PLAIN AGEAYg==\r\n", QUIT},
     {0, 2, 17},
     1,
     "AUTH"},
    {"a line after a message",
     PROTO,
     {TEXTBOOK, HEAD "\r\nhi" END, "foo\r\n", "quit\r\n"},
     {0, 11, 149},
     1,
     "foo"},
    {"the first byte of a message",
     PROTO,
     {TEXTBOOK, ".X: a\r\n" HEAD END, "quit\r\n"},
     {1, 1, 1},
     1,
     ""},
    {"in a second message",
     ESMTP,
     {OPEN, HEAD END, ENVELOPE, HEAD "\r\n\ra" END, QUIT},
     {2, 5, 96},
     1,
     ""},
    {"the byte of a bare CR", ESMTP, {OPEN, HEAD "\r\nhi\ryou\r\r" END, QUIT}, {1, 5, 98}, 3, ""},
    {"a bare LF after doubled dots",
     ESMTP,
     {OPEN, HEAD "\r\n..\r\nhi\nyou\n" END, QUIT},
     {1, 6, 102},
     2,
     ""},
    {"the byte that is too much", ESMTP, {OPEN, HEAD "\r\n" X1000 END, QUIT}, {1, 5, 1094}, 1, ""},
    {"8 bit in a folded field",
     ESMTP,
     {OPEN, HEAD "X: a\r\n b\xc3\xa1" END, QUIT},
     {1, 5, 102},
     1,
     ""},
    {"a date beyond what is kept of its line",
     ESMTP,
     {OPEN, FROM ID "Date:" BLANKS "Fri, 21 Nov 1997 09:55:06 -0600" END, QUIT},
     {1, 3, 1053},
     1,
     ""},
    {"a date beyond what is kept of the next line",
     ESMTP,
     {OPEN, FROM ID "Date:\r\n" BLANKS "Fri, 21 Nov 1997 09:55:06 -0600" END, QUIT},
     {1, 4, 1060},
     1,
     ""},
    {"a name longer than what is kept",
     ESMTP,
     {OPEN, X1000 ": a\r\n" HEAD END, QUIT},
     {1, 1, 999},
     1,
     ""},
    {"a detail that is cut before a character",
     ESMTP,
     {EHLO, "MAIL FROM:<a@x.example> SMTPUTF8\r\n", "RCPT TO:<joe@x>\r\n", "DATA\r\n",
      "Date: " X39 "\xc3\xa3o\r\n" FROM ID END, QUIT},
     {1, 1, 1},
     1,
     X39},
    {"a repeated field", ESMTP, {OPEN, HEAD "from: <a@b>\r\n" END, QUIT}, {1, 4, 94}, 1, "From"},
};

/* Says PIECES to SERVER, and expects the finding NUMBER. */
static void check_place(size_t number, bool is_slow)
{
    static struct stage stage;
    const struct finding *finding;

    stage = (struct stage){.is_slow = is_slow};
    run(&stage, places[number].server, places[number].pieces);
    ck_assert_msg(stage.witness.findings.count == 1, "%s", places[number].name);
    finding = &stage.witness.findings.all[0];
    ck_assert_msg(finding->place.message == places[number].place.message &&
                      finding->place.line == places[number].place.line &&
                      finding->place.byte == places[number].place.byte &&
                      finding->count == places[number].count &&
                      span_equal((struct span){finding->detail, finding->detail_size},
                                 span_of(places[number].detail)),
                  "%s: message %d, line %d, byte %d, %d times: %.*s", places[number].name,
                  (int)finding->place.message, (int)finding->place.line, (int)finding->place.byte,
                  (int)finding->count, finding->detail_size, finding->detail);
    witness_release(&stage.witness);
}

START_TEST(places_it)
{
    check_place((size_t)_i, false);
    check_place((size_t)_i, true);
}
END_TEST

static const struct {
    const char *text;
    int64_t seconds; /* -1: no date */
} dates[] = {
    {"Fri, 21 Nov 1997 09:55:06 -0600", 880127706},
    {"21 Nov 1997 09:55:06 -0600", 880127706},
    {"fri,21 nov 1997 15:55:06 gmt", 880127706},
    {"Fri, 21 Nov 1997 09:55(comment (nested \\)) ):06 -0600 (CST)", 880127706},
    {"21 Nov 97 15:55:06 Z", 880127706},
    {"Thu, 1 Jan 1970 00:00 +0000", 0},
    {"Thu, 29 Feb 2024 23:59:60 +1345", 1709201700},
    {"1 Jan 00 00:00 UT", 946684800},
    {"Sat, 21 Nov 1997 09:55:06 -0600", -1},
    {"Fri 21 Nov 1997 09:55:06 -0600", -1},
    {"29 Feb 2023 00:00 +0000", -1},
    {"31 Apr 2023 00:00 +0000", -1},
    {"0 Apr 2023 00:00 +0000", -1},
    {"1 Abr 2023 00:00 +0000", -1},
    {"1 Apr 2023 24:00 +0000", -1},
    {"1 Apr 2023 1:60 +0000", -1},
    {"1 Apr 2023 00:00", -1},
    {"1 Apr 2023 00:00 +00", -1},
    {"1 Apr 2023 00:00 +0060", -1},
    {"1 Apr 2023 00:00 +0000 x", -1},
    {"1 Apr 9999999 00:00 +0000", -1},
    {"2023-04-01T00:00:00Z", -1},
    {"99999999999999999999", -1},
    {"1 Apr 2023 00:00 (open", -1},
    {"\\(", -1},
    {"", -1},
};

START_TEST(reads_dates)
{
    int64_t seconds = 0;
    bool is_date = date_read(span_of(dates[_i].text), &seconds);

    ck_assert_msg(is_date == (dates[_i].seconds != -1), "%s", dates[_i].text);
    if (is_date)
        ck_assert_msg(seconds == dates[_i].seconds, "%s: %lld", dates[_i].text, (long long)seconds);
}
END_TEST

/* Much of the same in one message, in pieces of many sizes; no count of it needs memory. */
static const struct {
    const char *name;
    const char *unit; /* NULL: random bytes */
    size_t count;
} floods[] = {
    {"a line of 10 MB", "0123456789", 1 << 20},
    {"100,000 fields", "Subject: x\r\n", 100000},
    {"a field of 100,000 lines", " x\r\n", 100000},
    {"NULs", "\1\1\1\1", 100000},
    {"bare LFs", "\n", 1000000},
    {"CRs", "\r", 1000000},
    {"dots", ".", 1000000},
    {"lines with a dot", ".x\r\n", 1000000},
    {"random bytes", NULL, 1000000},
};

static void fill(char *bytes, size_t size, const char *unit)
{
    static unsigned state = 1;

    for (size_t i = 0; i < size; i++) {
        state = state * 1103515245 + 12345;
        bytes[i] = unit == NULL                     ? (char)(state >> 16)
                   : unit[i % strlen(unit)] == '\1' ? '\0'
                                                    : unit[i % strlen(unit)];
    }
}

START_TEST(bears)
{
    const char *unit = floods[_i].unit;
    size_t size = floods[_i].count * (unit != NULL ? strlen(unit) : 1);
    char *bytes = malloc(size);
    struct findings findings = {0};
    static struct message_reader reader;

    ck_assert_ptr_nonnull(bytes);
    fill(bytes, size, unit);
    message_init(&reader, &(struct message_terms){.ending = LINE_ENDING_CRLF}, &findings, 1, NOW_S);
    message_take(&reader, span_of("Subject: x\r\n"));
    for (size_t done = 0, step = 1; done < size; done += step, step = step % 4099 + 7) {
        step = step < size - done ? step : size - done;
        message_take(&reader, (struct span){bytes + done, step});
    }
    message_end(&reader);
    ck_assert_msg(findings.has_error && findings.count < FINDING_KINDS, "%s", floods[_i].name);
    findings_release(&findings);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdict places");
    TCase *tcase = tcase_create("verdict places");

    tcase_add_loop_test(tcase, places_it, 0, CASES(places));
    tcase_add_loop_test(tcase, reads_dates, 0, CASES(dates));
    tcase_add_loop_test(tcase, bears, 0, CASES(floods));
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
