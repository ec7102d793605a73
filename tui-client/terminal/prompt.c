/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt.c - GNU Readline through its callback interface; see prompt.h.
 *
 * Readline calls back in the middle of its own work, when none of its functions may be called.  So
 * a complete line is only stored there; deliver() passes it on as soon as Readline has returned.
 */
#include <config.h>

#include "tui-client/terminal/prompt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "common/charset.h"
#include "tui-client/terminal/prompt_internal.h"
#include "tui-client/terminal/rescue.h"

/* Written in a crash, to turn off bracketed paste. */
#define PASTE_OFF "\033[?2004l"

#define ESCAPE 27
#define ABORT  7 /* Ctrl-G */
#define VI     0 /* rl_editing_mode */

/* States that Ctrl-G ends, restoring the line, and states that it ends only in some key bindings.
 */
#define ABORTABLE (RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG)
#define PENDING   (RL_STATE_MULTIKEY | RL_STATE_VIMOTION)

static struct {
    const struct prompt_hooks *hooks;
    enum prompt_mode mode;
    bool is_running;
    bool is_installed; /* Readline has a line to edit */
    bool draws;        /* Readline itself draws */
    bool is_hidden;    /* the line is not on the screen */
    char *label;       /* owned */
    struct span fed;   /* bytes that Readline has not read yet */
    bool has_outcome;
    char *outcome; /* a complete line, owned; NULL: end of input */
} prompt;

/* A truncated character must not make Readline wait or see the end of input. */
static int next_fed_byte(FILE *unused)
{
    int byte;

    (void)unused;
    if (prompt.fed.size == 0)
        return ABORT;
    byte = (unsigned char)prompt.fed.data[0];
    prompt.fed = span_skip(prompt.fed, 1);
    return byte;
}

/* rl_getc() for a terminal with a charset other than UTF-8: a typed character becomes several
 * bytes. */
static int next_converted_byte(FILE *unused)
{
    static char bytes[CHARSET_READ_MIN];
    ssize_t size = 0;

    if (prompt.fed.size > 0)
        return next_fed_byte(unused);
    do
        size = charset_read(bytes, sizeof bytes);
    while (size < 0 && (errno == EINTR || errno == EAGAIN));
    if (size <= 0)
        return EOF;
    prompt.fed = (struct span){bytes, (size_t)size};
    return next_fed_byte(unused);
}

static int has_fed_byte(void)
{
    return prompt.fed.size > 0;
}

static void note_line(char *line)
{
    rl_callback_handler_remove();
    /* Readline itself ends the line only if it turns bracketed paste off. */
    if (line == NULL && prompt.draws &&
        strcmp(rl_variable_value("enable-bracketed-paste"), "off") == 0)
        (void)rl_crlf();
    prompt.is_installed = false;
    prompt.has_outcome = true;
    prompt.outcome = prompt_wipe_accepted(line);
}

static void install(void)
{
    rl_callback_handler_install(prompt.draws ? prompt.label : "", note_line);
    prompt.is_installed = true;
    prompt.is_hidden = false;
}

/* Passes a complete line to the hooks; they may call any function of prompt.h, prompt_stop()
 * included. */
static void deliver(void)
{
    const struct prompt_hooks *hooks = prompt.hooks;
    char *line = prompt.outcome;

    if (!prompt.has_outcome)
        return;
    prompt.has_outcome = false;
    prompt.outcome = NULL;
    if (line != NULL || prompt.mode == PROMPT_SCREEN)
        install();
    if (line != NULL)
        hooks->submit(hooks->context, span_of(line));
    else
        hooks->end(hooks->context);
    prompt_wipe(line);
    prompt_wipe_rest();
}

static void read_key(void)
{
    rl_callback_read_char();
    prompt_wipe_note();
    deliver();
}

static void choose_input(void)
{
    bool is_fed = prompt.mode == PROMPT_SCREEN;

    rl_getc_function = is_fed                   ? next_fed_byte
                       : charset_name() != NULL ? next_converted_byte
                                                : rl_getc;
    rl_input_available_hook = is_fed ? has_fed_byte : NULL;
}

int prompt_start(enum prompt_mode mode, const struct prompt_hooks *hooks, const char *label)
{
    bool is_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);

    prompt.mode = mode;
    prompt.hooks = hooks;
    prompt.draws = mode == PROMPT_TERMINAL && is_terminal;
    prompt.label = strdup(label);
    if (prompt.label == NULL || !prompt_setup(prompt.draws, mode == PROMPT_SCREEN)) {
        free(prompt.label);
        return -1;
    }
    prompt_wipe_start(mode == PROMPT_SCREEN);
    choose_input();
    if (prompt.draws)
        rescue_arm(span_of(PASTE_OFF));
    prompt_completion_start(hooks, mode == PROMPT_SCREEN);
    /* A Tab read from a pipe is text. */
    rl_inhibit_completion = mode == PROMPT_TERMINAL && !prompt.draws;
    prompt.is_running = true;
    install();
    return 0;
}

void prompt_stop(void)
{
    if (!prompt.is_running)
        return;
    prompt.is_running = false;
    if (prompt_find_is_open())
        prompt_find_end(true);
    if (prompt.is_installed) {
        rl_replace_line("", 1);
        prompt_wipe_rest();
        rl_callback_handler_remove();
        prompt.is_installed = false;
    }
    if (prompt.draws)
        rescue_disarm();
    free(prompt.label);
    prompt.label = NULL;
    prompt.fed = (struct span){NULL, 0};
}

/* SIGWINCH may have arrived at any time; Readline needs the new size only when it draws. */
static void notice_size(void)
{
    struct winsize size;
    int rows, columns;

    if (!prompt.draws || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return;
    rl_get_screen_size(&rows, &columns);
    if (rows != size.ws_row || columns != size.ws_col)
        rl_resize_terminal();
}

void prompt_read(void)
{
    if (!prompt.is_installed)
        install();
    notice_size();
    do {
        read_key();
    } while (prompt.fed.size > 0 && prompt.is_installed);
}

void prompt_feed(const char *bytes, size_t size)
{
    if (size == 1 && bytes[0] == ESCAPE && rl_editing_mode != VI)
        return;
    prompt.fed = (struct span){bytes, size};
    while (prompt.fed.size > 0) {
        if (prompt_find_is_open() && prompt_find_take(&prompt.fed))
            continue;
        read_key();
    }
}

/* Inserts COPY, of prompt_copy(), and frees it. */
static void insert(char *copy)
{
    if (copy == NULL)
        return;
    (void)prompt_cancel();
    (void)rl_insert_text(copy);
    prompt_wipe_note();
    prompt_wipe(copy);
}

void prompt_insert(struct span text)
{
    size_t point = 0;

    insert(prompt_copy(text, &point));
}

/* All at once: what is after the cursor is moved by every insertion. */
void prompt_paste(struct span text)
{
    size_t point = 0;
    char *copy = prompt_copy(text, &point);

    for (size_t i = 0; copy != NULL && copy[i] != '\0'; i++)
        if (copy[i] == '\n')
            copy[i] = ' ';
    insert(copy);
}

bool prompt_has_room(size_t size)
{
    size_t used = (size_t)rl_end;

    return used <= PROMPT_LINE_MAX && size <= PROMPT_LINE_MAX - used;
}

/* Simulates Enter without a callback: only then does Readline revert edits of history lines. */
static void forget_line(void)
{
    static const char enter[] = {'\r'};
    struct span fed = prompt.fed; /* a hook may be the caller */

    prompt.fed = (struct span){enter, sizeof enter};
    rl_callback_read_char();
    prompt.fed = fed;
    prompt_wipe(prompt.outcome);
    prompt.outcome = NULL;
    prompt.has_outcome = false;
}

void prompt_load(struct span text, size_t point)
{
    char *copy = prompt_copy(text, &point);

    if (copy == NULL)
        return;
    (void)prompt_cancel();
    if (prompt.mode == PROMPT_SCREEN) {
        forget_line();
        install();
    }
    rl_replace_line(copy, 1);
    rl_point = (int)point;
    if (prompt.draws && !prompt.is_hidden)
        rl_redisplay();
    prompt_wipe_rest();
    prompt_wipe(copy);
}

struct prompt_view prompt_view(void)
{
    struct prompt_view view = {"", {rl_line_buffer, (size_t)rl_end}, (size_t)rl_point};

    if (prompt_find_is_open())
        view.label = prompt_find_label();
    else if (rl_display_prompt != NULL && rl_prompt != NULL &&
             strcmp(rl_display_prompt, rl_prompt) != 0)
        view.label = rl_display_prompt;
    return view;
}

bool prompt_cancel(void)
{
    if (prompt_find_is_open()) {
        prompt_find_end(false);
        return true;
    }
    if (RL_ISSTATE(ABORTABLE)) {
        static const char abort_key = ABORT;
        if (prompt.mode == PROMPT_SCREEN) {
            prompt_feed(&abort_key, 1);
        } else {
            rl_stuff_char(ABORT);
            rl_callback_read_char();
        }
        return true;
    }
    bool was_pending = RL_ISSTATE(PENDING) != 0;
    /* Always: quoted insert and character search wait without a state of their own. */
    rl_callback_sigcleanup();
    return was_pending;
}

/* In a search of Readline's own, Ctrl-J only ends the search. */
bool prompt_accept(void)
{
    if (prompt_find_is_open()) {
        prompt_find_end(true);
        return true;
    }
    if (!RL_ISSTATE(RL_STATE_ISEARCH))
        return prompt_cancel();
    prompt_feed("\n", 1);
    return true;
}

/* A search in progress uses the lines that are freed here. */
void prompt_forget(void)
{
    (void)prompt_cancel();
    clear_history();
    using_history();
}

void prompt_label(const char *label)
{
    char *copy = strdup(label);

    if (copy == NULL)
        return;
    free(prompt.label);
    prompt.label = copy;
    if (!prompt.draws || !prompt.is_installed || rl_end > 0)
        return;
    rl_set_prompt(prompt.label);
    if (!prompt.is_hidden)
        rl_redisplay();
}

void prompt_suspend(void)
{
    if (!prompt.draws)
        return;
    rl_cleanup_after_signal();
    rescue_disarm();
    rescue_stop_process();
    rescue_arm(span_of(PASTE_OFF));
    rl_reset_after_signal();
    notice_size();
    if (!prompt.is_hidden)
        (void)rl_forced_update_display();
}

void prompt_hide(void)
{
    if (!prompt.draws || !prompt.is_installed)
        return;
    (void)rl_clear_visible_line();
    (void)fflush(rl_outstream);
    prompt.is_hidden = true;
}

void prompt_show(void)
{
    if (!prompt.is_running)
        return;
    if (!prompt.is_installed) {
        install();
        return;
    }
    if (prompt.is_hidden)
        (void)rl_forced_update_display();
    prompt.is_hidden = false;
}
