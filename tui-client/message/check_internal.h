/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_internal.h - shared by the files of check.h; no other file includes it. */
#ifndef TUI_CLIENT_MESSAGE_CHECK_INTERNAL_H
#define TUI_CLIENT_MESSAGE_CHECK_INTERNAL_H

#include "tui-client/message/check.h"

/* The SIZE bytes at OFFSET are wrong for REASON. */
static inline struct check check_at(enum check_reason reason, size_t offset, size_t size)
{
    return (struct check){.reason = reason, .offset = offset, .size = size};
}

/* CHECK, which is of a part, for the whole, in which the part begins at OFFSET. */
static inline struct check check_shifted(struct check check, size_t offset)
{
    check.offset += offset;
    return check;
}

/* --- check_weight.c --- */

/* What is seen in practice, and answered by the server or the reader rather than by us. */
bool check_is_remark(enum check_reason reason);

/* The one of two that counts; FIRST comes before SECOND in the text. */
static inline struct check check_worse(struct check first, struct check second)
{
    bool yields =
        first.reason == CHECK_OK || (check_is_remark(first.reason) && second.reason != CHECK_OK &&
                                     !check_is_remark(second.reason));

    return yields ? second : first;
}

/* --- check_address.c: parts that header fields have too --- */

/* Mailbox of RFC 5321 section 4.1.2 without brackets, which is the addr-spec of RFC 5322 section
 * 3.4.1 without blanks and comments. */
struct check check_mailbox(struct span text);

/* Dot-string: atoms with dots between them, up to an "@" or the end; its size goes to *END. */
struct check check_dot_string(struct span text, size_t *end);

/* The part of a mailbox before the "@", likewise. */
struct check check_local_part(struct span text, size_t *end);

/* --- by kind; see the table in check.c --- */

struct check check_client(struct span text, const struct check_rules *rules);
struct check check_sender(struct span text, const struct check_rules *rules);
struct check check_recipient(struct span text, const struct check_rules *rules);
struct check check_parameters(struct span text, const struct check_rules *rules);
struct check check_mailboxes(struct span text, const struct check_rules *rules);
struct check check_date(struct span text, const struct check_rules *rules);
struct check check_message_id(struct span text, const struct check_rules *rules);

#endif
