/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* findings.c - see findings.h. */
#include <config.h>

#include "server/verdict/findings.h"

#include <stdlib.h>

#include "common/utf8.h"

static struct finding *find(const struct findings *findings, enum finding_kind kind)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->all[i].kind == kind)
            return &findings->all[i];
    return NULL;
}

static struct finding *append(struct findings *findings)
{
    size_t size = (findings->count + 1) * sizeof *findings->all;
    struct finding *all = realloc(findings->all, size);

    if (all == NULL)
        return NULL;
    findings->all = all;
    return &all[findings->count++];
}

static void begin(struct finding *finding, enum finding_kind kind, struct finding_place place,
                  struct span detail)
{
    *finding = (struct finding){.kind = kind, .place = place};
    finding->detail_size = (unsigned char)utf8_cut(detail, FINDING_DETAIL_MAX);
    if (finding->detail_size > 0)
        memcpy(finding->detail, detail.data, finding->detail_size);
}

void findings_add(struct findings *findings, enum finding_kind kind, struct finding_place place,
                  struct span detail, bool server_refuses)
{
    const struct finding_row *row = finding_row(kind);
    enum finding_severity severity = findings->is_textbook ? row->textbook : row->severity;
    struct finding *finding;

    if (server_refuses)
        severity = FINDING_ERROR;
    if (severity == FINDING_NONE)
        return;
    findings->has_error |= severity == FINDING_ERROR;
    finding = find(findings, kind);
    if (finding == NULL) {
        finding = append(findings);
        if (finding == NULL)
            return;
        begin(finding, kind, place, detail);
    }
    finding->count++;
    if (severity > finding->severity)
        finding->severity = severity;
}

void findings_repeat(struct findings *findings, enum finding_kind kind, uint64_t count)
{
    struct finding *finding = find(findings, kind);

    if (finding != NULL)
        finding->count += count;
}

void findings_harden(struct findings *findings, enum finding_kind kind)
{
    struct finding *finding = find(findings, kind);

    if (finding == NULL)
        return;
    finding->severity = FINDING_ERROR;
    findings->has_error = true;
}

unsigned findings_count(const struct findings *findings, enum finding_severity severity)
{
    unsigned count = 0;

    for (size_t i = 0; i < findings->count; i++)
        count += findings->all[i].severity == severity;
    return count;
}

void findings_release(struct findings *findings)
{
    free(findings->all);
    findings->all = NULL;
    findings->count = 0;
}
