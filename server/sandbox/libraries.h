/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* libraries.h - has the libraries open what they otherwise open at first use. */
#ifndef SERVER_SANDBOX_LIBRARIES_H
#define SERVER_SANDBOX_LIBRARIES_H

/* To be called before files can no longer be opened.  What fails here would fail later too. */
void libraries_load(void);

#endif
