/* users_file.h - the users file and the mailboxes it names, as they stand on disk.
 *
 * Reads the file, and looks at each mailbox without changing anything.  A problem becomes one line
 * for people that names the file, the line and the remedy.  What a good name is stands in users.h,
 * what a good mailbox is in mailbox.h.
 */
#ifndef SERVER_USERS_FILE_H
#define SERVER_USERS_FILE_H

#include <stddef.h>
#include <sys/stat.h>

#include "server/users.h"

/* Largest users file, in bytes. */
#define USERS_FILE_SIZE_MAX (64 << 20)

/* Room for any problem, in bytes. */
#define USERS_FILE_ERROR_MAX 1024

/* Reads the users file at PATH, which must be a regular file; never waits for one that is not.
 * *IDENTITY receives its fstat(2).  Returns a table for users_free(), or NULL and the problem in
 * ERROR of SIZE bytes, untrusted names made visible. */
struct users *users_file_read(const char *path, struct stat *identity, char *error, size_t size);

/* Looks at the mailbox of each of USERS in DIRECTORY_FD: it may be missing, but must neither be
 * unusable nor be the users file itself, which is at PATH and has IDENTITY.  0, or -1 and the
 * problem in ERROR. */
int users_file_examine(const char *path, const struct stat *identity, const struct users *users,
                       int directory_fd, char *error, size_t size);

/* Creates the mailboxes of USERS that are missing.  0, or -1 and the problem in ERROR; those
 * created by this call are then removed again. */
int users_file_create(const char *path, const struct users *users, int directory_fd, char *error,
                      size_t size);

#endif
