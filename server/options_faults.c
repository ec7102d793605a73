/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* options_faults.c - see options_faults.h. */
#include <config.h>

#include "server/options_faults.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/monotonic.h"
#include "common/program.h"

static const char *words_flaw(enum fault_flaw flaw)
{
    static const char *const texts[] = {
        [FAULT_FLAW_NONE] = "",
        [FAULT_FLAW_FORM] = N_("is not VERB:CODE TEXT or VERB:EFFECT, as RCPT:450 or DATA:drop"),
        [FAULT_FLAW_VERB] = N_("begins with neither a verb of SMTP nor CONNECT or MESSAGE"),
        [FAULT_FLAW_EFFECT] =
            N_("lacks what happens: a code, delay=TIME, drop, stall, cut=BYTES or drip=TIME, which "
               "only :first=, :every=, :from=, :rate= and :per= may follow"),
        [FAULT_FLAW_CODE] = N_("lacks a code from 400 to 599, which only a blank and a text, and "
                               "then :first=, :every=, :from=, :rate= and :per=, may follow"),
        [FAULT_FLAW_TEXT] = N_("has a text that is not one line of at most 500 bytes of UTF-8 "
                               "without control characters"),
        [FAULT_FLAW_TIME] = N_("has a time that is not like 500ms, 10s or 2m (1ms to 1440m)"),
        [FAULT_FLAW_BYTES] = N_("needs a number of bytes from 1 to 4096; drop closes without any"),
        [FAULT_FLAW_NUMBER] = N_("has a number that is not from 1 to 1000000000"),
        [FAULT_FLAW_RANGE] = N_("has a range that is not from=N..M, with N from 1 to M"),
        [FAULT_FLAW_RATE] = N_("has a rate that is not rate=N/SECONDS (SECONDS: 1 to 86400)"),
        [FAULT_FLAW_SCOPE] = N_("counts per something other than connection, sender, recipient or "
                                "client"),
        [FAULT_FLAW_TWICE] = N_("has two of first=, every=, from= and rate=, or two of per="),
        [FAULT_FLAW_SCOPE_ALONE] = N_("has per= without first=, every=, from= or rate=, and so "
                                      "nothing to count"),
        [FAULT_FLAW_NO_SENDER] = N_("counts per sender, which only MAIL, RCPT, DATA and MESSAGE "
                                    "have"),
        [FAULT_FLAW_NO_RECIPIENT] = N_("counts per recipient, which only RCPT has"),
        [FAULT_FLAW_DIALECT] = N_("is about a verb that the dialect does not carry out; --dialect "
                                  "selects another"),
        [FAULT_FLAW_OFFER] = N_("is about a verb that is not offered (see --hide, --tls and "
                                "--auth)"),
    };

    static_assert(COUNT(texts) == FAULT_FLAWS, "a text for each");
    return _(texts[flaw]);
}

/* A rule is quoted only in part, so that there is room for what is wrong with it. */
static void complain(struct command_line *line, const char *rule, enum fault_flaw flaw)
{
    command_line_complain(line, _("option '--fault': '%.100s%s' %s"), rule,
                          strlen(rule) > 100 ? "..." : "", words_flaw(flaw));
}

bool options_take_fault(struct command_line *line, const char *value)
{
    struct options *options = line->options;
    enum fault_flaw flaw;

    if (options->fault_count == OPTIONS_FAULTS_MAX) {
        command_line_complain(line, _("option '--fault' may be given at most %d times"),
                              OPTIONS_FAULTS_MAX);
        return false;
    }
    flaw = fault_rule_parse(value, &options->faults[options->fault_count]);
    if (flaw != FAULT_FLAW_NONE)
        complain(line, value, flaw);
    options->fault_count++;
    return flaw == FAULT_FLAW_NONE;
}

void options_check_faults(struct command_line *line)
{
    const struct options *options = line->options;

    for (size_t i = 0; i < options->fault_count && !line->is_wrong; i++) {
        enum fault_flaw flaw = fault_rule_check(&options->faults[i], &options->dialect);
        if (flaw != FAULT_FLAW_NONE)
            complain(line, options->faults[i].text, flaw);
    }
}

struct faults_config options_faults(const struct options *options)
{
    return (struct faults_config){
        .rules = options->faults,
        .rule_count = options->fault_count,
        .has_magic = options->magic_addresses,
        .now_ms = monotonic_ms,
    };
}

int options_make_faults(const struct options *options, struct faults **faults)
{
    struct faults_config config = options_faults(options);

    if (config.rule_count == 0 && !config.has_magic)
        return 0;
    *faults = faults_new(&config);
    if (*faults != NULL)
        return 0;
    program_complain("%s: %s", config.rule_count > 0 ? "--fault" : "--magic-addresses",
                     strerror(errno));
    return -1;
}
