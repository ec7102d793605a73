/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* prompt_setup.c - initializes Readline.
 *
 * In the full screen its terminal is /dev/null and its functions draw nothing.  This file, and
 * prompt_completion.c for Tab, decide which settings inputrc may change; prompt_inputrc.c decides
 * whether it is read at all.
 */
#include <config.h>

#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "common/count.h"
#include "tui-client/terminal/prompt_internal.h"

/* screen_input.c translates keys to these bytes. */
static const struct {
    const char *bytes;
    rl_command_func_t *function;
} keys[] = {
    {"\033[A", rl_get_previous_history},
    {"\033[B", rl_get_next_history},
    {"\033[C", rl_forward_char},
    {"\033[D", rl_backward_char},
    {"\033[H", rl_beg_of_line},
    {"\033[F", rl_end_of_line},
    {"\033[3~", rl_delete},
    {"\033[1;5C", rl_forward_word},
    {"\033[1;5D", rl_backward_word},
};

/* Opens /dev/null, which Readline gets instead of the terminal. */
static FILE *nowhere(const char *mode)
{
    static FILE *in, *out;
    FILE **file = mode[0] == 'r' ? &in : &out;

    if (*file == NULL)
        *file = fopen("/dev/null", mode);
    return *file;
}

static void draw_nothing(void)
{
}

static void prepare_nothing(int meta)
{
    (void)meta;
}

static bool choose_files(bool draws, bool is_fed)
{
    rl_prep_term_function = draws ? rl_prep_terminal : prepare_nothing;
    rl_deprep_term_function = draws ? rl_deprep_terminal : draw_nothing;
    rl_redisplay_function = draws ? rl_redisplay : draw_nothing;
    rl_outstream = draws ? stdout : nowhere("w");
    rl_instream = is_fed ? nowhere("r") : stdin;
    return rl_outstream != NULL && rl_instream != NULL;
}

static void bind_keys(void)
{
    static const char *const maps[] = {"emacs-standard", "vi-insert", "vi-command"};

    for (size_t i = 0; i < COUNT(maps); i++)
        for (size_t key = 0; key < COUNT(keys); key++)
            (void)rl_bind_keyseq_if_unbound_in_map(keys[key].bytes, keys[key].function,
                                                   rl_get_keymap_by_name(maps[i]));
    /* Re-reading inputrc would print errors on the terminal and undo these settings. */
    (void)rl_unbind_function_in_map(rl_re_read_init_file, rl_get_keymap_by_name("emacs-ctlx"));
}

/* Bindings made before rl_initialize() are defaults that inputrc may change; later ones are fixed.
 */
bool prompt_setup(bool draws, bool is_fed)
{
    if (!choose_files(draws, is_fed))
        return false;
    rl_readline_name = "smtp-tui";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    /* With LINES and COLUMNS in the environment curses would not notice a resize. */
    rl_change_environment = 0;
    (void)rl_variable_bind("show-all-if-ambiguous", "on");
    /* For line mode; prompt_find.c is for the full screen, whatever the version. */
#if RL_READLINE_VERSION >= 0x0803
    (void)rl_variable_bind("search-ignore-case", "on");
#endif
    (void)rl_variable_bind("revert-all-at-newline", "on");
    prompt_initialize();
    using_history();
    bind_keys();
    if (is_fed)
        prompt_find_start();
    /* The screen handles pastes.  There are no bells: without its own prep function Readline
     * assumes a terminal without echo, and is silent. */
    if (!draws)
        (void)rl_variable_bind("enable-bracketed-paste", "off");
    return true;
}
