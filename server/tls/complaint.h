/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaint.h - lines that say what is wrong with a certificate or a key. */
#ifndef SERVER_TLS_COMPLAINT_H
#define SERVER_TLS_COMPLAINT_H

/* Bytes of a line, with its NUL. */
#define COMPLAINT_MAX 1024

/* Returns OpenSSL's words for the last error in its queue, in English; constant. */
const char *complaint_reason(void);

#endif
