/* descriptors.h - how many descriptors the process may have open. */
#ifndef SERVER_BASE_DESCRIPTORS_H
#define SERVER_BASE_DESCRIPTORS_H

/* Raises the limit of open files (RLIMIT_NOFILE), as far as that is allowed, to WANTED descriptors
 * besides OTHERS.  Returns how many of those wanted it allows, at least 1; *LIMIT is the limit
 * then.
 */
unsigned descriptors_allow(unsigned wanted, unsigned others, unsigned long long *limit);

#endif
