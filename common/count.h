/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* count.h - the number of elements of an array. */
#ifndef COMMON_COUNT_H
#define COMMON_COUNT_H

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#endif
