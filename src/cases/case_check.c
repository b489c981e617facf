/* Recounting the invariants of cases. */
#include "cases/case_check.h"

#include <stdio.h>

#include "base/text.h"
#include "cases/case_application.h"
#include "cases/cases.h"

#define CHECK_ARENA ((size_t)16 * 1024 * 1024)

struct report { void (*line)(void *sink, const char *line); void *sink; int64_t faults; };

static void tell(struct report *report, const char *number, const char *sentence)
{
    char line[200];
    (void)snprintf(line, sizeof(line), "%s: %s", number != NULL ? number : "?", sentence);
    report->faults++;
    report->line(report->sink, line);
}

static void check_invariant(struct db_session *session, const struct case_invariant *invariant, struct report *report)
{
    struct db_rows rows;
    db_query(session, invariant->statement, DB_NO_VALUES, &rows);
    while (db_next(&rows))
        tell(report, db_column_text(&rows, 0), invariant->sentence);
    if (db_rows_close(&rows) != RESULT_OK)
        tell(report, invariant->statement->name, "could not be counted");
}

/* One case opened as a request would. */
static void check_seal(struct request *request, struct db_session *session, const char *number, struct report *report)
{
    struct case_record record;
    struct case_application application;
    if (case_load(session, request->arena, number, &record) != RESULT_OK)
        tell(report, number, "its number has a wrong check character, or it cannot be read");
    else if (case_application_open(request, &record, &application) != RESULT_OK)
        tell(report, number, "its seal does not open");
    else if (application.complete != record.complete)
        tell(report, number, "says wrongly whether it is complete");
}

int64_t cases_check(struct context *context, struct db_session *session, void (*line)(void *sink, const char *line), void *sink)
{
    struct report report = {.line = line, .sink = sink};
    struct request request = {.context = context, .arena = arena_new(CHECK_ARENA)};
    struct arena *place = arena_new(4096);
    char number[64] = "";
    int64_t district = 0;
    for (size_t i = 0; case_invariants[i].statement != NULL; i++)
        check_invariant(session, &case_invariants[i], &report);
    while (context->keyring != NULL && request.arena != NULL && place != NULL) {
        const char *next = number;
        arena_reset(place);
        arena_reset(request.arena);
        request.errors = (struct field_errors){.arena = request.arena};
        if (case_check_next(session, place, &district, &next) != RESULT_OK)
            break;
        (void)text_copy(number, sizeof(number), next);
        check_seal(&request, session, number, &report);
    }
    arena_free(place);
    arena_free(request.arena);
    return report.faults;
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
