/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* player_check.c - what is to be known of a session file before it is played.
 */
#include <config.h>

#include "tui-client/dialogue/player_internal.h"

#include <assert.h>

struct span player_take_line(struct span *rest)
{
    const char *lf = rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;
    struct span line = {rest->data, lf != NULL ? (size_t)(lf - rest->data) : rest->size};

    *rest = span_skip(*rest, line.size + (lf != NULL));
    if (lf != NULL && line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

struct session_file_step player_parse_line(struct span line, size_t number)
{
    struct session_file_step step;
    enum session_file_flaw flaw = session_file_parse(line, number, &step);

    assert(flaw == SESSION_FILE_OK);
    (void)flaw;
    return step;
}

static bool is_reply(enum session_file_kind kind)
{
    return kind == SESSION_FILE_EXPECT_LINE || kind == SESSION_FILE_EXPECT_BYTES ||
           kind == SESSION_FILE_EXPECT_CODE;
}

/* What lines say together. */
struct order {
    bool has_title;
    size_t allowance; /* the line of an S? that awaits its S:; 0: none */
};

/* The step of line *NUMBER must be in order after the lines before it; sets *NUMBER to the line
 * that is not. */
static enum session_file_flaw check_order(struct order *order, enum session_file_kind kind,
                                          size_t *number)
{
    if (kind == SESSION_FILE_TITLE && order->has_title)
        return SESSION_FILE_SECOND_TITLE;
    order->has_title |= kind == SESSION_FILE_TITLE;
    if (kind == SESSION_FILE_ALLOW) {
        order->allowance = order->allowance > 0 ? order->allowance : *number;
        return SESSION_FILE_OK;
    }
    if (order->allowance > 0 && !player_is_remark(kind) && !is_reply(kind)) {
        *number = order->allowance;
        return SESSION_FILE_LONE_ALLOW;
    }
    if (is_reply(kind))
        order->allowance = 0;
    return SESSION_FILE_OK;
}

enum session_file_flaw player_check(struct span text, size_t *number)
{
    struct order order = {0};
    enum session_file_flaw flaw;

    *number = 0;
    do {
        struct session_file_step step;
        flaw = session_file_parse(player_take_line(&text), ++*number, &step);
        if (flaw == SESSION_FILE_OK)
            flaw = check_order(&order, step.kind, number);
    } while (flaw == SESSION_FILE_OK && text.size > 0);
    if (flaw == SESSION_FILE_OK && order.allowance > 0) {
        *number = order.allowance;
        flaw = SESSION_FILE_LONE_ALLOW;
    }
    return flaw;
}

enum session_file_kind player_first_step(struct span text)
{
    struct session_file_step step = {.kind = SESSION_FILE_NOTHING};

    for (size_t number = 1; text.size > 0 && player_is_remark(step.kind); number++)
        step = player_parse_line(player_take_line(&text), number);
    return step.kind;
}

bool player_has_steps(struct span text)
{
    return !player_is_remark(player_first_step(text));
}

size_t player_logs_in(struct span text, bool lacks_user)
{
    for (size_t number = 1; text.size > 0; number++) {
        struct session_file_step step = player_parse_line(player_take_line(&text), number);
        if (step.kind == SESSION_FILE_AUTH && (!lacks_user || step.text.size == 0))
            return number;
    }
    return 0;
}

int player_remarks(struct span text, enum session_file_kind kind, const char *separator,
                   struct buffer *out)
{
    bool is_first = true;

    for (size_t number = 1; text.size > 0; number++) {
        struct session_file_step step = player_parse_line(player_take_line(&text), number);
        if (step.kind != kind)
            continue;
        if ((!is_first && buffer_append(out, separator, strlen(separator)) != 0) ||
            buffer_append(out, step.text.data, step.text.size) != 0)
            return -1;
        is_first = false;
    }
    return 0;
}
