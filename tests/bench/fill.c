#include "fill.h"

#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "cases/cases.h"
#include "city.h"
#include "http/http.h"
#include "http/idempotency.h"

#define BLOCK_CASES 256
#define BLOCK_ARENA ((size_t)64 << 20)
#define BLOCKS 8                 /* made and not yet written */
#define BLOCKS_A_COMMIT 4000     /* about a million cases; on PostgreSQL, which goes through all versions of a counter since then, one */
#define CITYWIDE_FROM 100000     /* fewer cases are spread over the plan's centres only */
#define DAYS_MAX 260             /* working days of a year */
#define OPEN_DAYS 4
#define KEYS_DAYS 5              /* working days whose keys are still kept */
#define SPLIT_OF_100 8

/* While SQLite is filled nothing has to be durable; the next to open the database sets its own ways again. */
static struct db_statement no_journal = DB_STATEMENT("bench.no_journal", "PRAGMA journal_mode = OFF");
static struct db_statement no_waiting = DB_STATEMENT("bench.no_waiting", "PRAGMA synchronous = OFF");
static struct db_statement large_cache = DB_STATEMENT("bench.large_cache", "PRAGMA cache_size = -1500000");
static struct db_statement close_serial = DB_STATEMENT("bench.close_serial",
    "INSERT INTO case_serials (district, division, day, last) VALUES ($1, $2, $3, $4)");
static struct db_statement *const sqlite_settings[] = {&no_journal, &no_waiting, &large_cache, NULL};
static struct db_statement *const fill_statements[] = {&close_serial, NULL};
static const db_statement_list statements[] = {idempotency_statements, cases_statements, fill_statements, NULL};
static const db_statement_list sqlite_statements[] = {idempotency_statements, cases_statements, fill_statements, sqlite_settings, NULL};

struct block {
    struct arena *arena;
    struct made_case *cases; size_t count;
    bool *closes; /* the last of its division and day: its serial is written */
    uint16_t *centres;
};

struct fill {
    const struct fill_plan *plan;
    struct fill_result *result;
    struct db *db;
    bool sqlite;
    struct db_session *session;
    const struct made_centre *centres[CITY_CENTRES_MAX]; size_t centre_count;
    int plan_centres[CITY_CENTRES_MAX];  /* place in the plan; -1: none */
    int32_t days[DAYS_MAX]; size_t day_count; /* oldest first */
    uint64_t open_a_centre, sample_every, sampled, made;
    /* from the one who makes to the one who writes */
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    struct block *blocks[BLOCKS]; size_t waiting;
    bool finished, stopped;
    enum result made_result;
};

/* ---- what there is to fill ---- */

static int place_in_plan(const struct fill *fill, const char *code)
{
    for (size_t i = 0; i < fill->plan->centre_count; i++)
        if (strcmp(fill->plan->centres[i].code, code) == 0)
            return (int)i;
    return -1;
}

/* Few cases are spread over the plan's centres only. */
static void choose_centres(struct fill *fill)
{
    const struct city *city = fill->plan->city;
    for (size_t i = 0; i < city->centre_count; i++) {
        int in_plan = place_in_plan(fill, city->centres[i].place->code);
        if (in_plan < 0 && fill->plan->cases < CITYWIDE_FROM)
            continue;
        fill->plan_centres[fill->centre_count] = in_plan;
        fill->centres[fill->centre_count++] = &city->centres[i];
    }
}

/* The working days before today, a year of them. */
static void list_days(struct fill *fill, int32_t today)
{
    size_t count = 0;
    for (int32_t day = today - 1; day >= today - 365 && count < DAYS_MAX; day--)
        if (calendar_is_working_day(places_calendar(fill->plan->city->places), day))
            fill->days[count++] = day;
    fill->day_count = count;
    for (size_t i = 0; i < count / 2; i++) {
        int32_t day = fill->days[i];
        fill->days[i] = fill->days[count - 1 - i];
        fill->days[count - 1 - i] = day;
    }
}

static enum result open_all(struct fill *fill)
{
    const struct fill_plan *plan = fill->plan;
    char fault[300] = "";
    fill->sqlite = text_starts_with(plan->database, "sqlite:");
    enum result result = db_open(plan->database, fill->sqlite ? sqlite_statements : statements, &fill->db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = db_session_open(fill->db, DB_WRITE, &fill->session);
    if (result != RESULT_OK)
        return result;
    choose_centres(fill);
    list_days(fill, plan->city->today);
    if (fill->centre_count < 2 || fill->day_count <= OPEN_DAYS)
        return RESULT_NOT_FOUND;
    fill->open_a_centre = plan->cases / fill->centre_count * OPEN_DAYS * 3 / 4 / fill->day_count; /* three of four of the last days' */
    if (fill->open_a_centre < FILL_OPEN)
        fill->open_a_centre = FILL_OPEN;
    fill->sample_every = plan->cases * plan->centre_count / fill->centre_count / FILL_SAMPLES_MAX + 1;
    return RESULT_OK;
}

/* ---- making, on a thread of its own ---- */

static struct block *block_new(void)
{
    struct block *block = calloc(1, sizeof(*block));
    struct arena *arena = arena_new(BLOCK_ARENA);
    if (block == NULL || arena == NULL) {
        free(block);
        arena_free(arena);
        return NULL;
    }
    block->arena = arena;
    block->cases = arena_array(arena, BLOCK_CASES, sizeof(*block->cases));
    block->closes = arena_array(arena, BLOCK_CASES, sizeof(*block->closes));
    block->centres = arena_array(arena, BLOCK_CASES, sizeof(*block->centres));
    return block;
}

static void block_free(struct block *block)
{
    if (block == NULL)
        return;
    arena_free(block->arena);
    free(block);
}

/* False when the one who writes has given up. */
static bool hand_over(struct fill *fill, struct block *block)
{
    (void)pthread_mutex_lock(&fill->mutex);
    while (fill->waiting == BLOCKS && !fill->stopped)
        (void)pthread_cond_wait(&fill->changed, &fill->mutex);
    bool taken = !fill->stopped;
    if (taken)
        fill->blocks[fill->waiting++] = block;
    (void)pthread_cond_broadcast(&fill->changed);
    (void)pthread_mutex_unlock(&fill->mutex);
    if (!taken)
        block_free(block);
    return taken;
}

struct maker { struct fill *fill; struct block *block; struct buffer text; };

static enum result make_one(struct maker *maker, size_t centre, size_t day, int serial, bool open)
{
    struct fill *fill = maker->fill;
    uint64_t number = fill->made;
    size_t other = (centre + 1 + resident_bits(number) % (fill->centre_count - 1)) % fill->centre_count;
    bool split = number % 100 < SPLIT_OF_100;
    struct block *block;
    if (maker->block != NULL && maker->block->count == BLOCK_CASES) {
        block = maker->block;
        maker->block = NULL;
        if (!hand_over(fill, block))
            return RESULT_BUSY;
    }
    if (maker->block == NULL)
        maker->block = block_new();
    block = maker->block;
    if (block == NULL || block->centres == NULL)
        return RESULT_NO_MEMORY;
    struct made_wish wish = {
        .number = number, .receiving = fill->centres[centre], .responsible = fill->centres[split ? other : centre],
        .day = fill->days[day], .last_day = fill->days[fill->day_count - 1], .serial = serial, .until = open ? MADE_OPEN : MADE_DELIVERED,
        .answers = day + KEYS_DAYS >= fill->day_count};
    enum result result = make_case(fill->plan->city->templates, block->arena, &maker->text, &wish, &block->cases[block->count]);
    block->centres[block->count++] = (uint16_t)centre;
    fill->made++;
    return result;
}

/* One centre's cases of one day; a second centre of a division goes on with the first one's serials. */
static enum result make_day(struct maker *maker, size_t centre, size_t day, int *serial)
{
    struct fill *fill = maker->fill;
    size_t slots = fill->centre_count * fill->day_count, slot = day * fill->centre_count + centre;
    uint64_t all_open = fill->open_a_centre * fill->centre_count, closed = fill->plan->cases > all_open ? fill->plan->cases - all_open : 0;
    uint64_t finished = (slot + 1) * closed / slots - slot * closed / slots;
    size_t last = day + OPEN_DAYS - fill->day_count;
    uint64_t open = day + OPEN_DAYS < fill->day_count ? 0
                  : (last + 1) * fill->open_a_centre / OPEN_DAYS - last * fill->open_a_centre / OPEN_DAYS;
    enum result result = RESULT_OK;
    for (uint64_t i = 0; i < finished + open && result == RESULT_OK; i++)
        result = make_one(maker, centre, day, ++*serial, i >= finished);
    return result;
}

static bool same_division(const struct fill *fill, size_t centre)
{
    return centre + 1 < fill->centre_count && strncmp(fill->centres[centre]->place->code, fill->centres[centre + 1]->place->code, 9) == 0;
}

static void *make_all(void *argument)
{
    struct fill *fill = argument;
    struct maker maker = {.fill = fill};
    enum result result = RESULT_OK;
    int serial = 0;
    buffer_init(&maker.text, (size_t)1 << 20);
    for (size_t day = 0; day < fill->day_count && result == RESULT_OK; day++)
        for (size_t centre = 0; centre < fill->centre_count && result == RESULT_OK; centre++) {
            result = make_day(&maker, centre, day, &serial);
            if (same_division(fill, centre))
                continue;
            if (serial > 0 && maker.block != NULL)
                maker.block->closes[maker.block->count - 1] = true;
            serial = 0;
        }
    if (maker.block != NULL && result == RESULT_OK)
        (void)hand_over(fill, maker.block);
    else
        block_free(maker.block);
    buffer_free(&maker.text);
    (void)pthread_mutex_lock(&fill->mutex);
    fill->finished = true;
    fill->made_result = result;
    (void)pthread_cond_broadcast(&fill->changed);
    (void)pthread_mutex_unlock(&fill->mutex);
    return NULL;
}

/* ---- writing ---- */

/* NULL when all is made. */
static struct block *take(struct fill *fill)
{
    struct block *block = NULL;
    (void)pthread_mutex_lock(&fill->mutex);
    while (fill->waiting == 0 && !fill->finished)
        (void)pthread_cond_wait(&fill->changed, &fill->mutex);
    if (fill->waiting > 0) {
        block = fill->blocks[0];
        memmove(fill->blocks, fill->blocks + 1, --fill->waiting * sizeof(fill->blocks[0]));
    }
    (void)pthread_cond_broadcast(&fill->changed);
    (void)pthread_mutex_unlock(&fill->mutex);
    return block;
}

static enum result write_answer(struct fill *fill, struct arena *arena, const struct made_case *made, size_t event)
{
    struct idempotency_record record;
    enum result result = made_answer_seal(fill->plan->city->templates, arena, made, event, fill->result->keys++, made->events[event].at, &record);
    return result == RESULT_OK ? idempotency_insert(fill->session, &record) : result;
}

static enum result write_case(struct fill *fill, struct arena *arena, struct made_case *made)
{
    struct case_record *record = &made->record;
    int64_t revision = record->revision;
    enum result result = case_insert(fill->session, record, &made->lights);
    for (size_t i = 0; i < made->event_count && result == RESULT_OK; i++) {
        record->revision = (int64_t)i + 1;
        result = case_add_event(fill->session, record, &made->events[i]);
        if (result == RESULT_OK && made->answers[i] != NULL)
            result = write_answer(fill, arena, made, i);
    }
    record->revision = revision;
    fill->result->events += made->event_count;
    fill->result->cases++;
    return result;
}

static enum result write_serial(struct fill *fill, const struct case_record *record)
{
    char division[10], digits[7];
    int64_t last = 0;
    (void)snprintf(division, sizeof(division), "%.9s", record->receiving);
    (void)snprintf(digits, sizeof(digits), "%.6s", record->number + CASE_NUMBER_SIZE - 8);
    if (!text_parse_int64(digits, &last))
        return RESULT_INTERNAL;
    return db_run(fill->session, &close_serial,
                  DB_VALUES(db_integer(record->district), db_text(division), db_integer(record->facts.received_on), db_integer(last)), NULL);
}

static void keep_sample(struct fill *fill, const struct made_case *made, size_t centre)
{
    struct fill_result *result = fill->result;
    if (fill->plan_centres[centre] < 0 || fill->sampled++ % fill->sample_every != 0 || result->sample_count == FILL_SAMPLES_MAX)
        return;
    struct fill_sample *sample = &result->samples[result->sample_count++];
    memcpy(sample->number, made->record.number, sizeof(sample->number));
    memcpy(sample->id_number, made->resident.id_number, sizeof(sample->id_number));
    sample->centre = (uint16_t)fill->plan_centres[centre];
}

static enum result write_block(struct fill *fill, struct block *block)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < block->count && result == RESULT_OK; i++) {
        result = write_case(fill, block->arena, &block->cases[i]);
        if (result == RESULT_OK && block->closes[i])
            result = write_serial(fill, &block->cases[i].record);
        keep_sample(fill, &block->cases[i], block->centres[i]);
    }
    return result == RESULT_OK ? db_flush(fill->session) : result;
}

static void tell(const struct fill *fill, int64_t begin_us)
{
    double seconds = (double)(clock_monotonic_us() - begin_us) / 1e6;
    (void)printf("filled: %llu of %llu cases, %.0f a second\n", (unsigned long long)fill->result->cases, (unsigned long long)fill->plan->cases,
                 (double)fill->result->cases / seconds);
    (void)fflush(stdout);
}

static enum result write_all(struct fill *fill)
{
    int64_t begin_us = clock_monotonic_us();
    enum result result = db_begin(fill->session);
    struct block *block;
    for (size_t count = 1; (block = take(fill)) != NULL; count++) {
        if (result == RESULT_OK)
            result = write_block(fill, block);
        if (result == RESULT_OK && count % (fill->sqlite ? BLOCKS_A_COMMIT : 1) == 0) {
            if (count % BLOCKS_A_COMMIT == 0)
                tell(fill, begin_us);
            result = db_commit(fill->session);
            if (result == RESULT_OK)
                result = db_begin(fill->session);
        }
        block_free(block);
        if (result != RESULT_OK) {
            (void)pthread_mutex_lock(&fill->mutex);
            fill->stopped = true;
            (void)pthread_cond_broadcast(&fill->changed);
            (void)pthread_mutex_unlock(&fill->mutex);
        }
    }
    if (result == RESULT_OK)
        result = db_commit(fill->session);
    fill->result->seconds = (double)(clock_monotonic_us() - begin_us) / 1e6;
    tell(fill, begin_us);
    return result == RESULT_OK ? fill->made_result : result;
}

static enum result prepare_writing(struct fill *fill)
{
    for (struct db_statement *const *setting = sqlite_settings; fill->sqlite && *setting != NULL; setting++) {
        struct db_rows rows;
        db_query(fill->session, *setting, DB_NO_VALUES, &rows);
        while (db_next(&rows)) {
        }
        enum result result = db_rows_close(&rows);
        if (result != RESULT_OK)
            return result;
    }
    return RESULT_OK;
}

static enum result fill_all(struct fill *fill)
{
    pthread_t maker;
    (void)mallopt(M_MMAP_THRESHOLD, 64 << 20); /* blocks come and go: their memory stays with the process */
    (void)mallopt(M_TRIM_THRESHOLD, 256 << 20);
    enum result result = open_all(fill);
    if (result == RESULT_OK)
        result = prepare_writing(fill);
    if (result != RESULT_OK)
        return result;
    if (pthread_create(&maker, NULL, make_all, fill) != 0)
        return RESULT_NO_MEMORY;
    result = write_all(fill);
    (void)pthread_join(maker, NULL);
    return result;
}

enum result fill_run(const struct fill_plan *plan, struct fill_result *ret_result)
{
    struct fill *fill = calloc(1, sizeof(*fill));
    enum result result = RESULT_NO_MEMORY;
    *ret_result = (struct fill_result){.samples = calloc(FILL_SAMPLES_MAX, sizeof(*ret_result->samples))};
    if (fill != NULL && ret_result->samples != NULL) {
        *fill = (struct fill){.plan = plan, .result = ret_result};
        (void)pthread_mutex_init(&fill->mutex, NULL);
        (void)pthread_cond_init(&fill->changed, NULL);
        result = fill_all(fill);
        db_session_close(fill->session);
        db_close(fill->db);
    }
    if (result != RESULT_OK)
        (void)fprintf(stderr, "bench: the database could not be filled: %s\n", result_name(result));
    free(fill);
    return result;
}
