/* users_file.h - the users file and the mailboxes it names, as they stand on disk.
 *
 * Reads the file, and looks at each mailbox without changing anything, or creates those missing.  A
 * problem becomes one line for people that names the file, the line and the remedy.  What a good
 * name is stands in users.h, what a good mailbox is in mailbox.h.
 */
#ifndef SERVER_USERS_USERS_FILE_H
#define SERVER_USERS_USERS_FILE_H

#include <stdatomic.h>
#include <stddef.h>
#include <sys/stat.h>

#include "server/session/users.h"

/* Largest users file, in bytes. */
#define USERS_FILE_SIZE_MAX (64 << 20)

/* Room for any problem, in bytes. */
#define USERS_FILE_ERROR_MAX 1024

/* Everything is borrowed. */
struct users_file {
    const char *path;
    struct stat identity;            /* fstat(2) of the file that users_file_read() has read */
    int directory_fd;                /* the folder of the mailboxes */
    const struct users *known;       /* whose mailboxes are in use already; NULL: none */
    const atomic_bool *is_cancelled; /* once set, the mailboxes left are not dealt with; or NULL */
};

/* Reads FILE, which must be a regular file; never waits for one that is not.  Needs its path and
 * fills in its identity.  Returns a table for users_free(), or NULL and the problem in ERROR of
 * SIZE bytes, untrusted names made visible. */
struct users *users_file_read(struct users_file *file, char *error, size_t size);

/* Looks at the mailbox of each of USERS, read from FILE, that is not known: it may be missing, but
 * must neither be unusable nor be the users file itself.  0, or -1 and the problem in ERROR. */
int users_file_examine(const struct users_file *file, const struct users *users, char *error,
                       size_t size);

/* Creates the mailboxes of USERS that are missing and not known.  0, or -1 and the problem in
 * ERROR; those created by this call are then removed again, unless it was cancelled. */
int users_file_create(const struct users_file *file, const struct users *users, char *error,
                      size_t size);

/* Writes to WARNING of SIZE bytes, in one line, what makes USERS, read from FILE, look like a file
 * in another format; the empty string if nothing does. */
void users_file_doubt(const struct users_file *file, const struct users *users, char *warning,
                      size_t size);

#endif
