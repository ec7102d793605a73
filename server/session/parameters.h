/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* parameters.h - the parameters of MAIL that the extensions of a dialect define.
 *
 * Judges them; what follows from a value is the action's concern.  RCPT has none yet.
 */
#ifndef SERVER_SESSION_PARAMETERS_H
#define SERVER_SESSION_PARAMETERS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/dialect.h"
#include "common/span.h"

struct parameters {
    uint64_t size;         /* SIZE: bytes of the message as announced; 0: not given */
    bool is_international; /* SMTPUTF8 */
    struct span wrong;     /* an unknown key, borrowed; or what a bad value must be, static */
};

/* Reads LIST, as in struct argument, for EVENT; EXTENSIONS are those that may be used.  Returns
 * DIALECT_DONE, or what is wrong: DIALECT_UNKNOWN_PARAMETER and DIALECT_BAD_VALUE, with
 * parameters->wrong, or DIALECT_UNSUPPORTED_VALUE, of BODY alone: the dialect has its text. */
enum dialect_result parameters_read(unsigned extensions, enum dialect_event event, struct span list,
                                    struct parameters *parameters);

#endif
