/* Recounting the invariants of cases. First every case in the order in which they were received (case_check_walk.c),
 * each with its events and its rows of worklists (case_check_one.c) and lived through again (case_check_replay.c); then
 * worklists (case_check_work.c) and disclosures. Queries over everything run only when something is known to be wrong,
 * to find what it is. Memory does not grow with the number of cases. It may run beside the server: what changes while
 * it is looked at is looked at again. */
#include "cases/case_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cases/case_application.h"
#include "crypto/crypto.h"
#include "db/together.h"
#include "places/places.h"
#include "staff/staff.h"

#define WORTH_TELLING 100000 /* cases; less is done before anybody wonders */

void case_check_tell(struct case_check *check, const char *what, const char *sentence)
{
    char line[300];
    (void)snprintf(line, sizeof(line), "%s: %s", what != NULL ? what : "?", sentence);
    (void)pthread_mutex_lock(&check->lock);
    check->faults++;
    check->report->fault(check->report->sink, line);
    (void)pthread_mutex_unlock(&check->lock);
}

void case_check_say(struct case_check *check, const char *format, ...)
{
    char line[200];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    (void)pthread_mutex_lock(&check->lock);
    if (check->report->progress != NULL && check->counts.cases >= WORTH_TELLING)
        check->report->progress(check->report->sink, line);
    (void)pthread_mutex_unlock(&check->lock);
}

void case_check_tell_rows(struct case_check *check, struct db_session *session, struct db_statement *statement, int64_t district, const char *sentence)
{
    const struct db_value value = db_integer(district);
    struct db_rows rows;
    db_query(session, statement, &value, district != 0, &rows);
    while (db_next(&rows))
        case_check_tell(check, db_column_text(&rows, 0), sentence);
    if (db_rows_close(&rows) != RESULT_OK)
        case_check_tell(check, statement->name, "could not be counted");
}

/* ---- threads ---- */

struct together {
    struct case_checker *own;
    void (*work)(void *context, struct case_checker *checker);
    void *context;
};

/* A thread that gets no memory leaves its share to the others. */
static void work_with(void *context, struct db_session *session)
{
    struct together *together = context;
    struct case_checker checker = {0};
    if (session == together->own->session) {
        together->work(together->context, together->own);
        return;
    }
    if (case_checker_open(together->own->check, session, &checker) == RESULT_OK)
        together->work(together->context, &checker);
    case_checker_close(&checker);
}

void case_check_together(struct case_checker *checker, void (*work)(void *context, struct case_checker *checker), void *context)
{
    struct together together = {checker, work, context};
    db_together(checker->check->context->db, checker->session, work_with, &together);
}

/* ---- disclosures of personal data ---- */

static enum result check_disclosed(struct case_checker *checker, struct arena *arena)
{
    const char *numbers[CHECK_PAGE];
    struct check_disclosed place = {0};
    enum result result = RESULT_OK;
    for (size_t count = CHECK_PAGE; result == RESULT_OK && count == CHECK_PAGE;) {
        arena_reset(arena);
        result = case_check_disclosed(checker->session, arena, &place, numbers, &count);
        for (size_t i = 0; result == RESULT_OK && i < count; i++) {
            bool there = false;
            if (strlen(numbers[i]) >= 8)
                result = case_check_exists(checker->session, numbers[i], &there);
            if (result == RESULT_OK && !there)
                case_check_tell(checker->check, numbers[i], "was looked at, but is no case");
        }
    }
    return result;
}

static enum result check_lookers(struct case_checker *checker, struct arena *arena)
{
    struct check_looker *lookers = NULL;
    size_t count = 0;
    arena_reset(arena);
    enum result result = case_check_lookers(checker->session, arena, &lookers, &count);
    for (size_t i = 0; result == RESULT_OK && i < count; i++) {
        bool there = false;
        result = staff_exists(checker->session, lookers[i].username, &there);
        if (result == RESULT_OK && !there)
            case_check_tell(checker->check, lookers[i].number, "was looked at by somebody without an account");
    }
    return result;
}

static void check_disclosures(struct case_checker *checker)
{
    if (check_disclosed(checker, checker->act.arena) != RESULT_OK)
        case_check_tell(checker->check, "disclosures", "could not be read to their end");
    if (check_lookers(checker, checker->act.arena) != RESULT_OK)
        case_check_tell(checker->check, "disclosures", "who looked could not be read");
}

/* ---- all of it ---- */

static void check_all(struct case_checker *checker)
{
    struct case_check *check = checker->check;
    if (check->context->places != NULL && case_calendars_read(checker->session, check->arena, &check->calendars) != RESULT_OK)
        case_check_tell(check, "calendars", "cannot be read");
    if (case_check_counts(checker->session, &check->counts.work, &check->counts.disclosures) != RESULT_OK)
        case_check_tell(check, "cases", "could not be counted");
    case_check_walk(checker);
    if (check->serials_doubted) {
        case_check_say(check, "looking for: has given fewer serials");
        case_check_tell_rows(check, checker->session, &case_check_wrong_serial, 0, "has given fewer serials than stand in its cases' numbers");
    }
    case_check_say(check, "worklists");
    if (case_check_work(checker) != RESULT_OK)
        case_check_tell(check, "worklists", "could not be read to their end");
    if (check->context->places == NULL)
        return;
    check_disclosures(checker);
}

int64_t cases_check(struct context *context, struct db_session *session, const struct room_report *report, struct cases_counts *ret_counts)
{
    struct case_check check = {.context = context, .report = report, .lock = PTHREAD_MUTEX_INITIALIZER, .arena = arena_new(CHECK_ARENA)};
    struct case_checker checker;
    if (case_checker_open(&check, session, &checker) == RESULT_OK && check.arena != NULL)
        check_all(&checker);
    else
        case_check_tell(&check, "cases", "no memory to look at them");
    case_checker_close(&checker);
    arena_free(check.arena);
    (void)pthread_mutex_destroy(&check.lock);
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
