/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide_resume.c - see guide_resume.h. */
#include <config.h>

#include "tui-client/panes/guide_resume.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/i18n.h"

bool guide_can_resume(const struct guide *guide)
{
    return !client_can_say(&guide->client) && resume_count(&guide->client.resume) > 0;
}

bool guide_refuses_meanwhile(struct guide *guide)
{
    if (guide->resumption.is_active)
        guide_say(guide, GUIDE_TROUBLE, _("Not sent: steps are being repeated.  Ctrl-C cancels."));
    return guide->resumption.is_active;
}

void guide_resume(struct guide *guide, int64_t now_ms)
{
    struct guide_resumption *resumption = &guide->resumption;
    struct client *client = &guide->client;

    if (guide_refuses_meanwhile(guide))
        return;
    if (!guide_can_resume(guide)) {
        guide_say(guide, GUIDE_SAID,
                  client_can_say(client)
                      ? _("Still connected: steps are repeated after the connection has ended.")
                      : _("There are no steps to repeat; F5 connects."));
        return;
    }
    resumption->done = guide->done;
    guide_connect(guide, now_ms);
    resume_release(&resumption->steps);
    resumption->steps = client->resume;
    resume_init(&client->resume);
    resumption->sent = 0;
    resumption->refused = 0;
    resumption->awaits_login = false;
    resumption->is_active = true;
}

/* Puts how far it came before what was said last: the refusal, or why there is no reply. */
static void stop(struct guide *guide)
{
    const struct client *client = &guide->client;
    /* A command that opened a message did so instead of what it was to do. */
    size_t accepted =
        resume_count(&client->resume) - (dialogue_is_in_message(&client->dialogue) ? 1 : 0);
    size_t count = resume_count(&guide->resumption.steps);
    char why[sizeof guide->status];

    guide->resumption.is_active = false;
    memcpy(why, guide->status, sizeof why);
    snprintf(
        guide->status, sizeof guide->status,
        ngettext("%zu of %zu step was repeated.  %s", "%zu of %zu steps were repeated.  %s", count),
        accepted, count, why);
    guide_keep(guide);
}

static void report_success(struct guide *guide, size_t count)
{
    char text[256];

    snprintf(text, sizeof text,
             ngettext("Connected again; %zu step was repeated.",
                      "Connected again; %zu steps were repeated.", count),
             count);
    guide_say(guide, GUIDE_GOOD, text);
    guide_keep(guide);
}

/* The steps up to here were repeated, and the login is shown. */
static void await_login(struct guide *guide)
{
    struct guide_resumption *resumption = &guide->resumption;
    size_t count = resume_count(&resumption->steps);
    char text[256];

    resumption->is_active = false;
    resumption->awaits_login = true;
    snprintf(text, sizeof text,
             ngettext("Type the password to go on: %zu of %zu step was repeated.",
                      "Type the password to go on: %zu of %zu steps were repeated.", count),
             resumption->sent, count);
    guide_say(guide, GUIDE_GO_ON, text);
    guide_keep(guide);
}

static int say(struct guide *guide, struct span command, int64_t now_ms)
{
    return client_is_login(command) ? client_say_login(&guide->client, command, now_ms)
                                    : client_say(&guide->client, command, now_ms);
}

/* A server that offers no login on this connection gets none; it will say if it needs one. */
static struct span next_command(struct guide *guide)
{
    struct guide_resumption *resumption = &guide->resumption;

    if (client_is_login(resume_command(&resumption->steps, resumption->sent)) &&
        !client_can_log_in(&guide->client))
        buffer_release(&resumption->steps.login);
    return resume_command(&resumption->steps, resumption->sent);
}

static void send_next(struct guide *guide, int64_t now_ms)
{
    struct guide_resumption *resumption = &guide->resumption;
    struct span command = next_command(guide);

    if (command.size == 0) {
        resumption->is_active = false;
        report_success(guide, resumption->sent);
    } else if (say(guide, command, now_ms) == 0) {
        resumption->sent++;
        guide->follows = true;
    } else if (errno == ENOKEY) {
        await_login(guide);
    } else {
        resumption->is_active = false;
        guide_say(guide, GUIDE_BAD, words_unsent(errno));
    }
}

/* What the user does instead of logging in ends it. */
static void look_for_login(struct guide *guide)
{
    struct guide_resumption *resumption = &guide->resumption;
    const struct client *client = &guide->client;
    size_t count = resume_count(&client->resume);
    bool is_done = count == resumption->sent + 1 && buffer_size(&client->resume.login) > 0;

    if (!client_can_say(client)) {
        guide_stop_repeating(guide);
    } else if (is_done) {
        resumption->awaits_login = false;
        resumption->is_active = true;
        resumption->sent++;
        resumption->refused = guide->tally.refusals;
    } else if (count != resumption->sent) {
        resumption->awaits_login = false;
    }
}

/* Whether all that was sent was accepted.  A reply that is no refusal may be something else too:
 * after 354 or 334 the next command would be taken for text or for a secret. */
static bool is_on_its_way(const struct guide *guide)
{
    return !dialogue_is_in_message(&guide->client.dialogue) &&
           resume_count(&guide->client.resume) == guide->resumption.sent;
}

void guide_resume_step(struct guide *guide, int64_t now_ms)
{
    struct guide_resumption *resumption = &guide->resumption;
    const struct client *client = &guide->client;

    if (resumption->awaits_login)
        look_for_login(guide);
    if (!resumption->is_active)
        return;
    if (!client_can_say(client)) {
        guide_stop_repeating(guide);
    } else if (guide->tally.refusals > resumption->refused || client_has_given_up(client)) {
        stop(guide);
    } else if (client->link.state == LINK_OPEN && !dialogue_is_waiting(&client->dialogue)) {
        if (is_on_its_way(guide))
            send_next(guide, now_ms);
        else
            stop(guide);
    }
}
