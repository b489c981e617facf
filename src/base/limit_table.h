/* Counts of failures in memory, by key. Bounded: a key that finds no place takes that of whoever has failed least, and
 * of the failures counted there no more than half of what is free. So whoever makes ever new keys gains little by
 * pushing one out that had to wait, and nobody waits for what strangers have failed: a key that is not here has not
 * failed, and one that is new keeps half of its tries. Keys are hashes that nobody outside can choose (crypto_table_key).
 * Several threads use it at once. */
#ifndef TONGBAN_BASE_LIMIT_TABLE_H
#define TONGBAN_BASE_LIMIT_TABLE_H

#include <pthread.h>
#include <stddef.h>

#include "base/limit.h"

#define LIMIT_WAYS 8
#define LIMIT_SETS 4096
struct limit_slot { uint64_t key; struct limit_count count; };
/* All zero but the mutex is an empty table: static, with LIMIT_TABLE_EMPTY. 1 MB, of which only what is used takes
 * memory. */
struct limit_table { pthread_mutex_t mutex; struct limit_slot slots[LIMIT_SETS][LIMIT_WAYS]; };
#define LIMIT_TABLE_EMPTY {.mutex = PTHREAD_MUTEX_INITIALIZER}

/* What is counted for a key now; zero when it is not here. */
struct limit_count limit_table_look(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms);
/* Counts a failure; the count after it. */
struct limit_count limit_table_failed(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms);

#endif
