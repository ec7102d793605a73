/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* certificate.h - the certificate that the options name, while the server starts.
 *
 * It is read or, after all that could fail, made.  server/tls/ knows how.
 */
#ifndef SERVER_CERTIFICATE_H
#define SERVER_CERTIFICATE_H

#include "server/log/log.h"
#include "server/options.h"
#include "server/tls/credentials.h"

/* Initialize with zeros. */
struct certificate {
    const struct options *options;   /* borrowed */
    struct credentials *credentials; /* owned by the caller; NULL: no TLS, or not made yet */
    bool is_new;                     /* it was made */
};

/* Reads the certificate of OPTIONS, if they name one and it need not be made.  Returns 0, or -1
 * after one line on standard error. */
int certificate_read(struct certificate *certificate, const struct options *options);

/* Finds out whether a missing one can be made.  Returns as certificate_read(). */
int certificate_examine(const struct certificate *certificate);

/* Makes what is missing.  Returns as certificate_read(). */
int certificate_make(struct certificate *certificate);

/* Logs what was made, or until when it is valid. */
void certificate_announce(const struct certificate *certificate, struct log *log);

#endif
