/* screen_paste.c - pastes, read from the terminal past curses; see screen.h and paste.h.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include "tui-client/paste.h"
#include "tui-client/screen.h"
#include "tui-client/screen_parts.h"

/* Bytes of a paste after which others have their turn. */
#define PASTE_TURN_BYTES 65536

/* A paste of which nothing has come for so long has lost its end. */
#define PASTE_WAIT_MS 1000

static struct paste paste;
static long long pasted_ms; /* when the last of it came */

void screen_paste_start(void)
{
    paste_init(&paste, SCREEN_PASTE_MAX);
}

void screen_paste_stop(void)
{
    paste_release(&paste);
}

void screen_paste_begin(long long now_ms)
{
    paste_begin(&paste);
    pasted_ms = now_ms;
}

void screen_paste_forget(void)
{
    if (paste.state == PASTE_DONE)
        paste_release(&paste);
}

/* Bytes that can be read from the terminal without waiting. */
static size_t waiting_bytes(void)
{
    int count = 0;

    return ioctl(STDIN_FILENO, FIONREAD, &count) == 0 && count > 0 ? (size_t)count : 0;
}

/* What has become of the paste, of which the person hears once; it was STATE before. */
static struct screen_input paste_input(enum paste_state state)
{
    struct screen_input in = {.kind = SCREEN_NO_INPUT};

    if (paste.state == PASTE_DONE && buffer_size(&paste.text) > 0) {
        in.kind = SCREEN_PASTE;
        in.text = buffer_span(&paste.text);
    } else if (paste.state == PASTE_LOST && state != PASTE_LOST) {
        in.kind = SCREEN_PASTE_LOST;
        in.code = paste.why;
    }
    return in;
}

/* Reads at most WAITING bytes of the paste, and none that come behind it; their number, 0 on
 * trouble. */
static size_t read_some(size_t waiting)
{
    char bytes[PASTE_END_BYTES];
    size_t wanted = paste_wants(&paste);
    ssize_t size = read(STDIN_FILENO, bytes, wanted < waiting ? wanted : waiting);

    if (size <= 0)
        return 0;
    paste_take(&paste, (struct span){bytes, (size_t)size});
    return (size_t)size;
}

/* Reads what has come of the paste until something is to be told of it.  Curses would take the
 * bytes one by one, and keys for keys; it never holds any that came behind the paste's beginning.
 */
static void read_all(long long now_ms)
{
    enum paste_state state = paste.state;

    for (size_t taken = 0; taken < PASTE_TURN_BYTES && paste.state == state;) {
        size_t waiting = waiting_bytes();
        size_t end = taken + waiting;
        while (taken < end && paste.state == state) {
            size_t size = read_some(end - taken);
            if (size == 0)
                return;
            taken += size;
            pasted_ms = now_ms;
        }
        if (waiting == 0)
            return;
    }
}

bool screen_paste_goes_on(void)
{
    return paste_goes_on(&paste);
}

struct screen_input screen_paste_read(long long now_ms)
{
    enum paste_state state = paste.state;

    read_all(now_ms);
    /* What comes later must not be swallowed. */
    if (paste_goes_on(&paste) && now_ms >= screen_deadline_ms())
        paste_finish(&paste);
    return paste_input(state);
}

size_t screen_pasted(void)
{
    return paste.state == PASTE_GROWS ? buffer_size(&paste.text) : 0;
}

long long screen_deadline_ms(void)
{
    return paste_goes_on(&paste) ? pasted_ms + PASTE_WAIT_MS : -1;
}
