#include "engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "cases/cases.h"
#include "http/http.h"
#include "http/idempotency.h"

#define POOL 10000
#define POOL_MEMORY ((size_t)512 << 20)
#define CENTRES 32
#define SPLIT_OF_100 8

static struct db_statement go_through_persons = DB_STATEMENT("bench.go_through_persons", "SELECT sum(length(item)) FROM cases WHERE person >= $1");
static struct db_statement *const engine_statements[] = {&go_through_persons, NULL};
static const db_statement_list statements[] = {idempotency_statements, cases_statements, engine_statements, NULL};

struct engine {
    const struct city *city;
    struct arena *arena;
    struct made_case *pool;
    struct db *db;
    struct db_session *session;
    uint64_t first, written;
    size_t batch;
    struct arena *sealing;              /* of one batch: */
    struct idempotency_record *answers; /* its answers, each sealed under its own key */
};

static enum result make_pool(struct engine *engine)
{
    const struct city *city = engine->city;
    size_t step = city->centre_count > CENTRES ? city->centre_count / CENTRES : 1;
    struct buffer text;
    enum result result = RESULT_OK;
    engine->pool = arena_array(engine->arena, POOL, sizeof(*engine->pool));
    buffer_init(&text, (size_t)1 << 20);
    for (size_t i = 0; i < POOL && result == RESULT_OK; i++) {
        size_t centre = i * step % city->centre_count;
        const struct made_centre *receiving = &city->centres[centre];
        struct made_wish wish = {
            .number = engine->first + i, .receiving = receiving,
            .responsible = i % 100 < SPLIT_OF_100 ? &city->centres[(centre + step) % city->centre_count] : receiving,
            .day = city->today, .last_day = city->today, .serial = 1, .until = MADE_RECEIVED, .answers = true};
        result = engine->pool == NULL ? RESULT_NO_MEMORY : make_case(city->templates, engine->arena, &text, &wish, &engine->pool[i]);
    }
    buffer_free(&text);
    return result;
}

/* Sealing is no work of the engine: it is done before a batch is timed. */
static enum result seal_answers(struct engine *engine)
{
    enum result result = RESULT_OK;
    arena_reset(engine->sealing);
    engine->answers = arena_array(engine->sealing, engine->batch, sizeof(*engine->answers));
    for (size_t i = 0; engine->answers != NULL && i < engine->batch && result == RESULT_OK; i++) {
        uint64_t number = engine->written + i;
        result = made_answer_seal(engine->city->templates, engine->sealing, &engine->pool[number % POOL], 0, engine->first + number,
                                  clock_now_ms(), &engine->answers[i]);
    }
    return engine->answers == NULL ? RESULT_NO_MEMORY : result;
}

static enum result write_acceptance(struct engine *engine, const struct idempotency_record *answer)
{
    struct made_case *made = &engine->pool[engine->written++ % POOL];
    struct case_record record = made->record;
    char division[10], number[CASE_NUMBER_SIZE];
    int serial = 0;
    (void)text_copy(division, sizeof(division), record.receiving);
    enum result result = case_next_serial(engine->session, record.district, division, record.facts.received_on, &serial);
    if (result != RESULT_OK)
        return result;
    case_number_make(number, division, record.facts.received_on, serial);
    record.number = number;
    result = case_insert(engine->session, &record, &made->lights);
    if (result == RESULT_OK)
        result = case_add_event(engine->session, &record, &made->events[0]);
    return result == RESULT_OK ? idempotency_insert(engine->session, answer) : result;
}

static int64_t cpu_us(void)
{
    struct timespec used;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static enum result write_batches(struct engine *engine, double seconds, struct engine_result *ret_result)
{
    int64_t took = 0, used = 0;
    enum result result = RESULT_OK;
    while (result == RESULT_OK && (double)took < seconds * 1e6 && (result = seal_answers(engine)) == RESULT_OK) {
        int64_t begin = clock_monotonic_us(), cpu_begin = cpu_us();
        result = db_begin(engine->session);
        for (size_t i = 0; i < engine->batch && result == RESULT_OK; i++)
            result = write_acceptance(engine, &engine->answers[i]);
        if (result == RESULT_OK)
            result = db_commit(engine->session);
        took += clock_monotonic_us() - begin;
        used += cpu_us() - cpu_begin;
    }
    ret_result->per_s = took > 0 ? (double)engine->written / ((double)took / 1e6) : 0;
    ret_result->cpu_us_a_row = engine->written > 0 ? (double)used / (double)engine->written : 0;
    return result;
}

static double bytes_a_row(const struct engine *engine)
{
    size_t bytes = 0;
    for (size_t i = 0; i < POOL; i++)
        bytes += engine->pool[i].record.sealed_size + engine->pool[i].answers[0]->size;
    return (double)bytes / POOL;
}

enum result engine_run(const struct city *city, const char *database, uint64_t first, size_t batch, double seconds, struct engine_result *ret_result)
{
    struct engine engine = {.city = city, .arena = arena_new(POOL_MEMORY), .first = first, .batch = batch, .sealing = arena_new(POOL_MEMORY)};
    char fault[300] = "";
    *ret_result = (struct engine_result){0};
    enum result result = engine.arena == NULL || engine.sealing == NULL ? RESULT_NO_MEMORY : make_pool(&engine);
    if (result == RESULT_OK)
        result = db_open(database, statements, &engine.db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = db_session_open(engine.db, DB_WRITE, &engine.session);
    if (result == RESULT_OK)
        result = write_batches(&engine, seconds, ret_result);
    if (result == RESULT_OK)
        ret_result->bytes_a_row = bytes_a_row(&engine);
    else
        (void)fprintf(stderr, "bench: the engine's part failed: %s %s\n", result_name(result), fault);
    db_session_close(engine.session);
    db_close(engine.db);
    arena_free(engine.sealing);
    arena_free(engine.arena);
    return result;
}

static enum result go_through(struct db *db)
{
    struct db_session *session = NULL;
    struct db_rows rows;
    db_read_ahead(db);
    enum result result = db_session_open(db, DB_READ, &session);
    if (result != RESULT_OK)
        return result;
    db_query(session, &go_through_persons, DB_VALUES(db_blob("", 0)), &rows);
    while (db_next(&rows))
        ;
    result = db_rows_close(&rows);
    db_session_close(session);
    return result;
}

enum result engine_warm_up(const char *database)
{
    struct db *db = NULL;
    char fault[300] = "";
    enum result result = db_open(database, statements, &db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = go_through(db);
    db_close(db);
    if (result != RESULT_OK)
        (void)fprintf(stderr, "bench: %s cannot be gone through: %s %s\n", database, result_name(result), fault);
    return result;
}
