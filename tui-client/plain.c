/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* plain.c - see plain.h.
 *
 * Lines of input, edited with Readline or read from a pipe, wait in one buffer and are sent one at
 * a time, each after the reply to the one before.  "S:" and "C:" mark the two sides, "--" remarks
 * of the client.
 */
#include <config.h>

#include "tui-client/plain_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/charset.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"
#include "common/text.h"
#include "tui-client/client/words.h"
#include "tui-client/terminal/loop.h"
#include "tui-client/terminal/rescue.h"

/* Maximum bytes of queued input, and of queued output of a long message. */
#define INPUT_MAX  ((size_t)1 << 20)
#define OUTPUT_MAX ((size_t)1 << 20)
#define READ_BYTES ((size_t)16 * 1024)

/* --- input ----------------------------------------------------------------------------------- */

static void say_line(struct plain *plain, struct span line, int64_t now_ms)
{
    if (client_say_typed(&plain->client, line, now_ms) == 0)
        return;
    /* With a pipe the remark may go unread, so the exit status tells too. */
    if (!plain->at_terminal)
        plain->status = EXIT_FAILURE;
    plain_remark(plain, errno == ENOBUFS || errno == ENOMEM ? _("Not sent: not enough memory.")
                                                            : words_unsent(errno));
}

/* Without a connection, Enter on an empty line connects again; any other line is put back into the
 * prompt, so that it is not lost. */
static void take_line_unconnected(struct plain *plain, struct span line, int64_t now_ms)
{
    if (line.size == 0) {
        client_connect(&plain->client, now_ms);
        return;
    }
    plain_remark(plain, _("Not connected: clear the line and press Enter to connect again."));
    prompt_load(line, line.size);
}

/* LINE is the answer whether to go on with a certificate that is not trusted. */
static void take_answer(struct plain *plain, struct span line, int64_t now_ms)
{
    if (span_equal(line, span_of(_("yes"))) || span_equal(line, span_of("yes"))) {
        client_trust(&plain->client, now_ms);
        return;
    }
    client_disconnect(&plain->client);
    plain_remark(plain, _("The connection is closed; nothing was sent through it."));
}

/* Whether the next line may be sent: no reply is awaited that must come first, and the output of a
 * long message does not pile up. */
static bool may_take(const struct plain *plain)
{
    const struct client *client = &plain->client;

    if (!client_is_connected(client) || client_is_doubted(client))
        return plain->at_terminal;
    return client->link.state == LINK_OPEN && dialogue_may_send(&client->dialogue) &&
           !dialogue_is_closed(&client->dialogue) &&
           buffer_size(&client->dialogue.out) < OUTPUT_MAX;
}

static bool take_line(struct plain *plain, int64_t now_ms)
{
    struct span input = buffer_span(&plain->input);
    const char *end = input.size > 0 ? memchr(input.data, '\n', input.size) : NULL;
    struct span line;

    if (end == NULL)
        return false;
    line = (struct span){input.data, (size_t)(end - input.data)};
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    if (!plain->at_terminal && !plain->has_said)
        line = text_skip_mark(line);
    plain->has_said = true;
    if (client_is_doubted(&plain->client))
        take_answer(plain, line, now_ms);
    else if (client_is_connected(&plain->client))
        say_line(plain, line, now_ms);
    else
        take_line_unconnected(plain, line, now_ms);
    buffer_consume(&plain->input, (size_t)(end - input.data) + 1);
    return true;
}

/* Queues TEXT and ENDING, or nothing. */
static void add_input(struct plain *plain, struct span text, struct span ending)
{
    char *room = buffer_reserve(&plain->input, text.size + ending.size);

    if (room == NULL) {
        plain_remark(plain, errno == ENOBUFS ? _("Not sent: too much input is waiting.")
                                             : _("Not sent: not enough memory."));
        plain->status = EXIT_FAILURE;
        plain->done = !plain->at_terminal;
        return;
    }
    if (text.size > 0)
        memcpy(room, text.data, text.size);
    if (ending.size > 0)
        memcpy(room + text.size, ending.data, ending.size);
    buffer_commit(&plain->input, text.size + ending.size);
}

static void read_pipe(struct plain *plain)
{
    char bytes[READ_BYTES];
    ssize_t size = charset_read(bytes, sizeof bytes);

    if (size > 0)
        add_input(plain, (struct span){bytes, (size_t)size}, (struct span){0});
    explicit_bzero(bytes, sizeof bytes);
    if (size > 0 || (size < 0 && (errno == EINTR || errno == EAGAIN)))
        return;
    /* An unterminated last line counts as a line. */
    plain->input_ended = true;
    if (buffer_size(&plain->input) > 0)
        add_input(plain, (struct span){0}, span_of("\n"));
}

/* --- Readline's side ------------------------------------------------------------------------- */

static void submit(void *context, struct span line)
{
    struct plain *plain = context;

    add_input(plain, line, span_of("\n"));
}

static void end_input(void *context)
{
    struct plain *plain = context;

    plain->input_ended = true;
}

/* Candidates are computed for the first call of each completion, then returned one by one. */
static char *complete(void *context, struct span line, size_t point, unsigned number, size_t *start)
{
    struct plain *plain = context;
    const struct dialogue *dialogue = &plain->client.dialogue;

    if (number == 0) {
        completion_release(&plain->completion);
        completion_of_line(&plain->completion, dialogue->dialect, dialogue->position,
                           &plain->client.archive.history, (struct span){line.data, point});
    }
    *start = plain->completion.start;
    return number < plain->completion.count ? strdup(plain->completion.candidates[number]) : NULL;
}

static int start_prompt(struct plain *plain)
{
    const struct history *history = &plain->client.archive.history;

    plain->hooks = (struct prompt_hooks){
        .complete = complete, .submit = submit, .end = end_input, .context = plain};
    if (prompt_start(PROMPT_TERMINAL, &plain->hooks, "> ") != 0)
        return -1;
    for (size_t i = 0; i < history->count; i++)
        if (history->entries[i].kind == HISTORY_COMMAND)
            prompt_remember(history->entries[i].text);
    return 0;
}

/* --- turns ----------------------------------------------------------------------------------- */

static void prepare(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct plain *plain = context;
    struct link_wants link = client_wants(&plain->client);
    bool reads = plain->at_terminal || (may_take(plain) && !plain->input_ended);

    (void)now_ms;
    wants->done = plain->done;
    wants->input_fd = reads ? STDIN_FILENO : -1;
    wants->link_fd = link.fd;
    wants->link_events = link.events;
    wants->deadline_ms = link.deadline_ms;
}

/* Ctrl-C cancels the current operation, if any. */
static void interrupt(struct plain *plain)
{
    if (!plain->at_terminal) {
        plain->done = true;
        plain->status = EXIT_FAILURE;
    } else if (client_is_busy(&plain->client) || client_has_given_up(&plain->client)) {
        bool may_arrive = dialogue_may_have_delivered(&plain->client.dialogue);
        client_disconnect(&plain->client);
        plain_remark(plain, _("Cancelled; the connection is closed."));
        if (may_arrive)
            plain_remark(plain, _("The message may arrive anyway."));
    } else {
        prompt_cancel();
        prompt_load((struct span){0}, 0);
        plain_remark(plain, _("Ctrl-D quits."));
    }
}

static void take_signals(struct plain *plain, unsigned signals)
{
    if (signals & LOOP_SIGNAL_TERMINATE) {
        plain->done = true;
        plain->status = EXIT_FAILURE;
    }
    if (signals & LOOP_SIGNAL_INTERRUPT)
        interrupt(plain);
    if (signals & LOOP_SIGNAL_SUSPEND && plain->at_terminal)
        prompt_suspend();
    else if (signals & LOOP_SIGNAL_SUSPEND)
        rescue_stop_process();
}

/* With a pipe nothing more can be sent without a connection.  How much there would have been is not
 * known, since what must wait for a reply is not read, so any end that was not asked for is a
 * failure. */
static void check_connection(struct plain *plain)
{
    const struct client *client = &plain->client;
    bool was_asked = dialect_ending(client->dialogue.dialect, plain->answered) != NULL;

    plain->done = true;
    if (client->problem[0] == '\0' && was_asked)
        return;
    plain->status = EXIT_FAILURE;
    if (client->problem[0] == '\0')
        plain_remark(plain, _("The server ended the conversation before QUIT; input after that was "
                              "not sent."));
}

static void check_end(struct plain *plain)
{
    const struct client *client = &plain->client;
    bool in_message = dialogue_is_in_message(&client->dialogue);

    if (!plain->at_terminal && !client_is_connected(client)) {
        check_connection(plain);
        return;
    }
    if (!plain->input_ended)
        return;
    if (plain->at_terminal)
        plain->done = true;
    if (plain->done || !may_take(plain) || client_is_busy(client))
        return;
    plain->done = true;
    if (in_message) {
        plain_remark(plain, _("The input ended inside the message, which was not delivered."));
        plain->status = EXIT_FAILURE;
    }
}

static void handle(void *context, const struct loop_ready *ready)
{
    struct plain *plain = context;

    take_signals(plain, ready->signals);
    if (ready->input && plain->at_terminal)
        prompt_read();
    else if (ready->input)
        read_pipe(plain);
    client_step(&plain->client, ready->link_revents, ready->now_ms);
    while (may_take(plain) && take_line(plain, ready->now_ms))
        continue;
    plain_show_label(plain);
    check_end(plain);
}

static int run(struct plain *plain)
{
    static const struct loop_front front = {.prepare = prepare, .handle = handle};

    plain->at_terminal = plain->at_terminal && start_prompt(plain) == 0;
    plain->client.stays_open = plain->client.asks_trust = plain->at_terminal;
    client_connect(&plain->client, monotonic_ms());
    plain_show_label(plain);
    if (loop_run(&front, plain) != 0) {
        plain_remark(plain, strerror(errno));
        plain->status = EXIT_FAILURE;
    }
    client_disconnect(&plain->client);
    if (plain->at_terminal)
        prompt_stop();
    return plain->status;
}

int plain_run(const struct options *options)
{
    struct plain plain = {.at_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO),
                          .answered = DIALECT_EVENTS};
    struct dialogue_observer watcher = {.line = plain_watch, .context = &plain};
    int status = EXIT_FAILURE;

    buffer_init(&plain.input, INPUT_MAX);
    plain.input.is_secret = true;
    if (client_init(&plain.client, options, watcher) == 0)
        status = run(&plain);
    if (client_release(&plain.client) != 0)
        status = EXIT_FAILURE;
    if (plain.client.problem[0] != '\0')
        program_complain("%s", plain.client.problem);
    completion_release(&plain.completion);
    buffer_release(&plain.input);
    return status;
}
