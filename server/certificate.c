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
    char error[COMPLAINT_MAX];

    certificate->credentials = credentials_read(&certificate->options->tls, error);
    return certificate->credentials != NULL ? 0 : complain(error);
}

int certificate_examine(struct certificate *certificate, const struct options *options)
{
    char error[COMPLAINT_MAX];

    certificate->options = options;
    if (options->tls.certificate == NULL)
        return 0;
    if (!credentials_are_missing(&options->tls))
        return read_credentials(certificate);
    return credentials_could_make(&options->tls, error) == 0 ? 0 : complain(error);
}

int certificate_make(struct certificate *certificate)
{
    const struct credentials_source *source = &certificate->options->tls;
    char error[COMPLAINT_MAX];

    if (source->certificate == NULL || certificate->credentials != NULL)
        return 0;
    if (credentials_make(source, error) != 0)
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
