/* mail_folder.h - the folder of the mailboxes, made ready before the server serves.
 *
 * Opens it, locks it against a second server, and puts the server's own files into it.  Whatever
 * cannot be is told in one line on standard error that names the thing and the remedy.  What is
 * done with locks and intents afterwards is the engine's.
 */
#ifndef SERVER_MAIL_MAIL_FOLDER_H
#define SERVER_MAIL_MAIL_FOLDER_H

#include <stdbool.h>
#include <stdint.h>

#include "server/mail/journal.h"

/* Opens the folder PATH if it can be read and written; the descriptor, or -1. */
int mail_folder_open(const char *path);

/* Locks the folder PATH, open at FD, as long as FD is open; -1 if another server has it. */
int mail_folder_lock(const char *path, int fd);

/* Puts the first files into the folder PATH, open and locked at FD: dotlocks can be taken, and
 * intents written.  NULL if not; nothing new stays then. */
struct journal *mail_folder_prepare(const char *path, int fd);

/* Takes back what mail_folder_prepare() did, and frees its result.  False if a disk does not let it
 * by DEADLINE_MS of the monotonic clock: a thread then still does it. */
bool mail_folder_leave(int fd, struct journal *journal, int64_t deadline_ms);

#endif
