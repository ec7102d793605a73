/* watch.h - a thread that looks after the folder of the mailboxes while the server runs.
 *
 * Every few seconds it keeps our dotlocks fresh, which a worker cannot do that waits for the disk,
 * and looks whether the path of the folder still names it.  Mail goes to the folder that was opened
 * whatever becomes of its path; somebody should know.
 */
#ifndef SERVER_MAIL_WATCH_H
#define SERVER_MAIL_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/* Is told, by the thread, each time that PATH ceases (IS_IN_PLACE is false) or begins again to name
 * the folder. */
typedef void watch_moved(void *context, const char *path, bool is_in_place);

struct watch_config {
    int directory_fd; /* borrowed, as all that follows */
    const char *path; /* by which the folder was opened */
    unsigned interval_ms;
    watch_moved *moved;
    void *context;
};

struct watch;

/* Starts the thread.  NULL with errno. */
struct watch *watch_new(const struct watch_config *config);

/* Ends the thread and frees everything.  False if a disk does not let it end by DEADLINE_MS of the
 * monotonic clock: then it keeps its memory, and this may be called again. */
bool watch_finish(struct watch *watch, int64_t deadline_ms);

#endif
