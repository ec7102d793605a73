/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_mbox.c - messages of any bytes written into a mailbox, in any pieces, and read back.
 *
 * The first three lines of the input are the sender, the recipient and the client's name; the rest
 * is the message, which is written twice, so that there is something behind it.
 */
#include <config.h>

#include "server/mail/mbox.h"

#include "common/count.h"
#include "tests/support/fuzz.h"

#define ROOM ((size_t)1 << 24)

static const char *const trusted[] = {"Status",         "X-Status", "X-Keywords",
                                      "X-UID",          "X-IMAP",   "X-IMAPbase",
                                      "Content-Length", "X-UIDL",   "X-Mozilla-Status"};

/* The text in front of the first NUL of TEXT, for free(). */
static char *string_of(struct span text)
{
    char *string = strndup(text.size > 0 ? text.data : "", text.size);

    ck_assert_ptr_nonnull(string);
    return string;
}

/* Appends the record of MESSAGE, which comes in pieces of at most MOST bytes. */
static void write_record(struct mbox_trace *trace, struct span message, size_t most,
                         struct buffer *out)
{
    uint32_t seed = fuzz_seed(message);
    struct mbox_body body;
    struct buffer text;

    buffer_init(&text, ROOM);
    mbox_body_init(&body);
    while (message.size > 0) {
        struct span piece = fuzz_take(&message, fuzz_chance(&seed, most));
        char *copy = fuzz_copy(piece);
        ck_assert_int_eq(mbox_body_write(&body, (struct span){copy, piece.size}, &text), 0);
        fuzz_free(copy, piece.size);
    }
    ck_assert_int_eq(mbox_body_end(&body, &text), 0);
    ck_assert_int_eq(mbox_head_write(trace, &body, out), 0);
    struct span stored = buffer_span(&text);
    ck_assert_int_eq(buffer_append(out, stored.data, stored.size), 0);
    buffer_release(&text);
}

static bool begins(struct span line, const char *start)
{
    return line.size >= strlen(start) && memcmp(line.data, start, strlen(start)) == 0;
}

/* Whether a mail reader takes LINE for a field that tells it what it knows of the message. */
static bool is_trusted(struct span line)
{
    const char *colon = line.size > 0 ? memchr(line.data, ':', line.size) : NULL;

    if (colon == NULL || span_is_blank(line.data[0]))
        return false;
    for (size_t i = 0; i < COUNT(trusted); i++)
        if (span_equal_ascii(span_trim((struct span){line.data, (size_t)(colon - line.data)}),
                             span_of(trusted[i])))
            return true;
    return false;
}

/* Takes the lines of ours off the front of *MAILBOX. */
static void read_head(struct span *mailbox)
{
    static const char *const starts[] = {"From ", "Return-Path: <",
                                         "Delivered-To: ", "Received: from ", "\tby h with SMTP; "};

    for (size_t i = 0; i < COUNT(starts); i++) {
        struct span line = fuzz_line(mailbox);
        ck_assert_msg(begins(line, starts[i]), "\"%.*s\"", (int)line.size, line.data);
        ck_assert_uint_le(line.size, MBOX_LINE_MAX);
        fuzz_expect_harmless(span_skip(line, line.data[0] == '\t'));
        if (i > 0)
            continue;
        for (size_t k = 0; k < line.size; k++)
            ck_assert_int_ge(line.data[k], ' ');
        ck_assert_uint_eq(line.size - strlen(" Thu Jan  1 00:00:00 1970"),
                          strlen("From ") + strcspn(line.data + strlen("From "), " "));
    }
}

/* LINE of a mailbox without the mark of mboxrd, if it has one. */
static struct span unquoted(struct span line)
{
    size_t marks = 0;

    while (marks < line.size && line.data[marks] == '>')
        marks++;
    return marks > 0 && begins(span_skip(line, marks), "From ") ? span_skip(line, 1) : line;
}

/* Whether LINE has more blanks behind its first word than are held: what it is must be decided
 * before it is known, and then it counts as a field.
 */
static bool is_undecided(struct span line)
{
    size_t size = 0;

    while (size < line.size && !span_is_blank(line.data[size]))
        size++;
    return line.size >= MBOX_HELD_MAX && size < MBOX_HELD_MAX &&
           span_trim((struct span){line.data, MBOX_HELD_MAX}).size == size;
}

/* What STORED became of the line SENT: the same, but for a field that a sender must not set. */
static void check_line(struct span stored, struct span sent, bool in_header)
{
    static const char renamed[] = "X-Original-";

    ck_assert_msg(!begins(stored, "From "), "a separator within a message");
    ck_assert_msg(!in_header || !is_trusted(stored), "\"%.*s\"", (int)stored.size, stored.data);
    stored = unquoted(stored);
    if (in_header && !span_equal(stored, sent) && begins(stored, renamed))
        stored = span_skip(stored, strlen(renamed));
    ck_assert_msg(span_equal(stored, sent), "\"%.*s\" became \"%.*s\"", (int)sent.size, sent.data,
                  (int)stored.size, stored.data);
}

/* Whether the first line of MESSAGE is a field, or is empty. */
static bool has_header(struct span message)
{
    struct span line = fuzz_line(&message);
    size_t size = 0;

    while (size < line.size && line.data[size] > ' ' && line.data[size] < 127 &&
           line.data[size] != ':')
        size++;
    struct span rest = span_trim(span_skip(line, size));
    return line.size == 0 || (size > 0 && rest.size > 0 && rest.data[0] == ':');
}

/* Takes a record off the front of *MAILBOX: it is that of MESSAGE. */
static void read_record(struct span *mailbox, struct span message)
{
    bool in_header = has_header(message), is_first = true;

    read_head(mailbox);
    if (!in_header)
        ck_assert_uint_eq(fuzz_line(mailbox).size, 0);
    while (message.size > 0) {
        struct span sent = fuzz_line(&message);
        ck_assert_uint_gt(mailbox->size, 0);
        in_header = in_header && sent.size > 0;
        check_line(fuzz_line(mailbox), sent, in_header || (is_first && is_undecided(sent)));
        is_first = false;
    }
    ck_assert(begins(*mailbox, "\n"));
    fuzz_take(mailbox, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span message = {(const char *)data, size};
    char *sender = string_of(fuzz_line(&message)), *recipient = string_of(fuzz_line(&message));
    char *helo = string_of(fuzz_line(&message));
    struct mbox_trace trace = {helo,  sender,       (const char *const *)&recipient, 1, "h", "SMTP",
                               "::1", (int64_t)size};
    struct buffer whole, cut;

    buffer_init(&whole, ROOM);
    buffer_init(&cut, ROOM);
    write_record(&trace, message, SIZE_MAX, &whole);
    write_record(&trace, message, 5, &cut);
    ck_assert(span_equal(buffer_span(&whole), buffer_span(&cut)));
    write_record(&trace, message, 1, &whole);
    struct span mailbox = buffer_span(&whole);
    read_record(&mailbox, message);
    read_record(&mailbox, message);
    ck_assert_uint_eq(mailbox.size, 0);
    buffer_release(&whole);
    buffer_release(&cut);
    free(sender);
    free(recipient);
    free(helo);
    return 0;
}
