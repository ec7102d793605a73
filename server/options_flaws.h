/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_flaws.h - options that do not go together.
 *
 * Each function returns what is wrong, as a translated line, or NULL.
 */
#ifndef SERVER_OPTIONS_FLAWS_H
#define SERVER_OPTIONS_FLAWS_H

#include "server/options.h"

/* What of TLS is asked for without a certificate, or where nobody could use it. */
const char *options_flaw_of_tls(const struct options *options);

/* What of AUTH is asked for without users, or where nobody could use it. */
const char *options_flaw_of_auth(const struct options *options);

/* What is to be written where something else is. */
const char *options_flaw_of_output(const struct options *options);

#endif
