/* same_file.h - whether two looks were at one and the same file.
 *
 * A name may stand for another file at each look, and a file may have several names; device and
 * inode tell.
 */
#ifndef SERVER_BASE_SAME_FILE_H
#define SERVER_BASE_SAME_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

static inline bool same_file(const struct stat *one, const struct stat *other)
{
    return one->st_dev == other->st_dev && one->st_ino == other->st_ino;
}

#endif
