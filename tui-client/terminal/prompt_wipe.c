/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_wipe.c - copies of lines, of which none is left in memory, since it may be a secret.
 *
 * What was killed is in a ring of Readline that cannot be reached.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "tui-client/terminal/prompt_internal.h"

/* Bytes of a line: so long its memory need not be moved, which would leave a copy. */
#define ROOM (16 * 1024)

/* Of the editing modes the one that is not vi, whose "." repeats what was inserted. */
#define EMACS 1

/* Bytes of Readline's line that were written since it was wiped. */
static size_t used;

/* The line that was accepted; owned; NULL: Readline returns it. */
static char *accepted;

static void wipe_undo_list(void)
{
    for (UNDO_LIST *undo = rl_undo_list; undo != NULL; undo = undo->next)
        if (undo->text != NULL)
            explicit_bzero(undo->text, strlen(undo->text));
}

/* Readline copies the line to and fro when it is accepted, and wipes none of the copies: it gets an
 * empty one.  One of the history it may have to restore. */
static int accept(int count, int key)
{
    if (rl_editing_mode == EMACS && where_history() == history_length)
        accepted = strdup(rl_line_buffer);
    if (accepted != NULL) {
        wipe_undo_list();
        rl_replace_line("", 1);
        prompt_wipe_rest();
    }
    return rl_newline(count, key);
}

void prompt_wipe_start(bool is_fed)
{
    Keymap map = rl_get_keymap_by_name("emacs-standard");
    char **keys = is_fed ? rl_invoking_keyseqs_in_map(rl_newline, map) : NULL;

    rl_extend_line_buffer(ROOM);
    used = 0;
    for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
        (void)rl_bind_keyseq_in_map(keys[i], accept, map);
        free(keys[i]);
    }
    free(keys);
}

char *prompt_wipe_accepted(char *line)
{
    char *whole = accepted;

    if (whole == NULL || line == NULL)
        return line;
    accepted = NULL;
    free(line);
    return whole;
}

void prompt_wipe_note(void)
{
    if ((size_t)rl_end >= used)
        used = (size_t)rl_end + 1;
}

void prompt_wipe_rest(void)
{
    size_t size = (size_t)rl_end + 1;

    if (size < used)
        explicit_bzero(rl_line_buffer + size, used - size);
    used = size;
}

void prompt_wipe(char *line)
{
    if (line != NULL)
        explicit_bzero(line, strlen(line));
    free(line);
}

char *prompt_copy(struct span text, size_t *point)
{
    char *copy = malloc(text.size + 1);
    size_t kept = 0, before = *point;

    if (copy == NULL)
        return NULL;
    *point = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (i == before)
            *point = kept;
        if (text.data[i] != '\0')
            copy[kept++] = text.data[i];
    }
    if (before >= text.size)
        *point = kept;
    copy[kept] = '\0';
    return copy;
}
