/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* quote.c - see quote.h. */
#include <config.h>

#include "server/log/quote.h"

#include <stdio.h>

#include "common/text.h"

static const char ellipsis[] = {'.', '.', '.'};

/* Number of NUL bytes at the front of TEXT. */
static size_t nul_run(struct span text)
{
    size_t size = 0;

    while (size < text.size && text.data[size] == '\0')
        size++;
    return size;
}

/* Number of bytes at the front of TEXT before the first run that is folded. */
static size_t before_run(struct span text)
{
    size_t at = 0;

    while (at < text.size) {
        const char *nul = memchr(text.data + at, '\0', text.size - at);
        if (nul == NULL)
            return text.size;
        at = (size_t)(nul - text.data);
        size_t run = nul_run(span_skip(text, at));
        if (run >= QUOTE_RUN_MIN)
            return at;
        at += run;
    }
    return at;
}

/* Writes what fits of TEXT into SIZE bytes at OUT; returns whether all of it does, and the number
 * of bytes written in *WRITTEN. */
static bool fill(struct span text, char *out, size_t size, size_t *written)
{
    *written = 0;
    while (text.size > 0) {
        char folded[40];
        size_t taken, plain = before_run(text);
        *written += text_print(TEXT_VISIBLE, (struct span){text.data, plain}, out + *written,
                               size - *written, &taken);
        if (taken < plain)
            return false;
        text = span_skip(text, plain);
        size_t run = nul_run(text);
        if (run == 0)
            continue;
        size_t length = (size_t)snprintf(folded, sizeof folded, "(%zu x \\x00)", run);
        if (length > size - *written)
            return false;
        memcpy(out + *written, folded, length);
        *written += length;
        text = span_skip(text, run);
    }
    return true;
}

size_t quote_visible(struct span text, char *out, size_t size)
{
    size_t written;

    if (fill(text, out, size, &written))
        return written;
    fill(text, out, size - sizeof ellipsis, &written);
    memcpy(out + written, ellipsis, sizeof ellipsis);
    return written + sizeof ellipsis;
}

void quote(struct span text, char *out, size_t size)
{
    quote_part(text, "", out, size);
}

void quote_part(struct span text, const char *rest, char *out, size_t size)
{
    size_t length = 1 + quote_visible(text, out + 1, size - strlen(rest) - sizeof "\"\"");

    out[0] = '"';
    snprintf(out + length, size - length, "%s\"", rest);
}
