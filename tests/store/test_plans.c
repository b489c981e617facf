/* The plans of the statements, as the engine under test tells them: nothing that a request asks reads a table that grows from end
 * to end, and no statement of a hot path sorts what an index could give in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/buffer.h"
#include "base/text.h"
#include "cases/cases.h"
#include "catalogue/catalogue_load.h"
#include "db/db_row.h"
#include "main/program.h"
#include "places/places_load.h"
#include "scratch.h"

static const char *const growing[] = {"cases", "case_events", "worklist", "case_serials", "idempotency", "former_keys", "sessions", "disclosures",
                                      "sign_in_failures", "sign_in_failures_of_source", "devices", "passwords_used", "staff"};

/* Taking an application, acting, reading a case with its events, the worklist, a person's cases, who calls, what time does, the
 * event stream. Item search, guides and centres ask memory. */
static const char *const hot[] = {
    "cases.load", "cases.next_serial", "cases.insert", "cases.update", "cases.next_position", "cases.add_event", "cases.list_events", "cases.earlier_reissue",
    "cases.add_work", "cases.remove_work", "cases.list_work", "cases.open_centre", "cases.open", "cases.calendar_at", "cases.list_of_person", "cases.list_of_person_item", "cases.list_to_wake",
    "cases.add_disclosure", "cases.log_positions", "cases.log_news", "http.idempotency_find", "http.idempotency_keep", "http.idempotency_old", "http.idempotency_forget",
    "http.former_key", "http.former_keys_old", "http.former_keys_forget",
    "sessions.read", "sessions.touch", "staff.read_account", "staff.read_failures", "staff.read_failures_of_source", "staff.read_device"};

static bool is_hot(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(hot); i++)
        if (text_equal(name, hot[i]))
            return true;
    return false;
}

static bool may_scan(const char *name)
{
    static const char *const seldom[] = {
        "sessions.sweep",         /* once in a while */
        "staff.check_sessions",    /* tongban check */
        "staff.sweep_failures",
        "staff.sweep_failures_of_source",
        "staff.count_demo",       /* at the start */
    };
    for (size_t i = 0; i < ARRAY_COUNT(seldom); i++)
        if (text_equal(name, seldom[i]))
            return true;
    return strstr(name, ".check_") != NULL; /* tongban check */
}

struct plan { const char *name; bool hot; int faults; };

static bool names_growing(const char *line)
{
    for (size_t i = 0; i < ARRAY_COUNT(growing); i++) {
        size_t size = strlen(growing[i]);
        if (strncmp(line, growing[i], size) == 0 && (line[size] == '\0' || line[size] == ' '))
            return true;
    }
    return false;
}

/* A person has a handful of cases: to sort them costs less than to keep every case's place in one more index. */
static bool may_sort(const char *name) { return text_starts_with(name, "cases.list_of_person"); }

static bool sorts(const char *line)
{
    return text_starts_with(line, "USE TEMP B-TREE") || text_starts_with(line, "Sort") || text_starts_with(line, "Incremental Sort") ||
           text_starts_with(line, "Materialize");
}

static void note_line(void *context, const char *line)
{
    struct plan *plan = context;
    bool fault = (text_starts_with(line, "SCAN ") && names_growing(line + strlen("SCAN ")) && !may_scan(plan->name)) || (plan->hot && sorts(line) && !may_sort(plan->name));
    if (fault)
        print_error("%s: %s\n", plan->name, line);
    plan->faults += fault;
}

struct opened { struct db *db; struct db_session *session; };

static void open_all(struct opened *opened)
{
    char fault[300];
    int applied = 0;
    assert_int_equal(db_open(scratch_url, program_statements(), &opened->db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_migrate(opened->db, &applied, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_session_open(opened->db, DB_READ, &opened->session), RESULT_OK);
}

static void close_all(struct opened *opened)
{
    db_session_close(opened->session);
    db_close(opened->db);
}

static void test_no_request_reads_a_growing_table_whole(void **state)
{
    (void)state;
    struct opened opened = {0};
    int faults = 0, statements = 0;
    size_t found = 0;
    open_all(&opened);
    const db_statement_list *lists = program_statements();
    for (size_t i = 0; lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++, statements++) {
            struct plan plan = {.name = lists[i][k]->name, .hot = is_hot(lists[i][k]->name)};
            found += plan.hot;
            assert_int_equal(db_explain(opened.session, lists[i][k], note_line, &plan), RESULT_OK);
            faults += plan.faults;
        }
    assert_int_equal(faults, 0);
    assert_true(statements > 50);
    assert_int_equal(found, ARRAY_COUNT(hot)); /* the list names nothing that is no more */
    close_all(&opened);
}

static void note_nothing(void *context, const char *line)
{
    (void)context;
    (void)line;
}

/* A session prepares a statement when it first uses it: one that does not fit the tables would be found at a counter. */
static void test_every_statement_can_be_prepared(void **state)
{
    (void)state;
    db_statement_list lists[PROGRAM_LISTS_MAX + 4 + 1] = {places_load_statements, catalogue_load_statements, cases_open_statements, cases_keys_statements};
    size_t count = 4, statements = 0;
    struct db *db = NULL;
    struct db_session *session = NULL;
    char fault[300];
    int applied = 0;
    for (const db_statement_list *list = program_statements(); *list != NULL; list++)
        lists[count++] = *list;
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_migrate(db, &applied, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(program_verify(db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++, statements++)
            if (db_explain(session, lists[i][k], note_nothing, NULL) != RESULT_OK)
                fail_msg("%s cannot be prepared", lists[i][k]->name);
    assert_true(statements > 100);
    assert_int_equal(db_prepared(session), 0); /* explaining keeps nothing */
    db_session_close(session);
    db_close(db);
}

static void note_all_cases(void *context, const char *line)
{
    bool whole = text_starts_with(line, "SCAN c") || text_starts_with(line, "SCAN cases") || text_starts_with(line, "Seq Scan on cases");
    if (whole)
        print_error("%s\n", line);
    *(int *)context += whole;
}

/* Ten million cases are a year of the city. PostgreSQL plans by what it knows of the tables, which here is that they are empty. */
static void test_denials_are_found_case_by_case(void **state)
{
    (void)state;
    struct opened opened = {0};
    int whole = 0, found = 0;
    if (scratch_on_postgres())
        return;
    open_all(&opened);
    for (size_t i = 0; i < db_migrations_count; i++) {
        if (db_migrations[i].number != 15)
            continue;
        static struct db_statement update = DB_STATEMENT("migration", NULL);
        update.sql = strstr(db_migrations[i].sql, "UPDATE worklist");
        assert_non_null(update.sql);
        found++;
        assert_int_equal(db_explain(opened.session, &update, note_all_cases, &whole), RESULT_OK);
    }
    assert_int_equal(found, 1);
    assert_int_equal(whole, 0);
    close_all(&opened);
}

/* A statement that was not thought of above: whoever adds one says to which of the two lists it belongs. */
static void test_every_statement_of_cases_is_hot_or_seldom(void **state)
{
    static const char *const seldom[] = {"cases.any", "cases.first_sealed", "cases.calendars", "cases.calendar_newest", "cases.calendar_begin", "cases.let_sleep",
                                         "cases.calendar_first", "cases.calendar_lease", "cases.calendar_end", "cases.update_lights", "http.former_keys_since"};
    (void)state;
    const db_statement_list *lists = program_statements();
    for (size_t i = 0; lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++) {
            const char *name = lists[i][k]->name;
            bool known = is_hot(name) || may_scan(name) || (!text_starts_with(name, "cases.") && !text_starts_with(name, "http."));
            for (size_t n = 0; n < ARRAY_COUNT(seldom); n++)
                known = known || text_equal(name, seldom[n]);
            if (!known)
                print_error("%s is in no list\n", name);
            assert_true(known);
        }
}

static int clear(void **state)
{
    (void)state;
    scratch_clear();
    return 0;
}

/* ---- one shard ---- */

static bool names(const char *sql, const char *table)
{
    static const char *const before[] = {"FROM ", "JOIN ", "INTO ", "UPDATE "};
    for (size_t i = 0; i < ARRAY_COUNT(before); i++) {
        char words[64];
        (void)snprintf(words, sizeof(words), "%s%s", before[i], table);
        const char *found = strstr(sql, words);
        if (found != NULL && (found[strlen(words)] == ' ' || found[strlen(words)] == '\0'))
            return true;
    }
    return false;
}

/* What goes through all shards, and is only read: docs/scale.md tells how often. */
static bool may_cross(const char *name)
{
    static const char *const crossing[] = {"cases.list_to_wake", "cases.list_of_person", "cases.list_of_person_item", "cases.log_positions",
                                           "cases.any", "cases.first_sealed", "http.idempotency_old", "http.former_keys_old", "http.former_keys_since", "http.check_keys"};
    for (size_t i = 0; i < ARRAY_COUNT(crossing); i++)
        if (text_equal(name, crossing[i]))
            return true;
    return text_starts_with(name, "cases.check_");
}

static void test_statements_stay_on_one_shard(void **state)
{
    (void)state;
    int found = 0;
    const db_statement_list *lists = program_statements();
    for (size_t i = 0; lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++) {
            const struct db_statement *statement = lists[i][k];
            struct buffer sql;
            buffer_init(&sql, 8192);
            db_write_sql(statement, &sql);
            bool is_spread = false, reads = text_starts_with(sql.bytes, "SELECT");
            for (const struct room *const *room = program_rooms; *room != NULL; room++)
                for (const struct room_table *table = (*room)->tables; table != NULL && table->name != NULL; table++)
                    is_spread = is_spread || (table->by_column != NULL && names(sql.bytes, table->name));
            bool one = strstr(sql.bytes, "district = $1") != NULL ||
                       (text_starts_with(sql.bytes, "INSERT INTO") && strstr(sql.bytes, "(district, ") != NULL);
            buffer_free(&sql);
            if (!is_spread)
                continue;
            found++;
            if (!one && !(reads && may_cross(statement->name)))
                fail_msg("%s: names no district", statement->name);
        }
    assert_true(found > 20);
}

/* ---- tables ---- */

static struct db_statement tables_of_sqlite = DB_STATEMENT("test.tables", "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'");
static struct db_statement tables_of_postgres = DB_STATEMENT("test.tables", "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()");

static int rooms_with(const char *table)
{
    int found = 0;
    for (const struct room *const *room = program_rooms; *room != NULL; room++)
        for (const struct room_table *one = (*room)->tables; one != NULL && one->name != NULL; one++)
            found += text_equal(one->name, table);
    return found;
}

/* Where a table stands in a cluster is never forgotten. */
static void test_every_table_is_one_rooms(void **state)
{
    (void)state;
    struct db_statement *tables = text_starts_with(scratch_url, "sqlite:") ? &tables_of_sqlite : &tables_of_postgres;
    struct db_statement *const list[] = {tables, NULL};
    const db_statement_list lists[] = {list, NULL};
    struct db *db = NULL;
    struct db_session *session = NULL;
    struct db_rows rows;
    char fault[200];
    int applied = 0, found = 0, listed = 0;
    assert_int_equal(db_open(scratch_url, lists, &db, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_migrate(db, &applied, fault, sizeof(fault)), RESULT_OK);
    assert_int_equal(db_session_open(db, DB_READ, &session), RESULT_OK);
    for (db_query(session, tables, DB_NO_VALUES, &rows); db_next(&rows); found++)
        if (!text_equal(db_column_text(&rows, 0), "migrations") && rooms_with(db_column_text(&rows, 0)) != 1)
            fail_msg("%s: of %d rooms", db_column_text(&rows, 0), rooms_with(db_column_text(&rows, 0)));
    assert_int_equal(db_rows_close(&rows), RESULT_OK);
    for (const struct room *const *room = program_rooms; *room != NULL; room++)
        for (const struct room_table *one = (*room)->tables; one != NULL && one->name != NULL; one++)
            listed++;
    assert_int_equal(found, listed + 1); /* and the lists name nothing that is no more */
    db_session_close(session);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_no_request_reads_a_growing_table_whole, clear),
        cmocka_unit_test_setup(test_every_statement_can_be_prepared, clear),
        cmocka_unit_test_setup(test_denials_are_found_case_by_case, clear),
        cmocka_unit_test_setup(test_every_statement_of_cases_is_hot_or_seldom, clear),
        cmocka_unit_test(test_statements_stay_on_one_shard),
        cmocka_unit_test_setup(test_every_table_is_one_rooms, clear),
    };
    return cmocka_run_group_tests(tests, scratch_begin, scratch_end);
}
