/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_flaws.c - see options_flaws.h. */
#include <config.h>

#include "server/options_flaws.h"

#include "common/i18n.h"
#include "common/tls.h"
#include "server/options_values.h"

static bool listens_with_tls(const struct options *options)
{
    for (size_t i = 0; i < options->listen_count; i++)
        if (options->listen[i].kind == LISTENER_SMTPS)
            return true;
    return false;
}

const char *options_flaw_of_tls(const struct options *options)
{
    bool has_certificate = options->tls.certificate != NULL;
    bool is_hidden = (options->hidden_extensions & DIALECT_EXTENSION_STARTTLS) != 0;

    if (has_certificate != (options->tls.key != NULL))
        return _("options '--tls-cert' and '--tls-key' need each other");
    if (listens_with_tls(options) && !has_certificate)
        return tls_is_built_in() ? _("option '--listen': 'tls:' needs a certificate; --tls=FILE "
                                     "makes one")
                                 : _("option '--listen': this program is built without TLS");
    if (options->require_tls && !has_certificate)
        return _("option '--require-tls' needs a certificate; --tls=FILE makes one");
    if (options->require_tls && !options_have_starttls(options))
        return _(
            "option '--require-tls' needs STARTTLS, which is an extension of --dialect=rfc5321");
    if (options->require_tls && is_hidden)
        return _("options '--require-tls' and '--hide=STARTTLS' exclude each other");
    if (has_certificate && !options_have_starttls(options) && !listens_with_tls(options))
        return _("STARTTLS needs --dialect=rfc5321; in every dialect --listen=tls:ADDRESS:PORT "
                 "begins with TLS");
    return NULL;
}

const char *options_flaw_of_auth(const struct options *options)
{
    bool has_auth = options->auth_file != NULL || options->auth_any;

    if (options->auth_file != NULL && options->auth_any)
        return _("options '--auth' and '--auth-any' exclude each other");
    if (!has_auth && options->require_auth)
        return _("option '--require-auth' needs users; --auth=FILE names them, and --auth-any "
                 "takes all");
    if (!has_auth && options->auth_in_clear)
        return _("option '--auth-in-clear' needs users; --auth=FILE names them, and --auth-any "
                 "takes all");
    if (has_auth && dialect_row_of(options->dialect_chosen, DIALECT_AUTH) == NULL)
        return _("AUTH is an extension of --dialect=rfc5321, which is to be given with it");
    if (has_auth && options->tls.certificate == NULL && !options->auth_in_clear)
        return _("AUTH needs TLS, which --tls=FILE offers; --auth-in-clear lets clients send their "
                 "passwords without");
    if (options->require_auth && (options->hidden_extensions & DIALECT_EXTENSION_AUTH) != 0)
        return _("options '--require-auth' and '--hide=AUTH' exclude each other");
    return NULL;
}

const char *options_flaw_of_output(const struct options *options)
{
    bool has_report = options->report != VERDICTS_NONE;

    if (options->report_file != NULL && !has_report)
        return _("option '--report-file' needs --report=text or --report=json");
    if (has_report && options_print_events(options) && options->report_file == NULL)
        return _("options '--events=-' and '--report' exclude each other; --report-file=FILE "
                 "writes the report elsewhere");
    return NULL;
}
