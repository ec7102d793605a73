/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* check.c - see check.h. */
#include <config.h>

#include "server/check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/base/journald.h"
#include "server/log/words.h"
#include "server/mail/mailbox.h"

static void print_addresses(const struct options *options)
{
    if (options->listen_count == 0)
        printf(_("addresses: 127.0.0.1:%u, [::1]:%u\n"), (unsigned)options->port,
               (unsigned)options->port);
    else
        printf("%s", _("addresses: "));
    for (size_t i = 0; i < options->listen_count; i++) {
        const struct listener_address *address = &options->listen[i];
        bool bracketed = strchr(address->host, ':') != NULL;
        printf("%s%s%s", i > 0 ? ", " : "", listener_prefix(address->kind), bracketed ? "[" : "");
        program_print_visible(span_of(address->host), stdout);
        printf("%s:%u%s", bracketed ? "]" : "", (unsigned)address->port,
               i + 1 == options->listen_count ? "\n" : "");
    }
}

static void print_mailbox(int directory_fd, const char *name)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];
    struct stat status;
    bool exists = false;

    mailbox_name_to_file(name, file_name);
    program_print_visible(span_of(name), stdout);
    printf(" -> ");
    program_print_visible(span_of(file_name), stdout);
    if (mailbox_examine(directory_fd, name, &exists, &status) == MAILBOX_OK && exists)
        printf(_(" (exists, %lld bytes)\n"), (long long)status.st_size);
    else
        printf("%s", _(" (will be created)\n"));
    program_note_output();
}

/* What the command line may have changed in the policy of the dialect. */
static void print_policy(const struct options *options)
{
    const struct dialect_policy *policy = &options->dialect.policy;
    char keywords[WORDS_LIST_MAX];

    words_extensions(policy->extensions, keywords, sizeof keywords);
    if (options->dialect_chosen->policy.extensions != 0)
        printf("%s%s%s\n", _("extensions:"), keywords[0] != '\0' ? " " : "", keywords);
    if (options->endings != OPTIONS_ENDINGS_OWN)
        printf("%s\n", words_endings(policy->endings));
}

static void print_tls(const struct options *options, const struct credentials *credentials)
{
    char date[CREDENTIALS_DATE_MAX];

    if (options->tls.certificate == NULL)
        return;
    printf("%s", _("certificate: "));
    program_print_visible(span_of(options->tls.certificate), stdout);
    if (credentials == NULL) {
        printf(_(" (will be made for %s, localhost, 127.0.0.1 and ::1, with its key)\n"),
               options->hostname);
        return;
    }
    credentials_valid_until(credentials, date);
    printf(_(" (valid until %s)\n"), date);
}

static void print_faults(const struct options *options)
{
    for (size_t i = 0; i < options->fault_count; i++) {
        printf("%s", _("fault: "));
        program_print_visible(span_of(options->faults[i].text), stdout);
        putchar('\n');
    }
    if (options->magic_addresses)
        printf("%s", _("magic addresses are refused\n"));
}

void check_print(const struct options *options, const struct users *users,
                 const struct credentials *credentials, int directory_fd)
{
    printf(_("dialect: %s\n"), options->dialect.name);
    print_policy(options);
    printf(_("host name: %s\n"), options->hostname);
    print_addresses(options);
    print_tls(options, credentials);
    print_faults(options);
    if (options->user != NULL) {
        printf("%s", _("user: "));
        program_print_visible(span_of(options->user), stdout);
        putchar('\n');
    }
    printf("%s", _("folder: "));
    program_print_visible(span_of(options->directory), stdout);
    if (options->catch_all[0] != '\0') {
        printf("%s", _("\ncatch-all: "));
        program_print_visible(span_of(options->catch_all), stdout);
    }
    printf(_("\nmailboxes: %zu\n"), users_count(users));
    for (size_t i = 0; i < users_count(users); i++)
        print_mailbox(directory_fd, users_at(users, i)->name);
}

/* In the journal a line without a level is an error, as those are that end the start (the unit's
 * SyslogLevel=). */
void check_warn(void *context, const char *line)
{
    (void)context;
    journald_begin(stderr, LOG_WARNING);
    program_complain(_("warning: %s"), line);
}
