/* What the kernel says of this process. */
#ifndef TONGBAN_BASE_PROCESS_H
#define TONGBAN_BASE_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

struct process_figures {
    double started_at;       /* seconds since 1970, by the machine's clock */
    double processor_seconds;
    int64_t resident_bytes, virtual_bytes;
    int64_t threads, files, files_max;
};

/* False where /proc does not tell. */
bool process_look(struct process_figures *ret_figures);
/* Tells the service manager that started this process (systemd's NOTIFY_SOCKET) how it stands: "READY=1", "STOPPING=1". Nothing
 * happens where there is none. */
void process_tell_manager(const char *state);

#endif
