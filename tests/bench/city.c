#include "city.h"

#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/text.h"
#include "cases/cases.h"

#define CITY_ARENA ((size_t)64 << 20)

static struct db_statement name_of = DB_STATEMENT("bench.name_of", "SELECT name FROM staff WHERE username = $1");
static struct db_statement list_delivered = DB_STATEMENT("bench.list_delivered",
    "SELECT min(number) FROM cases WHERE state = $1 AND CASE WHEN receiving = responsible THEN 1 ELSE 0 END = $2 GROUP BY item");
static struct db_statement list_answers = DB_STATEMENT("bench.list_answers",
    "SELECT key, answer FROM idempotency WHERE status = $1 ORDER BY created_at DESC LIMIT $2");
static struct db_statement *const city_statements[] = {&name_of, &list_delivered, &list_answers, NULL};
static const db_statement_list statements[] = {places_statements, cases_statements, city_statements, NULL};

static enum result name_of_staff(struct city *city, struct db_session *session, const char *username, const char **ret_name)
{
    struct db_rows rows;
    *ret_name = NULL;
    db_query(session, &name_of, DB_VALUES(db_text(username)), &rows);
    while (db_next(&rows))
        *ret_name = db_column_copy(&rows, 0, city->arena);
    enum result result = db_rows_close(&rows);
    return result == RESULT_OK && *ret_name == NULL ? RESULT_NOT_FOUND : result;
}

static enum result add_centre(struct city *city, struct db_session *session, const struct place_centre *place)
{
    struct made_centre *centre = &city->centres[city->centre_count++];
    centre->place = place;
    centre->clerk = arena_format(city->arena, "clerk.%s", place->code);
    centre->reviewer = arena_format(city->arena, "reviewer.%s", place->code);
    if (centre->clerk == NULL || centre->reviewer == NULL || !text_parse_int64(place->district->code, &centre->district))
        return RESULT_NO_MEMORY;
    enum result result = name_of_staff(city, session, centre->clerk, &centre->clerk_name);
    return result == RESULT_OK ? name_of_staff(city, session, centre->reviewer, &centre->reviewer_name) : result;
}

static enum result list_centres(struct city *city, struct db_session *session)
{
    enum result result = RESULT_OK;
    for (size_t i = 0; i < city->places->centre_count && city->centre_count < CITY_CENTRES_MAX && result == RESULT_OK; i++) {
        const struct place_centre *place = &city->places->centres[i];
        if (place->kind == CENTRE_FULL && place_centre_is_valid(place, city->today))
            result = add_centre(city, session, place);
    }
    return result;
}

/* Numbers of delivered cases, one an item. */
static enum result list_numbers(struct city *city, struct db_session *session, bool split, const char **numbers, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_delivered, DB_VALUES(db_integer(CASE_delivered), db_integer(!split)), &rows);
    while (*ret_count < TEMPLATES_MAX && db_next(&rows))
        numbers[(*ret_count)++] = db_column_copy(&rows, 0, city->arena);
    enum result result = db_rows_close(&rows);
    return result == RESULT_OK && *ret_count == 0 ? RESULT_NOT_FOUND : result;
}

static enum result add_answers(struct city *city, struct db_session *session, bool of_action, int status)
{
    struct db_rows rows;
    enum result result = RESULT_OK;
    size_t key_size = 0, count = 0;
    db_query(session, &list_answers, DB_VALUES(db_integer(status), db_integer(TEMPLATES_MAX)), &rows);
    while (result == RESULT_OK && db_next(&rows)) {
        struct idempotency_record kept = {.status = status, .key = db_column_copy_blob(&rows, 0, city->arena, &key_size)};
        kept.answer = db_column_copy_blob(&rows, 1, city->arena, &kept.answer_size);
        result = key_size == IDEMPOTENCY_KEY_SIZE ? templates_add_answer(city->templates, of_action, &kept) : RESULT_CORRUPT;
        count++;
    }
    enum result closed = db_rows_close(&rows);
    return result != RESULT_OK ? result : closed == RESULT_OK && count == 0 ? RESULT_NOT_FOUND : closed;
}

static enum result add_templates(struct city *city, struct db_session *session)
{
    const char *numbers[TEMPLATES_MAX];
    size_t count = 0;
    enum result result = templates_new(city->keyring, city->places, city->arena, &city->templates);
    for (int split = 0; split < 2 && result == RESULT_OK; split++) {
        result = list_numbers(city, session, split, numbers, &count);
        for (size_t i = 0; i < count && result == RESULT_OK; i++)
            result = templates_add(city->templates, session, split, numbers[i]);
    }
    if (result == RESULT_OK)
        result = add_answers(city, session, false, 201);
    return result == RESULT_OK ? add_answers(city, session, true, 200) : result;
}

static enum result read_all(struct city *city, struct db_session *session, char *fault, size_t fault_size)
{
    enum result result = places_open(session, &city->places, fault, fault_size);
    if (result == RESULT_OK)
        result = list_centres(city, session);
    return result == RESULT_OK ? add_templates(city, session) : result;
}

enum result city_open(struct city *city, const char *database, const char *key_file)
{
    struct db *db = NULL;
    struct db_session *session = NULL;
    char fault[300] = "";
    *city = (struct city){.arena = arena_new(CITY_ARENA), .today = day_of_ms(clock_now_ms())};
    enum result result = city->arena == NULL ? RESULT_NO_MEMORY : crypto_start();
    if (result == RESULT_OK)
        result = keyring_open(key_file, false, &city->keyring);
    if (result == RESULT_OK)
        result = db_open(database, statements, &db, fault, sizeof(fault));
    if (result == RESULT_OK)
        result = db_session_open(db, DB_READ, &session);
    if (result == RESULT_OK)
        result = read_all(city, session, fault, sizeof(fault));
    db_session_close(session);
    db_close(db);
    if (result != RESULT_OK)
        (void)fprintf(stderr, "bench: %s cannot be used: %s %s\n", database, result_name(result), fault);
    return result;
}

void city_close(struct city *city)
{
    places_close(city->places);
    keyring_free(city->keyring);
    arena_free(city->arena);
    *city = (struct city){0};
}
