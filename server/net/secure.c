/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secure.c - see secure.h. */
#include <config.h>

#include "server/net/secure.h"

#include <errno.h>

#include "common/tls.h"

#define HANDSHAKE_MS 30000
/* Of a client that is turned away after it. */
#define REFUSAL_MS 5000

void secure_drop(struct wire *wire, const struct observer *observer)
{
    size_t size = wire_rest(wire).size;

    wire_forget(wire);
    if (size > 0)
        observer_tell(observer, (struct event){.kind = EVENT_UNPROTECTED, .unprotected = {size}});
}

int secure_begin(struct wire *wire, struct ssl_st *side)
{
    struct transport transport = wire->transport;

    if (tls_start(&transport, side) != 0)
        return -1;
    wire_secure(wire, transport);
    return 0;
}

int64_t secure_timeout_ms(int64_t timeout_ms, enum dialect_event cause)
{
    int64_t most_ms = cause == DIALECT_OVERLOAD ? REFUSAL_MS : HANDSHAKE_MS;

    return timeout_ms < most_ms ? timeout_ms : most_ms;
}

void secure_tell_late(const struct observer *observer, int64_t timeout_ms, enum dialect_event cause)
{
    int64_t limit_ms = secure_timeout_ms(timeout_ms, cause);

    observer_tell(observer, (struct event){.kind = EVENT_CLOSING,
                                           .closing = EVENT_CLOSING_NO_HANDSHAKE,
                                           .limit_ms = limit_ms < timeout_ms ? limit_ms : 0});
}

static void tell_failure(const struct wire *wire, const struct observer *observer,
                         bool is_handshake, int error_number)
{
    observer_tell(observer, (struct event){.kind = EVENT_TLS_FAILED,
                                           .tls_failed = {.failure = tls_failure(&wire->transport),
                                                          .is_handshake = is_handshake,
                                                          .error_number = error_number}});
}

enum secure_step secure_go_on(struct wire *wire, const struct observer *observer)
{
    int status = tls_shake_hands(&wire->transport);

    if (status == 0)
        return SECURE_WAITS;
    if (status < 0) {
        tell_failure(wire, observer, true, errno);
        return SECURE_HAS_FAILED;
    }
    observer_tell(observer, (struct event){.kind = EVENT_ENCRYPTED,
                                           .encrypted = tls_terms(&wire->transport)});
    return SECURE_IS_DONE;
}

void secure_tell_broken(const struct wire *wire, const struct observer *observer)
{
    enum tls_problem problem = tls_failure(&wire->transport).problem;

    if (wire->is_broken && problem != TLS_PROBLEM_NONE && problem != TLS_PROBLEM_CUT)
        tell_failure(wire, observer, false, 0);
}

bool secure_is_cut(const struct wire *wire)
{
    return tls_failure(&wire->transport).problem == TLS_PROBLEM_CUT;
}
