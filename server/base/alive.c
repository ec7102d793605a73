/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* alive.c - see alive.h. */
#include <config.h>

#include "server/base/alive.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The kernel's name for the initial PID namespace, which contains all others; the number is part of
 * its ABI. */
#define OUTERMOST "pid:[4026531836]"

static bool is_outermost(void)
{
    char name[sizeof OUTERMOST + 1];
    ssize_t size = readlink("/proc/self/ns/pid", name, sizeof name);

    return size == (ssize_t)(sizeof OUTERMOST - 1) && memcmp(name, OUTERMOST, (size_t)size) == 0;
}

/* Whether the process with the id PROCESS in our namespace has the id PID in its own, which is
 * within ours.  Its ids are in one line, separated by tabs, the innermost last. */
static bool calls_itself(const char *process, pid_t pid)
{
    static const char field[] = "NSpid:";
    char path[64], line[512];
    bool is_it = false;
    FILE *status;

    snprintf(path, sizeof path, "/proc/%.32s/status", process);
    status = fopen(path, "re");
    if (status == NULL)
        return errno != ENOENT && errno != ESRCH; /* unless it is gone, it is unknown */
    while (fgets(line, sizeof line, status) != NULL) {
        if (strncmp(line, field, sizeof field - 1) != 0)
            continue;
        const char *first = strchr(line, '\t'), *last = strrchr(line, '\t');
        is_it = last != first && strtol(last, NULL, 10) == (long)pid;
        break;
    }
    fclose(status);
    return is_it;
}

/* Whether a process in a namespace within ours has the id PID there, or that is unknown. */
static bool is_id_within(pid_t pid)
{
    DIR *processes = opendir("/proc");
    struct dirent *entry;
    bool found = false;

    if (processes == NULL || access("/proc/1/status", R_OK) != 0) {
        if (processes != NULL)
            closedir(processes);
        return true; /* other users' processes are hidden (hidepid) */
    }
    while (!found && (entry = readdir(processes)) != NULL)
        found = isdigit((unsigned char)entry->d_name[0]) && calls_itself(entry->d_name, pid);
    closedir(processes);
    return found;
}

/* Processes of outer namespaces are not visible. */
enum alive alive_find(pid_t pid)
{
    if (pid != getpid() && (kill(pid, 0) == 0 || errno != ESRCH))
        return ALIVE_YES;
    return is_outermost() && !is_id_within(pid) ? ALIVE_NO : ALIVE_UNKNOWN;
}
