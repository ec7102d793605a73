/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* json_line.h - an object of JSON on one line, made member by member.
 *
 * A line whose members could not all be made, for lack of memory, is not written at all.  What the
 * members mean is not known here.
 */
#ifndef SERVER_BASE_JSON_LINE_H
#define SERVER_BASE_JSON_LINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "server/base/outlet.h"

struct json_line {
    json_t *object; /* owned; NULL: out of memory */
    bool is_broken; /* a member is missing */
};

/* Begins a line without members. */
void json_line_begin(struct json_line *line);

/* Each adds a member, after those before it.  KEY must be static. */
void json_line_text(struct json_line *line, const char *key, struct span text);
void json_line_number(struct json_line *line, const char *key, uint64_t number);
void json_line_flag(struct json_line *line, const char *key, bool is_set);

/* Adds VALUE, of which it takes ownership; NULL: it could not be made. */
void json_line_add(struct json_line *line, const char *key, json_t *value);

/* Adds the object of INNER, which it ends. */
void json_line_add_line(struct json_line *line, const char *key, struct json_line *inner);

/* Adds the current time in UTC as in RFC 3339, with milliseconds. */
void json_line_time(struct json_line *line);

/* Returns TEXT as a string; what is no UTF-8 in it becomes U+FFFD.  NULL if out of memory. */
json_t *json_line_string(struct span text);

/* Adds VALUE, of which it takes ownership, to ARRAY.  Returns false if out of memory, also if one
 * of them is NULL. */
bool json_line_append(json_t *array, json_t *value);

/* Ends the line: writes it with its LF to OUT of SIZE bytes, and frees it.  Returns its size; 0: it
 * could not be made, or does not fit. */
size_t json_line_write(struct json_line *line, char *out, size_t size);

/* Ends the line: adds it in ASCII to OUTLET, which counts it as dropped if it could not be made,
 * and frees it.  Returns false if it is dropped. */
bool json_line_put(struct json_line *line, struct outlet *outlet);

/* The note about DROPPED lines of JSON, for struct outlet_config. */
size_t json_line_note(void *context, uint64_t dropped, char *out);

#endif
