/* What cases are made of without the program: who works where, the keys, and delivered cases as they are stored. */
#ifndef TONGBAN_BENCH_CITY_H
#define TONGBAN_BENCH_CITY_H

#include "fill_cases.h"

#define CITY_CENTRES_MAX 512

struct city {
    struct arena *arena;
    struct keyring *keyring;
    struct places *places;
    struct templates *templates;
    struct made_centre centres[CITY_CENTRES_MAX]; size_t centre_count; /* by code */
    int32_t today;
};

/* Reads all of it; the database is closed again, and should not be large yet. It must be loaded, with the demonstration's
 * accounts and with delivered cases of some items, direct and split. Tells on standard error what failed; city_close it whatever
 * the result. */
enum result city_open(struct city *city, const char *database, const char *key_file);
void city_close(struct city *city);

#endif
