/* Databases of chosen sizes, filled, served and measured in every way; and the city's year. */
#ifndef TONGBAN_BENCH_MEASURE_H
#define TONGBAN_BENCH_MEASURE_H

#include "child.h"
#include "city.h"
#include "report.h"

/* Of one database; a copy of it is another one's. */
struct bench {
    const char *program, *folder, *out;
    const char *parts, *reads;   /* NULL: all */
    double seconds;
    int rounds;
    size_t connections;          /* of acceptances only this level, and of lives; 0: all, and 64 */
    double half_rate;            /* 0: half of what 64 connections managed */
    bool keep, reuse, unchecked;
    struct child server;
    struct traffic *traffic;
    struct city city;
    struct report *report;
};

bool bench_has(const struct bench *bench, const char *part);
/* Runs a plan against the server and adds what it found; false when the server cannot be reached. */
bool bench_run(const struct bench *bench, struct load_plan *plan, struct load_result *total);
/* Makes a database of that many cases, measures the chosen parts and takes it away again. False: said why. */
bool measure_database(struct bench *bench, const char *name, uint64_t cases, struct figures *figures);
/* The same with several, `benches[i]` with `growth[i]->cases`: all are made first, then measured in turns, part by part, so that
 * a disk that tires is as tired for the one as for the other. */
bool measure_databases(struct bench *benches, size_t count, struct figures *const *growth);
/* Whole lives through the API until there are `cases`; goes on where a run before was interrupted. False: said why. */
bool measure_year(struct bench *bench, uint64_t cases);
/* Stops the server, if it runs, and forgets what belonged to it; then, unless `keep`, its files go. */
bool bench_close(struct bench *bench);

#endif
