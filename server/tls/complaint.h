/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaint.h - what OpenSSL says is wrong with a certificate or a key. */
#ifndef SERVER_TLS_COMPLAINT_H
#define SERVER_TLS_COMPLAINT_H

#include <stdbool.h>

/* Whether the last error in OpenSSL's queue is a lack of memory.  Not every such error is in it, so
 * an empty queue means that too. */
bool complaint_is_of_memory(void);

/* Returns OpenSSL's words for the last error in its queue, in English; constant. */
const char *complaint_reason(void);

#endif
