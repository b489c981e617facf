#include "base/process.h"

#include <dirent.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The moment the machine was started. */
static bool read_boot(int64_t *ret_seconds)
{
    char line[256];
    bool found = false;
    FILE *file = fopen("/proc/stat", "re");
    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
        found = sscanf(line, "btime %" SCNd64, ret_seconds) == 1;
    if (file != NULL)
        (void)fclose(file);
    return found;
}

static int64_t count_files(void)
{
    struct dirent **entries = NULL;
    int count = scandir("/proc/self/fd", &entries, NULL, alphasort);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return count > 3 ? count - 3 : 0; /* the folder itself, . and .. */
}

bool process_look(struct process_figures *figures)
{
    char text[1024];
    uint64_t user = 0, system = 0, started = 0, virtual_bytes = 0;
    int64_t threads = 0, pages = 0, boot = 0;
    struct rlimit files;
    FILE *file = fopen("/proc/self/stat", "re");
    size_t size = file != NULL ? fread(text, 1, sizeof(text) - 1, file) : 0;
    if (file != NULL)
        (void)fclose(file);
    text[size] = '\0';
    const char *fields = strrchr(text, ')'); /* the name before it may hold anything */
    if (fields == NULL || sscanf(fields + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64 " %*d %*d %*d %*d %" SCNd64
                                 " %*d %" SCNu64 " %" SCNu64 " %" SCNd64, &user, &system, &threads, &started, &virtual_bytes, &pages) != 6 ||
        !read_boot(&boot) || getrlimit(RLIMIT_NOFILE, &files) != 0)
        return false;
    double ticks = (double)sysconf(_SC_CLK_TCK);
    *figures = (struct process_figures){
        .started_at = (double)boot + (double)started / ticks, .processor_seconds = (double)(user + system) / ticks,
        .resident_bytes = pages * sysconf(_SC_PAGESIZE), .virtual_bytes = (int64_t)virtual_bytes, .threads = threads,
        .files = count_files(), .files_max = (int64_t)files.rlim_cur};
    return true;
}

void process_tell_manager(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t size = path != NULL ? strlen(path) : 0;
    if (size < 2 || size >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(address.sun_path, path, size);
    if (path[0] == '@')
        address.sun_path[0] = '\0'; /* a name without a file */
    int channel = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (channel < 0)
        return;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    (void)sendto(channel, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&address, length);
    (void)close(channel);
}
