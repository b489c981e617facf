#include "db/db_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

/* Where SQLite locks (its file format says so): a connection in WAL mode keeps one of the shared bytes locked as long as it is
 * open, whether or not it works. */
#define LOCKS_FIRST 0x40000000
#define LOCKS_COUNT 512
#define SERVED (LOCKS_FIRST + 2 * LOCKS_COUNT) /* of the same page, which holds no data; not one of SQLite's */

enum result db_file_hold(const char *path, int *ret_hold, long *ret_process)
{
    *ret_process = 0;
    int file = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return errno == ENOENT ? RESULT_NOT_FOUND : RESULT_IO;
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKS_FIRST, .l_len = LOCKS_COUNT};
    if (fcntl(file, F_SETLK, &lock) == 0) {
        *ret_hold = file;
        return RESULT_OK;
    }
    enum result result = errno == EACCES || errno == EAGAIN ? RESULT_BUSY : RESULT_IO;
    if (result == RESULT_BUSY && fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK)
        *ret_process = lock.l_pid > 0 ? lock.l_pid : 0;
    close(file);
    return result;
}

enum result db_file_serve(const char *path, int *ret_hold)
{
    int file = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (file < 0)
        return RESULT_IO;
    /* of the open file, not of the process: SQLite closes others of this file as it likes */
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SERVED, .l_len = 1};
    if (fcntl(file, F_OFD_SETLK, &lock) == 0) {
        *ret_hold = file;
        return RESULT_OK;
    }
    enum result result = errno == EACCES || errno == EAGAIN ? RESULT_CONFLICT : RESULT_IO;
    close(file);
    return result;
}

void db_file_let_go(int hold) { close(hold); }

static bool beside(char name[PATH_MAX], const char *path, const char *ending)
{
    int size = snprintf(name, PATH_MAX, "%s%s", path, ending);
    return size > 0 && size < PATH_MAX;
}

/* A second name for a file that may be there. */
static enum result name_too(const char *path, const char *aside, const char *ending)
{
    char from[PATH_MAX], to[PATH_MAX];
    if (!beside(from, path, ending) || !beside(to, aside, ending))
        return RESULT_INVALID;
    if (link(from, to) == 0 || errno == ENOENT)
        return RESULT_OK;
    return errno == EEXIST ? RESULT_CONFLICT : RESULT_IO;
}

static enum result remove_beside(const char *path, const char *ending)
{
    char name[PATH_MAX];
    if (!beside(name, path, ending))
        return RESULT_INVALID;
    return unlink(name) == 0 || errno == ENOENT ? RESULT_OK : RESULT_IO;
}

/* The log of the old one must be gone before the new one stands there: SQLite would write its pages into it. */
enum result db_file_put(const char *part, const char *path, const char *aside)
{
    enum result result = name_too(path, aside, "");
    if (result == RESULT_OK)
        result = name_too(path, aside, "-wal");
    if (result == RESULT_OK)
        result = remove_beside(path, "-wal");
    if (result == RESULT_OK)
        result = remove_beside(path, "-shm");
    return result == RESULT_OK ? file_finish_part(part, path, true) : result;
}
