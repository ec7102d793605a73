/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* security.h - the overlay on TLS: how the connection is encrypted, and the server's certificates.
 *
 * While a certificate is in doubt, it also asks whether to go on.
 */
#ifndef TUI_CLIENT_PANES_SECURITY_H
#define TUI_CLIENT_PANES_SECURITY_H

#include "tui-client/panes/scroller.h"

struct security {
    struct pane pane;
    struct scroller scroller;
};

void security_init(struct security *security, struct guide *guide);

#endif
