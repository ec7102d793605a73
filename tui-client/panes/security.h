/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* security.h - the overlay on TLS: how the connection is encrypted, and the server's certificates.
 *
 * While a certificate is in doubt, it also asks whether to go on.
 */
#ifndef TUI_CLIENT_PANES_SECURITY_H
#define TUI_CLIENT_PANES_SECURITY_H

#include "tui-client/panes/pane.h"

struct security {
    struct pane pane;
    size_t skip; /* rows scrolled off at the top */
    size_t rows; /* of all of the text when last drawn */
    int height;
};

void security_init(struct security *security, struct guide *guide);

#endif
