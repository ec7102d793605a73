/* listener.h - the sockets that clients connect to.
 *
 * Turns addresses into listening sockets, and new connections into descriptors with the peer's
 * name.  It blocks only while the program starts (names are looked up then, and never again).  What
 * a client then says, and how many clients may come, is not known here.
 */
#ifndef SERVER_NET_LISTENER_H
#define SERVER_NET_LISTENER_H

#include <stddef.h>
#include <stdint.h>

/* Most sockets of one server; a name may stand for several. */
#define LISTENER_MAX 64
/* Longest host name, in bytes, as RFC 1035 has it. */
#define LISTENER_HOST_MAX 255
/* "[ADDRESS]:PORT" with its NUL. */
#define LISTENER_ENDPOINT_MAX 64

#define LISTENER_DEFAULT_PORT 49152

/* What is spoken at a listener.  What follows for those who connect there, reception.h says. */
enum listener_kind {
    LISTENER_SMTP,
#define LISTENER_KINDS (LISTENER_SMTP + 1)
};

/* Where to listen. */
struct listener_address {
    enum listener_kind kind;
    char host[LISTENER_HOST_MAX + 1]; /* IPv4, IPv6 without brackets, or a name */
    uint16_t port;                    /* 0: any free one */
};

/* An address that could not be listened on. */
struct listener_failure {
    const char *host; /* what stands for it; borrowed */
    char endpoint[LISTENER_ENDPOINT_MAX];
    int error; /* value of errno */
};

/* A socket that listens. */
struct listener {
    int fd; /* owned; non-blocking */
    enum listener_kind kind;
};

/* Start with all zero. */
struct listener_set {
    struct listener all[LISTENER_MAX];
    size_t count;
    /* What names stand for besides and this machine does not have, to be told once there is a log.
     */
    struct listener_failure absences[LISTENER_MAX];
    size_t absence_count;
};

/* Who is at the other end. */
struct listener_peer {
    char address[LISTENER_ENDPOINT_MAX];  /* "127.0.0.1", "IPv6:::1": RFC 5321 section 4.1.3 */
    char endpoint[LISTENER_ENDPOINT_MAX]; /* "127.0.0.1:41234", "[::1]:41234" */
    unsigned char bytes[16];              /* the address; IPv4 as IPv4-mapped IPv6 */
};

/* Listens at every address that ADDRESS stands for; a name may stand for some that this machine
 * does not have, if it has one of them.  Port 0 is any port that is free in all.  0, or -1 with one
 * line for people in ERROR of SIZE bytes; the set then holds what it held before.  ADDRESS must
 * outlive the set. */
int listener_open(struct listener_set *set, const struct listener_address *address, char *error,
                  size_t size);

/* Listens for SMTP at PORT of the loopback addresses of IPv4 and IPv6, as listener_open() would for
 * a name.  That a machine has only one of them is nothing to tell. */
int listener_open_default(struct listener_set *set, uint16_t port, char *error, size_t size);

/* Closes all sockets of SET. */
void listener_close(struct listener_set *set);

/* The address and port of the socket FD in OUT, of LISTENER_ENDPOINT_MAX bytes. */
void listener_endpoint(int fd, char *out);

/* The next connection at the listening socket FD: a non-blocking descriptor for the caller to
 * close, and PEER.  -1 with errno of accept4(2). */
int listener_accept(int fd, struct listener_peer *peer);

#endif
