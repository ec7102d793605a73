/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_fields.c - what is wrong with the text of a field: a part of it, in words; addresses as the
 * grammar that the server reads them by.
 *
 * The first byte says which kind of field, and by which rules.
 */
#include <config.h>

#include "tui-client/message/check.h"

#include "common/argument.h"
#include "tests/support/fuzz.h"
#include "tui-client/client/words.h"
#include "tui-client/message/compose.h"

/* The grammar does not limit lengths. */
static bool is_by_grammar(enum check_reason reason)
{
    return reason == CHECK_OK || reason == CHECK_LONG_LOCAL || reason == CHECK_LONG_DOMAIN;
}

static void expect_grammar(enum check_kind kind, struct span text, enum check_reason reason)
{
    if (kind == CHECK_SENDER && text.size > 0 && text.data[0] != '<')
        ck_assert_int_eq(is_by_grammar(reason), argument_is_mailbox(text));
    if (kind == CHECK_CLIENT && text.size > 0 && span_is_ascii(text))
        ck_assert_int_eq(is_by_grammar(reason) || reason == CHECK_BARE_LITERAL,
                         argument_is_domain(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct capabilities none;
    struct check_rules rules = {.offered = &none};
    struct span text = {(const char *)data + 1, size - 1};
    char words[WORDS_MAX];
    struct check check;
    enum check_kind kind;

    if (size == 0 || compose_check(text) != COMPOSE_OK)
        return 0;
    kind = (enum check_kind)(data[0] % CHECK_KINDS);
    rules.takes_any = (data[0] & 0x40) != 0;
    rules.is_international = (data[0] & 0x80) != 0;
    check = check_text(kind, text, &rules);
    ck_assert_uint_le(check.offset, text.size);
    ck_assert_uint_le(check.size, text.size - check.offset);
    words_check(&check, text, words, sizeof words);
    ck_assert_int_eq(words[0] == '\0', check.reason == CHECK_OK);
    if (!rules.takes_any)
        expect_grammar(kind, span_trim(text), check.reason);
    return 0;
}
