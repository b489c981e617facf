#include "child.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cluster.h"

#define DATA "data/shanghai"
#define START_MS_MAX 20000
#define PORTS_TRIED 100

/* Output of the program goes to FOLDER/server.log. */
static pid_t spawn(const struct child *child, const char *const *arguments)
{
    char log[4200];
    (void)snprintf(log, sizeof(log), "%s/server.log", child->folder);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM); /* a bench that is interrupted leaves no server behind */
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd >= 0) {
        (void)dup2(fd, STDOUT_FILENO);
        (void)dup2(fd, STDERR_FILENO);
    }
    (void)execv(child->program, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

static bool ended_well(pid_t pid)
{
    int status = 0;
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool child_command(const struct child *child, const char *command)
{
    const char *const arguments[] = {child->program, command, "--db", child->database, "--key-file", child->key_file, "--data", DATA, NULL};
    return ended_well(spawn(child, arguments));
}

/* ---- the database ---- */

static const char *const endings[] = {"", "-wal", "-shm"};

static const char *file_of(const char *address) { return address + strlen("sqlite:"); }

void child_beside(const struct child *child, const char *ending, char *address, size_t size)
{
    char name[80];
    (void)snprintf(name, sizeof(name), "%s-%s", child->name, ending);
    if (child->cluster != NULL)
        cluster_address(child->cluster, name, address, size);
    else
        (void)snprintf(address, size, "sqlite:%s/%s.db", child->folder, name);
}

static void name_database(struct child *child, const char *name)
{
    (void)text_copy(child->name, sizeof(child->name), name);
    child->peak_mb = 0;
    if (child->cluster != NULL)
        cluster_address(child->cluster, name, child->database, sizeof(child->database));
    else
        (void)snprintf(child->database, sizeof(child->database), "sqlite:%s/%s.db", child->folder, name);
    (void)snprintf(child->key_file, sizeof(child->key_file), "%s/%s.key", child->folder, name);
}

bool child_use(struct child *child, const char *name)
{
    name_database(child, name);
    return child->cluster == NULL && access(file_of(child->database), F_OK) == 0 && access(child->key_file, F_OK) == 0;
}

bool child_load(struct child *child, const char *name)
{
    name_database(child, name);
    child_remove(child);
    return (child->cluster == NULL || cluster_create(child->cluster, name, NULL)) && child_command(child, "migrate") && child_command(child, "load");
}

static bool copy_file(const char *from, const char *to)
{
    static char bytes[1 << 16];
    FILE *in = fopen(from, "re"), *out = fopen(to, "we");
    bool good = in != NULL && out != NULL;
    for (size_t size; good && (size = fread(bytes, 1, sizeof(bytes), in)) > 0;)
        good = fwrite(bytes, 1, size, out) == size;
    if (in != NULL)
        (void)fclose(in);
    return (out == NULL || fclose(out) == 0) && good;
}

bool child_copy_database(const struct child *child, const char *ending, char *address, size_t size)
{
    child_beside(child, ending, address, size);
    return child->cluster != NULL ? cluster_create(child->cluster, strrchr(address, '/') + 1, child->name)
                                  : copy_file(file_of(child->database), file_of(address));
}

int64_t child_database_size(const struct child *child)
{
    int64_t size = 0;
    if (child->cluster != NULL)
        return cluster_size(child->database);
    for (size_t i = 0; i < ARRAY_COUNT(endings); i++) {
        char path[4210];
        struct stat status;
        (void)snprintf(path, sizeof(path), "%s%s", file_of(child->database), endings[i]);
        if (stat(path, &status) == 0)
            size += status.st_size;
    }
    return size;
}

static void remove_beside(const struct child *child, const char *ending)
{
    char address[4200];
    child_beside(child, ending, address, sizeof(address));
    if (child->cluster != NULL)
        (void)cluster_drop(child->cluster, strrchr(address, '/') + 1);
    else
        (void)unlink(file_of(address));
}

void child_remove(const struct child *child)
{
    static const char *const copies[] = {"first", "engine"};
    char path[4210];
    if (child->name[0] == '\0')
        return;
    for (size_t i = 0; i < ARRAY_COUNT(copies); i++)
        remove_beside(child, copies[i]);
    if (child->cluster != NULL)
        (void)cluster_drop(child->cluster, child->name);
    for (size_t i = 0; child->cluster == NULL && i < ARRAY_COUNT(endings); i++) {
        (void)snprintf(path, sizeof(path), "%s%s", file_of(child->database), endings[i]);
        (void)unlink(path);
    }
    (void)unlink(child->key_file);
    (void)snprintf(path, sizeof(path), "%s/%s.samples", child->folder, child->name);
    (void)unlink(path);
    (void)snprintf(path, sizeof(path), "%s/server.log", child->folder);
    (void)unlink(path);
}

/* ---- port ---- */

static int try_port(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    bool good = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && getsockname(fd, (struct sockaddr *)&address, &size) == 0;
    if (fd >= 0)
        (void)close(fd);
    return good ? ntohs(address.sin_port) : 0;
}

/* TONGBAN_PORT_FIRST keeps to a range of a hundred from there, as for the API tests. */
static int free_port(void)
{
    const char *first = getenv("TONGBAN_PORT_FIRST");
    long from = first != NULL ? strtol(first, NULL, 10) : 0;
    int port = 0;
    for (int i = 0; i < PORTS_TRIED && port == 0; i++)
        port = try_port(from > 0 ? (int)from + (getpid() + i) % PORTS_TRIED : 0);
    return port;
}

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* ---- the server ---- */

bool child_start(struct child *child)
{
    char listen[32];
    child->port = free_port();
    (void)snprintf(listen, sizeof(listen), "127.0.0.1:%d", child->port);
    const char *const arguments[] = {child->program, "serve", "--listen", listen, "--db", child->database, "--key-file", child->key_file, "--data", DATA,
                                     "--web", "", "--demo", "--log-level", "warning", NULL};
    int64_t begin = clock_monotonic_us();
    child->pid = spawn(child, arguments);
    for (;;) {
        int fd = child->pid > 0 ? connect_to(child->port) : -1;
        child->start_ms = (double)(clock_monotonic_us() - begin) / 1000.0;
        if (fd >= 0) {
            (void)close(fd);
            return true;
        }
        if (child->pid <= 0 || child->start_ms > START_MS_MAX || waitpid(child->pid, NULL, WNOHANG) == child->pid) {
            (void)fprintf(stderr, "bench: the server does not start, see %s/server.log\n", child->folder);
            child->pid = 0;
            return false;
        }
        (void)usleep(2000);
    }
}

bool child_stop(struct child *child)
{
    pid_t pid = child->pid;
    double now_mb;
    child_memory(child, &now_mb, &child->peak_mb);
    child->pid = 0;
    return pid > 0 && kill(pid, SIGTERM) == 0 && ended_well(pid);
}

/* ---- figures ---- */

void child_memory(const struct child *child, double *ret_now_mb, double *ret_peak_mb)
{
    char path[64], line[256];
    long kilobytes;
    *ret_now_mb = 0;
    *ret_peak_mb = child->peak_mb;
    (void)snprintf(path, sizeof(path), "/proc/%d/status", (int)child->pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
        if (sscanf(line, "VmRSS: %ld kB", &kilobytes) == 1)
            *ret_now_mb = (double)kilobytes / 1024.0;
        if (sscanf(line, "VmHWM: %ld kB", &kilobytes) == 1 && (double)kilobytes / 1024.0 > child->peak_mb)
            *ret_peak_mb = (double)kilobytes / 1024.0;
    }
    if (file != NULL)
        (void)fclose(file);
}

int64_t child_cpu_us(const struct child *child)
{
    char path[64];
    long user = 0, system = 0;
    (void)snprintf(path, sizeof(path), "/proc/%d/stat", (int)child->pid);
    FILE *file = fopen(path, "re");
    bool read = file != NULL && fscanf(file, "%*d %*s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system) == 2;
    if (file != NULL)
        (void)fclose(file);
    return read ? (int64_t)(user + system) * 1000000 / sysconf(_SC_CLK_TCK) : 0;
}

size_t child_hold(const struct child *child, size_t connections, double *ret_now_mb)
{
    int *held = calloc(connections, sizeof(*held));
    size_t count = 0;
    double peak;
    while (held != NULL && count < connections && (held[count] = connect_to(child->port)) >= 0)
        count++;
    (void)usleep(500000);
    child_memory(child, ret_now_mb, &peak);
    for (size_t i = 0; i < count; i++)
        (void)close(held[i]);
    free(held);
    return count;
}

double child_metric(const struct child *child, const char *name)
{
    static const char request[] = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    char line[512];
    double value = -1;
    int fd = connect_to(child->port);
    if (fd < 0 || send(fd, request, sizeof(request) - 1, MSG_NOSIGNAL) != (ssize_t)sizeof(request) - 1) {
        if (fd >= 0)
            (void)close(fd);
        return -1;
    }
    FILE *file = fdopen(fd, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0 && line[strlen(name)] == ' ')
            value = strtod(line + strlen(name), NULL);
    if (file != NULL)
        (void)fclose(file);
    else
        (void)close(fd);
    return value;
}
