/* How many records of 600 bytes are sealed and opened a second, by one thread and by several at once;
 * and how long counting working days takes, which every acceptance does a few times. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "calendar/calendar.h"
#include "crypto/crypto.h"

enum { RECORD_BYTES = 600, ROUNDS = 100000, THREADS_MAX = 8 };

static struct keyring *keys;
static char record[RECORD_BYTES];

static void *seal_records(void *unused)
{
    (void)unused;
    struct arena *arena = arena_new(1 << 20);
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t *sealed;
        size_t size;
        arena_reset(arena);
        if (crypto_seal(keys, arena, "SQ310106006202611210000017", record, sizeof(record), &sealed, &size) != RESULT_OK)
            abort();
    }
    arena_free(arena);
    return NULL;
}

static void *open_records(void *unused)
{
    (void)unused;
    struct arena *arena = arena_new(1 << 20), *scratch = arena_new(1 << 20);
    uint8_t *sealed;
    size_t size;
    if (crypto_seal(keys, arena, "c", record, sizeof(record), &sealed, &size) != RESULT_OK)
        abort();
    for (int i = 0; i < ROUNDS; i++) {
        char *opened;
        size_t opened_size;
        arena_reset(scratch);
        if (crypto_open(keys, scratch, "c", sealed, size, &opened, &opened_size) != RESULT_OK)
            abort();
    }
    arena_free(arena);
    arena_free(scratch);
    return NULL;
}

static void *blind_numbers(void *unused)
{
    (void)unused;
    for (int i = 0; i < ROUNDS; i++) {
        uint8_t blind[BLIND_SIZE];
        crypto_blind(keys, "person", "310101199001010012", blind);
    }
    return NULL;
}

static void report(const char *what, void *(*work)(void *), int thread_count)
{
    pthread_t threads[THREADS_MAX];
    int64_t begin = clock_monotonic_us();
    for (int i = 0; i < thread_count; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < thread_count; i++)
        pthread_join(threads[i], NULL);
    double seconds = (double)(clock_monotonic_us() - begin) / 1e6;
    printf("%-28s %d thread%s %10.0f a second\n", what, thread_count, thread_count == 1 ? " " : "s",
           (double)thread_count * ROUNDS / seconds);
}

static void report_working_days(void)
{
    static struct calendar calendar;
    int32_t today = 0;
    day_from_parts(2026, 11, 20, &today);
    for (int year = 2018; year <= 2030; year++) {
        int32_t day;
        if (day_from_parts(year, 10, 4, &day))
            calendar_mark(&calendar, day, CALENDAR_OFF);
    }
    int64_t sum = 0, begin = clock_monotonic_us();
    for (int i = 0; i < ROUNDS; i++)
        sum += calendar_add_working_days(&calendar, today - i % 300, 60, NULL);
    double ns = (double)(clock_monotonic_us() - begin) * 1e3 / ROUNDS;
    printf("%-28s %.0f ns (%lld)\n", "60 working days ahead", ns, (long long)sum % 10);
}

int main(void)
{
    char path[] = "/tmp/tongban-bench-XXXXXX";
    if (crypto_start() != RESULT_OK || !mkdtemp(path))
        return 1;
    char file[64];
    snprintf(file, sizeof(file), "%s/key", path);
    enum result result = keyring_open(file, true, &keys);
    unlink(file);
    rmdir(path);
    if (result != RESULT_OK)
        return 1;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int many = processors < 2 ? 2 : processors > THREADS_MAX ? THREADS_MAX : (int)processors;
    report("seal 600 bytes", seal_records, 1);
    report("seal 600 bytes", seal_records, many);
    report("open 600 bytes", open_records, 1);
    report("open 600 bytes", open_records, many);
    report("blind index of a number", blind_numbers, 1);
    report_working_days();
    keyring_free(keys);
    return 0;
}
