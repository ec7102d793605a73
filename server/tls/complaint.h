/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaint.h - the size of a line that says what is wrong with a certificate or a key. */
#ifndef SERVER_TLS_COMPLAINT_H
#define SERVER_TLS_COMPLAINT_H

/* Bytes, with its NUL. */
#define COMPLAINT_MAX 1024

#endif
