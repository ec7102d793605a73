/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.c - see verdict.h. */
#include <config.h>

#include "server/verdict/verdict.h"

#include <stdarg.h>
#include <stdio.h>

#include "common/i18n.h"
#include "common/text.h"

#define LINE_BYTES 512

typedef unsigned long long wide;

__attribute__((format(printf, 2, 3))) static int add(struct buffer *out, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (length < 0)
        return -1;
    return buffer_append(out, line,
                         (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

static int add_what(const struct verdict *verdict, const struct finding *finding,
                    struct buffer *out)
{
    const char *what = _(finding_row(finding->kind)->what);
    const char *severity = finding->severity == FINDING_ERROR ? _("error") : _("remark");
    char detail[FINDING_DETAIL_MAX];
    size_t size = text_abbreviate(
        TEXT_VISIBLE, (struct span){finding->detail, finding->detail_size}, detail, sizeof detail);

    return add(out, _("connection %llu: %s: %s%s%.*s\n"), (wide)verdict->connection, severity, what,
               size > 0 ? ": " : "", (int)size, detail);
}

static int add_place(const struct finding *finding, struct buffer *out)
{
    const char *id = finding_row(finding->kind)->id;
    const struct finding_place *place = &finding->place;

    if (place->message == 0)
        return add(out, _("    %s at byte %llu of what the client sent (line %llu)"), id,
                   (wide)place->byte, (wide)place->line);
    return add(out, _("    %s at byte %llu of message %llu (line %llu)"), id, (wide)place->byte,
               (wide)place->message, (wide)place->line);
}

static int add_count(const struct finding *finding, struct buffer *out)
{
    if (finding->count == 1)
        return add(out, "\n");
    return add(out, ngettext(", %llu time\n", ", %llu times\n", (unsigned long)finding->count),
               (wide)finding->count);
}

static int add_remedy(const struct finding *finding, struct buffer *out)
{
    const struct finding_row *row = finding_row(finding->kind);

    return add(out, _("    RFC %u section %s: %s\n"), row->rfc, row->section, _(row->remedy));
}

static int add_summary(const struct verdict *verdict, struct buffer *out)
{
    unsigned errors = findings_count(verdict->findings, FINDING_ERROR);
    unsigned remarks = findings_count(verdict->findings, FINDING_REMARK);
    char text[128];
    int length = snprintf(text, sizeof text, ngettext("%u error", "%u errors", errors), errors);

    if (length < 0 || (size_t)length >= sizeof text)
        return -1;
    snprintf(text + length, sizeof text - (size_t)length,
             ngettext(", %u remark", ", %u remarks", remarks), remarks);
    return add(out, _("connection %llu from %s: %s\n"), (wide)verdict->connection, verdict->client,
               text);
}

int verdict_write(const struct verdict *verdict, struct buffer *out)
{
    const struct findings *findings = verdict->findings;

    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->all[i];
        if (add_what(verdict, finding, out) != 0 || add_place(finding, out) != 0 ||
            add_count(finding, out) != 0 || add_remedy(finding, out) != 0)
            return -1;
    }
    return add_summary(verdict, out);
}
