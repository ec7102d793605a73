/* guard.h - input that ends where memory ends.
 *
 * A copy of some bytes, placed against an unreadable page: who reads or writes one byte too many
 * crashes, also without a sanitizer.
 */
#ifndef TESTS_GUARD_H
#define TESTS_GUARD_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Bytes in front of the unreadable page when SIZE bytes are to fit. */
static inline size_t guard_room(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (size / page + 1) * page;
}

/* Copies SIZE bytes from DATA.  Returns memory, also for no bytes, that the caller may change and
 * gives to guard_free(); aborts if there is none. */
static inline char *guard_copy(const void *data, size_t size)
{
    size_t room = guard_room(size);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *base =
        mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (base == MAP_FAILED || mprotect(base + room, page, PROT_NONE) != 0)
        abort();
    if (size > 0)
        memcpy(base + room - size, data, size);
    return base + room - size;
}

/* Frees COPY, made by guard_copy() with the same SIZE. */
static inline void guard_free(char *copy, size_t size)
{
    size_t room = guard_room(size);

    munmap(copy + size - room, room + (size_t)sysconf(_SC_PAGESIZE));
}

#endif
