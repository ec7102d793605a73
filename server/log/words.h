/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words.h - user-visible texts for enums.
 *
 * Used by the log, --trace, --check and --explain-dialect.  All texts are translated and static
 * unless noted otherwise; none ends in a full stop.
 */
#ifndef SERVER_LOG_WORDS_H
#define SERVER_LOG_WORDS_H

#include <stddef.h>

#include "common/dialect.h"
#include "common/dot.h"
#include "common/tls.h"
#include "server/log/message_end.h"
#include "server/mail/mailbox.h"
#include "server/mail/recovery.h"
#include "server/session/envelope.h"
#include "server/session/users.h"

/* Buffer size for any list built here, in bytes. */
#define WORDS_LIST_MAX 256

/* Appends ITEM to the list in OUT of SIZE bytes, after SEPARATOR unless it is the first; what does
 * not fit is cut off. */
void words_append(char *out, size_t size, const char *separator, const char *item);

/* Why a line was refused: "command out of order". */
const char *words_reason(enum dialect_reason reason);

/* The result of an action: "too large". */
const char *words_result(enum dialect_result result);

/* A placeholder for generated lines: "{a line for each command that is open}"; "" for none. */
const char *words_lines(enum dialect_lines lines);

/* A rule for line endings: "lines end in CRLF only". */
const char *words_endings(enum dialect_endings endings);

/* Lists EXTENSIONS, bits of enum dialect_extension, in OUT of SIZE bytes: "SIZE AUTH". */
void words_extensions(unsigned extensions, char *out, size_t size);

/* Lists the mailbox files of ENVELOPE in OUT of SIZE bytes: "a.txt, b.txt"; "..." in place of those
 * that do not fit. */
void words_files(const struct envelope *envelope, char *out, size_t size);

/* A fact: "delivered". */
const char *words_fact(enum dialect_fact fact);

/* What went wrong with TLS, seen from the server. */
const char *words_tls_failure(struct tls_failure failure);

/* An argument rule: "address". */
const char *words_argument(enum argument_rule rule);

/* The error in a name of the users file, and the remedy. */
const char *words_users_flaw(enum users_flaw flaw);

/* Why a mailbox cannot be used: the text of ERROR_NUMBER if STATUS is one with an errno. */
const char *words_mailbox_error(enum mailbox_status status, int error_number);

/* The outcome of a recovery: "it is shorter than this server left it". */
const char *words_recovery(enum recovery_outcome outcome);

/* Why END did not end a message: "its last line, \".\", has no line ending". */
const char *words_message_end(enum message_end end);

/* Lists FLAWS, bits of enum dot_flaw, in OUT of SIZE bytes: "a bare CR, a NUL byte". */
void words_flaws(unsigned flaws, char *out, size_t size);

/* Tells FLAWS of a message, of which the first is at PLACE, in OUT of SIZE bytes: "a bare LF at
 * byte 7 of the message (line 2), in <CR><LF>.<LF>; later a NUL byte". */
void words_flaws_at(unsigned flaws, const struct dot_place *place, char *out, size_t size);

/* Lists which steps to a delivery DIALECT accepts at POSITION, where it has refused for REASON, in
 * OUT of SIZE bytes: "\"mail from:\" or \"quit\""; "nothing" if it accepts no command.  After
 * DIALECT_REASON_NEEDS_TLS and _NEEDS_AUTH that is STARTTLS or AUTH, too. */
void words_expected(const struct dialect *dialect, struct dialect_position position,
                    enum dialect_reason reason, char *out, size_t size);

#endif
