/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* descriptors.h - raises the limit of open descriptors. */
#ifndef SERVER_BASE_DESCRIPTORS_H
#define SERVER_BASE_DESCRIPTORS_H

/* Raises RLIMIT_NOFILE, as far as permitted, to WANTED + OTHERS descriptors.  Returns how many of
 * WANTED it allows, at least 1; stores the resulting limit in *LIMIT. */
unsigned descriptors_allow(unsigned wanted, unsigned others, unsigned long long *limit);

#endif
