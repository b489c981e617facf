/* What was measured, as tables and as JSON. */
#ifndef TONGBAN_BENCH_REPORT_H
#define TONGBAN_BENCH_REPORT_H

#include "load.h"
#include "traffic.h"

#define LEVELS 4
#define SIZES_MAX 8

struct accept_row {
    size_t connections;
    struct load_result http;
    double engine_per_s, engine_cpu_us, batch;
    int rounds;
};
struct read_row { struct load_result http, fixed; };

/* Of one database on one engine; what was not measured has no answers. */
struct figures {
    uint64_t cases;                  /* there before anything is measured */
    double fill_per_s, bytes_a_case; /* bytes of the filled database, the loaded city's taken off */
    double bytes_a_life;             /* of what the measuring itself has added, keys included */
    struct accept_row accept[LEVELS];
    struct load_result half, lives;
    double half_rate, lives_per_s;
    struct read_row reads[READ_COUNT]; /* by enum traffic_read */
    struct { double idle_mb, after_load_mb, peak_mb, idle_connections_mb; size_t idle_connections; } memory;
    struct { double first_ms, filled_ms; } start;
};

struct year_figures {
    uint64_t planned, lives, requests, faults;
    size_t connections;
    double seconds, check_seconds, database_mb, peak_mb;
    double server_cpu_us, load_cpu_us; /* a request */
    bool sound;                        /* tongban check found nothing */
    struct histogram latency;
};

struct report {
    double seconds;
    int rounds;
    size_t connections_read;
    char traffic[200];
    struct figures sqlite, postgres;
    struct figures *growth[SIZES_MAX]; size_t growth_count;
    struct year_figures year;
};

/* Each prints its table. */
void report_begin(const struct report *report, const struct figures *figures);
void report_size(const struct figures *figures); /* whose table comes next */
void report_accept(const struct figures *figures);
void report_half(const struct figures *figures);
void report_lives(const struct figures *figures);
void report_reads(const struct figures *figures);
void report_memory(const struct figures *figures);
/* Slowdown of each hot read and write from the smallest database to the largest. */
void report_growth(const struct report *report);
void report_year(const struct year_figures *year);

/* Writes everything that was measured. Growth and the city's year stay as the file at `path` has them when this run has not
 * measured them: they tell their own commit. False when the file cannot be written. */
bool report_save(const struct report *report, const char *path);

/* ---- shared by tables and JSON ---- */

double report_ratio(double part, double whole);
/* Processor time of the server, and of the load generator, for one request: says most on a machine that others use too. */
double report_server_us(const struct load_result *run);
double report_load_us(const struct load_result *run);
/* Of the body of an answer, on average. */
double report_bytes(const struct load_result *run);
double report_load_average(void);
/* The n-th hot read or write of a database and its name; NULL after the last. */
const struct load_result *report_hot(const struct figures *figures, size_t n, const char **ret_name);

#endif
