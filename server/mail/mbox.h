/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mbox.h - the format of a record in a mailbox.
 *
 * A mailbox is an mbox file in the mboxrd variant.  A record is
 *
 *     From SENDER Thu Jan  1 00:00:00 1970     the separator; never inside a message; "-" replaces
 *                                              bytes of the sender other than visible ASCII
 *     Return-Path: <SENDER>
 *     Delivered-To: RECIPIENT                  one for each recipient with this mailbox
 *     Received: from HELO ([CLIENT]) by HOSTNAME with PROTOCOL; DATE
 *     the message, LF line endings, lines like ">*From " quoted with one more ">"
 *     an empty line
 *
 * Header fields that mailbox readers trust (Status and the like) are stored as X-Original-..., so
 * that a sender cannot hide or truncate mail, behind a bare CR as well.  If the first line of a
 * message is not a header field, an empty line before it makes it part of the body.  Files and
 * locks are not known here.
 */
#ifndef SERVER_MAIL_MBOX_H
#define SERVER_MAIL_MBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buffer.h"
#include "common/span.h"
#include "server/mail/trusted_name.h"

/* Maximum bytes of a header line of ours, without its LF (RFC 5322 section 2.1.1). */
#define MBOX_LINE_MAX 998

/* Values for the lines before a message.  All strings are borrowed, and untrusted except hostname,
 * protocol and client. */
struct mbox_trace {
    const char *helo;
    const char *sender;            /* "<>" is the null sender */
    const char *const *recipients; /* with this mailbox, at least one */
    size_t recipient_count;
    const char *hostname;
    const char *protocol; /* trusted, short: "ESMTP" */
    const char *client;   /* numeric address of the peer */
    int64_t time_s;       /* seconds since 1970, UTC */
};

/* Maximum bytes held of an undecided line; longer than the longest trusted field name. */
#define MBOX_HELD_MAX 32

/* State of parsing the first line of the message. */
enum mbox_first_line {
    MBOX_FIRST_NOTHING, /* no bytes yet */
    MBOX_FIRST_NAME,    /* a field name so far */
    MBOX_FIRST_BLANKS,  /* a field name and blanks so far */
    MBOX_FIRST_DECIDED,
};

struct mbox_body {
    enum mbox_first_line first_line;
    bool headless;  /* the first line is not a header field: an empty line goes before it */
    bool in_header; /* no empty line yet, and not headless */
    bool decided;   /* the rest of the current line is copied unchanged */
    bool quoted;    /* the current line begins with ">" */
    bool after_cr;  /* the current line begins behind a bare CR in the header */
    struct trusted_name name; /* compared with the bytes held */
    size_t held_size;         /* bytes held */
    char held[MBOX_HELD_MAX]; /* start of the line, after its ">", until it is decided */
};

void mbox_body_init(struct mbox_body *body);

/* Appends the next piece of a message, which may be split anywhere, to OUT in mailbox form.
 * Returns -1 with errno of buffer_append(); OUT then has a part of it. */
int mbox_body_write(struct mbox_body *body, struct span piece, struct buffer *out);

/* Appends the held bytes, ends an unfinished last line, and appends the empty line that ends the
 * record. */
int mbox_body_end(struct mbox_body *body, struct buffer *out);

/* Appends the lines before the message, and an empty line after them if BODY, which has ended,
 * needs it.  Returns -1 with errno of buffer_append(). */
int mbox_head_write(const struct mbox_trace *trace, const struct mbox_body *body,
                    struct buffer *out);

#endif
