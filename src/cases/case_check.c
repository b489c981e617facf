/* Recounting the invariants of cases. */
#include "cases/case_check.h"

#include <stdio.h>

#include "base/text.h"
#include "cases/case_application.h"
#include "cases/case_log.h"
#include "cases/cases.h"

#define CHECK_ARENA ((size_t)16 * 1024 * 1024)
#define CHECK_PORTION 256

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

struct checking { struct request request; struct db_session *session; struct arena *list; struct report *report; };

/* The cases of a district after one another, in portions. */
static enum result check_district(struct checking *checking, int64_t district)
{
    enum result result = RESULT_OK;
    char after[64] = "";
    size_t count = CHECK_PORTION;
    while (result == RESULT_OK && count == CHECK_PORTION) {
        const char *numbers[CHECK_PORTION];
        arena_reset(checking->list);
        result = case_check_list(checking->session, checking->list, district, after, numbers, CHECK_PORTION, &count);
        for (size_t i = 0; result == RESULT_OK && i < count; i++) {
            arena_reset(checking->request.arena);
            checking->request.errors = (struct field_errors){.arena = checking->request.arena};
            check_seal(&checking->request, checking->session, numbers[i], checking->report);
            (void)text_copy(after, sizeof(after), numbers[i]);
        }
    }
    return result;
}

/* A case without events has been told of already; so every district with a case has a counter. */
static void check_seals(struct checking *checking)
{
    struct case_position *districts = NULL;
    size_t count = 0;
    struct arena *arena = arena_new(CHECK_ARENA);
    enum result result = arena != NULL ? case_log_positions(checking->session, arena, &districts, &count) : RESULT_NO_MEMORY;
    for (size_t i = 0; result == RESULT_OK && i < count; i++)
        result = check_district(checking, districts[i].district);
    if (result != RESULT_OK)
        tell(checking->report, "cases.check_each", "could not be gone through");
    arena_free(arena);
}

int64_t cases_check(struct context *context, struct db_session *session, void (*line)(void *sink, const char *line), void *sink)
{
    struct report report = {.line = line, .sink = sink};
    struct checking checking = {.request = {.context = context, .arena = arena_new(CHECK_ARENA)}, .session = session,
                                .list = arena_new(CHECK_ARENA), .report = &report};
    for (size_t i = 0; case_invariants[i].statement != NULL; i++)
        check_invariant(session, &case_invariants[i], &report);
    if (checking.request.arena == NULL || checking.list == NULL)
        tell(&report, "cases", "there is no memory to open them");
    else if (context->keyring != NULL)
        check_seals(&checking);
    arena_free(checking.list);
    arena_free(checking.request.arena);
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
