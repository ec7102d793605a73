/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* i18n_mark.h - marks user-visible texts in tables for translation.
 *
 * N_("...") adds a text to the message catalogue; the code that shows it translates it (i18n.h).  A
 * separate header, because files that do not use the catalogue may contain such texts.
 */
#ifndef COMMON_I18N_MARK_H
#define COMMON_I18N_MARK_H

#define N_(text) text

#endif
