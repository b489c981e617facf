/* Durations counted by size, from any number of threads: what /metrics shows as a histogram. */
#ifndef TONGBAN_BASE_TALLY_H
#define TONGBAN_BASE_TALLY_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define TALLY_BOUNDS 15
/* Upper bounds in microseconds, growing: from what a statement takes on a warm page to what nobody waits for. */
extern const uint32_t tally_bounds_us[TALLY_BOUNDS];

struct tally {
    _Atomic uint64_t counts[TALLY_BOUNDS + 1]; /* up to each bound; the last above all of them */
    _Atomic uint64_t microseconds;             /* all together */
};

/* A negative duration counts as 0. */
void tally_add(struct tally *tally, int64_t microseconds);
/* How many were added. */
uint64_t tally_count(const struct tally *tally);

#endif
