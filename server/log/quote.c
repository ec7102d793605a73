/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* quote.c - see quote.h. */
#include <config.h>

#include "server/log/quote.h"

#include <stdio.h>

#include "common/text.h"

void quote(struct span text, char *out, size_t size)
{
    quote_part(text, "", out, size);
}

void quote_part(struct span text, const char *rest, char *out, size_t size)
{
    size_t room = size - strlen(rest) - sizeof "\"\"";
    size_t length = 1 + text_abbreviate(TEXT_VISIBLE, text, out + 1, room);

    out[0] = '"';
    snprintf(out + length, size - length, "%s\"", rest);
}
