/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mbox.c - see mbox.h.
 *
 * The body is written as it arrives.  Only the start of a line is examined: its bytes are held
 * until it is known whether it looks like a separator or is a field that readers trust; the rest of
 * the line is copied.  A line of many ">" needs no look-ahead, since the additional ">" of mboxrd
 * may be anywhere among them.
 *
 * In the header a bare CR starts a line too, since some readers of fields take it for one; but it
 * separates no messages and ends no header, as readers of mailboxes know only LF.
 */
#include <config.h>

#include "server/mail/mbox.h"

#include <assert.h>
#include <time.h>

#include "common/grammar.h"
#include "common/text.h"

static const char separator[] = "From ";
static const char renamed[] = "X-Original-";

/* Where the next LF and the next CR of a piece are, or as far as is known that there is none: each
 * byte is searched once, however many lines it has.  NULL: nothing is known. */
struct line_ends {
    const char *lf, *cr;
};

void mbox_body_init(struct mbox_body *body)
{
    *body = (struct mbox_body){.in_header = true};
}

static int append(struct buffer *out, const char *text)
{
    return buffer_append(out, text, strlen(text));
}

static void decide_first_line(struct mbox_body *body, bool is_field)
{
    body->first_line = MBOX_FIRST_DECIDED;
    body->headless = !is_field;
    body->in_header = is_field;
}

/* Blanks before the colon are obsolete, but readers accept them (RFC 5322 section 4.5). */
static void judge_first_line(struct mbox_body *body, char byte)
{
    bool has_name = body->first_line != MBOX_FIRST_NOTHING;

    if (body->first_line == MBOX_FIRST_DECIDED)
        return;
    if (!has_name && byte == '\n')
        body->first_line = MBOX_FIRST_DECIDED;
    else if (has_name && byte == ':')
        decide_first_line(body, true);
    else if (has_name && span_is_blank(byte))
        body->first_line = MBOX_FIRST_BLANKS;
    else if (body->first_line != MBOX_FIRST_BLANKS && grammar_is_ftext(byte))
        body->first_line = MBOX_FIRST_NAME;
    else
        decide_first_line(body, false);
}

/* Returns the prefix for the bytes held, "" if they are ordinary; NULL if that is not known yet. */
static const char *judge_held(const struct mbox_body *body)
{
    struct span held = {body->held, body->held_size};
    char last = held.data[held.size - 1];

    if (!body->after_cr && held.size <= strlen(separator) &&
        memcmp(held.data, separator, held.size) == 0)
        return held.size == strlen(separator) ? ">" : NULL;
    if (body->quoted || !body->in_header)
        return "";
    if (trusted_name_may_come(&body->name))
        return NULL;
    if (!body->name.is_there)
        return "";
    return last == ':' || held.size == MBOX_HELD_MAX ? renamed : NULL;
}

/* Starts a line if BYTE ends the one before it. */
static void start_line(struct mbox_body *body, char byte)
{
    if (byte != '\n' && (byte != '\r' || !body->in_header))
        return;
    body->decided = false;
    body->quoted = false;
    body->after_cr = byte == '\r';
}

/* Processes a byte at the start of an undecided line. */
static int take_start(struct mbox_body *body, char byte, struct buffer *out)
{
    const char *prefix;
    size_t size;

    if (body->held_size == 0 && byte == '>') {
        body->quoted = true;
        return buffer_append(out, &byte, 1);
    }
    if (body->held_size == 0 && byte == '\n' && !body->quoted && !body->after_cr)
        body->in_header = false;
    trusted_name_take(&body->name, body->held_size, byte);
    body->held[body->held_size++] = byte;
    prefix = judge_held(body);
    if (prefix == NULL)
        return 0;
    size = body->held_size;
    body->held_size = 0;
    body->decided = true;
    start_line(body, byte);
    return append(out, prefix) != 0 ? -1 : buffer_append(out, body->held, size);
}

/* Number of bytes of PIECE before the next ENDING, or all of them; *NEXT is where it is. */
static size_t find_end(struct span piece, char ending, const char **next)
{
    if (*next == NULL || *next < piece.data)
        *next = memchr(piece.data, ending, piece.size);
    if (*next == NULL)
        *next = piece.data + piece.size;
    return (size_t)(*next - piece.data);
}

/* Number of bytes of PIECE to copy unchanged: up to the end of a decided line. */
static size_t ordinary_run(const struct mbox_body *body, struct span piece, struct line_ends *ends)
{
    if (!body->decided || body->first_line != MBOX_FIRST_DECIDED)
        return 0;
    piece.size = find_end(piece, '\n', &ends->lf);
    return body->in_header ? find_end(piece, '\r', &ends->cr) : piece.size;
}

static int take(struct mbox_body *body, char byte, struct buffer *out)
{
    judge_first_line(body, byte);
    if (!body->decided)
        return take_start(body, byte, out);
    start_line(body, byte);
    return buffer_append(out, &byte, 1);
}

int mbox_body_write(struct mbox_body *body, struct span piece, struct buffer *out)
{
    struct line_ends ends = {NULL, NULL};

    while (piece.size > 0) {
        size_t run = ordinary_run(body, piece, &ends);
        if (run > 0 ? buffer_append(out, piece.data, run) != 0
                    : take(body, piece.data[0], out) != 0)
            return -1;
        piece = span_skip(piece, run > 0 ? run : 1);
    }
    return 0;
}

/* A line of only ">" so far is neither held nor decided. */
int mbox_body_end(struct mbox_body *body, struct buffer *out)
{
    bool within_line = body->held_size > 0 || body->decided || body->quoted || body->after_cr;

    if (within_line && take(body, '\n', out) != 0)
        return -1;
    return append(out, "\n");
}

/* Writes the sender as one word of ASCII: readers expect the date after the first blank, and some
 * reject the whole mailbox for a non-ASCII byte here.  Return-Path has the full sender. */
static size_t write_separator_sender(struct span sender, char *out, size_t size)
{
    size_t total = 0;

    if (span_equal(sender, span_of("<>")))
        sender = span_of("MAILER-DAEMON");
    while (sender.size > 0) {
        char unit[TEXT_UNIT_MAX];
        size_t written;
        size_t taken = text_unit(TEXT_ECHO, sender, unit, &written);
        if (taken != 1 || written != 1 || span_is_blank(unit[0])) {
            unit[0] = '-';
            written = 1;
        }
        if (written > size - total)
            break;
        memcpy(out + total, unit, written);
        total += written;
        sender = span_skip(sender, taken);
    }
    return total;
}

static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

static struct tm utc(int64_t time_s)
{
    time_t time = (time_t)time_s;
    struct tm parts = {0};

    gmtime_r(&time, &parts);
    return parts;
}

/* The functions below write at OUT and return the end of what they wrote. */

static char *put_text(char *out, const char *text)
{
    size_t size = strlen(text);

    memcpy(out, text, size);
    return out + size;
}

/* Writes the last WIDTH digits of NUMBER, with FILL in place of leading zeros. */
static char *put_number(char *out, int width, char fill, int number)
{
    for (int i = width - 1; i >= 0; i--, number /= 10) {
        out[i] = (char)('0' + number % 10);
        if (number == 0 && i < width - 1)
            out[i] = fill;
    }
    return out + width;
}

/* " hh:mm:ss " */
static char *put_clock(char *out, const struct tm *at)
{
    out = put_number(put_text(out, " "), 2, '0', at->tm_hour);
    out = put_number(put_text(out, ":"), 2, '0', at->tm_min);
    out = put_number(put_text(out, ":"), 2, '0', at->tm_sec);
    return put_text(out, " ");
}

/* As asctime(3): " Thu Jan  1 00:00:00 1970" and LF. */
static void put_separator_date(char *out, const struct tm *at)
{
    out = put_text(put_text(out, " "), days[at->tm_wday]);
    out = put_text(put_text(out, " "), months[at->tm_mon]);
    out = put_number(put_text(out, " "), 2, ' ', at->tm_mday);
    out = put_number(put_clock(out, at), 4, '0', at->tm_year + 1900);
    memcpy(out, "\n", sizeof "\n");
}

/* RFC 5322 section 3.3: " with SMTP; Thu, 1 Jan 1970 00:00:00 +0000" and LF. */
static void put_received_end(char *out, const char *protocol, const struct tm *at)
{
    out = put_text(put_text(out, " with "), protocol);
    out = put_text(put_text(out, "; "), days[at->tm_wday]);
    out = put_number(put_text(out, ", "), at->tm_mday < 10 ? 1 : 2, '0', at->tm_mday);
    out = put_text(put_text(out, " "), months[at->tm_mon]);
    out = put_number(put_text(out, " "), 4, '0', at->tm_year + 1900);
    memcpy(put_clock(out, at), "+0000\n", sizeof "+0000\n");
}

static int write_separator(const struct mbox_trace *trace, const struct tm *at, struct buffer *out)
{
    char line[MBOX_LINE_MAX], date[64];
    size_t size;

    put_separator_date(date, at);
    size = write_separator_sender(span_of(trace->sender), line,
                                  sizeof line - strlen(separator) - strlen(date));
    if (append(out, separator) != 0 || buffer_append(out, line, size) != 0)
        return -1;
    return append(out, date);
}

/* Appends BEFORE, the visible form of TEXT truncated so that the line fits, and BEHIND. */
static int write_line(struct buffer *out, const char *before, const char *text, const char *behind)
{
    char shown[MBOX_LINE_MAX];
    size_t room = sizeof shown - strlen(before) - strlen(behind);
    size_t size = text_abbreviate(TEXT_ECHO, span_of(text), shown, room);

    if (append(out, before) != 0 || buffer_append(out, shown, size) != 0)
        return -1;
    return append(out, behind);
}

static int write_return_path(const char *sender, struct buffer *out)
{
    bool is_null = strcmp(sender, "<>") == 0;

    return write_line(out, "Return-Path: <", is_null ? "" : sender, ">\n");
}

static int write_received(const struct mbox_trace *trace, const struct tm *at, struct buffer *out)
{
    char client[128], end[80];

    assert(strlen(trace->client) < sizeof client - sizeof " ([])\n");
    assert(strlen(trace->protocol) <= sizeof end - 64);
    memcpy(put_text(put_text(client, " (["), trace->client), "])\n", sizeof "])\n");
    put_received_end(end, trace->protocol, at);
    if (write_line(out, "Received: from ", trace->helo, client) != 0)
        return -1;
    return write_line(out, "\tby ", trace->hostname, end);
}

static int write_delivered_to(const struct mbox_trace *trace, struct buffer *out)
{
    int status = 0;

    for (size_t i = 0; i < trace->recipient_count && status == 0; i++)
        status = write_line(out, "Delivered-To: ", trace->recipients[i], "\n");
    return status;
}

int mbox_head_write(const struct mbox_trace *trace, const struct mbox_body *body,
                    struct buffer *out)
{
    struct tm at = utc(trace->time_s);

    if (write_separator(trace, &at, out) != 0 || write_return_path(trace->sender, out) != 0 ||
        write_delivered_to(trace, out) != 0 || write_received(trace, &at, out) != 0)
        return -1;
    return body->headless ? append(out, "\n") : 0;
}
