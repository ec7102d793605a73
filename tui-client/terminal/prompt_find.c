/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_find.c - the prompt's history, and its incremental search in the full screen.
 *
 * Readline 8.2 cannot search without regard to case, so this search takes the keys of its own, and
 * looks and behaves like it otherwise.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "common/count.h"
#include "common/utf8.h"
#include "tui-client/terminal/prompt_internal.h"
#include "tui-client/text/search.h"

#define CTRL_G    7
#define CTRL_R    18
#define CTRL_S    19
#define BACKSPACE 8
#define DELETE    127

#define SOUGHT_MAX 255

static struct {
    bool is_open, is_back;
    bool has_failed;
    char sought[SOUGHT_MAX + 1], earlier[SOUGHT_MAX + 1];
    int place;   /* of the line that was found, from 0; history_length: none yet */
    char *saved; /* the line before the search; owned */
    int point;   /* its cursor */
    char label[SOUGHT_MAX + 64];
} find;

bool prompt_find_is_open(void)
{
    return find.is_open;
}

const char *prompt_find_label(void)
{
    snprintf(find.label, sizeof find.label, "(%s%s-search)`%s': ", find.has_failed ? "failed " : "",
             find.is_back ? "reverse-i" : "i", find.sought);
    return find.label;
}

/* An edit like any other: Readline may keep the undo list of a line of the history. */
static void show(const char *line, int point)
{
    rl_begin_undo_group();
    rl_delete_text(0, rl_end);
    rl_point = 0;
    rl_insert_text(line);
    rl_end_undo_group();
    rl_point = point;
}

/* Shows the next line, from PLACE on, that has what is sought. */
static void look(int place)
{
    int step = find.is_back ? -1 : 1;

    find.has_failed = false;
    for (; find.sought[0] != '\0' && place >= 0 && place < history_length; place += step) {
        struct span line = span_of(history_get(history_base + place)->line);
        size_t at = search_find_last(line, span_of(find.sought));
        if (at < line.size) {
            find.place = place;
            show(line.data, (int)at);
            return;
        }
    }
    find.has_failed = find.sought[0] != '\0';
}

static void look_again(bool is_back)
{
    find.is_back = is_back;
    if (find.sought[0] == '\0')
        memcpy(find.sought, find.earlier, sizeof find.sought);
    look(find.place + (is_back ? -1 : 1));
}

static void add(struct span text)
{
    size_t size = strlen(find.sought);
    int newest = find.is_back ? history_length - 1 : 0;

    if (size + text.size > SOUGHT_MAX)
        return;
    memcpy(find.sought + size, text.data, text.size);
    find.sought[size + text.size] = '\0';
    look(find.place < history_length ? find.place : newest);
}

/* Begins again: a shorter text may be found in a newer line. */
static void shorten(void)
{
    size_t size = strlen(find.sought);

    while (size > 0 && utf8_is_continuation(find.sought[size - 1]))
        size--;
    find.sought[size > 0 ? size - 1 : 0] = '\0';
    find.place = history_length;
    look(find.is_back ? history_length - 1 : 0);
    if (find.sought[0] == '\0')
        show(find.saved, find.point);
}

bool prompt_find_take(struct span *fed)
{
    unsigned char byte = (unsigned char)fed->data[0];
    size_t size = utf8_first_size(*fed);

    if (byte == CTRL_R || byte == CTRL_S)
        look_again(byte == CTRL_R);
    else if (byte == BACKSPACE || byte == DELETE)
        shorten();
    else if (byte == CTRL_G || byte == '\n')
        prompt_find_end(byte == '\n');
    else if (byte >= ' ')
        add((struct span){fed->data, size});
    else
        prompt_find_end(true);
    if (byte < ' ' && byte != CTRL_R && byte != CTRL_S && byte != BACKSPACE && byte != CTRL_G &&
        byte != '\n')
        return false;
    *fed = span_skip(*fed, size);
    return true;
}

/* Goes to the line that was found as Up and Down do, so that they go on from there. */
static void visit(int place)
{
    int up = where_history() - place, point = rl_point;

    if (up == 0)
        return;
    show(find.saved, find.point);
    if (up > 0)
        (void)rl_get_previous_history(up, 0);
    else
        (void)rl_get_next_history(-up, 0);
    rl_point = point < rl_end ? point : rl_end;
}

void prompt_find_end(bool keeps)
{
    if (!keeps)
        show(find.saved, find.point);
    else if (find.place < history_length)
        visit(find.place);
    if (find.sought[0] != '\0')
        memcpy(find.earlier, find.sought, sizeof find.earlier);
    free(find.saved);
    find.saved = NULL;
    find.is_open = false;
}

static int open_search(bool is_back)
{
    find.saved = strdup(rl_line_buffer);
    if (find.saved == NULL)
        return 0;
    find.is_open = true;
    find.is_back = is_back;
    find.has_failed = false;
    find.sought[0] = '\0';
    find.place = history_length;
    find.point = rl_point;
    return 0;
}

static int search_back(int count, int key)
{
    (void)count;
    (void)key;
    return open_search(true);
}

static int search_forward(int count, int key)
{
    (void)count;
    (void)key;
    return open_search(false);
}

void prompt_find_start(void)
{
    static const char *const maps[] = {"emacs-standard", "vi-insert", "vi-command"};

    for (size_t i = 0; i < COUNT(maps); i++) {
        Keymap map = rl_get_keymap_by_name(maps[i]);
        for (int key = 0; key < DELETE; key++) {
            if (map[key].function == rl_reverse_search_history)
                (void)rl_bind_key_in_map(key, search_back, map);
            else if (map[key].function == rl_forward_search_history)
                (void)rl_bind_key_in_map(key, search_forward, map);
        }
    }
}

/* --- the history ----------------------------------------------------------------------------- */

/* Keep Readline's position after the last line. */
void prompt_remember(const char *line)
{
    bool is_at_end = where_history() == history_length;
    const HIST_ENTRY *last = history_get(history_base + history_length - 1);

    if (line[0] == '\0' || (last != NULL && strcmp(last->line, line) == 0))
        return;
    add_history(line);
    if (is_at_end)
        using_history();
}
