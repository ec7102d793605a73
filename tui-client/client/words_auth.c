/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words_auth.c - the texts of words.h on AUTH.
 */
#include <config.h>

#include <assert.h>
#include <stdio.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/text.h"
#include "tui-client/client/words.h"

const char *words_exchange_flaw(enum exchange_flaw flaw)
{
    static const char *const texts[] = {
        [EXCHANGE_SOUND] = "",
        [EXCHANGE_NOT_BASE64] =
            N_("The server's challenge is not base64, so the exchange was cancelled."),
        [EXCHANGE_BROKEN] = N_("The server's challenge is not one of this mechanism, so the "
                               "exchange was cancelled.  Try another mechanism."),
        [EXCHANGE_FOREIGN_NONCE] =
            N_("The server answers something that was not said in this exchange, maybe in an "
               "earlier one, so it was cancelled: somebody in between may have changed it."),
        [EXCHANGE_WRONG_PROOF] =
            N_("The server could not prove that it knows the password, so the exchange was "
               "cancelled: it may not be the server that it claims to be."),
        [EXCHANGE_UNPROVEN] =
            N_("The server accepted without proving that it knows the password, so the connection "
               "was closed: it may not be the server that it claims to be."),
        [EXCHANGE_TOO_COSTLY] = N_("The server asks for more than a million rounds of hashing, so "
                                   "the exchange was cancelled.  Try another mechanism."),
        [EXCHANGE_SURPLUS] =
            N_("The server asks for more although all was said, so the exchange was cancelled.  "
               "Try another mechanism."),
        [EXCHANGE_ENDLESS] = N_("The server goes on asking although the exchange was cancelled, so "
                                "the connection was closed."),
        [EXCHANGE_UNFIT] = N_("Not sent: this mechanism cannot say the user name or the password; "
                              "try another mechanism."),
        [EXCHANGE_NO_MEMORY] = N_("Not sent: not enough memory."),
    };

    static_assert(COUNT(texts) == EXCHANGE_FLAWS, "a text per flaw");
    return flaw != EXCHANGE_SOUND ? _(texts[flaw]) : "";
}

const char *words_decoded(bool is_ours, struct span text, char *out, size_t size)
{
    char visible[WORDS_MAX / 2];
    size_t shown = text_abbreviate(TEXT_VISIBLE, text, visible, sizeof visible - 1);

    visible[shown] = '\0';
    snprintf(out, size,
             is_ours ? _("Decoded, the client says: %s") : _("Decoded, the server says: %s"),
             visible);
    return out;
}
