/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* denial.c - see denial.h. */
#include <config.h>

#include "server/sandbox/denial.h"

#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "common/i18n.h"

static bool has_landlock;

void denial_expect_landlock(void)
{
    has_landlock = true;
}

static const char *remedy_of_permission(const char *path)
{
    int error = errno;
    bool is_permitted = has_landlock && access(path, R_OK) == 0;

    errno = error;
    return is_permitted ? _("its permissions allow it, so the sandbox may deny it: put "
                            "it in the folder that it was in at the start, or restart the server")
                        : _("make it readable by the user that the server runs as (--user)");
}

const char *denial_remedy(int error, const char *path, const char *if_absent)
{
    switch (error) {
    case ENOENT:
        return if_absent;
    case EACCES:
        return remedy_of_permission(path);
    case ENXIO:
        return _("it is a socket: name a file");
    default:
        return _("check the path");
    }
}
