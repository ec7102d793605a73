/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* security.c - see security.h. */
#include <config.h>

#include "server/log/security.h"

#include <inttypes.h>
#include <string.h>

#include "common/i18n.h"
#include "server/log/quote.h"
#include "server/log/words.h"

/* Buffer size for a user name. */
#define USER_MAX 160

void security_say_encrypted(struct log *log, enum log_level level, const struct event *event)
{
    log_event(log, level, event->connection, _("encrypted: %s, %s"), event->encrypted.version,
              event->encrypted.cipher);
}

/* A client that only looks whether the port is open is no news. */
void security_say_tls_failed(struct log *log, enum log_level level, const struct event *event)
{
    const struct event_tls_failed *failed = &event->tls_failed;
    enum tls_problem problem = failed->failure.problem;
    bool is_news = problem != TLS_PROBLEM_NONE && problem != TLS_PROBLEM_CUT;
    const char *reason = is_news ? failed->failure.reason : "";

    log_event(log, is_news ? LOG_LEVEL_NOTICE : level, event->connection, "%s: %s%s%s%s",
              failed->is_handshake ? _("the TLS handshake failed") : _("TLS failed"),
              problem != TLS_PROBLEM_NONE ? words_tls_failure(failed->failure)
                                          : strerror(failed->error_number),
              reason[0] != '\0' ? " (" : "", reason, reason[0] != '\0' ? ")" : "");
}

void security_say_unprotected(struct log *log, const struct event *event)
{
    log_event(log, LOG_LEVEL_WARNING, event->connection,
              ngettext("threw away %" PRIu64 " byte that came in clear behind STARTTLS",
                       "threw away %" PRIu64 " bytes that came in clear behind STARTTLS",
                       (unsigned long)event->unprotected.size),
              event->unprotected.size);
}

void security_say_authenticated(struct log *log, const struct event *event)
{
    char user[USER_MAX];

    quote(span_of(event->authenticated.user), user, sizeof user);
    log_event(log, LOG_LEVEL_NOTICE, event->connection, _("authenticated as %s, with %s"), user,
              mechanism_name(event->authenticated.mechanism));
}

void security_say_late(struct log *log, const struct event *event)
{
    if (event->limit_ms == 0)
        log_event(log, LOG_LEVEL_NOTICE, event->connection,
                  _("closing: the TLS handshake took too long (--timeout)"));
    else
        log_event(log, LOG_LEVEL_NOTICE, event->connection,
                  _("closing: the TLS handshake took more than %lld s"),
                  (long long)event->limit_ms / 1000);
}
