/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check_weight.c - what is a flaw and what is a remark; see check.h. */
#include <config.h>

#include "tui-client/message/check_internal.h"

bool check_is_remark(enum check_reason reason)
{
    static const bool remarks[CHECK_REASONS] = {
        [CHECK_LOCAL_NAME] = true, [CHECK_LONG_LOCAL] = true,  [CHECK_BARE_LITERAL] = true,
        [CHECK_EMPTY_ITEM] = true, [CHECK_UNKNOWN_KEY] = true, [CHECK_OLD_ZONE] = true,
        [CHECK_OLD_YEAR] = true,
    };

    return remarks[reason];
}

bool check_is_flaw(enum check_kind kind, enum check_reason reason, const struct check_rules *rules)
{
    if (rules->takes_any)
        return kind == CHECK_RECIPIENT && reason == CHECK_NO_LOCAL_PART;
    return reason != CHECK_OK && !check_is_remark(reason);
}
