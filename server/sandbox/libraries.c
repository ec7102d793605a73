/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* libraries.c - see libraries.h.
 *
 * Not here, since it has happened by now: iconv(3) of another charset (common/charset.h), NSS (the
 * listeners' addresses and --user), and, with certificates, the configuration and the providers of
 * OpenSSL, whose algorithms and error texts are in its memory.  GNU SASL opens nothing.  libgcc_s
 * is loaded only for pthread_exit(3) and cancellation, which no thread of ours uses.
 */
#include <config.h>

#include "server/sandbox/libraries.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>
#include <time.h>

#include "common/i18n.h"

/* Catalogues are opened one after the other until one has the text, and a converter from the
 * charset of a catalogue when it has: so one text that all have, and one that none has. */
static void load_catalogues(void)
{
    static const char of_none[] = "\1";

    (void)_("out of memory");
    (void)_(of_none);
    (void)strerror(EPERM);
#if defined ENABLE_NLS && ENABLE_NLS
    (void)dgettext("libc", of_none);
#endif
}

void libraries_load(void)
{
    load_catalogues();
    tzset();             /* strftime(3) reads /etc/localtime */
    json_object_seed(0); /* reads /dev/urandom */
}
