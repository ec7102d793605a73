/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaint.c - see complaint.h. */
#include <config.h>

#include "server/tls/complaint.h"

#include <openssl/err.h>

#include "common/i18n.h"

bool complaint_is_of_memory(void)
{
    unsigned long error = ERR_peek_last_error();

    return error == 0 || ERR_GET_REASON(error) == ERR_R_MALLOC_FAILURE;
}

/* An error without words comes from a lack of memory. */
const char *complaint_reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    return reason != NULL ? reason : _("out of memory");
}
