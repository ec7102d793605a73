/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* json_line.c - see json_line.h. */
#include <config.h>

#include "server/base/json_line.h"

#include <stdlib.h>
#include <unistr.h>

#include "common/buffer.h"
#include "server/base/timestamp.h"

/* U+FFFD in UTF-8. */
static const char replacement[] = "\xEF\xBF\xBD";

void json_line_begin(struct json_line *line)
{
    *line = (struct json_line){.object = json_object()};
}

void json_line_add(struct json_line *line, const char *key, json_t *value)
{
    if (line->object == NULL)
        json_decref(value);
    if (line->object == NULL || json_object_set_new_nocheck(line->object, key, value) != 0)
        line->is_broken = true;
}

void json_line_text(struct json_line *line, const char *key, struct span text)
{
    json_line_add(line, key, json_line_string(text));
}

/* JSON's own limit is that of its readers; none of these numbers comes near it. */
void json_line_number(struct json_line *line, const char *key, uint64_t number)
{
    json_line_add(line, key, json_integer((json_int_t)number));
}

void json_line_flag(struct json_line *line, const char *key, bool is_set)
{
    json_line_add(line, key, json_boolean(is_set));
}

void json_line_add_line(struct json_line *line, const char *key, struct json_line *inner)
{
    line->is_broken |= inner->is_broken;
    json_line_add(line, key, inner->object);
}

void json_line_time(struct json_line *line)
{
    char time[TIMESTAMP_MAX];
    size_t length = timestamp_write(time);

    json_line_text(line, "time", (struct span){time, length});
}

/* Appends the first character of *TEXT to OUT, in a form that is valid, and removes it. */
static int mend_unit(struct span *text, struct buffer *out)
{
    ucs4_t character;
    int taken = u8_mbtoucr(&character, (const uint8_t *)text->data, text->size);
    struct span unit = {text->data, taken > 0 ? (size_t)taken : 1};

    *text = span_skip(*text, unit.size);
    if (taken <= 0)
        unit = span_of(replacement);
    return buffer_append(out, unit.data, unit.size);
}

static json_t *mend(struct span text)
{
    struct buffer mended;
    json_t *string = NULL;

    buffer_init(&mended, text.size * strlen(replacement));
    while (text.size > 0 && mend_unit(&text, &mended) == 0)
        continue;
    if (text.size == 0)
        string = json_stringn_nocheck(buffer_span(&mended).data, buffer_size(&mended));
    buffer_release(&mended);
    return string;
}

json_t *json_line_string(struct span text)
{
    if (text.size == 0)
        return json_stringn_nocheck("", 0);
    if (u8_check((const uint8_t *)text.data, text.size) != NULL)
        return mend(text);
    return json_stringn_nocheck(text.data, text.size);
}

bool json_line_append(json_t *array, json_t *value)
{
    if (array != NULL && value != NULL)
        return json_array_append_new(array, value) == 0;
    json_decref(value);
    return false;
}

size_t json_line_write(struct json_line *line, char *out, size_t size)
{
    size_t length = 0;

    if (!line->is_broken && size > 0)
        length = json_dumpb(line->object, out, size - 1, JSON_COMPACT);
    json_decref(line->object);
    if (length == 0 || length >= size)
        return 0;
    out[length] = '\n';
    return length + 1;
}

/* Bytes that are set aside for a line at first: most fit. */
#define LINE_USUAL ((size_t)1024)

/* How lines are made for an outlet: in ASCII one can be shown on any terminal, whatever its strings
 * hold. */
#define LINE_FLAGS (JSON_COMPACT | JSON_ENSURE_ASCII)

/* Returns OBJECT as text, without LF, in ROOM bytes, of which one is left over; the caller frees
 * them.  Returns NULL if out of memory, or if it does not fit.  Stores its size in *SIZE; 0: it is
 * not known. */
static char *print(const json_t *object, size_t room, size_t *size)
{
    char *text = malloc(room);

    *size = text != NULL ? json_dumpb(object, text, room - 1, LINE_FLAGS) : 0;
    if (*size > 0 && *size < room)
        return text;
    free(text);
    return NULL;
}

/* The same with as much room as it takes. */
static char *print_all(const json_t *object, size_t *size)
{
    char *text = print(object, LINE_USUAL, size);

    return text == NULL && *size > 0 ? print(object, *size + 1, size) : text;
}

bool json_line_put(struct json_line *line, struct outlet *outlet)
{
    bool is_put = false;
    size_t size;
    char *text = line->is_broken ? NULL : print_all(line->object, &size);

    json_decref(line->object);
    if (text == NULL) {
        outlet_drop(outlet);
    } else {
        text[size] = '\n';
        is_put = outlet_put(outlet, text, size + 1);
    }
    free(text);
    return is_put;
}

size_t json_line_note(void *context, uint64_t dropped, char *out)
{
    struct json_line line;

    (void)context;
    json_line_begin(&line);
    json_line_text(&line, "event", span_of("dropped"));
    json_line_time(&line);
    json_line_number(&line, "count", dropped);
    return json_line_write(&line, out, OUTLET_NOTE_MAX);
}
