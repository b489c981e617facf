/* The power goes: whatever an ext4 file system has not been made to keep by a sync is lost from this moment, and nothing can be
 * written any more. Mounted again it is as after the cut.
 * usage: faults_cut MOUNTED */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define EXT4_IOC_SHUTDOWN _IOR('X', 125, uint32_t)
#define WITHOUT_FLUSHING 2

int main(int argc, char **argv)
{
    uint32_t how = WITHOUT_FLUSHING;
    int fd = argc == 2 ? open(argv[1], O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0 || ioctl(fd, EXT4_IOC_SHUTDOWN, &how) != 0) {
        perror("faults_cut");
        return 1;
    }
    (void)close(fd);
    return 0;
}
