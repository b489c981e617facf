/* Fills a database with the history of a city, quickly: rows of the true shapes, made by the rooms' own rules, seals and store
 * functions, but written without HTTP, without the writer and without waiting for the disk.
 * Every seal opens, every limit is computed, every event is there: `tongban check` holds afterwards. */
#ifndef TONGBAN_BENCH_FILL_H
#define TONGBAN_BENCH_FILL_H

#include <stddef.h>
#include <stdint.h>

#include "applications.h"
#include "base/result.h"
#include "city.h"

#define FILL_SAMPLES_MAX 8192

/* A case that was written, for those who want to read it again. */
struct fill_sample { char number[27], id_number[19]; uint16_t centre; /* of the plan's */ };

struct fill_plan {
    const struct city *city;    /* of this database */
    const char *database;       /* nobody else has it open */
    uint64_t cases;
    const struct bench_centre *centres; size_t centre_count; /* where samples are taken */
};

struct fill_result {
    uint64_t cases, events, keys;
    double seconds;
    struct fill_sample *samples; size_t sample_count; /* free() */
};

/* The cases were received on the working days of the year before today (Shanghai), at every centre of the city, or only at the
 * plan's centres when there are few cases. Nearly all are delivered; of the last four working days some are on their way, at
 * least FILL_OPEN a centre. Keys of requests of the last week are there. Tells on standard error what failed. */
enum result fill_run(const struct fill_plan *plan, struct fill_result *ret_result);
#define FILL_OPEN 60

#endif
