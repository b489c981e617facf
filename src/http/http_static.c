/* The built pages: plain files under one folder, never outside it, no hidden ones. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "http/exchange.h"

static const struct { const char *ending, *mime; } mimes[] = {
    {".html", "text/html; charset=utf-8"}, {".js", "text/javascript; charset=utf-8"}, {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"}, {".json", "application/json"}, {".png", "image/png"}, {".ico", "image/x-icon"},
    {".woff2", "font/woff2"}, {".txt", "text/plain; charset=utf-8"}, {".webmanifest", "application/manifest+json"}};

static const char *mime_of(const char *path)
{
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot != NULL && i < ARRAY_COUNT(mimes); i++)
        if (text_equal(dot, mimes[i].ending))
            return mimes[i].mime;
    return NULL;
}

static bool path_is_plain(const char *path)
{
    if (path[0] != '/')
        return false;
    for (const char *p = path; *p != '\0'; p++) {
        bool known = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || strchr("/._-", *p);
        if (!known || (*p == '/' && (p[1] == '.' || p[1] == '/')))
            return false;
    }
    return true;
}

static enum result open_regular(const char *path, struct static_file *file)
{
    struct stat facts;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == EMFILE || errno == ENFILE || errno == ENOMEM ? RESULT_BUSY : RESULT_NOT_FOUND;
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        (void)close(fd);
        return RESULT_NOT_FOUND;
    }
    file->fd = fd;
    file->size = (size_t)facts.st_size;
    (void)snprintf(file->etag, sizeof(file->etag), "\"%llx-%llx%s\"", (unsigned long long)facts.st_mtime,
                   (unsigned long long)facts.st_size, file->gzip ? "z" : "");
    return RESULT_OK;
}

enum result static_open(const char *root, const char *path, bool accept_gzip, struct static_file *ret_file)
{
    char full[PATH_MAX];
    if (text_is_empty(root) || !path_is_plain(path) || strlen(path) > 200)
        return RESULT_NOT_FOUND;
    const char *index = path[strlen(path) - 1] == '/' ? "index.html" : "";
    int size = snprintf(full, sizeof(full) - 4, "%s%s%s", root, path, index);
    if (size < 0 || (size_t)size >= sizeof(full) - 4)
        return RESULT_NOT_FOUND;
    struct static_file file = {.mime = mime_of(full), .immutable = strstr(path, "/assets/") != NULL};
    if (file.mime == NULL)
        return RESULT_NOT_FOUND;
    enum result result = RESULT_NOT_FOUND;
    if (accept_gzip) {
        memcpy(full + size, ".gz", 4);
        file.gzip = true;
        result = open_regular(full, &file);
    }
    if (result == RESULT_NOT_FOUND) {
        full[size] = '\0';
        file.gzip = false;
        result = open_regular(full, &file);
    }
    if (result == RESULT_OK)
        *ret_file = file;
    return result;
}
