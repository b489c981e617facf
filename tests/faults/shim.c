/* Stands between the program and the kernel (LD_PRELOAD) and hurts it as a control file says: a slow disk, a disk that fails,
 * a clock that steps. Only the calls named here are touched; the monotonic clock is not.
 * FAULTS_CONTROL names a file of `struct control`; the campaign writes into it while the program runs. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

struct control {
    volatile int64_t sync_delay_us;
    volatile int64_t write_delay_us;
    volatile int64_t clock_offset_us;
    volatile int64_t write_errno; /* 0: writes work */
    volatile int64_t sync_errno;
    volatile int64_t sync_freeze; /* while not 0, a sync does not return */
    volatile int64_t sync_lies;   /* it says that it has, and has not */
};

static const struct control nothing;
static const struct control *control = &nothing;

__attribute__((constructor)) static void begin(void)
{
    const char *path = getenv("FAULTS_CONTROL");
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *found = mmap(NULL, sizeof(*control), PROT_READ, MAP_SHARED, fd, 0);
    (void)close(fd);
    if (found != MAP_FAILED)
        control = found;
}

static void wait_us(int64_t us)
{
    struct timespec pause = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    while (us > 0 && nanosleep(&pause, &pause) != 0 && errno == EINTR) {
    }
}

static int hurt_sync(int fd, long call)
{
    wait_us(control->sync_delay_us);
    while (control->sync_freeze != 0)
        wait_us(1000);
    int fault = (int)control->sync_errno;
    if (fault != 0) {
        errno = fault;
        return -1;
    }
    return control->sync_lies != 0 ? 0 : (int)syscall(call, fd);
}

static ssize_t hurt_write(int fd, const void *bytes, size_t size, off64_t offset)
{
    wait_us(control->write_delay_us);
    int fault = (int)control->write_errno;
    if (fault != 0) {
        errno = fault;
        return -1;
    }
    return syscall(SYS_pwrite64, fd, bytes, size, offset);
}

int fsync(int fd) { return hurt_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return hurt_sync(fd, SYS_fdatasync); }

/* One in C, two for the linker: the headers may already have made pwrite64 of pwrite. */
ssize_t shim_pwrite(int fd, const void *bytes, size_t size, off64_t offset) __asm__("pwrite");
ssize_t shim_pwrite64(int fd, const void *bytes, size_t size, off64_t offset) __asm__("pwrite64");
ssize_t shim_pwrite(int fd, const void *bytes, size_t size, off64_t offset) { return hurt_write(fd, bytes, size, offset); }
ssize_t shim_pwrite64(int fd, const void *bytes, size_t size, off64_t offset) { return hurt_write(fd, bytes, size, offset); }

static int64_t real_us(void)
{
    struct timespec now;
    (void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 + control->clock_offset_us;
}

int clock_gettime(clockid_t clock, struct timespec *ret_now)
{
    int64_t offset_us = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ? control->clock_offset_us : 0;
    int status = (int)syscall(SYS_clock_gettime, clock, ret_now);
    if (status == 0 && offset_us != 0) {
        int64_t us = (int64_t)ret_now->tv_sec * 1000000 + ret_now->tv_nsec / 1000 + offset_us;
        *ret_now = (struct timespec){.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000};
    }
    return status;
}

int gettimeofday(struct timeval *restrict ret_now, void *restrict zone)
{
    int64_t us = real_us();
    (void)zone;
    *ret_now = (struct timeval){.tv_sec = us / 1000000, .tv_usec = us % 1000000};
    return 0;
}

time_t time(time_t *ret_now)
{
    time_t now = (time_t)(real_us() / 1000000);
    if (ret_now != NULL)
        *ret_now = now;
    return now;
}
