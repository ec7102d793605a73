/* words.h - events in words, for the log and for --trace.
 *
 * The subscriber that writes the log.  A client that is refused again and again does not fill it:
 * its refusals are counted in the end.  Nor does a want of memory or room, which may meet every
 * client: such lines have a quota.
 */
#ifndef SERVER_WORDS_H
#define SERVER_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/event.h"
#include "server/intents.h"
#include "server/log.h"
#include "server/quota.h"

/* Refusals of one connection that are logged one by one. */
#define WORDS_REFUSALS_MAX 10

struct words {
    struct log *log;        /* borrowed */
    bool traces;            /* logs every line, and so every refusal */
    struct quota shortages; /* of lines about memory and room that ran out */
};

/* Writes to LOG from now on, for words_subscriber(); with TRACES what both sides say, too. */
void words_init(struct words *words, struct log *log, bool traces);

/* Logs events; WORDS must outlive whoever tells of them. */
struct event_subscriber words_subscriber(struct words *words);

/* When words_sum_up() has something to log; INT64_MAX: never, as things stand. */
int64_t words_due_ms(const struct words *words);

/* Logs how many lines the quota has withheld, if that is due at NOW_MS. */
void words_sum_up(struct words *words, int64_t now_ms);

/* Logs what PAST says is not known about an earlier server.  WAS_KILLED: it did not end by itself.
 */
void words_of_past(struct words *words, struct intents_past past, bool was_killed);

/* Logs that PATH does not name the folder of the mailboxes any more, or does so again. */
void words_of_move(struct words *words, const char *path, bool is_in_place);

#endif
