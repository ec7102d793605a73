/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_json.c - see verdict_json.h. */
#include <config.h>

#include "server/verdict/verdict_json.h"

#include "common/i18n.h"
#include "server/base/json_line.h"

/* Returns the object of LINE; NULL if out of memory. */
static json_t *take_object(struct json_line *line)
{
    if (!line->is_broken)
        return line->object;
    json_decref(line->object);
    return NULL;
}

/* Adds where FINDING is: in a message, whose number is given, or in all that the client sent. */
static void add_place(struct json_line *line, const struct finding *finding)
{
    const struct finding_place *place = &finding->place;

    json_line_text(line, "in", span_of(place->message > 0 ? "message" : "connection"));
    if (place->message > 0)
        json_line_number(line, "message", place->message);
    json_line_number(line, "line", place->line);
    json_line_number(line, "byte", place->byte);
    json_line_number(line, "count", finding->count);
}

static json_t *object_of(const struct finding *finding)
{
    const struct finding_row *row = finding_row(finding->kind);
    struct json_line line;

    json_line_begin(&line);
    json_line_text(&line, "id", span_of(row->id));
    json_line_text(&line, "severity",
                   span_of(finding->severity == FINDING_ERROR ? "error" : "remark"));
    json_line_text(&line, "what", span_of(_(row->what)));
    if (finding->detail_size > 0)
        json_line_text(&line, "detail", (struct span){finding->detail, finding->detail_size});
    add_place(&line, finding);
    json_line_number(&line, "rfc", row->rfc);
    json_line_text(&line, "section", span_of(row->section));
    json_line_text(&line, "remedy", span_of(_(row->remedy)));
    return take_object(&line);
}

/* Returns NULL if out of memory. */
static json_t *list_of(const struct findings *findings)
{
    json_t *list = json_array();

    for (size_t i = 0; i < findings->count; i++)
        if (!json_line_append(list, object_of(&findings->all[i]))) {
            json_decref(list);
            return NULL;
        }
    return list;
}

void verdict_put_json(const struct verdict *verdict, struct outlet *outlet)
{
    const struct findings *findings = verdict->findings;
    struct json_line line;

    json_line_begin(&line);
    json_line_number(&line, "connection", verdict->connection);
    json_line_text(&line, "client", span_of(verdict->client));
    json_line_number(&line, "errors", findings_count(findings, FINDING_ERROR));
    json_line_number(&line, "remarks", findings_count(findings, FINDING_REMARK));
    json_line_add(&line, "findings", list_of(findings));
    json_line_put(&line, outlet);
}
