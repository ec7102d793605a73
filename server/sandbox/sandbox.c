/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox.c - see sandbox.h. */
#include <config.h>

#include "server/sandbox/sandbox.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/i18n.h"
#include "common/program.h"
#include "server/sandbox/denial.h"
#include "server/sandbox/filter.h"
#include "server/sandbox/libraries.h"

static void add(char *list, size_t size, const char *name, const char *remark)
{
    size_t length = strlen(list);

    snprintf(list + length, size - length, "%s%s%s%s%s", length > 0 ? ", " : "", name,
             remark[0] != '\0' ? " (" : "", remark, remark[0] != '\0' ? ")" : "");
}

static void note(struct sandbox_report *report, const char *layer, int status, const char *remark)
{
    if (status >= 0)
        add(report->active, sizeof report->active, layer, remark);
    else
        add(report->missing, sizeof report->missing, layer,
            errno != 0 ? strerror(errno) : _("not built in"));
}

/* Older kernels know of fewer things that can be denied. */
static void note_landlock(struct sandbox_report *report, int abi)
{
    char lacks[64] = "", remark[96] = "";

    if (abi >= 0) {
        denial_expect_landlock();
        landlock_lacks(abi, lacks, sizeof lacks);
    }
    if (lacks[0] != '\0')
        snprintf(remark, sizeof remark, _("without %s"), lacks);
    note(report, "Landlock", abi, remark);
}

/* The filter last: it does not allow what the others call. */
static void enter(const struct places *places, struct sandbox_report *report)
{
    note(report, "no_new_privs", prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "");
    note_landlock(report, landlock_restrict(places->rules, places->count));
    note(report, "seccomp", filter_load(), "");
}

/* Whether the layers of REPORT are enough for MODE.  Returns 0, or -1 after one line. */
static int judge(enum sandbox_mode mode, const struct sandbox_report *report)
{
    if (mode != SANDBOX_REQUIRED || report->missing[0] == '\0')
        return 0;
    program_complain(
        _("cannot confine the server: %s; choose a kernel and a build that have it, or "
          "--sandbox=auto, which does without"),
        report->missing);
    return -1;
}

/* --- trying ---------------------------------------------------------------------------------- */

/* Shared with the process that tries. */
struct trial {
    struct sandbox_report report;
    bool is_over;
};

/* Only trying tells: a kernel may know of a layer, and yet refuse it to this process.  It cannot be
 * undone, so a process of its own tries.  Returns false if none can. */
static bool find_out(const struct places *places, struct sandbox_report *report)
{
    struct trial *trial =
        mmap(NULL, sizeof *trial, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pid_t child;
    bool is_known;

    if (trial == MAP_FAILED)
        return false;
    child = fork();
    if (child == 0) {
        enter(places, &trial->report);
        trial->is_over = true;
        _exit(EXIT_SUCCESS);
    }
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR)
        continue;
    is_known = trial->is_over;
    *report = trial->report;
    munmap(trial, sizeof *trial);
    return is_known;
}

/* What cannot be found out is left to sandbox_enter(). */
int sandbox_try(const struct places *places)
{
    struct sandbox_report report;

    libraries_load();
    return find_out(places, &report) ? judge(SANDBOX_REQUIRED, &report) : 0;
}

/* --- entering -------------------------------------------------------------------------------- */

int sandbox_enter(enum sandbox_mode mode, const struct places *places,
                  struct sandbox_report *report)
{
    *report = (struct sandbox_report){0};
    if (mode == SANDBOX_OFF)
        return 0;
    libraries_load();
    enter(places, report);
    return judge(mode, report);
}
