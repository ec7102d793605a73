/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_completion.c - Readline's completion through the prompt's hook.
 *
 * For Readline the whole line up to the cursor is one word, as a completion may replace several
 * words: each candidate is prefixed with the unchanged beginning of the line.  Readline itself
 * completes file names.
 */
#include <config.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>
#include <readline/tilde.h>

#include "tui-client/terminal/prompt_internal.h"

static struct {
    const struct prompt_hooks *hooks;
    unsigned number;   /* of the next candidate */
    size_t shown_from; /* bytes of the common prefix that is not shown */
    bool is_path;      /* the whole line is a path */
} completion;

/* Readline calls it until it returns NULL; STATE is 0 the first time. */
static char *next_candidate(const char *text, int state)
{
    struct span line = {rl_line_buffer, (size_t)rl_end};
    size_t point = strlen(text), start = point;
    char *replacement, *whole;

    if (state == 0) {
        completion.number = 0;
        completion.shown_from = SIZE_MAX;
    }
    replacement = completion.hooks->complete(completion.hooks->context, line, point,
                                             completion.number++, &start);
    if (replacement == NULL)
        return NULL;
    if (start < completion.shown_from)
        completion.shown_from = start;
    if (asprintf(&whole, "%.*s%s", (int)start, text, replacement) < 0)
        whole = NULL;
    free(replacement);
    return whole;
}

static char **complete_path(const char *text)
{
    const char *slash = strrchr(text, '/');

    completion.shown_from = slash != NULL ? (size_t)(slash - text) + 1 : 0;
    rl_filename_completion_desired = 1;
    rl_filename_quoting_desired = 0;
    return rl_completion_matches(text, rl_filename_completion_function);
}

static char **complete_line(const char *text, int start, int end)
{
    (void)start;
    (void)end;
    rl_attempted_completion_over = 1;
    rl_completion_append_character = '\0';
    if (completion.is_path)
        return complete_path(text);
    rl_sort_completion_matches = 0;
    return rl_completion_matches(text, next_candidate);
}

/* MATCHES[0] is the common prefix; COUNT candidates follow. */
static void show_matches(char **matches, int count, int longest)
{
    char **shown = calloc((size_t)count, sizeof *shown);

    (void)longest;
    if (shown == NULL)
        return;
    for (int i = 0; i < count; i++)
        shown[i] = matches[i + 1] +
                   (strlen(matches[i + 1]) > completion.shown_from ? completion.shown_from : 0);
    completion.hooks->show_candidates(completion.hooks->context, shown, (size_t)count);
    free(shown);
}

/* inputrc may have bound Tab to something else; menu-complete is fine. */
static void bind_tab(Keymap map)
{
    rl_command_func_t *bound = map['\t'].type == ISFUNC ? map['\t'].function : NULL;

    if (bound != rl_complete && bound != rl_menu_complete && bound != rl_possible_completions)
        (void)rl_bind_key_in_map('\t', rl_complete, map);
}

void prompt_completion_start(const struct prompt_hooks *hooks, bool shows)
{
    completion.hooks = hooks;
    rl_completer_word_break_characters = "";
    rl_attempted_completion_function = complete_line;
    rl_completion_display_matches_hook = shows ? show_matches : NULL;
    bind_tab(rl_get_keymap_by_name("emacs-standard"));
    bind_tab(rl_get_keymap_by_name("vi-insert"));
}

void prompt_complete_paths(bool is_path)
{
    completion.is_path = is_path;
}

char *prompt_expand_path(struct span path)
{
    char *copy = strndup(path.data != NULL ? path.data : "", path.size);
    char *expanded = copy != NULL ? tilde_expand(copy) : NULL;

    free(copy);
    return expanded;
}
