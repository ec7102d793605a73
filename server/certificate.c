/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* certificate.c - see certificate.h. */
#include <config.h>

#include "server/certificate.h"

#include "common/i18n.h"
#include "common/program.h"

static int complain(const char *error)
{
    program_complain("%s", error);
    return -1;
}

static int read_credentials(struct certificate *certificate)
{
    char error[PROGRAM_LINE_MAX];

    certificate->credentials = credentials_read(&certificate->options->tls, error);
    return certificate->credentials != NULL ? 0 : complain(error);
}

int certificate_read(struct certificate *certificate, const struct options *options)
{
    certificate->options = options;
    if (options->tls.certificate == NULL || credentials_are_missing(&options->tls))
        return 0;
    return read_credentials(certificate);
}

static bool is_to_be_made(const struct certificate *certificate)
{
    return certificate->options->tls.certificate != NULL && certificate->credentials == NULL;
}

int certificate_examine(const struct certificate *certificate)
{
    char error[PROGRAM_LINE_MAX];

    if (!is_to_be_made(certificate) ||
        credentials_could_make(&certificate->options->tls, error) == 0)
        return 0;
    return complain(error);
}

int certificate_make(struct certificate *certificate)
{
    char error[PROGRAM_LINE_MAX];

    if (!is_to_be_made(certificate))
        return 0;
    if (credentials_make(&certificate->options->tls, error) != 0)
        return complain(error);
    certificate->is_new = true;
    return read_credentials(certificate);
}

void certificate_announce(const struct certificate *certificate, struct log *log)
{
    const struct options *options = certificate->options;
    char date[CREDENTIALS_DATE_MAX];

    if (certificate->credentials == NULL)
        return;
    credentials_valid_until(certificate->credentials, date);
    if (certificate->is_new)
        log_event(log, LOG_LEVEL_NOTICE, 0,
                  _("made '%s', a key and a certificate for %s, valid until %s; clients can trust "
                    "'%s.crt'"),
                  options->tls.certificate, options->hostname, date, options->tls.certificate);
    else
        log_event(log, LOG_LEVEL_INFO, 0, _("the certificate in '%s' is valid until %s"),
                  options->tls.certificate, date);
}
