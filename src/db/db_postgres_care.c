/* The PostgreSQL engine: looking after a whole database. */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "db/db_postgres_wire.h"

int postgres_parameters(const char *sql)
{
    int count = 0;
    for (const char *at = strchr(sql, '$'); at != NULL; at = strchr(at + 1, '$')) {
        int number = 0;
        for (const char *digit = at + 1; isdigit((unsigned char)*digit) && number < PARAMETERS_MAX; digit++)
            number = number * 10 + (*digit - '0');
        count = number > count ? number : count;
    }
    assert(count <= PARAMETERS_MAX);
    return count;
}

int64_t postgres_number(void *connection, const char *sql, int64_t otherwise)
{
    PGresult *answer = wire_rows(connection, sql);
    int64_t value = otherwise;
    if (answer != NULL && PQntuples(answer) > 0 && !PQgetisnull(answer, 0, 0))
        value = strtoll(PQgetvalue(answer, 0, 0), NULL, 10);
    PQclear(answer);
    return value;
}

typedef void (*report_line)(void *context, const char *line);

/* Every row is a fault. */
static enum result report_faults(struct postgres_connection *c, const char *sql, report_line report, void *context, int *faults)
{
    PGresult *answer = wire_rows(c, sql);
    if (answer == NULL)
        return c->failure;
    for (int i = 0; i < PQntuples(answer); i++, (*faults)++)
        report(context, PQgetvalue(answer, i, 0));
    PQclear(answer);
    return RESULT_OK;
}

/* Reads every table whole, values stored apart included. */
static enum result read_tables(struct postgres_connection *c, report_line report, void *context, int *faults)
{
    PGresult *tables = wire_rows(c, "SELECT quote_ident(relname), relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY 1");
    enum result result = tables != NULL ? RESULT_OK : c->failure;
    for (int i = 0; result == RESULT_OK && i < PQntuples(tables); i++) {
        char sql[200], line[200];
        (void)snprintf(sql, sizeof(sql), "SELECT count(length(t::text)) FROM %s t", PQgetvalue(tables, i, 0));
        if (postgres_number(c, sql, -1) < 0) {
            (void)snprintf(line, sizeof(line), "the table %s cannot be read to its end", PQgetvalue(tables, i, 1));
            report(context, line);
            (*faults)++;
            result = c->handle != NULL ? RESULT_OK : RESULT_BUSY;
        }
    }
    PQclear(tables);
    return result;
}

enum result postgres_check(void *connection, report_line report, void *context)
{
    static const char *const questions[] = {
        "SELECT 'the index ' || indexrelid::regclass || ' is not valid' FROM pg_index WHERE NOT indisvalid OR NOT indisready",
        "SELECT 'the constraint ' || conname || ' was never checked' FROM pg_constraint WHERE NOT convalidated",
        ("SELECT 'pages with a wrong checksum were read: ' || checksum_failures FROM pg_stat_database "
         "WHERE datname = current_database() AND checksum_failures > 0")};
    int faults = 0;
    enum result result = RESULT_OK;
    for (size_t i = 0; result == RESULT_OK && i < ARRAY_COUNT(questions); i++)
        result = report_faults(connection, questions[i], report, context, &faults);
    if (result == RESULT_OK)
        result = read_tables(connection, report, context, &faults);
    return result == RESULT_OK && faults > 0 ? RESULT_CORRUPT : result;
}

/* "Seq Scan on cases c" and an index read without a condition are "SCAN cases", as in the other engine. */
static void report_plan_line(const PGresult *plan, int row, report_line report, void *context)
{
    char line[200];
    const char *text = PQgetvalue(plan, row, 0), *on = strstr(text, " on ");
    bool indexed = strstr(text, "Index") != NULL && strstr(text, "Scan") != NULL && strstr(text, " using ") != NULL;
    const char *next = row + 1 < PQntuples(plan) ? PQgetvalue(plan, row + 1, 0) : "";
    if (on != NULL && (strstr(text, "Seq Scan on ") != NULL || (indexed && strstr(next, "Index Cond:") == NULL)))
        (void)snprintf(line, sizeof(line), "SCAN %s", on + strlen(" on "));
    else
        (void)snprintf(line, sizeof(line), "%s", text + strspn(text, " ->"));
    report(context, line);
}

/* The plan that serves every value, with tables that may still be empty. */
enum result postgres_explain(void *connection, const char *sql, report_line report, void *context)
{
    struct postgres_connection *c = connection;
    struct buffer text;
    int parameters = postgres_parameters(sql);
    buffer_init(&text, 64 * 1024);
    buffer_add_format(&text, "SET plan_cache_mode = force_generic_plan; PREPARE tongban_plan AS %s; EXPLAIN (COSTS OFF) EXECUTE tongban_plan", sql);
    for (int k = 0; k < parameters; k++)
        buffer_add_text(&text, k == 0 ? " (NULL" : ", NULL");
    buffer_add_text(&text, parameters > 0 ? ")" : "");
    PGresult *plan = text.failed ? NULL : wire_rows(c, text.bytes);
    enum result result = plan != NULL ? RESULT_OK : text.failed ? RESULT_NO_MEMORY : c->failure;
    for (int i = 0; plan != NULL && i < PQntuples(plan); i++)
        report_plan_line(plan, i, report, context);
    PQclear(plan);
    buffer_free(&text);
    if (c->handle != NULL)
        (void)wire_execute(c, "RESET plan_cache_mode; DEALLOCATE tongban_plan");
    return result;
}
