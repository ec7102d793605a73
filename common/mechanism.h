/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* mechanism.h - the mechanisms of AUTH (RFC 4954) that this suite knows, and their names.
 *
 * What is said in them is not known here.
 */
#ifndef COMMON_MECHANISM_H
#define COMMON_MECHANISM_H

#include <stdbool.h>

#include "common/span.h"

/* The code of a reply that asks for a response (RFC 4954 section 4). */
#define MECHANISM_CHALLENGE_CODE 334

/* In the order in which a server offers them. */
enum mechanism {
    MECHANISM_SCRAM_SHA_256, /* RFC 7677 */
    MECHANISM_CRAM_MD5,      /* RFC 2195 */
    MECHANISM_PLAIN,         /* RFC 4616 */
    MECHANISM_LOGIN,         /* of no RFC: user name and password, one after the other */
    MECHANISM_OAUTHBEARER,   /* RFC 7628 */
    MECHANISM_XOAUTH2,       /* of Google: what OAUTHBEARER came from */
    MECHANISMS,
};

/* The name of MECHANISM, as in the reply to EHLO: "SCRAM-SHA-256". */
const char *mechanism_name(enum mechanism mechanism);

/* Returns the mechanism with NAME, in upper or lower case; MECHANISMS if there is none. */
enum mechanism mechanism_by_name(struct span name);

/* Whether NAME has the form of a name: 1*20mech-char (RFC 4422 section 3.1); in SMTP in any case.
 */
bool mechanism_is_name(struct span name);

/* Whether a token takes the place of the password in MECHANISM. */
bool mechanism_sends_token(enum mechanism mechanism);

/* Whether MECHANISM sends the password, or the token, itself: whoever reads it can use it again. */
bool mechanism_reveals_secret(enum mechanism mechanism);

/* Reads TEXT, "AUTH [MECHANISM [USER]]", in which a user may have blanks: MECHANISMS and an empty
 * user if they are missing.  Returns false if it is anything else. */
bool mechanism_parse_request(struct span text, enum mechanism *mechanism, struct span *user);

#endif
