/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* file_lock.h - fcntl(2) locks that belong to a descriptor.
 *
 * A lock covers the whole file and excludes other programs as well as other threads of this one.
 * It lasts until it is dropped or its descriptor is closed, whatever becomes of other descriptors
 * of the file.  Linux has such locks (of open file descriptions); a traditional one belongs to the
 * process and falls when any descriptor of the file is closed, so where there are no others, a
 * descriptor that is closed while another one of its file holds a lock stays open until that is
 * dropped.  That needs the rule: descriptors of files that are locked here are closed here.
 *
 * Any thread may call these functions at any time.  None waits for a lock.
 */
#ifndef SERVER_BASE_FILE_LOCK_H
#define SERVER_BASE_FILE_LOCK_H

/* Locks the file that is open for writing at FD.  0, or -1 with errno: EAGAIN or EACCES if another
 * descriptor holds a lock, here or elsewhere; others if files there cannot be locked. */
int file_lock_take(int fd);

/* Drops the lock of FD, which it holds. */
void file_lock_drop(int fd);

/* Closes FD, which may hold a lock.  Does not change errno. */
void file_lock_close(int fd);

/* The command of fcntl(2) that takes the locks, for messages. */
const char *file_lock_command(void);

#endif
