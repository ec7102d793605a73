/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdicts.c - see verdicts.h. */
#include <config.h>

#include "server/verdict/verdicts.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/charset.h"
#include "common/i18n.h"
#include "server/base/json_line.h"
#include "server/base/outlet.h"
#include "server/verdict/verdict_json.h"

#define RING_BYTES ((size_t)1024 * 1024)

/* How long the end of the server waits for a reader, and then for a write that is stuck: a second
 * in all. */
#define FLUSH_MS 900
#define END_MS   100

struct verdicts {
    enum verdicts_format format;
    struct outlet *outlet;
    bool have_error;
};

/* Lines are of the report, not verdicts, which have several. */
static size_t note_in_text(void *context, uint64_t dropped, char *out)
{
    int length =
        snprintf(out, OUTLET_NOTE_MAX,
                 ngettext("%llu line of the report was dropped\n",
                          "%llu lines of the report were dropped\n", (unsigned long)dropped),
                 (unsigned long long)dropped);

    (void)context;
    return length > 0 && length < OUTLET_NOTE_MAX ? (size_t)length : 0;
}

struct verdicts *verdicts_new(const struct verdicts_target *target, enum verdicts_format format)
{
    struct verdicts *verdicts = calloc(1, sizeof *verdicts);

    if (verdicts == NULL)
        return NULL;
    verdicts->format = format;
    verdicts->outlet = outlet_new(
        &(struct outlet_config){.fd = target->fd,
                                .room = RING_BYTES,
                                .context = target->context,
                                .note = format == VERDICTS_JSON ? json_line_note : note_in_text,
                                .failed = target->failed});
    if (verdicts->outlet != NULL)
        return verdicts;
    free(verdicts);
    return NULL;
}

int verdicts_start(struct verdicts *verdicts)
{
    return outlet_start(verdicts->outlet);
}

/* Puts TEXT, which is UTF-8, in the charset of the user. */
static void put_text(struct outlet *outlet, struct span text)
{
    size_t taken, size = text.size * CHARSET_GROWTH;
    char *encoded;

    if (charset_name() == NULL) {
        outlet_put(outlet, text.data, text.size);
        return;
    }
    encoded = malloc(size);
    if (encoded == NULL) {
        outlet_drop(outlet);
        return;
    }
    outlet_put(outlet, encoded, charset_encode(text, encoded, size, &taken));
    free(encoded);
}

static void add_text(const struct verdicts *verdicts, const struct verdict *verdict)
{
    struct buffer text;

    buffer_init(&text, VERDICT_MAX);
    if (verdict_write(verdict, &text) == 0)
        put_text(verdicts->outlet, buffer_span(&text));
    else
        outlet_drop(verdicts->outlet);
    buffer_release(&text);
}

void verdicts_add(struct verdicts *verdicts, const struct verdict *verdict)
{
    verdicts->have_error |= verdict->findings->has_error;
    if (verdicts->format == VERDICTS_JSON)
        verdict_put_json(verdict, verdicts->outlet);
    else
        add_text(verdicts, verdict);
}

bool verdicts_have_error(const struct verdicts *verdicts)
{
    return verdicts->have_error;
}

uint64_t verdicts_flush(struct verdicts *verdicts)
{
    outlet_flush(verdicts->outlet, FLUSH_MS);
    return outlet_missing(verdicts->outlet);
}

bool verdicts_free(struct verdicts *verdicts)
{
    bool is_free = outlet_free(verdicts->outlet, END_MS);

    free(verdicts);
    return is_free;
}
