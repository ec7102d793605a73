/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secrecy.h - which part of a line logs may show, after AUTH was refused.
 *
 * A client may send credentials although the server does not offer AUTH: with the command (RFC 4954
 * section 4), or in the lines after it, of which no mechanism in use has more than two, if none is
 * broken.  A command that is known ends this; an empty line does not count.  Credentials of a
 * dialect that has AUTH are secret by its table.
 */
#ifndef SERVER_SESSION_SECRECY_H
#define SERVER_SESSION_SECRECY_H

#include <stdbool.h>

#include "common/span.h"

/* Of one conversation; initialize with zeros. */
struct secrecy {
    unsigned char lines_left;  /* number of lines to come that may be credentials */
    bool is_cut;               /* only a part of the last line may be shown */
    unsigned short shown_size; /* if so: the size of that part, at the front of the line */
};

/* Records LINE, a whole line of the client or the start of one that is too long, without blanks at
 * its ends. */
void secrecy_take(struct secrecy *secrecy, struct span line);

/* Returns the part of TEXT that may be shown if it is the last line. */
struct span secrecy_shown(const struct secrecy *secrecy, struct span text);

#endif
