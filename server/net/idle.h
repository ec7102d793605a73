/* idle.h - the polled things of which nothing is heard, watched by a thread of its own.
 *
 * A poll() over ten thousand descriptors takes milliseconds, so the loop watches only those that
 * are busy and hands the others over.  One comes back when its descriptor is ready or its deadline
 * has passed, and in the end all do.  What they are part of is not known here.  The loop learns of
 * returns through a descriptor that it polls.
 */
#ifndef SERVER_NET_IDLE_H
#define SERVER_NET_IDLE_H

#include "server/net/polled.h"

/* A deadline is noticed at most this much late, so that many of them wake the thread once. */
#define IDLE_DEADLINE_GRAIN_MS 100

struct idle;

/* Starts the thread.  NULL with errno. */
struct idle *idle_new(void);

/* After idle_finish(), when everything was taken back. */
void idle_free(struct idle *idle);

/* Hands over all of LIST, which is empty then.  They are not to be touched until they come back. */
void idle_add(struct idle *idle, struct polled_list *list);

/* Readable while idle_take() has something to return. */
int idle_fd(const struct idle *idle);

/* Appends at most MOST of those that have come back to LIST.  The events of each are what was seen
 * at its descriptor; none: it is there because of its deadline, or could not be watched. */
void idle_take(struct idle *idle, struct polled_list *list, size_t most);

/* Ends the thread; all have come back then.  Takes milliseconds, and nothing if done before.
 */
void idle_finish(struct idle *idle);

#endif
