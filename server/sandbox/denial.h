/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* denial.h - what to do about a file that the server cannot open.
 *
 * To Landlock and to the permissions of a file belongs the same error, EACCES; but only the latter
 * are what access(2) looks at.  That Landlock is in force is kept for the whole process, which is
 * what it confines: every reader of a file would have to hand it down otherwise, for a few words.
 */
#ifndef SERVER_SANDBOX_DENIAL_H
#define SERVER_SANDBOX_DENIAL_H

/* Must be called when Landlock is in force, before other threads run. */
void denial_expect_landlock(void);

/* Returns a remedy for the file PATH, for which open(2) has just failed with ERROR: IF_ABSENT if it
 * is not there, or a constant.  Preserves errno. */
const char *denial_remedy(int error, const char *path, const char *if_absent);

#endif
