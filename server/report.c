/* report.c - see report.h. */
#include <config.h>

#include "server/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "common/i18n.h"
#include "server/monotonic.h"
#include "server/patience.h"
#include "server/texts.h"

/* Room for a command in a log line, in bytes; longer arguments are cut. */
#define COMMAND_MAX 256

/* Room for the names of mailboxes there, in bytes. */
#define FILES_MAX 1024

/* The command that EVENT is about; untrusted bytes are made visible by the log. */
static void describe(const struct session_event *event, char *out, size_t size)
{
    struct span argument = event->argument;

    snprintf(out, size, "%s%s%.*s", dialect_event_name(event->cause), argument.size > 0 ? " " : "",
             (int)argument.size, argument.size > 0 ? argument.data : "");
}

/* A refused line: why, and what would have been accepted. */
static void report_line(struct log *log, uint64_t connection, const struct session *session,
                        const struct session_event *event)
{
    char command[COMMAND_MAX], expected[TEXTS_LIST_MAX];

    describe(event, command, sizeof command);
    texts_expected(session->config->dialect, event->before, expected, sizeof expected);
    log_event(log, LOG_LEVEL_NOTICE, connection, _("refused %s: %s; expected %s"), command,
              texts_reason(event->reason), expected);
}

/* A refused message: what in it, and where. */
static void report_flaws(struct log *log, uint64_t connection, const struct session_event *event)
{
    char flaws[TEXTS_LIST_MAX];

    texts_flaws(event->flaws, flaws, sizeof flaws);
    if (event->flaw_place > 0)
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("refused the message: it holds %s, first as byte %" PRIu64), flaws,
                  event->flaw_place);
    else
        log_event(log, LOG_LEVEL_NOTICE, connection, _("refused the message: it holds %s"), flaws);
}

static void report_recipient(struct log *log, uint64_t connection,
                             const struct session_event *event)
{
    char command[COMMAND_MAX];

    describe(event, command, sizeof command);
    log_event(log, LOG_LEVEL_NOTICE, connection, _("refused %s: %s"), command,
              texts_result(event->result));
}

/* A browser, or a page that makes one send SMTP in its body (RFC 9110 section 9.1 has the methods).
 */
static bool is_http(const struct session_event *event)
{
    static const char *const methods[] = {"GET ", "POST ", "HEAD ", "PUT ", "CONNECT ", "OPTIONS "};

    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        if (event->cause == DIALECT_UNKNOWN && event->argument.size > strlen(methods[i]) &&
            memcmp(event->argument.data, methods[i], strlen(methods[i])) == 0)
            return true;
    return false;
}

static void report_one(struct log *log, uint64_t connection, const struct session *session,
                       const struct session_event *event)
{
    if (event->reason != DIALECT_REASON_NONE)
        report_line(log, connection, session, event);
    else if (event->result == DIALECT_BAD_BYTES)
        report_flaws(log, connection, event);
    else if (event->result == DIALECT_NO_MAILBOX)
        report_recipient(log, connection, event);
    else
        log_event(log, LOG_LEVEL_NOTICE, connection, _("refused the message: %s"),
                  texts_result(event->result));
}

void report_refusal(struct log *log, uint64_t connection, struct report_tally *tally,
                    const struct session *session, const struct session_event *event)
{
    if (event->reason == DIALECT_REASON_NONE && event->result == DIALECT_DONE)
        return;
    if (++tally->refusals <= REPORT_REFUSALS_MAX || tally->shows_all)
        report_one(log, connection, session, event);
    if (is_http(event) && !tally->has_told_of_http) {
        tally->has_told_of_http = true;
        log_event(log, LOG_LEVEL_WARNING, connection,
                  _("this client speaks HTTP; lines of its request that are SMTP commands are "
                    "obeyed"));
    }
}

void report_end(struct log *log, uint64_t connection, const struct report_tally *tally)
{
    if (tally->refusals > REPORT_REFUSALS_MAX && !tally->shows_all) {
        uint64_t more = tally->refusals - REPORT_REFUSALS_MAX;
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  ngettext("refused %" PRIu64 " more line or message (--trace shows each)",
                           "refused %" PRIu64 " more lines or messages (--trace shows each)",
                           (unsigned long)more),
                  more);
    }
    log_event(log, LOG_LEVEL_INFO, connection, _("closed"));
}

void report_expiry(struct log *log, uint64_t connection, bool is_message)
{
    if (is_message)
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("closing: the message took more than %d times --timeout"),
                  PATIENCE_MESSAGE_TIMEOUTS);
    else
        log_event(log, LOG_LEVEL_NOTICE, connection, _("closing: idle for too long (--timeout)"));
}

/* The files of the mailboxes in ENVELOPE in OUT of SIZE bytes: "a.txt, b.txt"; those that do not
 * fit are left out. */
static void list_files(const struct envelope *envelope, char *out, size_t size)
{
    size_t length = 0;

    out[0] = '\0';
    for (size_t i = 0; i < envelope->recipient_count && length < size; i++)
        if (envelope_is_first(envelope, i))
            length +=
                (size_t)snprintf(out + length, size - length, "%s%s%s", length > 0 ? ", " : "",
                                 envelope->recipients[i].mailbox, MAILBOX_SUFFIX);
}

void report_unfinished(struct log *log, uint64_t connection, const struct session *session)
{
    char files[FILES_MAX];

    list_files(&session->envelope, files, sizeof files);
    log_event(log, LOG_LEVEL_NOTICE, connection,
              _("dropped a message from %s to %s, which never ended: %" PRIu64 " bytes came"),
              session->envelope.sender, files, session->dot.size);
}

static void report_delivery(struct log *log, uint64_t connection, const struct session *session,
                            const struct delivery *delivery)
{
    const char *sender = session->envelope.sender;

    if (delivery->status == MAILBOX_OK)
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("delivered a message from %s to %s%s: %" PRIu64 " bytes"), sender,
                  delivery->mailbox, MAILBOX_SUFFIX, delivery_size(delivery));
    else
        log_event(log, LOG_LEVEL_ERROR, connection,
                  _("could not deliver a message from %s to %s%s: %s"), sender, delivery->mailbox,
                  MAILBOX_SUFFIX, texts_mailbox_error(delivery->status, delivery->error_number));
}

void report_deliveries(struct log *log, uint64_t connection, const struct session *session,
                       const struct delivery_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        report_delivery(log, connection, session, &set->deliveries[i]);
}

void report_abandoned(struct log *log, uint64_t connection, const struct session *session)
{
    char files[FILES_MAX];

    list_files(&session->envelope, files, sizeof files);
    log_event(log, LOG_LEVEL_ERROR, connection,
              _("gave up on a message from %s to %s: the disk has not answered yet"),
              session->envelope.sender, files);
}

void report_loss(struct log *log, struct quota *quota, uint64_t connection, int error)
{
    if (!quota_takes(quota, monotonic_ms()))
        return;
    if (error == ENOBUFS)
        log_event(log, LOG_LEVEL_ERROR, connection,
                  _("refused a message: unfinished messages would exceed --max-spool"));
    else
        log_event(log, LOG_LEVEL_ERROR, connection, _("cannot keep a message: %s"),
                  strerror(error));
}

void report_shortage(struct log *log, struct quota *quota, uint64_t connection)
{
    if (quota_takes(quota, monotonic_ms()))
        log_event(log, LOG_LEVEL_ERROR, connection, _("closing: out of memory"));
}

void report_withheld(struct log *log, struct quota *quota, int64_t now_ms)
{
    uint64_t sum = quota_take_sum(quota, now_ms);

    if (sum > 0)
        log_event(log, LOG_LEVEL_ERROR, 0,
                  ngettext("%llu more failure of this kind", "%llu more failures of this kind",
                           (unsigned long)sum),
                  (unsigned long long)sum);
}

/* The file of intents goes when a server ends, and stays when one is killed. */
void report_past(struct log *log, struct intents_past past, bool was_killed)
{
    if (past.strange > 0)
        log_event(log, LOG_LEVEL_WARNING, 0,
                  ngettext("'%s' holds %u note of an unfinished message that this version of "
                           "smtpd-proto cannot read; look whether a mailbox ends in one",
                           "'%s' holds %u notes of unfinished messages that this version of "
                           "smtpd-proto cannot read; look whether mailboxes end in them",
                           past.strange),
                  intents_file_name(), past.strange);
    if (past.is_new && was_killed)
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("an earlier server was killed, and '%s', its record of unfinished messages, is "
                    "missing; check whether mailboxes end in incomplete messages"),
                  intents_file_name());
}

void report_repair(struct log *log, const char *file_name, enum recovery_outcome outcome,
                   uint64_t cut_bytes)
{
    switch (outcome) {
    case RECOVERY_WHOLE:
        break;
    case RECOVERY_CUT:
        log_event(log, LOG_LEVEL_NOTICE, 0,
                  _("repaired '%s': cut off %" PRIu64 " bytes of a message that was never "
                    "acknowledged"),
                  file_name, cut_bytes);
        break;
    case RECOVERY_CHANGED:
    case RECOVERY_SHORTENED:
    case RECOVERY_REPLACED:
    case RECOVERY_NO_MAILBOX:
    case RECOVERY_NO_USER:
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("'%s' may end in an incomplete message, but is left as it is: %s"), file_name,
                  texts_recovery(outcome));
        break;
    case RECOVERY_BUSY:
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("'%s' may end in an incomplete message, but is locked by another program; it "
                    "is repaired as soon as the lock is gone"),
                  file_name);
        break;
    case RECOVERY_FAILED:
        log_event(log, LOG_LEVEL_ERROR, 0,
                  _("cannot repair '%s': %s; no mail is put into it until that is done"), file_name,
                  strerror(errno));
        break;
    case RECOVERY_OUTCOMES:
        break;
    }
}

void report_move(struct log *log, const char *path, bool is_in_place)
{
    if (is_in_place)
        log_event(log, LOG_LEVEL_NOTICE, 0, _("'%s' is the folder of the mailboxes again"), path);
    else
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("'%s' is no longer the folder of the mailboxes: mail still goes to the folder "
                    "that was opened at the start; move that one back or restart the server"),
                  path);
}
