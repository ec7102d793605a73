/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder.c - how a line of the conversation is written in a session file.
 *
 * A reply is held back until its last line, so that it stays in one piece whatever is sent
 * meanwhile.  session_file.h knows the format.
 */
#include <config.h>

#include "tui-client/dialogue/recorder.h"

#include <stdio.h>

#include "common/reply.h"
#include "common/session_file.h"
#include "common/text.h"
#include "tui-client/dialogue/recorder_internal.h"

/* Maximum bytes of the longest reply in the file: an escape takes four bytes, and the rest of a
 * line is short. */
#define REPLY_MAX ((size_t)(REPLY_PARSE_LINES_MAX + 1) * (4 * REPLY_PARSE_LINE_MAX + 64))

/* Maximum bytes of parts of a line, which may be given up again and again. */
#define PARTIAL_MAX ((size_t)1 << 20)

/* Maximum bytes of a line that are written in a comment. */
#define COMMENT_MAX ((size_t)512)

/* Maximum bytes of a sent line written in escapes, with its ending. */
#define SENT_MAX ((size_t)256 << 20)

static const struct span head = {SESSION_FILE_MAGIC "\n# Recorded by smtp-tui.\n",
                                 sizeof SESSION_FILE_MAGIC "\n# Recorded by smtp-tui.\n" - 1};

void recorder_init(struct recorder *recorder, enum recorder_mode mode)
{
    *recorder = (struct recorder){.mode = mode};
    buffer_init(&recorder->reply, REPLY_MAX);
    buffer_init(&recorder->partial, PARTIAL_MAX);
    buffer_init(&recorder->dropped, PARTIAL_MAX);
}

void recorder_release(struct recorder *recorder)
{
    buffer_release(&recorder->reply);
    buffer_release(&recorder->partial);
    buffer_release(&recorder->dropped);
}

int recorder_start(struct buffer *out)
{
    return buffer_append(out, head.data, head.size);
}

int recorder_opened(struct recorder *recorder, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_CONNECT};
    bool is_first = !recorder->has_opened;

    recorder->has_opened = true;
    return is_first ? 0 : session_file_format(&step, out);
}

static int append_bytes_sent(struct span line, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_SEND_BYTES};
    struct buffer raw;
    int failed;

    buffer_init(&raw, SENT_MAX);
    failed = buffer_append(&raw, line.data, line.size) || buffer_append(&raw, "\r\n", 2);
    step.text = buffer_span(&raw);
    failed = failed || session_file_format(&step, out);
    buffer_release(&raw);
    return failed ? -1 : 0;
}

int recorder_encrypted(struct buffer *out)
{
    static const char comment[] = "# TLS from the beginning: smtps://HOST:PORT\n";

    return buffer_append(out, comment, sizeof comment - 1);
}

/* An incomplete reply stays in one piece, after the lines sent before it ended; when played, they
 * are pipelined as they were. */
static int append_sent(struct span line, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_SEND_LINE, .text = line};

    return session_file_may_carry(line) ? session_file_format(&step, out)
                                        : append_bytes_sent(line, out);
}

/* Lines of a message follow, sent in PACE. */
static int append_pace(struct recorder *recorder, const struct pace *pace, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_PACE, .pace = *pace};

    if (pace_equal(pace, &recorder->pace))
        return 0;
    recorder->pace = *pace;
    return session_file_format(&step, out);
}

/* The value of the three digits that LINE begins with; -1 if it does not. */
static int leading_code(struct span line)
{
    int number = 0;

    for (size_t i = 0; i < 3; i++) {
        if (i == line.size || line.data[i] < '0' || line.data[i] > '9')
            return -1;
        number = number * 10 + (line.data[i] - '0');
    }
    return number;
}

static int append_code(int code, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_EXPECT_CODE, .code = (unsigned)code};

    return session_file_format(&step, out);
}

/* An LF at the end is expected in place of CRLF. */
static int append_bare_lf(struct span line, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_EXPECT_BYTES};
    struct buffer text;
    int failed;

    buffer_init(&text, line.size + 1);
    failed = buffer_append(&text, line.data, line.size) || buffer_append(&text, "\n", 1);
    step.text = buffer_span(&text);
    failed = failed || session_file_format(&step, out);
    buffer_release(&text);
    return failed ? -1 : 0;
}

static int append_line(const struct recorder *recorder, struct span line, struct buffer *out)
{
    struct session_file_step step = {.kind = SESSION_FILE_EXPECT_LINE, .text = line};
    int code = line.size == 3 ? leading_code(line) : -1;

    if (code >= 0)
        return append_code(code, out);
    if (recorder->has_bare_lf)
        return append_bare_lf(line, out);
    if (!session_file_may_carry(line))
        step.kind = SESSION_FILE_EXPECT_BYTES;
    return session_file_format(&step, out);
}

/* Writes the lines held back: the reply is complete or never will be. */
static int append_held(struct recorder *recorder, struct buffer *out)
{
    struct span reply = buffer_span(&recorder->reply);
    int failed = buffer_append(out, reply.data, reply.size);

    buffer_release(&recorder->reply);
    return failed;
}

/* A line of a reply, which ends with it if IS_LAST. */
static int append_reply(struct recorder *recorder, struct span line, bool is_last,
                        struct buffer *out)
{
    int code = leading_code(line);

    if (is_last && recorder->mode == RECORDER_CODES && code >= 0) {
        buffer_release(&recorder->reply);
        return append_code(code, out);
    }
    if (append_line(recorder, line, &recorder->reply) != 0)
        return -1;
    return is_last ? append_held(recorder, out) : 0;
}

static int append_no_reply(struct recorder *recorder, struct span line, struct buffer *out)
{
    /* This line ends an incomplete reply. */
    if (append_held(recorder, out) != 0)
        return -1;
    return append_line(recorder, line, out);
}

/* Writes a comment among the lines of the incomplete reply, if there is one. */
static int append_comment(struct recorder *recorder, const char *head_text, struct span text,
                          struct buffer *out)
{
    char visible[COMMENT_MAX];
    size_t size = text_abbreviate(TEXT_VISIBLE, text, visible, sizeof visible);
    struct buffer *to = buffer_size(&recorder->reply) > 0 ? &recorder->reply : out;

    return buffer_append(to, head_text, strlen(head_text)) || buffer_append(to, visible, size) ||
                   buffer_append(to, "\n", 1)
               ? -1
               : 0;
}

/* Of too much nothing is kept: the line that it precedes cannot be expected. */
static void keep_dropped(struct recorder *recorder, struct span bytes)
{
    if (buffer_append(&recorder->dropped, bytes.data, bytes.size) != 0)
        buffer_release(&recorder->dropped);
}

static int append_partial(struct recorder *recorder, const struct dialogue_line *line,
                          struct buffer *out)
{
    buffer_release(&recorder->partial);
    if (!line->is_hidden &&
        buffer_append(&recorder->partial, line->text.data, line->text.size) != 0)
        return -1;
    return append_comment(recorder, "# Without a line end: ", line->text, out);
}

/* Behind what was dropped of a line, NULs are a part of it. */
static int append_padding(struct recorder *recorder, struct span nuls, struct buffer *out)
{
    char text[32];
    size_t size = (size_t)snprintf(text, sizeof text, "%zu", nuls.size);

    if (buffer_size(&recorder->dropped) > 0)
        keep_dropped(recorder, nuls);

    return append_comment(recorder, "# NULs before the next line: ", (struct span){text, size},
                          out);
}

/* Nothing is awaited any more: what has arrived of a reply is all of it, and what has arrived of a
 * line precedes the next one. */
static int give_up(struct recorder *recorder, struct buffer *out)
{
    keep_dropped(recorder, buffer_span(&recorder->partial));
    buffer_release(&recorder->partial);
    return append_held(recorder, out);
}

/* Writes the line that the server sent: what was dropped of it, then TEXT. */
static int append_whole(struct recorder *recorder, struct span text, struct buffer *out)
{
    int failed = buffer_append(&recorder->dropped, text.data, text.size) ||
                 append_held(recorder, out) ||
                 append_line(recorder, buffer_span(&recorder->dropped), out);

    buffer_release(&recorder->dropped);
    return failed ? -1 : 0;
}

static int append_received(struct recorder *recorder, const struct dialogue_line *line,
                           struct buffer *out)
{
    buffer_release(&recorder->partial);
    recorder->has_bare_lf = line->ending == LINE_ENDING_LF;
    if (buffer_size(&recorder->dropped) > 0)
        return append_whole(recorder, line->text, out);
    if (line->kind == DIALOGUE_NO_REPLY)
        return append_no_reply(recorder, line->text, out);
    return append_reply(recorder, line->text, line->kind == DIALOGUE_REPLY_LAST, out);
}

static int append_last(struct recorder *recorder, const struct dialogue_line *line,
                       struct buffer *out)
{
    int hidden = recorder_hides_reply(recorder, line, out);

    buffer_release(&recorder->partial);
    secret_reply(&recorder->secret, line->code, line->reply.event != DIALECT_EVENTS);
    return hidden == 0 ? append_received(recorder, line, out) : hidden < 0 ? -1 : 0;
}

int recorder_line(struct recorder *recorder, const struct dialogue_line *line, struct buffer *out)
{
    switch (line->kind) {
    case DIALOGUE_COMMAND:
        if (recorder_hides_command(recorder, line))
            return 0;
        if (recorder_end_auth(recorder, out) != 0)
            return -1;
        return append_sent(line->text, out);
    case DIALOGUE_TEXT:
        if (append_pace(recorder, &line->pace, out) != 0)
            return -1;
        return append_sent(line->text, out);
    case DIALOGUE_REPLY_LAST:
        return append_last(recorder, line, out);
    case DIALOGUE_REPLY:
    case DIALOGUE_NO_REPLY:
        return append_received(recorder, line, out);
    case DIALOGUE_PARTIAL:
        return append_partial(recorder, line, out);
    case DIALOGUE_PADDING:
        return append_padding(recorder, line->text, out);
    case DIALOGUE_NOTE:
        if (line->gives_up && recorder_end_auth(recorder, out) != 0)
            return -1;
        return line->gives_up ? give_up(recorder, out) : 0;
    }
    return 0;
}

int recorder_closed(struct recorder *recorder, bool by_server, struct buffer *out)
{
    struct session_file_step step = {.kind = by_server ? SESSION_FILE_EXPECT_CLOSE
                                                       : SESSION_FILE_CLOSE};

    if (recorder_end_auth(recorder, out) != 0)
        return -1;
    recorder->secret = (struct secret){0};
    buffer_release(&recorder->partial);
    buffer_release(&recorder->dropped);
    if (append_held(recorder, out) != 0)
        return -1;
    return session_file_format(&step, out);
}
