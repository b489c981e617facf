#include "base/tally.h"

const uint32_t tally_bounds_us[TALLY_BOUNDS] = {50,    100,   250,   500,    1000,   2500,   5000,   10000,
                                                25000, 50000, 100000, 250000, 500000, 1000000, 2500000};

void tally_add(struct tally *tally, int64_t microseconds)
{
    uint64_t took = microseconds > 0 ? (uint64_t)microseconds : 0;
    size_t bucket = 0;
    while (bucket < TALLY_BOUNDS && took > tally_bounds_us[bucket])
        bucket++;
    atomic_fetch_add_explicit(&tally->counts[bucket], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&tally->microseconds, took, memory_order_relaxed);
}

uint64_t tally_count(const struct tally *tally)
{
    uint64_t count = 0;
    for (size_t i = 0; i <= TALLY_BOUNDS; i++)
        count += atomic_load_explicit(&tally->counts[i], memory_order_relaxed);
    return count;
}
