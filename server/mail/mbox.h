/* mbox.h - what a record of a mailbox is, byte for byte.
 *
 * A mailbox is an mbox file in the mboxrd variant.  A record is
 *
 *     From SENDER Thu Jan  1 00:00:00 1970     the separator; never inside a message; what of the
 *                                              sender is no visible ASCII is "-" here
 *     Return-Path: <SENDER>
 *     Delivered-To: RECIPIENT                  one for each recipient with this mailbox
 *     Received: from HELO ([CLIENT]) by HOSTNAME with SMTP; DATE
 *     the message, LF line endings, lines like ">*From " quoted with one more ">"
 *     an empty line
 *
 * Header fields that mailbox readers trust (Status and the like) are kept as X-Original-..., so
 * that a sender cannot hide or cut mail.  A message whose first line is no header field gets the
 * empty line that makes it a body.  Files and locks are not known here.
 */
#ifndef SERVER_MAIL_MBOX_H
#define SERVER_MAIL_MBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"

/* Longest header line of ours, without its LF (RFC 5322 section 2.1.1). */
#define MBOX_LINE_MAX 998

/* What stands around a message.  All strings borrowed, untrusted but for hostname and client. */
struct mbox_trace {
    const char *helo;
    const char *sender;            /* "<>" is the null sender */
    const char *const *recipients; /* with this mailbox, at least one */
    size_t recipient_count;
    const char *hostname;
    const char *client; /* numeric address of the peer */
    int64_t time_s;     /* seconds since 1970, UTC */
};

/* Bytes of a line that may be undecided: longer than the longest trusted field name. */
#define MBOX_HELD_MAX 32

/* What the first line of the message is. */
enum mbox_first_line {
    MBOX_FIRST_NOTHING, /* no byte of it was seen */
    MBOX_FIRST_NAME,    /* a field name so far */
    MBOX_FIRST_BLANKS,  /* a field name and blanks so far */
    MBOX_FIRST_DECIDED,
};

struct mbox_body {
    enum mbox_first_line first_line;
    bool headless; /* the first line is no header field; the record needs an empty line before it */
    bool in_header;           /* no empty line yet, and not headless */
    bool decided;             /* the rest of the line under way passes as it is */
    bool quoted;              /* the line under way begins with ">" */
    size_t held_size;         /* bytes held */
    char held[MBOX_HELD_MAX]; /* start of the line, behind its ">", until it is decided */
};

void mbox_body_init(struct mbox_body *body);

/* Appends the next piece of a message, which may be cut anywhere, to OUT in its stored form.  -1
 * with errno of buffer_append(); OUT then holds a part. */
int mbox_body_write(struct mbox_body *body, struct span piece, struct buffer *out);

/* Appends what is still held, ends an unfinished last line, and appends the empty line that ends
 * the record. */
int mbox_body_end(struct mbox_body *body, struct buffer *out);

/* Appends the lines that stand before the message, and the empty line behind them if BODY, which
 * has ended, needs it.  -1 with errno of buffer_append(). */
int mbox_head_write(const struct mbox_trace *trace, const struct mbox_body *body,
                    struct buffer *out);

#endif
