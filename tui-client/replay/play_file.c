/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* play_file.c - reads the session file.
 *
 * It is read in the loop too: it may be a pipe, and must not delay signals.
 */
#include <config.h>

#include "tui-client/replay/play_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/deadline.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "tui-client/client/words.h"
#include "tui-client/terminal/loop.h"

static void file_trouble(struct replay *replay, const char *text)
{
    replay->report->trouble(replay, PLAY_ABOUT_FILE, 0, text);
    replay->verdict = VERDICT_BROKEN;
}

/* The file cannot be read, because of ERROR_NUMBER. */
static void read_trouble(struct replay *replay, int error_number)
{
    char text[OUTCOME_TEXT_MAX];

    switch (error_number) {
    case ENOENT:
        snprintf(text, sizeof text, _("%s; check its name, or record one with --save"),
                 strerror(error_number));
        break;
    case EACCES:
        snprintf(text, sizeof text, _("%s; make it readable"), strerror(error_number));
        break;
    default:
        snprintf(text, sizeof text, "%s", strerror(error_number));
        break;
    }
    file_trouble(replay, text);
}

static void line_trouble(struct replay *replay, size_t number, const char *text)
{
    replay->report->trouble(replay, PLAY_ABOUT_LINE, number, text);
    replay->verdict = VERDICT_BROKEN;
}

static void prepare_reading(void *context, int64_t now_ms, struct loop_wants *wants)
{
    struct replay *replay = context;

    (void)now_ms;
    *wants =
        (struct loop_wants){.done = replay->fd < 0 || replay->verdict != VERDICT_NONE,
                            .input_fd = replay->fd,
                            .link_fd = -1,
                            .deadline_ms = deadline_sooner(replay->deadline_ms, replay->end_ms)};
}

static void close_file(struct replay *replay)
{
    if (replay->fd >= 0)
        close(replay->fd);
    replay->fd = -1;
}

/* Reads a piece.  0, also if no data is ready, or -1 with errno. */
static int read_piece(struct replay *replay, int64_t now_ms)
{
    char *room = buffer_reserve(&replay->text, PLAY_READ_BYTES);
    ssize_t count = room != NULL ? read(replay->fd, room, PLAY_READ_BYTES) : -1;

    if (count > 0)
        buffer_commit(&replay->text, (size_t)count);
    else
        buffer_consume(&replay->text, 0);
    if (count < 0)
        return errno == EAGAIN || errno == EINTR ? 0 : -1;
    if (buffer_size(&replay->text) > PLAY_FILE_MAX) {
        errno = EFBIG;
        return -1;
    }
    if (count == 0)
        close_file(replay);
    replay->deadline_ms = now_ms + replay->timeout_ms;
    return 0;
}

static void handle_reading(void *context, const struct loop_ready *ready)
{
    struct replay *replay = context;

    if (play_is_ended_by(replay, ready->signals, ready->now_ms))
        return;
    if (ready->input && read_piece(replay, ready->now_ms) != 0)
        read_trouble(replay, errno);
    else if (!ready->input && ready->now_ms >= replay->deadline_ms)
        file_trouble(replay, _("timed out reading the file"));
}

/* Whatever a login needs must be there before anything is sent. */
static void check_login(struct replay *replay, struct span text)
{
    size_t number = player_logs_in(text, false), nameless = player_logs_in(text, true);
    bool lacks_user = nameless > 0 && replay->options->auth_user == NULL;
    bool lacks_password = number > 0 && !password_is_given(replay->options->password);

    if (number > 0 && !exchange_is_built_in())
        line_trouble(replay, number, _("this program was built without AUTH"));
    else if (lacks_user)
        line_trouble(replay, nameless, _("no user: add --auth-user=NAME"));
    else if (lacks_password)
        line_trouble(replay, number, _("no password: add --auth-password-file=FILE"));
}

static void check_steps(struct replay *replay)
{
    struct span text = buffer_span(&replay->text);
    size_t number;
    enum session_file_flaw flaw = player_check(text, &number);

    if (flaw != SESSION_FILE_OK)
        line_trouble(replay, number, words_session_flaw(flaw));
    else if (!player_has_steps(text))
        file_trouble(replay, _("nothing to play: the file has no step, only comments"));
    else
        check_login(replay, text);
}

static bool is_regular(int fd)
{
    struct stat facts;

    return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

void play_read_file(struct replay *replay)
{
    static const struct loop_front front = {prepare_reading, handle_reading};

    /* Without O_NONBLOCK, opening a FIFO would block until there is a writer, despite signals. */
    replay->fd = open(replay->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    replay->deadline_ms = monotonic_ms() + replay->timeout_ms;
    if (replay->fd >= 0 && replay->must_be_regular && !is_regular(replay->fd))
        file_trouble(replay, _("not a regular file"));
    else if (replay->fd < 0 || loop_run(&front, replay) != 0)
        read_trouble(replay, errno);
    close_file(replay);
    if (replay->verdict == VERDICT_NONE)
        check_steps(replay);
}
