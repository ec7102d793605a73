/* reception.h - where clients come in: accepted, counted, greeted or turned away.
 *
 * Takes clients from a listener in small batches, receives each as the listener's kind says,
 * decides whether there is room for it, here and at its source, and hands those that are spoken to
 * over to clients.h.  When descriptors or memory run out it pauses.  What the log is told of those
 * turned away is bounded.  Times are milliseconds of the monotonic clock.
 */
#ifndef SERVER_NET_RECEPTION_H
#define SERVER_NET_RECEPTION_H

#include <stdint.h>

#include "server/log/log.h"
#include "server/net/clients.h"
#include "server/net/conversation.h"
#include "server/net/listener.h"

struct reception;

/* For CLIENTS, of which there may be CONNECTIONS_MAX, and MAX_PER_SOURCE (of sources_new()) from
 * one source; SERVICE, LOG and CLIENTS are borrowed.  NULL with errno. */
struct reception *reception_new(const struct conversation_service *service, struct log *log,
                                struct clients *clients, unsigned connections_max,
                                unsigned max_per_source);

/* When all clients have left. */
void reception_free(struct reception *reception);

/* When clients can be accepted again; in the past unless it pauses. */
int64_t reception_opens_ms(const struct reception *reception);

/* Accepts some of those who wait at LISTENER. */
void reception_accept(struct reception *reception, const struct listener *listener, int64_t now_ms);

/* Logs how many were turned away without a line, which is due at reception_due_ms(). */
int64_t reception_due_ms(const struct reception *reception);
void reception_sum_up(struct reception *reception, int64_t now_ms);

#endif
