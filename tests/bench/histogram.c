#include "histogram.h"

#include <stddef.h>

#define BUCKETS ((size_t)HISTOGRAM_DOUBLINGS * HISTOGRAM_STEPS)

/* The first HISTOGRAM_STEPS buckets hold one microsecond each, every further doubling is cut into as many steps. */
static size_t bucket_of(uint64_t value)
{
    unsigned doubling = 0;
    while (value >= 2 * HISTOGRAM_STEPS && doubling < HISTOGRAM_DOUBLINGS - 2) {
        value >>= 1;
        doubling++;
    }
    if (value >= 2 * HISTOGRAM_STEPS)
        value = 2 * HISTOGRAM_STEPS - 1;
    return doubling * (size_t)HISTOGRAM_STEPS + (size_t)value;
}

/* The largest value that falls into the bucket. */
static uint64_t bucket_top(size_t bucket)
{
    if (bucket < 2 * (size_t)HISTOGRAM_STEPS)
        return bucket;
    size_t doubling = bucket / HISTOGRAM_STEPS - 1, step = bucket % HISTOGRAM_STEPS + HISTOGRAM_STEPS;
    return ((uint64_t)(step + 1) << doubling) - 1;
}

void histogram_add(struct histogram *histogram, int64_t microseconds)
{
    histogram->counts[bucket_of(microseconds > 0 ? (uint64_t)microseconds : 0)]++;
    histogram->total++;
}

void histogram_merge(struct histogram *histogram, const struct histogram *other)
{
    for (size_t i = 0; i < BUCKETS; i++)
        histogram->counts[i] += other->counts[i];
    histogram->total += other->total;
}

double histogram_ms(const struct histogram *histogram, double share)
{
    double wanted = share * (double)histogram->total;
    uint64_t seen = 0;
    for (size_t i = 0; i < BUCKETS && histogram->total > 0; i++) {
        seen += histogram->counts[i];
        if ((double)seen >= wanted && seen > 0)
            return (double)bucket_top(i) / 1000.0;
    }
    return 0;
}
