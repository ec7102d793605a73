/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* event_log.c - see event_log.h.
 *
 * One function per kind of event.
 */
#include <config.h>

#include "server/log/event_log.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "server/log/complaints.h"
#include "server/log/disturbances.h"
#include "server/log/security.h"
#include "server/log/words.h"
#include "server/session/patience.h"

/* Buffer size for the names of mailboxes in a log line, in bytes. */
#define FILES_MAX 1024

void event_log_init(struct event_log *event_log, struct log *log, bool traces)
{
    *event_log = (struct event_log){.log = log, .traces = traces};
}

static void say_listening(struct event_log *event_log, const struct event *event)
{
    log_event(event_log->log, LOG_LEVEL_NOTICE, 0, _("listening on %s%s"), event->listening.prefix,
              event->listening.endpoint);
}

static void say_connected(struct event_log *event_log, const struct event *event)
{
    log_event(event_log->log, LOG_LEVEL_INFO, event->connection, _("connected from %s"),
              event->connected.endpoint);
}

/* Of what is of little use, except to somebody who traces. */
static enum log_level minor_level(const struct event_log *event_log)
{
    return event_log->traces ? LOG_LEVEL_NOTICE : LOG_LEVEL_INFO;
}

static void say_encrypted(struct event_log *event_log, const struct event *event)
{
    security_say_encrypted(event_log->log, minor_level(event_log), event);
}

static void say_tls_failed(struct event_log *event_log, const struct event *event)
{
    security_say_tls_failed(event_log->log, minor_level(event_log), event);
}

/* --- lines --- */

/* Every line shows its ending, so that one in LF alone can be seen; a text that looks like an
 * ending is followed by the real one. */
static void say_said(struct event_log *event_log, const struct event *event)
{
    static const struct {
        const char *mark, *name;
    } endings[] = {
        [EVENT_ENDING_CRLF] = {"\\r\\n", "CRLF"},
        [EVENT_ENDING_LF] = {"\\n", "LF"},
        [EVENT_ENDING_LATER] = {N_(" (to be continued)"), "later"},
        [EVENT_ENDING_NONE] = {N_(" (no line ending yet)"), "none"},
    };
    const struct event_said *said = &event->said;

    static_assert(COUNT(endings) == EVENT_ENDINGS, "a mark for each");
    log_trace(event_log->log, event->connection,
              &(struct log_line){said->side, said->line, _(endings[said->ending].mark),
                                 endings[said->ending].name, dialect_state_name(said->state)});
}

/* --- refusals and deviations --- */

/* Whether the event with NUMBER of its kind on its connection is logged by itself. */
static bool is_logged(const struct event_log *event_log, uint64_t number)
{
    return number <= EVENT_LOG_REFUSALS_MAX || event_log->traces;
}

static void say_refused(struct event_log *event_log, const struct event *event)
{
    const struct event_refused *refused = &event->refused;
    bool is_said = event_log->traces || !(refused->is_noise || refused->shows_http);

    if (is_said && is_logged(event_log, refused->number))
        complain_of_refusal(event_log->log, event->connection, refused);
    if (refused->shows_http)
        complain_of_http(event_log->log, event->connection, refused);
}

static void say_fault(struct event_log *event_log, const struct event *event)
{
    if (is_logged(event_log, event->fault.number))
        disturbances_say(event_log->log, event->connection, &event->fault);
}

static void say_deviation(struct event_log *event_log, const struct event *event)
{
    if (is_logged(event_log, event->deviation.number))
        complain_of_deviation(event_log->log, event->connection, &event->deviation);
}

/* --- messages --- */

static void say_delivered(struct event_log *event_log, const struct event *event)
{
    log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
              _("delivered a message from %s to %s%s: %" PRIu64 " bytes"),
              event->delivered.envelope->sender, event->delivered.mailbox, MAILBOX_SUFFIX,
              event->delivered.length);
}

static void say_unfinished(struct log *log, uint64_t connection, const struct event_lost *lost)
{
    char files[FILES_MAX];

    bool has_end = lost->end != MESSAGE_END_NONE;

    words_files(lost->envelope, files, sizeof files);
    log_event(log, LOG_LEVEL_NOTICE, connection,
              _("dropped an incomplete message from %s to %s: %" PRIu64 " bytes received%s%s%s"),
              lost->envelope->sender, files, lost->size, has_end ? "; " : "",
              has_end ? words_message_end(lost->end) : "",
              lost->is_cut ? _("; the connection was cut off: TLS did not end") : "");
}

static void say_no_room(struct log *log, uint64_t connection, const struct event_lost *lost)
{
    if (lost->error_number == ENOBUFS)
        log_event(log, LOG_LEVEL_ERROR, connection,
                  _("refused a message: unfinished messages would exceed --max-spool"));
    else
        log_event(log, LOG_LEVEL_ERROR, connection, _("cannot store a message: %s"),
                  strerror(lost->error_number));
}

static void say_undelivered(struct log *log, uint64_t connection, const struct event_lost *lost)
{
    log_event(log, LOG_LEVEL_ERROR, connection,
              _("could not deliver a message from %s to %s%s: %s"), lost->envelope->sender,
              lost->mailbox, MAILBOX_SUFFIX, words_mailbox_error(lost->status, lost->error_number));
}

static void say_unknown(struct log *log, uint64_t connection, const struct event_lost *lost)
{
    char files[FILES_MAX];

    words_files(lost->envelope, files, sizeof files);
    log_event(log, LOG_LEVEL_ERROR, connection,
              _("gave up on a message from %s to %s: the disk is not responding"),
              lost->envelope->sender, files);
}

static void say_lost(struct event_log *event_log, const struct event *event)
{
    switch (event->lost.loss) {
    case EVENT_LOSS_UNFINISHED:
        say_unfinished(event_log->log, event->connection, &event->lost);
        break;
    case EVENT_LOSS_NO_ROOM:
        if (quota_takes(&event_log->shortages, monotonic_ms()))
            say_no_room(event_log->log, event->connection, &event->lost);
        break;
    case EVENT_LOSS_MAILBOX:
        say_undelivered(event_log->log, event->connection, &event->lost);
        break;
    case EVENT_LOSS_UNKNOWN:
        say_unknown(event_log->log, event->connection, &event->lost);
        break;
    case EVENT_LOSSES:
        break;
    }
}

/* --- mailboxes --- */

static void say_repaired(struct event_log *event_log, const struct event *event)
{
    const struct event_repaired *repaired = &event->repaired;
    const char *file_name = repaired->file_name;

    switch (repaired->outcome) {
    case RECOVERY_WHOLE:
        break;
    case RECOVERY_CUT:
        log_event(event_log->log, LOG_LEVEL_NOTICE, 0,
                  _("repaired '%s': cut off %" PRIu64 " bytes of a message that was never "
                    "acknowledged"),
                  file_name, repaired->cut_bytes);
        break;
    case RECOVERY_CHANGED:
    case RECOVERY_SHORTENED:
    case RECOVERY_REPLACED:
    case RECOVERY_NO_MAILBOX:
    case RECOVERY_NO_USER:
        log_event(event_log->log, LOG_LEVEL_WARNING, 0,
                  _("'%s' may end in an incomplete message, but was left unchanged: %s"), file_name,
                  words_recovery(repaired->outcome));
        break;
    case RECOVERY_BUSY:
        log_event(event_log->log, LOG_LEVEL_WARNING, 0,
                  _("'%s' may end in an incomplete message, but is locked by another program; it "
                    "will be repaired when the lock is released"),
                  file_name);
        break;
    case RECOVERY_FAILED:
        log_event(event_log->log, LOG_LEVEL_ERROR, 0,
                  _("cannot repair '%s': %s; it receives no mail until it is repaired"), file_name,
                  strerror(repaired->error_number));
        break;
    case RECOVERY_OUTCOMES:
        break;
    }
}

void event_log_past(struct event_log *event_log, struct journal_past past, bool was_killed)
{
    if (past.strange > 0)
        log_event(event_log->log, LOG_LEVEL_WARNING, 0,
                  ngettext("'%s' contains %u record of an unfinished message that this version of "
                           "smtpd-proto cannot read; check whether a mailbox ends in one",
                           "'%s' contains %u records of unfinished messages that this version of "
                           "smtpd-proto cannot read; check whether mailboxes end in them",
                           past.strange),
                  journal_file_name(), past.strange);
    if (past.is_new && was_killed)
        log_event(event_log->log, LOG_LEVEL_WARNING, 0,
                  _("an earlier server was killed, and '%s', its record of unfinished messages, is "
                    "missing; check whether mailboxes end in incomplete messages"),
                  journal_file_name());
}

void event_log_move(struct event_log *event_log, const char *path, bool is_in_place)
{
    if (is_in_place)
        log_event(event_log->log, LOG_LEVEL_NOTICE, 0, _("'%s' is the mailbox folder again"), path);
    else
        log_event(event_log->log, LOG_LEVEL_WARNING, 0,
                  _("'%s' is no longer the mailbox folder: mail still goes to the folder that was "
                    "opened at startup; move that one back or restart the server"),
                  path);
}

/* --- the end --- */

static void say_closing(struct event_log *event_log, const struct event *event)
{
    switch (event->closing) {
    case EVENT_CLOSING_IDLE:
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  _("closing: idle for too long (--timeout)"));
        break;
    case EVENT_CLOSING_LATE:
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  _("closing: the message took more than %d times --timeout"),
                  PATIENCE_MESSAGE_TIMEOUTS);
        break;
    case EVENT_CLOSING_NO_HANDSHAKE:
        security_say_late(event_log->log, event);
        break;
    case EVENT_CLOSING_NO_MEMORY:
        if (quota_takes(&event_log->shortages, monotonic_ms()))
            log_event(event_log->log, LOG_LEVEL_ERROR, event->connection,
                      _("closing: out of memory"));
        break;
    case EVENT_CLOSING_HTTP:
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  _("closing: this client speaks HTTP"));
        break;
    case EVENT_CLOSING_ERRORS:
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  _("closing: too many errors since the last delivery"));
        break;
    case EVENT_CLOSINGS:
        break;
    }
}

/* Returns how many of COUNT events of one kind have not been logged. */
static uint64_t unsaid(const struct event_log *event_log, uint64_t count)
{
    return count > EVENT_LOG_REFUSALS_MAX && !event_log->traces ? count - EVENT_LOG_REFUSALS_MAX
                                                                : 0;
}

static void say_closed(struct event_log *event_log, const struct event *event)
{
    uint64_t noise = event_log->traces ? 0 : event->closed.noise;
    uint64_t refusals = unsaid(event_log, event->closed.refusals) + noise;
    uint64_t deviations = unsaid(event_log, event->closed.deviations);
    uint64_t faults = unsaid(event_log, event->closed.faults);

    if (refusals > 0)
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  ngettext("refused %" PRIu64 " more line or message (--trace shows each)",
                           "refused %" PRIu64 " more lines or messages (--trace shows each)",
                           (unsigned long)refusals),
                  refusals);
    if (deviations > 0)
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  ngettext("accepted %" PRIu64 " more deviation from CRLF (--trace shows each)",
                           "accepted %" PRIu64 " more deviations from CRLF (--trace shows each)",
                           (unsigned long)deviations),
                  deviations);
    if (faults > 0)
        log_event(event_log->log, LOG_LEVEL_NOTICE, event->connection,
                  ngettext("%" PRIu64 " more fault (--trace shows each)",
                           "%" PRIu64 " more faults (--trace shows each)", (unsigned long)faults),
                  faults);
    log_event(event_log->log, LOG_LEVEL_INFO, event->connection, _("closed"));
}

static void take(void *context, const struct event *event)
{
    static const struct {
        void (*say)(struct event_log *, const struct event *);
        void (*say_plain)(struct log *, const struct event *); /* needs only the log */
    } kinds[] = {
        [EVENT_LISTENING] = {.say = say_listening},
        [EVENT_CONNECTED] = {.say = say_connected},
        [EVENT_SAID] = {.say = say_said},
        [EVENT_ENCRYPTED] = {.say = say_encrypted},
        [EVENT_TLS_FAILED] = {.say = say_tls_failed},
        [EVENT_UNPROTECTED] = {.say_plain = security_say_unprotected},
        [EVENT_REFUSED] = {.say = say_refused},
        [EVENT_AUTHENTICATED] = {.say_plain = security_say_authenticated},
        [EVENT_FAULT] = {.say = say_fault},
        [EVENT_DEVIATION] = {.say = say_deviation},
        [EVENT_FOREIGN] = {.say_plain = complain_of_foreign},
        [EVENT_UNENDED] = {.say_plain = complain_of_unended},
        [EVENT_WAITING] = {.say_plain = complain_of_waiting},
        [EVENT_DELIVERED] = {.say = say_delivered},
        [EVENT_ACCEPTED] = {NULL, NULL}, /* each copy is logged */
        [EVENT_LOST] = {.say = say_lost},
        [EVENT_REPAIRED] = {.say = say_repaired},
        [EVENT_CLOSING] = {.say = say_closing},
        [EVENT_CLOSED] = {.say = say_closed},
    };
    struct event_log *event_log = context;

    static_assert(COUNT(kinds) == EVENT_KINDS, "words for each kind");
    if (kinds[event->kind].say != NULL)
        kinds[event->kind].say(event_log, event);
    else
        kinds[event->kind].say_plain(event_log->log, event);
}

/* Subscribes to EVENT_SAID only for --trace, since assembling lines costs time. */
struct event_subscriber event_log_subscriber(struct event_log *event_log)
{
    unsigned all = (1U << EVENT_KINDS) - 1, said = 1U << EVENT_SAID;

    all &= ~(1U << EVENT_ACCEPTED);
    return (struct event_subscriber){event_log->traces ? all : all & ~said, take, event_log};
}

int64_t event_log_due_ms(const struct event_log *event_log)
{
    return quota_due_ms(&event_log->shortages);
}

void event_log_sum_up(struct event_log *event_log, int64_t now_ms)
{
    uint64_t sum = quota_take_sum(&event_log->shortages, now_ms);

    if (sum > 0)
        log_event(event_log->log, LOG_LEVEL_ERROR, 0,
                  ngettext("%llu more failure of this kind", "%llu more failures of this kind",
                           (unsigned long)sum),
                  (unsigned long long)sum);
}
