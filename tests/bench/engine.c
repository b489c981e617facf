#include "engine.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "cases/case_store.h"
#include "cases/cases.h"
#include "crypto/crypto.h"
#include "http/http.h"
#include "http/idempotency.h"
#include "places/places.h"

#define SAMPLES_MAX 2000
#define SAMPLE_MEMORY ((size_t)256 << 20)

static struct db_statement list_answers = DB_STATEMENT("bench.list_answers",
    "SELECT answer FROM idempotency WHERE status = 201 ORDER BY created_at DESC LIMIT $1");
static struct db_statement *const bench_statements[] = {&list_answers, NULL};
static const db_statement_list statements[] = {http_statements, places_statements, cases_statements, bench_statements, NULL};

/* One acceptance as it was written. */
struct sample {
    struct case_record record;
    struct case_lights lights;
    struct case_event event;
    const void *answer; size_t answer_size;
};

struct engine {
    struct arena *arena;
    struct places *places;
    struct sample *samples; size_t count;
    uint64_t keys;
};

/* ---- copying ---- */

struct first_event { struct arena *arena; struct case_event event; bool found; };

static void keep_first(void *context, const struct case_event *event)
{
    struct first_event *first = context;
    if (first->found)
        return;
    first->found = true;
    first->event = *event;
    first->event.action = arena_copy_text(first->arena, event->action);
    first->event.actor = arena_copy_text(first->arena, event->actor);
    first->event.centre = arena_copy_text(first->arena, event->centre);
}

/* As it was when it was accepted: a case on its way may have arrived meanwhile. */
static enum result copy_case(struct engine *engine, struct db_session *session, const char *number, struct sample *sample)
{
    struct first_event first = {.arena = engine->arena};
    struct case_record *record = &sample->record;
    enum result result = case_load(session, engine->arena, number, record);
    if (result == RESULT_OK)
        result = case_each_event(session, number, keep_first, &first);
    if (result != RESULT_OK)
        return result;
    record->revision = 1;
    record->facts.state = record->facts.one_house ? CASE_received : CASE_in_transit;
    record->wake_at = case_wake_at(&record->facts, record->received_at);
    sample->lights = case_lights(&record->facts, places_calendar(engine->places));
    sample->event = first.event;
    return RESULT_OK;
}

static enum result copy_answers(struct engine *engine, struct db_session *session)
{
    struct db_rows rows;
    size_t count = 0;
    db_query(session, &list_answers, DB_VALUES(db_integer((int64_t)engine->count)), &rows);
    while (count < engine->count && db_next(&rows)) {
        struct sample *sample = &engine->samples[count++];
        sample->answer = db_column_copy_blob(&rows, 0, engine->arena, &sample->answer_size);
    }
    enum result result = db_rows_close(&rows);
    return result == RESULT_OK && count < engine->count ? RESULT_NOT_FOUND : result;
}

static enum result copy_samples(struct engine *engine, const char *from, const char *const *numbers, size_t count)
{
    struct db *db = NULL;
    struct db_session *session = NULL;
    char fault[300] = "";
    engine->count = count < SAMPLES_MAX ? count : SAMPLES_MAX;
    engine->samples = arena_array(engine->arena, engine->count, sizeof(*engine->samples));
    enum result result = engine->samples == NULL ? RESULT_NO_MEMORY : db_open(from, statements, &db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = db_session_open(db, DB_READ, &session);
    if (result == RESULT_OK)
        result = places_open(session, &engine->places, fault, sizeof(fault));
    for (size_t i = 0; result == RESULT_OK && i < engine->count; i++)
        result = copy_case(engine, session, numbers[i * (count / engine->count)], &engine->samples[i]);
    if (result == RESULT_OK)
        result = copy_answers(engine, session);
    db_session_close(session);
    db_close(db);
    return result;
}

/* ---- writing ---- */

static enum result write_key(struct engine *engine, struct db_session *session, const struct sample *sample)
{
    uint8_t digest[SM3_SIZE];
    uint64_t key = engine->keys++;
    for (size_t i = 0; i < sizeof(digest); i += sizeof(key)) { /* as scattered as a digest */
        key = (key ^ key >> 29) * UINT64_C(0xBF58476D1CE4E5B9) + 1;
        memcpy(digest + i, &key, sizeof(key));
    }
    struct idempotency_record record = {
        .district = sample->record.district, .key = digest, .request = digest, .status = 201, .answer = sample->answer,
        .answer_size = sample->answer_size, .created_at = sample->record.received_at};
    return idempotency_insert(session, &record);
}

static enum result write_acceptance(struct engine *engine, struct db_session *session, const struct sample *sample)
{
    struct case_record record = sample->record;
    char division[10], number[CASE_NUMBER_SIZE];
    int serial = 0;
    (void)text_copy(division, sizeof(division), record.receiving);
    for (size_t i = 0; i < BLIND_SIZE; i += 8) { /* another person every time */
        uint64_t bits = (engine->keys + i + 1) * UINT64_C(0x9E3779B97F4A7C15);
        memcpy(record.person + i, &bits, sizeof(bits));
    }
    enum result result = case_next_serial(session, record.district, division, record.facts.received_on, &serial);
    if (result != RESULT_OK)
        return result;
    case_number_make(number, division, record.facts.received_on, serial);
    record.number = number;
    result = case_insert(session, &record, &sample->lights);
    if (result == RESULT_OK)
        result = case_add_event(session, &record, &sample->event);
    return result == RESULT_OK ? write_key(engine, session, sample) : result;
}

static int64_t cpu_us(void)
{
    struct timespec used;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static enum result write_batches(struct engine *engine, struct db_session *session, size_t batch, double seconds,
                                 struct engine_result *ret_result)
{
    int64_t begin = clock_monotonic_us(), end = begin + (int64_t)(seconds * 1e6);
    int64_t cpu_begin = cpu_us();
    uint64_t written = 0;
    enum result result = RESULT_OK;
    while (result == RESULT_OK && clock_monotonic_us() < end) {
        result = db_begin(session);
        for (size_t i = 0; i < batch && result == RESULT_OK; i++)
            result = write_acceptance(engine, session, &engine->samples[written++ % engine->count]);
        if (result == RESULT_OK)
            result = db_commit(session);
    }
    ret_result->per_s = (double)written / ((double)(clock_monotonic_us() - begin) / 1e6);
    ret_result->cpu_us_a_row = written > 0 ? (double)(cpu_us() - cpu_begin) / (double)written : 0;
    return result;
}

enum result engine_run(const char *from, const char *into, const char *const *numbers, size_t count, size_t batch, double seconds,
                       struct engine_result *ret_result)
{
    struct engine engine = {.arena = arena_new(SAMPLE_MEMORY), .keys = (uint64_t)clock_now_ms() << 20};
    struct db *db = NULL;
    struct db_session *session = NULL;
    char fault[300] = "";
    size_t bytes = 0;
    *ret_result = (struct engine_result){0};
    enum result result = engine.arena == NULL || count == 0 ? RESULT_INVALID : copy_samples(&engine, from, numbers, count);
    if (result == RESULT_OK)
        result = db_open(into, statements, &db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = db_session_open(db, DB_WRITE, &session);
    if (result == RESULT_OK)
        result = write_batches(&engine, session, batch, seconds, ret_result);
    for (size_t i = 0; result == RESULT_OK && i < engine.count; i++)
        bytes += engine.samples[i].record.sealed_size + engine.samples[i].answer_size;
    ret_result->bytes_a_row = engine.count > 0 ? (double)bytes / (double)engine.count : 0;
    if (result != RESULT_OK)
        (void)fprintf(stderr, "bench: the engine's part failed: %s %s\n", result_name(result), fault);
    db_session_close(session);
    db_close(db);
    places_close(engine.places);
    arena_free(engine.arena);
    return result;
}
