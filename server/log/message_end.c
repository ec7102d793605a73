/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* message_end.c - see message_end.h.
 *
 * Lines are examined from the last one backwards.  Any may follow what is certainly no text; empty
 * ones and QUIT may follow the rest.
 */
#include <config.h>

#include "server/log/message_end.h"

#include <assert.h>

#include "common/near_miss.h"

void message_tail_add(struct message_tail *tail, struct span bytes)
{
    size_t kept = tail->size;

    if (bytes.size > MESSAGE_TAIL_MAX) {
        bytes = span_skip(bytes, bytes.size - MESSAGE_TAIL_MAX);
        tail->is_cut = true;
    }
    if (bytes.size == 0)
        return;
    if (kept + bytes.size > MESSAGE_TAIL_MAX) {
        kept = MESSAGE_TAIL_MAX - bytes.size;
        memmove(tail->bytes, tail->bytes + tail->size - kept, kept);
        tail->is_cut = true;
    }
    memcpy(tail->bytes + kept, bytes.data, bytes.size);
    tail->size = (unsigned char)(kept + bytes.size);
}

/* A line, taken from the end of a text. */
struct last_line {
    struct span text;        /* without its ending */
    enum line_ending ending; /* UNKNOWN: it has none */
    bool is_whole;           /* its start is known */
};

static enum line_ending ending_of(struct span text)
{
    if (text.size == 0 || text.data[text.size - 1] != '\n')
        return LINE_ENDING_UNKNOWN;
    return text.size > 1 && text.data[text.size - 2] == '\r' ? LINE_ENDING_CRLF : LINE_ENDING_LF;
}

static struct span without_ending(struct span text, enum line_ending ending)
{
    text.size -= ending == LINE_ENDING_CRLF ? 2 : ending == LINE_ENDING_LF ? 1 : 0;
    return text;
}

/* Removes the last line from the end of *REST.  STARTS: the text begins where the message does. */
static struct last_line take_last(struct span *rest, bool starts)
{
    struct last_line line = {.ending = ending_of(*rest)};
    struct span text = without_ending(*rest, line.ending);
    size_t start = text.size;

    while (start > 0 && text.data[start - 1] != '\n')
        start--;
    line.text = span_skip(text, start);
    line.is_whole = start > 0 || starts;
    rest->size = start;
    return line;
}

/* Of a line that is only a dot.  With the connection's own ending it would have ended the message,
 * had not the line before it ended in LF on a CRLF connection. */
static enum message_end judge_dot(enum line_ending ending, enum line_ending own)
{
    if (ending == LINE_ENDING_UNKNOWN)
        return MESSAGE_END_OPEN;
    if (own == LINE_ENDING_LF)
        return ending == LINE_ENDING_CRLF ? MESSAGE_END_CRLF : MESSAGE_END_NONE;
    return ending == LINE_ENDING_CRLF ? MESSAGE_END_AFTER_LF : MESSAGE_END_LF;
}

/* Whether TEXT ends in a dot and a line ending as text, and has nothing before them but another
 * such ending. */
static bool is_text_dot(struct span text)
{
    struct span ending = near_miss_ending(text);

    text = near_miss_before(text, ending);
    if (ending.size == 0 || text.size == 0 || text.data[text.size - 1] != '.')
        return false;
    text.size--;
    return text.size == 0 || near_miss_ending(text).size > 0;
}

static enum message_end judge_line(const struct last_line *line, enum line_ending own)
{
    struct span text = line->text;

    if (line->ending == LINE_ENDING_UNKNOWN && text.size > 0 && text.data[text.size - 1] == '\r')
        text.size--;
    if (line->is_whole && span_equal(text, span_of(".")))
        return judge_dot(line->ending, own);
    if (line->is_whole && span_equal(span_trim(text), span_of(".")))
        return MESSAGE_END_BLANK;
    if (line->is_whole && span_equal(text, span_of("..")))
        return MESSAGE_END_DOUBLE;
    if (is_text_dot(text))
        return MESSAGE_END_TEXT;
    return text.size > 1 && text.data[text.size - 1] == '.' ? MESSAGE_END_GLUED : MESSAGE_END_NONE;
}

/* With an ending as text, too. */
static bool is_quit(struct span text)
{
    text = near_miss_before(text, near_miss_ending(text));
    return span_equal_ascii(span_trim(text), span_of("QUIT"));
}

bool message_end_is_certain(enum message_end end)
{
    static const bool are[MESSAGE_ENDS] = {
        [MESSAGE_END_LF] = true,    [MESSAGE_END_CRLF] = true, [MESSAGE_END_AFTER_LF] = true,
        [MESSAGE_END_BLANK] = true, [MESSAGE_END_TEXT] = true,
    };

    return are[end];
}

enum message_end message_end_of(const struct message_tail *tail, enum line_ending ending)
{
    struct span rest = {tail->bytes, tail->size};
    enum message_end end = MESSAGE_END_NONE;
    bool has_quit = false, is_last = true, is_open = true;

    assert(ending != LINE_ENDING_UNKNOWN);
    while (rest.size > 0 && !message_end_is_certain(end)) {
        struct last_line line = take_last(&rest, !tail->is_cut);
        enum message_end found = judge_line(&line, ending);
        bool is_command = is_quit(line.text);
        if (message_end_is_certain(found) || (is_open && (found != MESSAGE_END_GLUED || is_last)))
            end = found;
        has_quit |= is_open && is_command;
        is_last &= is_command;
        is_open &= is_command || span_trim(line.text).size == 0;
    }
    return end == MESSAGE_END_NONE && has_quit ? MESSAGE_END_QUIT : end;
}
