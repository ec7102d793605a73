/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check.c - which check a kind of field has; see check.h.
 *
 * check_address.c reads domains and paths, check_parameters.c parameters, check_date.c dates,
 * check_header.c mailboxes and Message-IDs; check_weight.c knows how much it weighs.
 */
#include <config.h>

#include "tui-client/message/check.h"

#include <assert.h>

#include "common/count.h"
#include "tui-client/message/check_internal.h"

struct check check_text(enum check_kind kind, struct span text, const struct check_rules *rules)
{
    static struct check (*const checks[])(struct span text, const struct check_rules *rules) = {
        [CHECK_ANYTHING] = NULL,
        [CHECK_CLIENT] = check_client,
        [CHECK_SENDER] = check_sender,
        [CHECK_RECIPIENT] = check_recipient,
        [CHECK_PARAMETERS] = check_parameters,
        [CHECK_MAILBOXES] = check_mailboxes,
        [CHECK_DATE] = check_date,
        [CHECK_MESSAGE_ID] = check_message_id,
    };
    struct span trimmed = span_trim(text);

    static_assert(COUNT(checks) == CHECK_KINDS, "a check per kind");
    if (checks[kind] == NULL || trimmed.size == 0)
        return (struct check){.reason = CHECK_OK};
    return check_shifted(checks[kind](trimmed, rules), (size_t)(trimmed.data - text.data));
}
