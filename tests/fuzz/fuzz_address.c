/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_address.c - the mailbox of any address: one spelling for all, or none. */
#include <config.h>

#include "common/address.h"

#include <stdlib.h>
#include <uninorm.h>
#include <unistr.h>

#include "tests/support/fuzz.h"

/* MAILBOX is well-formed, lower-case and composed, and is its own mailbox. */
static void check_mailbox(const char *mailbox)
{
    enum address_flaw flaw;
    char *again = address_mailbox(span_of(mailbox), &flaw);
    size_t size;
    uint8_t *composed =
        u8_normalize(UNINORM_NFC, (const uint8_t *)mailbox, strlen(mailbox), NULL, &size);

    ck_assert_msg(again != NULL && strcmp(again, mailbox) == 0, "\"%s\" is in \"%s\"", mailbox,
                  again != NULL ? again : "none");
    ck_assert_ptr_nonnull(composed);
    ck_assert(span_equal((struct span){(const char *)composed, size}, span_of(mailbox)));
    ck_assert_ptr_null(u8_check((const uint8_t *)mailbox, strlen(mailbox)));
    ck_assert(mailbox[0] != '\0' && strchr(mailbox, '@') == NULL);
    for (const char *byte = mailbox; *byte != '\0'; byte++)
        ck_assert(span_ascii_lower(*byte) == *byte);
    free(composed);
    free(again);
}

/* The case of ASCII letters, the form of a sigma, and what follows the "@" make no other mailbox.
 */
static void check_spelling(struct span address, const char *mailbox)
{
    char *upper = malloc(address.size + 2);
    enum address_flaw flaw;

    ck_assert_ptr_nonnull(upper);
    for (size_t i = 0; i < address.size; i++) {
        bool is_final_sigma = i > 0 && address.data[i - 1] == '\xCF' && address.data[i] == '\x82';
        upper[i] = is_final_sigma ? '\x83' : span_ascii_upper(address.data[i]);
    }
    upper[address.size] = '@';
    upper[address.size + 1] = '\xFF';
    char *again = address_mailbox((struct span){upper, address.size + 2}, &flaw);
    ck_assert_int_eq(flaw, ADDRESS_OK);
    ck_assert_str_eq(again, mailbox);
    free(again);
    free(upper);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span argument = {(const char *)data, size};
    struct span address = address_parse(argument);
    enum address_flaw flaw;
    char *mailbox = address_mailbox(address, &flaw);

    ck_assert(fuzz_lies_within(address, argument));
    ck_assert_int_eq(mailbox != NULL, flaw == ADDRESS_OK);
    if (mailbox != NULL) {
        check_mailbox(mailbox);
        check_spelling(address, mailbox);
    }
    free(mailbox);
    return 0;
}
