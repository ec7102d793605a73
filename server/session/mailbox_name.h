/* mailbox_name.h - what the file of a mailbox is called.
 *
 * A file name is made from a name of the users table and from nothing else: that name and a suffix.
 * Whether there is such a file is not known here.
 */
#ifndef SERVER_SESSION_MAILBOX_NAME_H
#define SERVER_SESSION_MAILBOX_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* What stands behind the user's name. */
#define MAILBOX_SUFFIX ".txt"
/* Longest file name of a mailbox, suffix included, in bytes without its NUL. */
#define MAILBOX_FILE_NAME_MAX 200

/* Whether the file name of the mailbox NAME is within MAILBOX_FILE_NAME_MAX. */
bool mailbox_name_fits(const char *name);

/* Writes the file name of the mailbox NAME, which fits, to BUFFER, which has room for
 * MAILBOX_FILE_NAME_MAX + 1 bytes. */
void mailbox_file_name(const char *name, char *buffer);

/* The reverse: writes the name of the mailbox whose file is FILE_NAME to BUFFER of the same size.
 * False if a mailbox has no such file name. */
bool mailbox_name_of_file(const char *file_name, char *buffer);

#endif
