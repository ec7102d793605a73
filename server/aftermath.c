/* aftermath.c - see aftermath.h. */
#include <config.h>

#include "server/aftermath.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "common/i18n.h"

/* What the intents do not say any more.  The file goes when a server ends, and stays when one is
 * killed. */
static void tell_of_past(struct intents_past past, bool was_killed, struct log *log)
{
    if (past.strange > 0)
        log_event(log, LOG_LEVEL_WARNING, 0,
                  ngettext("'%s' holds %u note of an unfinished message that this version of "
                           "smtpd-proto cannot read; look whether a mailbox ends in one",
                           "'%s' holds %u notes of unfinished messages that this version of "
                           "smtpd-proto cannot read; look whether mailboxes end in them",
                           past.strange),
                  intents_file_name(), past.strange);
    if (past.is_new && was_killed)
        log_event(log, LOG_LEVEL_WARNING, 0,
                  _("an earlier server was killed, and '%s', its record of unfinished messages, is "
                    "missing; check whether mailboxes end in incomplete messages"),
                  intents_file_name());
}

static bool is_of_user(const struct users *users, const char *file_name)
{
    char name[MAILBOX_FILE_NAME_MAX + 1];

    return mailbox_name_of_file(file_name, name) && users_find(users, name) != NULL;
}

static bool is_missing(int directory_fd, const char *file_name)
{
    struct stat file;

    return fstatat(directory_fd, file_name, &file, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

void aftermath_settle(const struct group_place *place, const struct users *users, bool was_killed,
                      struct log *log)
{
    char file_name[MAILBOX_FILE_NAME_MAX + 1];

    tell_of_past(intents_past(place->intents), was_killed, log);
    for (int slot = 0; (slot = intents_next_kept(place->intents, slot, file_name)) >= 0; slot++) {
        enum recovery_outcome outcome = RECOVERY_NO_USER;
        uint64_t cut_bytes = 0;
        if (intents_find_kept(place->intents, file_name, 0) < slot)
            continue; /* a second one of the same mailbox */
        if (is_of_user(users, file_name) || is_missing(place->directory_fd, file_name))
            outcome = recovery_run(place->intents, place->directory_fd, file_name, &cut_bytes);
        else
            intents_set_aside(place->intents, file_name);
        if (place->repaired != NULL)
            place->repaired(place->repaired_context, file_name, outcome, cut_bytes);
    }
}
