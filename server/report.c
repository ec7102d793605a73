/* report.c - see report.h. */
#include <config.h>

#include "server/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "common/i18n.h"
#include "server/incoming.h"
#include "server/texts.h"

/* Room for a command in a log line, in bytes; longer arguments are cut. */
#define COMMAND_MAX 256

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

void report_refusal(struct log *log, uint64_t connection, const struct session *session,
                    const struct session_event *event)
{
    if (event->reason != DIALECT_REASON_NONE)
        report_line(log, connection, session, event);
    else if (event->result == DIALECT_BAD_BYTES)
        report_flaws(log, connection, event);
    else if (event->result == DIALECT_NO_MAILBOX)
        report_recipient(log, connection, event);
    else if (event->result != DIALECT_DONE)
        log_event(log, LOG_LEVEL_NOTICE, connection, _("refused the message: %s"),
                  texts_result(event->result));
    else if (event->cause == DIALECT_TIMEOUT)
        log_event(log, LOG_LEVEL_NOTICE, connection, _("closing: idle for too long (--timeout)"));
}

void report_unfinished(struct log *log, uint64_t connection, const struct session *session)
{
    const struct envelope *envelope = &session->envelope;

    log_event(log, LOG_LEVEL_NOTICE, connection,
              _("dropped a message from %s to %s%s, which never ended: %" PRIu64 " bytes came"),
              envelope->sender, envelope->mailbox, USERS_FILE_SUFFIX, session->dot.size);
}

void report_delivery(struct log *log, uint64_t connection, const struct session *session,
                     const struct delivery *delivery, uint64_t size)
{
    const struct envelope *envelope = &session->envelope;

    if (delivery->verdict == DIALECT_DONE)
        log_event(log, LOG_LEVEL_NOTICE, connection,
                  _("delivered a message from %s to %s%s: %" PRIu64 " bytes"), envelope->sender,
                  envelope->mailbox, USERS_FILE_SUFFIX, size);
    else
        log_event(log, LOG_LEVEL_ERROR, connection,
                  _("could not deliver a message from %s to %s%s: %s"), envelope->sender,
                  envelope->mailbox, USERS_FILE_SUFFIX, delivery->reason);
}

enum dialect_result report_loss(struct log *log, uint64_t connection)
{
    enum dialect_result result = incoming_loss(errno);

    log_event(log, LOG_LEVEL_ERROR, connection, _("cannot keep a message: %s"), strerror(errno));
    return result;
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

static struct span without(char last, struct span line)
{
    if (line.size > 0 && line.data[line.size - 1] == last)
        line.size--;
    return line;
}

void report_trace_reply(struct log *log, uint64_t connection, struct span reply,
                        enum dialect_state state)
{
    log_trace(log, connection, 'S', without('\r', without('\n', reply)), dialect_state_name(state));
}

void report_trace_input(struct log *log, uint64_t connection, struct span bytes,
                        enum dialect_state state, struct buffer *partial)
{
    while (bytes.size > 0) {
        const char *end = memchr(bytes.data, '\n', bytes.size);
        size_t size = end != NULL ? (size_t)(end - bytes.data) : bytes.size;
        size_t room = partial->limit - buffer_size(partial);
        bool cut = size > room;

        size = cut ? room : size;
        if (buffer_append(partial, bytes.data, size) != 0)
            return;
        bytes = span_skip(bytes, size + (!cut && end != NULL));
        if (!cut && end == NULL)
            return;
        log_trace(log, connection, 'C', without('\r', buffer_span(partial)),
                  dialect_state_name(state));
        buffer_release(partial);
    }
}
