/* The real program as a child process: loaded, started, watched, stopped. */
#ifndef TONGBAN_BENCH_CHILD_H
#define TONGBAN_BENCH_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct child {
    const char *program, *folder; /* of the database and the log */
    const char *cluster;          /* PostgreSQL's, for a database there; NULL: SQLite */
    char name[60];                /* of the database */
    char database[4200];          /* sqlite:FOLDER/NAME.db, or its address in the cluster */
    char key_file[4200];          /* FOLDER/NAME.key */
    int port;
    pid_t pid;
    double start_ms;              /* from exec until it answered */
    double peak_mb;               /* VmHWM of those that were stopped */
};

/* Runs `program COMMAND --db DATABASE --data data/shanghai`; true when it ended with 0. */
bool child_command(const struct child *child, const char *command);
/* Migrates and loads the city into a new database of this name in the folder; what was there before goes. */
bool child_load(struct child *child, const char *name);
/* Uses SQLite's database of this name that is there already; false when there is none. */
bool child_use(struct child *child, const char *name);
/* Copies the database, which nobody uses, to one beside it: NAME-ENDING; its address. */
bool child_copy_database(const struct child *child, const char *ending, char *address, size_t size);
/* The address of that copy. */
void child_beside(const struct child *child, const char *ending, char *address, size_t size);
/* Bytes of the database and its log on disk. */
int64_t child_database_size(const struct child *child);
/* Removes the database, what stands beside it, its keys and the log. */
void child_remove(const struct child *child);
/* Starts the server on a free port and waits until it answers. */
bool child_start(struct child *child);
/* SIGTERM; true when it ended with 0. */
bool child_stop(struct child *child);
/* VmRSS and VmHWM in MB, the latter with those that were stopped before on this database. */
void child_memory(const struct child *child, double *ret_now_mb, double *ret_peak_mb);
/* Processor time it took so far, all threads. */
int64_t child_cpu_us(const struct child *child);
/* Opens that many idle connections, reads the memory then, closes them; returns how many it held. */
size_t child_hold(const struct child *child, size_t connections, double *ret_now_mb);
/* One figure of /metrics; -1 when it is not there. */
double child_metric(const struct child *child, const char *name);

#endif
