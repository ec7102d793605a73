/* sources.h - how many clients each source has, and what becomes of one more.
 *
 * A source is an IPv4 address or the /64 of an IPv6 address, which is what one subscriber has, so
 * that nobody takes all the connections there are.  Whether a client is turned away is decided
 * here; how that is done, and logged, is the loop's.  Entering and leaving take constant time,
 * whatever addresses come, and a source without a client takes no memory.
 */
#ifndef SERVER_NET_SOURCES_H
#define SERVER_NET_SOURCES_H

#include <stddef.h>

/* An IPv6 address, or an IPv4 address mapped into one (RFC 4291 section 2.5.5.2). */
#define SOURCES_ADDRESS_BYTES 16

/* As a limit: SOURCES_USUAL clients, and any number from the loopback. */
#define SOURCES_DEFAULT ((unsigned)-1)
#define SOURCES_USUAL   100

/* So many clients of a source are turned away with a reply at the same time. */
#define SOURCES_TURNED_AWAY_MAX 16

/* "ADDRESS" or "ADDRESS/64" with its NUL. */
#define SOURCES_NAME_MAX 64

struct sources;
struct source;

enum sources_fate {
    SOURCES_SERVED,
    SOURCES_TURNED_AWAY, /* there are too many already */
    SOURCES_DROPPED,     /* and too many of those, or no memory */
};

/* A client's place at its source; all zero: none. */
struct sources_place {
    struct source *source;
    enum sources_fate fate;
};

/* LIMIT is the maximum number of clients of one source, 0 for any number, or SOURCES_DEFAULT.  NULL
 * with errno. */
struct sources *sources_new(unsigned limit);

/* When all have left. */
void sources_free(struct sources *sources);

/* A client comes from ADDRESS, of SOURCES_ADDRESS_BYTES: the place that it has until
 * sources_leave(). */
struct sources_place sources_enter(struct sources *sources, const unsigned char *address);

/* Gives PLACE up, if it is one. */
void sources_leave(struct sources_place *place);

/* Most clients of the source of ADDRESS; 0: any number. */
unsigned sources_limit(const struct sources *sources, const unsigned char *address);

/* The source of ADDRESS in OUT, of SOURCES_NAME_MAX bytes. */
void sources_name(const unsigned char *address, char *out);

#endif
