/* words.h - what enums mean, in words for people.
 *
 * Logs, --trace, --check and --explain-dialect all take their words from here.  All texts are
 * translated and static unless said otherwise; none ends in a full stop.
 */
#ifndef SERVER_LOG_WORDS_H
#define SERVER_LOG_WORDS_H

#include <stddef.h>

#include "common/dialect.h"
#include "server/mail/mailbox.h"
#include "server/mail/recovery.h"
#include "server/session/users.h"

/* Room that any list made here fits in, in bytes. */
#define WORDS_LIST_MAX 256

/* Why a line was refused: "this command is out of order". */
const char *words_reason(enum dialect_reason reason);

/* How an action went, in a word or two: "message too large". */
const char *words_result(enum dialect_result result);

/* The lines that a reply finds out for itself: "{a line for each command that is open}"; "" for
 * none. */
const char *words_lines(enum dialect_lines lines);

/* One fact: "delivered". */
const char *words_fact(enum dialect_fact fact);

/* An argument rule: "address". */
const char *words_argument(enum argument_rule rule);

/* What is wrong with a name in the users file, and the remedy. */
const char *words_users_flaw(enum users_flaw flaw);

/* Why a mailbox cannot be used.  Of some errno tells more: see words_mailbox_error(). */
const char *words_mailbox_status(enum mailbox_status status);

/* As words_mailbox_status(), with the words for ERROR_NUMBER where errno says what
 * failed. */
const char *words_mailbox_error(enum mailbox_status status, int error_number);

/* What recovery found: "it is shorter than this server left it". */
const char *words_recovery(enum recovery_outcome outcome);

/* Lists FLAWS, bits of enum dot_flaw, in OUT of SIZE bytes: "a bare CR, a NUL byte". */
void words_flaws(unsigned flaws, char *out, size_t size);

/* Lists what DIALECT accepts at POSITION in OUT of SIZE bytes: "\"mail from:\" or \"quit\"";
 * "nothing" where no command is. */
void words_expected(const struct dialect *dialect, struct dialect_position position, char *out,
                    size_t size);

#endif
