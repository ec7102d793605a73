/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* security.h - log lines about TLS and about who a client is. */
#ifndef SERVER_LOG_SECURITY_H
#define SERVER_LOG_SECURITY_H

#include "server/log/event.h"
#include "server/log/log.h"

/* Each logs the EVENT of its name; LEVEL is that of what is of little use. */
void security_say_encrypted(struct log *log, enum log_level level, const struct event *event);
void security_say_tls_failed(struct log *log, enum log_level level, const struct event *event);
void security_say_unprotected(struct log *log, const struct event *event);
void security_say_authenticated(struct log *log, const struct event *event);

/* Says that the server closes since a handshake took too long. */
void security_say_late(struct log *log, const struct event *event);

#endif
