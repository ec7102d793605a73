/* prompt_inputrc.c - whether Readline can read the user's inputrc.
 *
 * It follows every $include, however deep, and reads whatever has the name: a file that includes
 * itself takes all of the stack, and a FIFO waits for its writer.  So the files are looked through
 * first, for nothing but these.  What $if leaves out is followed as well.
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

/* More than anybody has: how deep files include each other, how many there are, and their bytes. */
#define DEPTH_MAX 16
#define FILES_MAX 256
#define BYTES_MAX ((size_t)1 << 20)

#define INCLUDE "include"

/* As Readline does. */
static struct span skip_blanks(struct span text)
{
    while (text.size > 0 && span_is_blank(text.data[0]))
        text = span_skip(text, 1);
    return text;
}

/* Takes a line off *TEXT and returns what it includes; without data, if nothing. */
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

/* NAME is included at DEPTH, and *FILES more may be. */
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
    /* A file that cannot be read is none to Readline either. */
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
        program_complain(
            _("%s is not read: it is not a file, or includes itself or too many others"), unsound);
        (void)setenv("INPUTRC", "/dev/null", 1);
    }
    rl_initialize();
    /* What an editor is started with is none of our business. */
    if (unsound != NULL && kept != NULL)
        (void)setenv("INPUTRC", kept, 1);
    else if (unsound != NULL)
        (void)unsetenv("INPUTRC");
    free(kept);
}
