/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guide_resume.h - connects again, and repeats the steps up to where the last connection was.
 *
 * One command is sent after the other's reply.  A refusal stops it, and so does any other reply
 * that is no success; the end of the connection does too, and then all of them can be repeated
 * again.  Meanwhile nothing else is sent: whoever sends asks guide_refuses_meanwhile() first.  A
 * login without a password is left to the user; once it is done the steps behind it follow.
 */
#ifndef TUI_CLIENT_PANES_GUIDE_RESUME_H
#define TUI_CLIENT_PANES_GUIDE_RESUME_H

#include "tui-client/panes/guide.h"

/* Whether there is no connection, and something to repeat on another. */
bool guide_can_resume(const struct guide *guide);

/* Connects and begins to repeat, or reports why not. */
void guide_resume(struct guide *guide, int64_t now_ms);

/* Whether steps are being repeated; reports that what was asked for is not sent meanwhile. */
bool guide_refuses_meanwhile(struct guide *guide);

/* Sends the next step, if it is time, or reports how it ended.  Must be called whenever the
 * conversation may have gone on. */
void guide_resume_step(struct guide *guide, int64_t now_ms);

#endif
