/* The real program as a child process: loaded, started, watched, stopped. */
#ifndef TONGBAN_BENCH_CHILD_H
#define TONGBAN_BENCH_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
    const char *program, *folder; /* of the database and the log */
    char database[4200];          /* sqlite:FOLDER/NAME.db */
    char key_file[4200];          /* FOLDER/NAME.key */
    int port;
    pid_t pid;
    double start_ms;              /* from exec until it answered */
};

/* Runs `program COMMAND --db DATABASE --data data/shanghai`; true when it ended with 0. */
bool child_command(const struct child *child, const char *command);
/* Migrates and loads the city into a new database of this name in the folder; what was there before goes. */
bool child_load(struct child *child, const char *name);
/* Uses the database of this name that is there already; false when there is none. */
bool child_use(struct child *child, const char *name);
const char *child_database_file(const struct child *child);
/* Bytes of the database and its log on disk. */
int64_t child_database_size(const struct child *child);
/* Removes the database, what stands beside it, its keys and the log. */
void child_remove(const struct child *child);
/* Starts the server on a free port and waits until it answers. */
bool child_start(struct child *child);
/* SIGTERM; true when it ended with 0. */
bool child_stop(struct child *child);
/* VmRSS and VmHWM in MB. */
void child_memory(const struct child *child, double *ret_now_mb, double *ret_peak_mb);
/* Processor time it took so far, all threads. */
int64_t child_cpu_us(const struct child *child);
/* Opens that many idle connections, reads the memory then, closes them; returns how many it held. */
size_t child_hold(const struct child *child, size_t connections, double *ret_now_mb);
/* One figure of /metrics; -1 when it is not there. */
double child_metric(const struct child *child, const char *name);

#endif
