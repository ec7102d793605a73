/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* uncleared.h - large local variables that are filled in as far as they are used.
 *
 * Hardened builds clear every local variable first (-ftrivial-auto-var-init), which for kilobytes
 * takes longer than what is done with them.
 */
#ifndef COMMON_UNCLEARED_H
#define COMMON_UNCLEARED_H

/* After the name of a variable: nothing reads what was not written. */
#ifdef __has_attribute
#if __has_attribute(uninitialized)
#define UNCLEARED __attribute__((uninitialized))
#endif
#endif
#ifndef UNCLEARED
#define UNCLEARED
#endif

#endif
