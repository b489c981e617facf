/* Recounting the invariants of cases. In pages: memory does not grow with the number of cases. It may run beside the server: what
 * changes while it is looked at is looked at again. */
#include "cases/case_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_application.h"
#include "cases/case_log.h"
#include "cases/case_use.h"
#include "cases/cases.h"
#include "catalogue/catalogue.h"
#include "crypto/crypto.h"
#include "http/idempotency.h"
#include "places/places.h"

#define CHECK_ARENA ((size_t)16 * 1024 * 1024)
#define PAGE 500
#define LOOKS_MAX 5               /* at a case that others act on meanwhile */
#define WORTH_TELLING 100000      /* cases; less is done before anybody wonders */

struct check {
    struct request request;       /* carries context, arena and errors to what opens an application */
    struct db_session *session;
    const struct cases_check_report *report;
    struct cases_counts counts;
    int64_t faults, done, told;   /* cases gone through, and when that was said last */
};

static void tell(struct check *check, const char *what, const char *sentence)
{
    char line[300];
    (void)snprintf(line, sizeof(line), "%s: %s", what != NULL ? what : "?", sentence);
    check->faults++;
    check->report->line(check->report->sink, line);
}

static void __attribute__((format(printf, 2, 3))) say_where(struct check *check, const char *format, ...)
{
    char line[200];
    va_list arguments;
    if (check->report->progress == NULL || check->counts.cases < WORTH_TELLING)
        return;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    check->report->progress(check->report->sink, line);
}

static void check_invariants(struct check *check, const struct case_invariant *list)
{
    for (const struct case_invariant *one = list; one->statement != NULL; one++) {
        struct db_rows rows;
        say_where(check, "looking for: %s", one->sentence);
        db_query(check->session, one->statement, DB_NO_VALUES, &rows);
        while (db_next(&rows))
            tell(check, db_column_text(&rows, 0), one->sentence);
        if (db_rows_close(&rows) != RESULT_OK)
            tell(check, one->statement->name, "could not be counted");
    }
}

/* ---- one case after the other ---- */

static const char *check_application(struct check *check, const struct case_record *record)
{
    struct request *request = &check->request;
    struct case_application application;
    uint8_t person[BLIND_SIZE];
    if (case_application_open(request, record, READ_AGAIN, &application) != RESULT_OK)
        return "its seal does not open";
    if (application.complete != record->complete)
        return "says wrongly whether it is complete";
    case_person_blind(request->context->keyring, request->arena, application.applicant.id_type, application.applicant.id_number, person);
    if (!crypto_equal(person, record->person, BLIND_SIZE))
        return "is found under another person than its applicant";
    return NULL;
}

static const char *check_places(const struct check *check, const struct case_record *record)
{
    const struct context *context = check->request.context;
    if (catalogue_item(context->catalogue, record->item) == NULL)
        return "its item is not in the catalogue";
    if (place_centre(context->places, record->receiving) == NULL || place_centre(context->places, record->responsible) == NULL)
        return "one of its centres does not exist";
    return NULL;
}

/* Where it stands, its row must show the clock that runs. */
static const char *check_row(struct check *check, const struct case_record *record, const char *centre, int side)
{
    struct case_lights row, lights = case_lights(&record->facts, places_calendar(check->request.context->places));
    enum result result = case_check_row(check->session, check->request.arena, record, centre, side, &row);
    if (result == RESULT_NOT_FOUND)
        return NULL; /* told by the invariants */
    if (result != RESULT_OK)
        return "its row of the worklist cannot be read";
    bool same = row.due == lights.due && text_equal(row.kind, lights.kind) && case_same_limit(record, row.blue_on, lights.blue_on) &&
                case_same_limit(record, row.yellow_on, lights.yellow_on) &&
                record->task_red_on == (lights.red_on == DAY_NONE ? RED_NEVER : lights.red_on);
    return same ? NULL : "its row of the worklist shows another clock than runs";
}

static const char *check_rows(struct check *check, const struct case_record *record)
{
    if (record->task_centre == NULL)
        return NULL;
    const char *other = text_equal(record->task_centre, record->receiving) ? record->responsible : record->receiving;
    const char *fault = check_row(check, record, record->task_centre, WORK_TO_DO);
    return fault != NULL || record->facts.one_house ? fault : check_row(check, record, other, WORK_SENT);
}

static const char *look(struct check *check, const char *number, int64_t *ret_revision)
{
    struct case_record record;
    const struct context *context = check->request.context;
    arena_reset(check->request.arena);
    check->request.errors = (struct field_errors){.arena = check->request.arena};
    if (case_load(check->session, check->request.arena, number, &record) != RESULT_OK)
        return "its number has a wrong check character, or it cannot be read";
    *ret_revision = record.revision;
    const char *fault = check_places(check, &record);
    if (fault == NULL)
        fault = check_rows(check, &record);
    if (fault == NULL && context->keyring != NULL)
        fault = check_application(check, &record);
    if (fault == NULL && context->keyring != NULL)
        fault = case_replay(context, check->session, check->request.arena, &record, &check->counts.events);
    return fault;
}

/* A fault counts when the case stood still while it was looked at. */
static void check_case(struct check *check, const char *number)
{
    int64_t revision = 0, again = 0;
    const char *fault = look(check, number, &revision);
    for (int tries = 1; fault != NULL && tries < LOOKS_MAX; tries++) {
        fault = look(check, number, &again);
        if (again == revision)
            break;
        revision = again;
    }
    if (fault != NULL)
        tell(check, number, fault);
}

/* The cases of a district after one another, in pages. */
static enum result check_district(struct check *check, struct arena *place, int64_t district)
{
    const char *numbers[PAGE];
    char after[64] = "";
    enum result result = RESULT_OK;
    for (size_t count = PAGE; result == RESULT_OK && count == PAGE;) {
        arena_reset(place);
        result = case_check_list(check->session, place, district, after, numbers, PAGE, &count);
        for (size_t i = 0; i < count; i++)
            check_case(check, numbers[i]);
        if (count > 0)
            (void)text_copy(after, sizeof(after), numbers[count - 1]);
        check->done += (int64_t)count;
        if (check->done >= check->told + check->counts.cases / 20) {
            check->told = check->done;
            say_where(check, "%lld of %lld cases", (long long)check->done, (long long)check->counts.cases);
        }
    }
    return result;
}

/* A case without events has been told of already; so every district with a case has a counter. */
static void check_cases(struct check *check)
{
    struct case_position *districts = NULL;
    size_t count = 0;
    struct arena *arena = arena_new(CHECK_ARENA), *place = arena_new(PAGE * 128);
    enum result result = arena != NULL && place != NULL ? case_log_positions(check->session, arena, &districts, &count) : RESULT_NO_MEMORY;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        result = check_district(check, place, districts[i].district);
    if (result != RESULT_OK)
        tell(check, "cases", "could not be gone through to their end");
    arena_free(place);
    arena_free(arena);
}

/* ---- keys of requests ---- */

/* The receipt of an acceptance is the number; that of an action, numbers and a centre. */
static const char *check_answer(struct check *check, const struct idempotency_record *record)
{
    const struct keyring *keyring = check->request.context->keyring;
    struct arena *arena = check->request.arena;
    struct case_record answered;
    struct case_actor actor;
    char hex[2 * IDEMPOTENCY_KEY_SIZE + 1], *opened = NULL;
    size_t size = 0;
    bool there = false;
    const uint8_t *bytes = record->answer;
    if (bytes == NULL || record->answer_size == 0 || record->status < 200 || record->status > 599)
        return "holds no answer";
    if (idempotency_is_sealed(bytes, record->answer_size)) {
        text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
        bool opens = keyring == NULL || crypto_open(keyring, arena, hex, bytes, record->answer_size, &opened, &size) == RESULT_OK;
        return opens ? NULL : "its sealed answer does not open";
    }
    const char *receipt = arena_copy_bytes(arena, bytes, record->answer_size);
    if (receipt != NULL && receipt[0] == 'S')
        return case_number_is_valid(receipt) && case_check_exists(check->session, receipt, &there) == RESULT_OK && there
            ? NULL : "was answered with the number of a case that is not there";
    return receipt != NULL && case_receipt_read(arena, receipt, &answered, &actor) ? NULL : "its receipt cannot be read";
}

static void check_key(void *context, const struct idempotency_record *record)
{
    struct check *check = context;
    char name[80], hex[2 * IDEMPOTENCY_KEY_SIZE + 1];
    check->counts.keys++;
    arena_reset(check->request.arena);
    const char *fault = check_answer(check, record);
    if (fault == NULL)
        return;
    text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
    (void)snprintf(name, sizeof(name), "the key %lld %s of a request", (long long)record->district, hex);
    tell(check, name, fault);
}

int64_t cases_check(struct context *context, struct db_session *session, const struct cases_check_report *report, struct cases_counts *ret_counts)
{
    struct check check = {.request = {.context = context, .arena = arena_new(CHECK_ARENA)}, .session = session, .report = report};
    if (case_check_counts(session, &check.counts.cases, &check.counts.work, &check.counts.looks) != RESULT_OK)
        tell(&check, "cases", "could not be counted");
    check_invariants(&check, case_invariants);
    if (check.request.arena == NULL) {
        tell(&check, "cases", "no memory to look at them");
    } else if (context->places != NULL) {
        check_invariants(&check, case_references);
        check_cases(&check);
        if (idempotency_each(session, check_key, &check) != RESULT_OK)
            tell(&check, "the keys of requests", "could not be read to their end");
    }
    arena_free(check.request.arena);
    if (ret_counts != NULL)
        *ret_counts = check.counts;
    return check.faults;
}

static enum result open_first(struct db_session *session, struct arena *arena, const struct keyring *keyring)
{
    struct case_record record;
    char *opened = NULL;
    size_t size = 0;
    enum result result = case_first_sealed(session, arena, &record);
    if (result == RESULT_NOT_FOUND)
        return RESULT_OK;
    if (result != RESULT_OK || keyring == NULL)
        return result != RESULT_OK ? result : RESULT_NOT_FOUND;
    return case_application_unseal(keyring, arena, &record, &opened, &size);
}

enum result cases_keys_fit(struct db_session *session, const struct keyring *keyring)
{
    struct arena *arena = arena_new(CHECK_ARENA);
    enum result result = arena != NULL ? open_first(session, arena, keyring) : RESULT_NO_MEMORY;
    arena_free(arena);
    return result;
}
