/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_wipe.c - copies of lines, of which none is left in memory, since it may be a secret.
 *
 * What was killed, and what was deleted and could be brought back, is in lists of Readline that
 * cannot be reached.
 */
#include <config.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "tui-client/terminal/prompt_internal.h"

/* Bytes of a line: so long its memory need not be moved, which would leave a copy. */
#define ROOM (16 * 1024)

/* Bytes of Readline's line that were written since it was wiped. */
static size_t used;

void prompt_wipe_start(void)
{
    rl_extend_line_buffer(ROOM);
    used = 0;
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
