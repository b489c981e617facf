#include "base/limit_table.h"

/* Where the key is, or where it would be counted. Locked. */
static struct limit_slot *slot_of(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms)
{
    struct limit_slot *set = table->slots[key % LIMIT_SETS], *least = &set[0];
    for (size_t i = 0; i < LIMIT_WAYS; i++) {
        set[i].count = limit_faded(limit, set[i].count, now_ms);
        if (set[i].key == key)
            return &set[i];
        if (set[i].count.failures < least->count.failures ||
            (set[i].count.failures == least->count.failures && set[i].count.until_ms < least->count.until_ms))
            least = &set[i];
    }
    return least;
}

struct limit_count limit_table_look(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms)
{
    (void)pthread_mutex_lock(&table->mutex);
    struct limit_count count = slot_of(table, limit, key, now_ms)->count;
    (void)pthread_mutex_unlock(&table->mutex);
    return count;
}

struct limit_count limit_table_failed(struct limit_table *table, struct limit limit, uint64_t key, int64_t now_ms)
{
    (void)pthread_mutex_lock(&table->mutex);
    struct limit_slot *slot = slot_of(table, limit, key, now_ms);
    slot->key = key;
    slot->count = limit_failed(limit, slot->count, now_ms);
    struct limit_count count = slot->count;
    (void)pthread_mutex_unlock(&table->mutex);
    return count;
}
