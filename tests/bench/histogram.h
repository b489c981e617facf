/* Durations in log-linear buckets: 32 steps to each doubling (3 % wide), from 1 µs to 2 hours; bounded, nothing is allocated. */
#ifndef TONGBAN_BENCH_HISTOGRAM_H
#define TONGBAN_BENCH_HISTOGRAM_H

#include <stdint.h>

enum { HISTOGRAM_STEPS = 32, HISTOGRAM_DOUBLINGS = 33 };

struct histogram {
    uint64_t counts[HISTOGRAM_DOUBLINGS * HISTOGRAM_STEPS];
    uint64_t total;
};

void histogram_add(struct histogram *histogram, int64_t microseconds);
void histogram_merge(struct histogram *histogram, const struct histogram *other);
/* The duration that `share` (0..1) of all do not exceed, in milliseconds; 0 when there are none. */
double histogram_ms(const struct histogram *histogram, double share);

#endif
