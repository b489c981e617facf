/* Recounting the invariants of cases. First every case in the order in which they were received (case_check_walk.c), each with its
 * events and its rows of worklists (case_check_one.c) and lived through again (case_check_replay.c); then what is few: worklists,
 * looks, keys of requests. Queries over everything run only when something is known to be wrong, to find what it is. Memory does
 * not grow with the number of cases. It may run beside the server: what changes while it is looked at is looked at again. */
#include "cases/case_check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "cases/case_application.h"
#include "cases/case_use.h"
#include "crypto/crypto.h"
#include "http/idempotency.h"
#include "places/places.h"

#define WORTH_TELLING 100000 /* cases; less is done before anybody wonders */

void case_check_tell(struct case_check *check, const char *what, const char *sentence)
{
    char line[300];
    (void)snprintf(line, sizeof(line), "%s: %s", what != NULL ? what : "?", sentence);
    (void)pthread_mutex_lock(&check->lock);
    check->faults++;
    check->report->line(check->report->sink, line);
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
    case_check_say(check, "looking for: %s", sentence);
    db_query(session, statement, &value, district != 0, &rows);
    while (db_next(&rows))
        case_check_tell(check, db_column_text(&rows, 0), sentence);
    if (db_rows_close(&rows) != RESULT_OK)
        case_check_tell(check, statement->name, "could not be counted");
}

/* ---- looks at personal data ---- */

static enum result check_looked_at(struct case_checker *checker, struct arena *arena)
{
    const char *numbers[CHECK_PAGE];
    char after[200] = "";
    enum result result = RESULT_OK;
    for (size_t count = CHECK_PAGE; result == RESULT_OK && count == CHECK_PAGE;) {
        arena_reset(arena);
        result = case_check_looked_at(checker->session, arena, after, numbers, &count);
        for (size_t i = 0; result == RESULT_OK && i < count; i++) {
            bool there = false;
            if (strlen(numbers[i]) >= 8)
                result = case_check_exists(checker->session, numbers[i], &there);
            if (result == RESULT_OK && !there)
                case_check_tell(checker->check, numbers[i], "was looked at, but is no case");
        }
        if (result == RESULT_OK && count > 0 && !text_copy(after, sizeof(after), numbers[count - 1]))
            result = RESULT_TOO_LARGE;
    }
    return result;
}

static void check_looks(struct case_checker *checker)
{
    if (check_looked_at(checker, checker->request.arena) != RESULT_OK)
        case_check_tell(checker->check, "looks", "could not be read to their end");
    case_check_tell_rows(checker->check, checker->session, &case_check_unknown_looker, 0, "was looked at by somebody without an account");
}

/* ---- keys of requests ---- */

/* The receipt of an acceptance is the number; that of an action, numbers and a centre. */
static const char *check_answer(struct case_checker *checker, const struct idempotency_record *record)
{
    const struct keyring *keyring = checker->request.context->keyring;
    struct arena *arena = checker->request.arena;
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
        return case_number_is_valid(receipt) && case_check_exists(checker->session, receipt, &there) == RESULT_OK && there
            ? NULL : "was answered with the number of a case that is not there";
    return receipt != NULL && case_receipt_read(arena, receipt, &answered, &actor) ? NULL : "its receipt cannot be read";
}

static void check_key(void *context, const struct idempotency_record *record)
{
    struct case_checker *checker = context;
    char name[80], hex[2 * IDEMPOTENCY_KEY_SIZE + 1];
    checker->check->counts.keys++;
    arena_reset(checker->request.arena);
    const char *fault = check_answer(checker, record);
    if (fault == NULL)
        return;
    text_hex(hex, record->key, IDEMPOTENCY_KEY_SIZE);
    (void)snprintf(name, sizeof(name), "the key %lld %s of a request", (long long)record->district, hex);
    case_check_tell(checker->check, name, fault);
}

/* ---- all of it ---- */

static void check_all(struct case_checker *checker)
{
    struct case_check *check = checker->check;
    if (case_check_counts(checker->session, &check->counts.work, &check->counts.looks) != RESULT_OK)
        case_check_tell(check, "cases", "could not be counted");
    case_check_walk(checker);
    if (check->serials_doubted)
        case_check_tell_rows(check, checker->session, &case_check_wrong_serial, 0, "has given fewer serials than stand in its cases' numbers");
    case_check_say(check, "worklists");
    if (case_check_work(checker) != RESULT_OK)
        case_check_tell(check, "worklists", "could not be read to their end");
    if (check->context->places == NULL)
        return;
    check_looks(checker);
    case_check_say(check, "keys of requests");
    if (idempotency_each(checker->session, check_key, checker) != RESULT_OK)
        case_check_tell(check, "the keys of requests", "could not be read to their end");
}

int64_t cases_check(struct context *context, struct db_session *session, const struct cases_check_report *report, struct cases_counts *ret_counts)
{
    struct case_check check = {.context = context, .report = report, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct case_checker checker;
    if (case_checker_open(&check, session, &checker) == RESULT_OK)
        check_all(&checker);
    else
        case_check_tell(&check, "cases", "no memory to look at them");
    case_checker_close(&checker);
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
