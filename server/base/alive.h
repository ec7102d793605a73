/* alive.h - whether a process that is known only by its id may be alive.
 *
 * An id means something within one PID namespace.  A file that several namespaces share, such as a
 * dotlock in a folder that is mounted in a container, does not say whose id it holds.  So that no
 * process has an id here proves something only if every other namespace can be looked into.
 */
#ifndef SERVER_BASE_ALIVE_H
#define SERVER_BASE_ALIVE_H

#include <sys/types.h>

enum alive {
    ALIVE_NO,      /* nowhere on this machine */
    ALIVE_YES,     /* here */
    ALIVE_UNKNOWN, /* not here, perhaps in another PID namespace */
};

/* Looks for a process, other than the calling one, whose id is PID, which is positive. */
enum alive alive_find(pid_t pid);

#endif
