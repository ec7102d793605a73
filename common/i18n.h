/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* i18n.h - translation of user-visible texts with gettext.
 *
 * _("...") translates a text in place; N_("...") of i18n_mark.h marks a text in a table that is
 * translated where it is used.  Without NLS both are the text itself.  Wire text is never
 * translated.
 */
#ifndef COMMON_I18N_H
#define COMMON_I18N_H

#include <locale.h>

#include "common/i18n_mark.h"

#if defined ENABLE_NLS && ENABLE_NLS
#include <libintl.h>
#define _(text) gettext(text)
#else
#define _(text)                                  (text)
#define ngettext(one, many, count)               ((count) == 1 ? (one) : (many))
#define bindtextdomain(domain, directory)        ((void)(directory))
#define textdomain(domain)                       ((void)0)
#define bind_textdomain_codeset(domain, charset) ((void)0)
#endif

#endif
