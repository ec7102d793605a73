/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialect_limits.c - see dialect_limits.h. */
#include <config.h>

#include "server/dialect_limits.h"

#include "common/i18n.h"
#include "server/log/words.h"

static void print_verbs(const struct dialect *dialect, FILE *out)
{
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect_offers_verb(dialect, verb))
            fprintf(out, _("  %s is written \"%s\", in upper or lower case\n"),
                    dialect_event_name(dialect, verb), dialect->verbs[verb].words);
}

static void print_extensions(const struct dialect_policy *policy, FILE *out)
{
    char keywords[WORDS_LIST_MAX];

    words_extensions(policy->extensions, keywords, sizeof keywords);
    fprintf(out, "%s%s%s\n", _("  extensions offered:"), keywords[0] != '\0' ? " " : _(" none"),
            keywords);
}

/* Lists in OUT of WORDS_LIST_MAX bytes the verbs for which the policy does not require what REASON
 * names, at FACTS without it. */
static void list_free_verbs(const struct dialect *dialect, unsigned facts,
                            enum dialect_reason reason, char *out)
{
    struct dialect_position position = {DIALECT_STATE_HELO, facts};

    out[0] = '\0';
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (dialect_offers_verb(dialect, verb) && dialect_lacks(dialect, position, verb) != reason)
            words_append(out, WORDS_LIST_MAX, ", ", dialect_event_name(dialect, verb));
}

static void print_requirements(const struct dialect *dialect, FILE *out)
{
    char verbs[WORDS_LIST_MAX];

    list_free_verbs(dialect, 0, DIALECT_REASON_NEEDS_TLS, verbs);
    if (dialect->policy.requires_tls)
        fprintf(out, _("  before TLS only these commands are allowed: %s\n"), verbs);
    list_free_verbs(dialect, DIALECT_FACT_ENCRYPTED, DIALECT_REASON_NEEDS_AUTH, verbs);
    if (dialect->policy.requires_auth)
        fprintf(out, _("  before AUTH only these commands are allowed: %s\n"), verbs);
}

static bool has_code(const struct dialect *dialect, unsigned code)
{
    for (size_t i = 0; i < dialect->row_count; i++)
        for (size_t j = 0; j < DIALECT_OUTCOMES_MAX; j++)
            if (dialect->rows[i].outcomes[j].code == code)
                return true;
    return false;
}

static void print_errors(const struct dialect *dialect, FILE *out)
{
    const struct dialect_policy *policy = &dialect->policy;
    char codes[WORDS_LIST_MAX] = "";

    if (policy->errors_max == 0)
        return;
    for (unsigned code = 400; code < 600; code++) {
        char text[16];
        snprintf(text, sizeof text, "%u", code);
        if (dialect_is_error(code) && has_code(dialect, code))
            words_append(codes, sizeof codes, ", ", text);
    }
    fprintf(out,
            _("  after %u errors since the last delivery, each reply waits %u ms; one more than %u "
              "closes the connection (errors: %s)\n"),
            policy->errors_free, policy->error_pause_ms, policy->errors_max, codes);
}

void dialect_limits_print(const struct dialect *dialect, FILE *out)
{
    const struct dialect_policy *policy = &dialect->policy;
    char flaws[WORDS_LIST_MAX];

    print_verbs(dialect, out);
    words_flaws(dialect_ending_rules(policy)->refused_flaws, flaws, sizeof flaws);
    fprintf(out, _("  a command line has at most %u bytes, without its ending\n"),
            policy->command_line_bytes);
    fprintf(out,
            ngettext("  a message has at most %u recipient\n",
                     "  a message has at most %u recipients\n", policy->recipients_max),
            policy->recipients_max);
    fprintf(out, _("  a message is refused for: %s\n"), flaws[0] != '\0' ? flaws : _("nothing"));
    fprintf(out, "  %s\n", words_endings(policy->endings));
    print_extensions(policy, out);
    print_requirements(dialect, out);
    print_errors(dialect, out);
}
