/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* messages.h - messages of PLAIN, CRAM-MD5 and SCRAM-SHA-256, as far as they are not left to GNU
 * SASL.
 *
 * The library would leave copies of the password of PLAIN behind, and take what it should not.
 * Whether anything is proved is not known here.
 */
#ifndef SERVER_AUTH_MESSAGES_H
#define SERVER_AUTH_MESSAGES_H

#include <stdbool.h>

#include "common/span.h"

/* Borrowed parts of a message of PLAIN. */
struct messages_plain {
    struct span acts_for; /* empty: for the user itself */
    struct span user, secret;
};

/* Reads RESPONSE, of PLAIN.  Returns false if it does not have the form of one. */
bool messages_plain_parse(struct span response, struct messages_plain *plain);

/* Returns the user of RESPONSE, of CRAM-MD5; no bytes if it does not have the form of one. */
struct span messages_cram_user(struct span response);

/* Whether RESPONSE, the first message of SCRAM, says that the channel is bound. */
bool messages_binds_channel(struct span response);

/* Whether the user of that message is nobody, with errno: EINVAL, as SASLprep forbids the name;
 * ENOMEM, and who it is remains unknown. */
bool messages_is_of_nobody(struct span response);

#endif
