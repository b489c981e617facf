#include "base/limit_table.h"

/* Where the key is counted; NULL: nowhere. Locked. */
static struct limit_slot *slot_of(struct limit_slot set[LIMIT_WAYS], uint64_t key)
{
    for (size_t i = 0; i < LIMIT_WAYS; i++)
        if (set[i].key == key)
            return &set[i];
    return NULL;
}

/* Where a new key is counted: in the place of whoever has failed least, and waits least. Locked. */
static struct limit_slot *least_of(struct limit_slot set[LIMIT_WAYS], struct limit limit, int64_t now_ms)
{
    struct limit_slot *least = &set[0];
    for (size_t i = 0; i < LIMIT_WAYS; i++) {
        set[i].count = limit_faded(limit, set[i].count, now_ms);
        if (set[i].count.failures < least->count.failures ||
            (set[i].count.failures == least->count.failures && set[i].count.until_ms < least->count.until_ms))
            least = &set[i];
    }
    return least;
}

struct limit_count limit_table_look(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms)
{
    (void)pthread_mutex_lock(&table->mutex);
    const struct limit_slot *slot = slot_of(table->slots[key % LIMIT_SETS], key);
    struct limit_count count = slot != NULL ? limit_faded(limit, slot->count, now_ms) : (struct limit_count){0};
    (void)pthread_mutex_unlock(&table->mutex);
    return count;
}

struct limit_count limit_table_failed(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms)
{
    (void)pthread_mutex_lock(&table->mutex);
    struct limit_slot *set = table->slots[key % LIMIT_SETS], *slot = slot_of(set, key);
    if (slot == NULL) {
        slot = least_of(set, limit, now_ms);
        slot->key = key;
        slot->count.until_ms = 0;
        if (slot->count.failures > (limit.free - 1) / 2)
            slot->count.failures = (limit.free - 1) / 2;
    }
    slot->count = limit_failed(limit, slot->count, now_ms);
    struct limit_count count = slot->count;
    (void)pthread_mutex_unlock(&table->mutex);
    return count;
}
