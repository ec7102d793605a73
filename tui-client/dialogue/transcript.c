/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* transcript.c - see transcript.h.
 */
#include <config.h>

#include "tui-client/dialogue/transcript.h"

#include <assert.h>
#include <stdlib.h>

void transcript_init(struct transcript *transcript)
{
    *transcript = (struct transcript){0};
}

static struct dialogue_line *place(const struct transcript *transcript, size_t number)
{
    return &transcript->lines[(transcript->first + number) % TRANSCRIPT_LINES_MAX];
}

static void drop_oldest(struct transcript *transcript)
{
    struct dialogue_line *oldest = place(transcript, 0);

    transcript->bytes -= oldest->text.size;
    free((char *)oldest->text.data);
    transcript->first = (transcript->first + 1) % TRANSCRIPT_LINES_MAX;
    transcript->count--;
    transcript->lost++;
}

void transcript_release(struct transcript *transcript)
{
    while (transcript->count > 0)
        drop_oldest(transcript);
    free(transcript->lines);
    transcript_init(transcript);
}

/* Bytes at the end of LINE that are a secret. */
static size_t secret_of(struct transcript *transcript, const struct dialogue_line *line)
{
    if (line->kind == DIALOGUE_REPLY_LAST)
        secret_reply(&transcript->secret, line->code, line->reply.event != DIALECT_EVENTS);
    if (line->kind != DIALOGUE_COMMAND)
        return 0;
    return line->text.size - secret_sent(&transcript->secret, line->text).size;
}

void transcript_add(struct transcript *transcript, const struct dialogue_line *line)
{
    size_t secret = secret_of(transcript, line);
    struct span text = line->text;
    char *copy = malloc(text.size + line->user.size + 1);
    struct dialogue_line *kept;

    if (transcript->lines == NULL)
        transcript->lines = calloc(TRANSCRIPT_LINES_MAX, sizeof *transcript->lines);
    if (transcript->lines == NULL || copy == NULL) {
        free(copy);
        transcript->lost++;
        return;
    }
    while (transcript->count > 0 && (transcript->count == TRANSCRIPT_LINES_MAX ||
                                     transcript->bytes + text.size > TRANSCRIPT_BYTES_MAX))
        drop_oldest(transcript);
    if (text.size > 0)
        memcpy(copy, text.data, text.size);
    kept = place(transcript, transcript->count);
    *kept = *line;
    kept->text = (struct span){copy, text.size};
    if (line->user.size > 0)
        memcpy(copy + text.size, line->user.data, line->user.size);
    kept->user = (struct span){copy + text.size, line->user.size};
    kept->argument = (struct span){NULL, 0};
    kept->secret = secret;
    if (line->kind == DIALOGUE_COMMAND)
        kept->command.argument.data = copy + (line->command.argument.data - text.data);
    transcript->bytes += text.size;
    transcript->count++;
}

const struct dialogue_line *transcript_line(const struct transcript *transcript, size_t number)
{
    assert(number < transcript->count);
    return place(transcript, number);
}

/* Whether LINE ends what was said about REQUEST; 0: about anything. */
static bool ends_reply(const struct dialogue_line *line, unsigned long long request)
{
    bool is_about = request == 0 || line->request == request || line->request == 0;

    return is_about && (line->kind == DIALOGUE_REPLY_LAST || line->kind == DIALOGUE_NO_REPLY);
}

size_t transcript_reply_of(const struct transcript *transcript, size_t number)
{
    unsigned long long request =
        number < transcript->count ? place(transcript, number)->request : 0;

    while (number < transcript->count && !ends_reply(place(transcript, number), request))
        number++;
    return number;
}

/* Whether LINE may stand between the lines of a reply: it is none of them, and ends none. */
static bool is_aside(const struct dialogue_line *line)
{
    return line->kind == DIALOGUE_NOTE || line->kind == DIALOGUE_PARTIAL ||
           line->kind == DIALOGUE_PADDING;
}

/* Returns the number of the first line of the reply that ends with line NUMBER. */
static size_t first_of_reply(const struct transcript *transcript, size_t number)
{
    size_t first = number;

    for (size_t i = number; i > 0; i--) {
        const struct dialogue_line *before = place(transcript, i - 1);
        if (before->kind == DIALOGUE_REPLY)
            first = i - 1;
        else if (!is_aside(before))
            break;
    }
    return first;
}

struct span transcript_text(const struct transcript *transcript, size_t number, char *out)
{
    size_t size = 0;

    if (number >= transcript->count || place(transcript, number)->kind != DIALOGUE_REPLY_LAST)
        return (struct span){out, 0};
    for (size_t i = first_of_reply(transcript, number); i <= number; i++) {
        struct span text = reply_text(place(transcript, i)->text);
        if (is_aside(place(transcript, i)))
            continue;
        if (size > 0 && size < TRANSCRIPT_TEXT_MAX)
            out[size++] = '\n';
        if (text.size > TRANSCRIPT_TEXT_MAX - size)
            text.size = TRANSCRIPT_TEXT_MAX - size;
        if (text.size > 0)
            memcpy(out + size, text.data, text.size);
        size += text.size;
    }
    return (struct span){out, size};
}
