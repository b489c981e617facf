#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

static enum result result_of_errno(void)
{
    switch (errno) {
    case ENOENT:
    case ENOTDIR:
        return RESULT_NOT_FOUND;
    case EEXIST:
        return RESULT_CONFLICT;
    default:
        return RESULT_IO;
    }
}

/* Reads until the end or until `size` bytes are there. */
static enum result read_bytes(int fd, char *bytes, size_t size, size_t *ret_size)
{
    size_t got = 0;
    while (got < size) {
        ssize_t step = read(fd, bytes + got, size - got);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return RESULT_IO;
        if (step == 0)
            break;
        got += (size_t)step;
    }
    *ret_size = got;
    return RESULT_OK;
}

static enum result read_open_file(struct arena *arena, int fd, size_t max_size, char **ret_bytes, size_t *ret_size)
{
    struct stat facts;
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        return RESULT_IO;
    if ((uintmax_t)facts.st_size > max_size)
        return RESULT_TOO_LARGE;
    size_t size = (size_t)facts.st_size;
    char *bytes = arena_alloc(arena, size + 1);
    if (!bytes)
        return RESULT_NO_MEMORY;
    enum result result = read_bytes(fd, bytes, size, &size);
    if (result != RESULT_OK)
        return result;
    *ret_bytes = bytes;
    *ret_size = size;
    return RESULT_OK;
}

enum result file_read(struct arena *arena, const char *path, size_t max_size, char **ret_bytes, size_t *ret_size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not make us wait */
    if (fd < 0)
        return result_of_errno();
    enum result result = read_open_file(arena, fd, max_size, ret_bytes, ret_size);
    close(fd);
    return result;
}

static enum result write_bytes(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t step = write(fd, bytes, size);
        if (step < 0 && errno == EINTR)
            continue;
        if (step < 0)
            return RESULT_IO;
        bytes += step;
        size -= (size_t)step;
    }
    return RESULT_OK;
}

/* So that the new name survives a power cut. */
static enum result sync_folder_of(const char *path)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    snprintf(folder, sizeof(folder), "%.*s", (int)length, path);
    int fd = open(slash == path ? "/" : length > 0 ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return RESULT_IO;
    int failed = fsync(fd);
    close(fd);
    return failed ? RESULT_IO : RESULT_OK;
}

static enum result fill_file(int fd, const void *bytes, size_t size, unsigned mode)
{
    enum result result = write_bytes(fd, bytes, size);
    if (result == RESULT_OK && (fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0))
        result = RESULT_IO;
    return result;
}

enum result file_create(const char *path, const void *bytes, size_t size, unsigned mode)
{
    char temporary[PATH_MAX];
    int length = snprintf(temporary, sizeof(temporary), "%s.XXXXXX", path);
    if (length < 0 || (size_t)length >= sizeof(temporary))
        return RESULT_IO;
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0)
        return result_of_errno();
    enum result result = fill_file(fd, bytes, size, mode);
    if (close(fd) != 0 && result == RESULT_OK)
        result = RESULT_IO;
    if (result == RESULT_OK && link(temporary, path) != 0) /* unlike rename it never replaces */
        result = result_of_errno();
    unlink(temporary);
    return result == RESULT_OK ? sync_folder_of(path) : result;
}

enum result file_begin_part(const char *path, char *ret_part)
{
    int length = snprintf(ret_part, PATH_MAX, "%s.XXXXXX.part", path);
    if (length < 0 || length >= PATH_MAX)
        return RESULT_IO;
    int fd = mkostemps(ret_part, (int)strlen(".part"), O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return result_of_errno();
    close(fd);
    return RESULT_OK;
}

static enum result copy_bytes(int from, int to, off_t size, void (*progress)(void *context, int percent), void *context)
{
    enum { PIECE = 1 << 20 };
    char *piece = malloc(PIECE);
    enum result result = piece ? RESULT_OK : RESULT_NO_MEMORY;
    off_t done = 0;
    for (size_t got = 1; result == RESULT_OK && got > 0;) {
        result = read_bytes(from, piece, PIECE, &got);
        if (result == RESULT_OK)
            result = write_bytes(to, piece, got);
        done += (off_t)got;
        if (result == RESULT_OK && progress)
            progress(context, size > 0 && done < size ? (int)(done * 100 / size) : 100);
    }
    free(piece);
    return result;
}

enum result file_copy(const char *from, const char *to, void (*progress)(void *context, int percent), void *context)
{
    struct stat facts;
    int source = open(from, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* a pipe must not make us wait */
    if (source < 0)
        return result_of_errno();
    int target = open(to, O_WRONLY | O_CLOEXEC);
    enum result result = target < 0 ? result_of_errno() : RESULT_OK;
    if (result == RESULT_OK && (fstat(source, &facts) != 0 || !S_ISREG(facts.st_mode)))
        result = RESULT_IO;
    if (result == RESULT_OK)
        result = copy_bytes(source, target, facts.st_size, progress, context);
    close(source);
    if (target >= 0 && close(target) != 0 && result == RESULT_OK)
        result = RESULT_IO;
    return result;
}

static enum result sync_file(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return result_of_errno();
    int failed = fsync(fd);
    close(fd);
    return failed ? RESULT_IO : RESULT_OK;
}

enum result file_finish_part(const char *part, const char *path, bool replace)
{
    enum result result = sync_file(part);
    if (result != RESULT_OK)
        return result;
    if (replace ? rename(part, path) != 0 : link(part, path) != 0) /* unlike rename, link never replaces */
        return result_of_errno();
    if (!replace)
        unlink(part);
    return sync_folder_of(path);
}

bool file_exists(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0;
}
