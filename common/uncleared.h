/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* uncleared.h - large local variables that are filled in as far as they are used.
 *
 * Hardened builds clear every local variable first (-ftrivial-auto-var-init), which for kilobytes
 * takes longer than what is done with them.
 */
#ifndef COMMON_UNCLEARED_H
#define COMMON_UNCLEARED_H

#ifndef __has_attribute
#define __has_attribute(name) 0
#endif

/* After the name of a variable: nothing reads what was not written. */
#if __has_attribute(uninitialized)
#define UNCLEARED __attribute__((uninitialized))
#else
#define UNCLEARED
#endif

#endif
