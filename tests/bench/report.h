/* What was measured, as tables and as JSON. */
#ifndef TONGBAN_BENCH_REPORT_H
#define TONGBAN_BENCH_REPORT_H

#include "load.h"

#define ACCEPT_ROWS_MAX 8
#define READ_ROWS_MAX 8

struct accept_row {
    size_t connections;
    struct load_result http;
    double engine_per_s, engine_cpu_us, batch, sealed_bytes;
    int rounds;
};
struct read_row { const char *name; struct load_result http, fixed; };
struct memory_figures {
    double idle_mb, after_load_mb, peak_mb, idle_connections_mb, idle_large_mb;
    size_t idle_connections;
};
struct start_figures { double first_ms, loaded_ms, large_ms; };

struct report {
    double seconds;
    int rounds;
    const char *traffic;
    struct accept_row accept[ACCEPT_ROWS_MAX];
    struct load_result half, lives;
    double half_rate, lives_per_s;
    uint64_t cases;
    struct read_row reads[READ_ROWS_MAX];
    struct memory_figures memory;
    struct start_figures start;
};

/* Each prints its table. */
void report_begin(struct report *report, const char *traffic);
void report_accept(const struct report *report, size_t count);
void report_half(const struct report *report);
void report_lives(const struct report *report);
void report_reads(const struct report *report, size_t first, size_t end);
void report_memory(const struct report *report);
/* False when the file cannot be written. */
bool report_save(const struct report *report, const char *path);

#endif
