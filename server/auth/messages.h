/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* messages.h - messages of CRAM-MD5 and SCRAM-SHA-256, as far as they are not left to GNU SASL.
 *
 * What a client may say is decided here where the library takes it, or where it is not asked.
 * Whether anything is proved is not known here.
 */
#ifndef SERVER_AUTH_MESSAGES_H
#define SERVER_AUTH_MESSAGES_H

#include <stdbool.h>

#include "common/span.h"

/* Returns the user of RESPONSE, of CRAM-MD5; no bytes if it does not have the form of one. */
struct span messages_cram_user(struct span response);

/* Whether RESPONSE, the first message of SCRAM, says that the channel is bound. */
bool messages_binds_channel(struct span response);

/* Whether the user of that message is nobody, as SASLprep forbids the name. */
bool messages_is_of_nobody(struct span response);

#endif
