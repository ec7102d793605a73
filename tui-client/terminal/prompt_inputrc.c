/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_inputrc.c - checks whether Readline can safely read the user's inputrc.
 *
 * Readline follows every $include to any depth and opens any type of file: a file that includes
 * itself overflows the stack, and a FIFO blocks.  So the files are scanned for $include first.
 * Lines excluded by $if are followed as well.
 */
#include <config.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>

#include <readline/readline.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/program.h"
#include "tui-client/client/files.h"
#include "tui-client/terminal/prompt_internal.h"

/* Generous limits: the depth of includes, the number of files, and their bytes. */
#define DEPTH_MAX 16
#define FILES_MAX 256
#define BYTES_MAX ((size_t)1 << 20)

#define INCLUDE "include"

static struct span skip_blanks(struct span text)
{
    while (text.size > 0 && span_is_blank(text.data[0]))
        text = span_skip(text, 1);
    return text;
}

/* Consumes a line of *TEXT and returns the name that it includes; data is NULL if none. */
static struct span take_included(struct span *text)
{
    const char *end = memchr(text->data, '\n', text->size);
    struct span line = {text->data, end != NULL ? (size_t)(end - text->data) : text->size};
    size_t word = strlen(INCLUDE);

    *text = span_skip(*text, line.size + (end != NULL));
    line = skip_blanks(line);
    if (line.size == 0 || line.data[0] != '$')
        return (struct span){0};
    line = skip_blanks(span_skip(line, 1));
    if (line.size <= word || strncasecmp(line.data, INCLUDE, word) != 0 ||
        !span_is_blank(line.data[word]))
        return (struct span){0};
    return skip_blanks(span_skip(line, word));
}

static bool is_sound(struct span name, int depth, int *files);

static bool includes_are_sound(struct span text, int depth, int *files)
{
    while (text.size > 0) {
        struct span included = take_included(&text);
        if (included.data != NULL && !is_sound(included, depth, files))
            return false;
    }
    return true;
}

/* Whether NAME, included at DEPTH, can be read; *FILES more files are allowed. */
static bool is_sound(struct span name, int depth, int *files)
{
    char *path = prompt_expand_path(name);
    struct buffer text;
    struct stat status;
    bool sound;

    if (path == NULL || depth > DEPTH_MAX || --*files < 0 ||
        (stat(path, &status) == 0 && S_ISFIFO(status.st_mode))) {
        free(path);
        return false;
    }
    buffer_init(&text, BYTES_MAX);
    /* Readline skips unreadable files, too. */
    if (files_load(path, &text) == 0)
        sound = includes_are_sound(buffer_span(&text), depth + 1, files);
    else
        sound = errno != ENOBUFS;
    buffer_release(&text);
    free(path);
    return sound;
}

/* The files that rl_read_init_file(NULL) tries in turn. */
static const char *unsound_file(void)
{
    static const char *const defaults[] = {"~/.inputrc", "/etc/inputrc"};
    const char *named = getenv("INPUTRC");
    int files = FILES_MAX;

    if (named != NULL && named[0] != '\0')
        return is_sound(span_of(named), 0, &files) ? NULL : named;
    for (size_t i = 0; i < COUNT(defaults); i++)
        if (!is_sound(span_of(defaults[i]), 0, &files))
            return defaults[i];
    return NULL;
}

void prompt_initialize(void)
{
    const char *named = getenv("INPUTRC");
    const char *unsound = unsound_file();
    char *kept = named != NULL ? strdup(named) : NULL;

    if (unsound != NULL) {
        program_complain(_("%s is ignored: it is not a file, or includes itself or too many files"),
                         unsound);
        (void)setenv("INPUTRC", "/dev/null", 1);
    }
    rl_initialize();
    /* The environment of the editor is restored. */
    if (unsound != NULL && kept != NULL)
        (void)setenv("INPUTRC", kept, 1);
    else if (unsound != NULL)
        (void)unsetenv("INPUTRC");
    free(kept);
}
