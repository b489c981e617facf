#include "cluster.h"

#include <assert.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/text.h"
#include "cases/cases.h"
#include "http/http.h"
#include "http/idempotency.h"

#define SCRIPTS 32 /* centres, each with a direct and a split script */
#define SPLIT_OF_100 8

extern char **environ;

/* ---- databases ---- */

/* Runs a program; what it prints goes to `file` when that is not NULL. */
static bool run(const char *const *arguments, const char *file)
{
    posix_spawn_file_actions_t actions;
    pid_t pid = 0;
    int status = 1;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (file != NULL)
        (void)posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, file, 0x241 /* write, create, truncate */, 0600);
    bool done = posix_spawnp(&pid, arguments[0], &actions, NULL, (char *const *)(uintptr_t)arguments, environ) == 0 &&
                waitpid(pid, &status, 0) == pid && status == 0;
    (void)posix_spawn_file_actions_destroy(&actions);
    if (!done)
        (void)fprintf(stderr, "bench: %s failed\n", arguments[0]);
    return done;
}

/* What does not exist need not be told. */
static bool run_sql(const char *address, const char *sql)
{
    const char *const arguments[] = {"psql", "--no-psqlrc", "--quiet", "--dbname", address, "--command", sql, NULL};
    (void)setenv("PGOPTIONS", "-c client_min_messages=warning", 1);
    return run(arguments, NULL);
}

void cluster_address(const char *cluster, const char *name, char *address, size_t size)
{
    const char *slash = strrchr(cluster, '/');
    (void)snprintf(address, size, "%.*s/%s", slash != NULL ? (int)(slash - cluster) : (int)strlen(cluster), cluster, name);
}

bool cluster_drop(const char *cluster, const char *name)
{
    char sql[200];
    (void)snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS \"%s\" WITH (FORCE)", name);
    return run_sql(cluster, sql);
}

bool cluster_create(const char *cluster, const char *name, const char *model)
{
    char sql[300];
    (void)snprintf(sql, sizeof(sql), "CREATE DATABASE \"%s\" TEMPLATE \"%s\"", name, model != NULL ? model : "template1");
    return cluster_drop(cluster, name) && run_sql(cluster, sql);
}

int64_t cluster_size(const char *address)
{
    char command[PATH_MAX], line[40] = "";
    (void)snprintf(command, sizeof(command), "psql --no-psqlrc -qAt --dbname '%s' --command 'SELECT pg_database_size(current_database())'", address);
    FILE *pipe = popen(command, "re");
    if (pipe == NULL)
        return 0;
    if (fgets(line, sizeof(line), pipe) == NULL)
        line[0] = '\0';
    (void)pclose(pipe);
    return strtoll(line, NULL, 10);
}

/* ---- scripts ---- */

static const char *sql_of(struct arena *arena, const char *name)
{
    const char *found = "";
    struct db_statement *const *const lists[] = {cases_statements, idempotency_statements};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++)
        for (size_t k = 0; lists[i][k] != NULL; k++)
            if (strcmp(lists[i][k]->name, name) == 0) {
                struct buffer text;
                buffer_init(&text, 8192);
                db_write_sql(lists[i][k], &text);
                found = arena_copy_text(arena, text.bytes);
                buffer_free(&text);
            }
    return found;
}

struct script { FILE *file; struct arena *arena; };

/* The statement with its $1 … replaced by these texts, as many as it has. */
static void put(const struct script *script, const char *name, const char *const *values, size_t count)
{
    for (const char *at = sql_of(script->arena, name); *at != '\0'; at++) {
        if (*at != '$') {
            (void)fputc(*at, script->file);
            continue;
        }
        char *end = NULL;
        long number = strtol(at + 1, &end, 10);
        assert(number >= 1 && (size_t)number <= count); /* the program's statement has got a column */
        (void)fputs(values[number - 1], script->file);
        at = end - 1;
    }
}
#define PUT(script, name, ...)                                      \
    do {                                                            \
        const char *const values[] = {__VA_ARGS__};                 \
        put(script, name, values, ARRAY_COUNT(values));             \
        (void)fputs(";\n", (script)->file);                         \
    } while (0)

static const char *text(const struct script *script, const char *value)
{
    return value != NULL ? arena_format(script->arena, "'%s'", value) : "NULL";
}

static const char *integer(const struct script *script, int64_t value) { return arena_format(script->arena, "%lld", (long long)value); }
static const char *day(const struct script *script, int32_t value) { return value == DAY_NONE ? "NULL" : integer(script, value); }

static const char *blob(const struct script *script, const void *bytes, size_t size)
{
    char *hex = arena_alloc(script->arena, 2 * size + 1);
    if (hex == NULL)
        return "NULL";
    text_hex(hex, bytes, size);
    return arena_format(script->arena, "'\\x%s'", hex);
}

static const char *time_or_null(const struct script *script, int64_t value) { return value == 0 ? "NULL" : integer(script, value); }

/* Scattered bytes, others in every transaction. */
#define RANDOM_16 "decode(md5(:r::text), 'hex')"
#define NEW_KEY "decode(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || substr(md5(:r::text), 1, 20), 'hex')"
#define RANDOM_32 "decode(md5(:r::text) || md5(:s::text), 'hex')"

static void put_work(const struct script *script, const struct made_case *made, const char *number, const struct made_centre *centre, int side)
{
    const struct case_record *r = &made->record;
    const struct case_lights *lights = &made->lights;
    PUT(script, "cases.add_work", integer(script, centre->district), text(script, centre->place->code), integer(script, side),
        integer(script, lights->red_on == DAY_NONE ? RED_NEVER : lights->red_on), number, integer(script, r->received_at),
        day(script, lights->yellow_on),
        day(script, lights->blue_on), day(script, lights->due), text(script, lights->kind), integer(script, r->facts.state),
        text(script, r->item), integer(script, r->mode), integer(script, r->facts.immediate), integer(script, case_marks(&r->facts)),
        text(script, r->applicant), text(script, r->receiving), text(script, r->responsible));
}

static void put_case(const struct script *script, const struct made_case *made, const char *number)
{
    const struct case_record *r = &made->record;
    const struct case_facts *f = &r->facts;
    PUT(script, "cases.insert", integer(script, r->district), number, integer(script, r->revision), text(script, r->item), integer(script, r->mode),
        integer(script, f->immediate), integer(script, f->state), integer(script, f->outcome), text(script, r->receiving),
        text(script, r->responsible), integer(script, r->routed_by), integer(script, f->legal_days), integer(script, f->promised_days),
        integer(script, r->received_at), time_or_null(script, r->accepted_at), time_or_null(script, r->decided_at), day(script, f->received_on),
        day(script, f->accepted_on), day(script, f->decided_on), day(script, f->notice_due), day(script, f->supplement_due),
        day(script, f->legal_due), day(script, f->promised_due), day(script, f->issue_due), day(script, f->stopped_on),
        integer(script, case_marks(f)), r->wake_at == INT64_MAX ? "NULL" : integer(script, r->wake_at), text(script, r->responsible),
        integer(script, made->lights.red_on == DAY_NONE ? RED_NEVER : made->lights.red_on), RANDOM_16, text(script, r->situation),
        integer(script, r->complete), text(script, r->applicant), blob(script, r->sealed, r->sealed_size), "0");
}

/* One acceptance: the serial is asked for, the rest is sent in one go. */
static void put_acceptance(const struct script *script, const struct made_case *made, const struct made_wish *wish)
{
    const struct case_record *r = &made->record;
    const struct case_event *event = &made->events[0];
    const struct made_answer *answer = made->answers[0];
    const char *district = integer(script, r->district), *division = arena_format(script->arena, "'%.9s'", r->receiving);
    const char *number = arena_format(script->arena, "'%.19s' || lpad(:last::text, 6, '0') || '0'", r->number);
    (void)fputs("\\set r random(1, 9000000000000000000)\n\\set s random(1, 9000000000000000000)\nBEGIN;\n", script->file);
    const char *const serial[] = {district, division, integer(script, r->facts.received_on)};
    put(script, "cases.next_serial", serial, ARRAY_COUNT(serial));
    (void)fputs(" \\gset\n\\startpipeline\n", script->file);
    put_case(script, made, number);
    put_work(script, made, number, wish->responsible, WORK_TO_DO);
    if (wish->responsible != wish->receiving)
        put_work(script, made, number, wish->receiving, WORK_SENT);
    PUT(script, "cases.next_position", district);
    PUT(script, "cases.add_event", district, number, "1", integer(script, event->at), text(script, event->action), "NULL",
        integer(script, event->to_state), text(script, event->actor), text(script, event->actor_name), text(script, event->centre), "NULL", "NULL", "NULL");
    PUT(script, "http.idempotency_keep", district, NEW_KEY, RANDOM_32, integer(script, answer->status),
        blob(script, answer->bytes, answer->size), integer(script, event->at));
    (void)fputs("COMMIT;\n\\endpipeline\n", script->file);
}

static bool write_script(const struct city *city, const char *path, size_t centre, bool split)
{
    struct script script = {.file = fopen(path, "we"), .arena = arena_new((size_t)4 << 20)};
    struct buffer words;
    struct made_case made;
    size_t step = city->centre_count / SCRIPTS > 0 ? city->centre_count / SCRIPTS : 1, receiving = centre * step % city->centre_count;
    struct made_wish wish = {
        .number = centre, .receiving = &city->centres[receiving], .responsible = &city->centres[split ? (receiving + step) % city->centre_count : receiving],
        .day = city->today, .last_day = city->today, .serial = 1, .until = MADE_RECEIVED, .answers = true};
    buffer_init(&words, (size_t)1 << 20);
    bool good = script.file != NULL && script.arena != NULL && make_case(city->templates, script.arena, &words, &wish, &made) == RESULT_OK;
    if (good)
        put_acceptance(&script, &made, &wish);
    good = good && !arena_overflowed(script.arena);
    good = (script.file == NULL || fclose(script.file) == 0) && good;
    buffer_free(&words);
    arena_free(script.arena);
    return good;
}

/* ---- pgbench ---- */

static double rate_of(const char *path)
{
    char line[300];
    double rate = -1;
    FILE *file = fopen(path, "re");
    while (rate < 0 && file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, "tps = ", 6) == 0) /* the first is that of all scripts */
            rate = strtod(line + 6, NULL);
    if (file != NULL)
        (void)fclose(file);
    return rate;
}

bool cluster_bench(const struct city *city, const char *address, const char *folder, size_t clients, double seconds, struct engine_result *ret_result)
{
    static char paths[2 * SCRIPTS][PATH_MAX], count[24], time[24], out[PATH_MAX];
    const char *arguments[2 * SCRIPTS * 2 + 20];
    size_t n = 0;
    (void)snprintf(count, sizeof(count), "%zu", clients);
    (void)snprintf(time, sizeof(time), "%.0f", seconds < 1 ? 1 : seconds);
    (void)snprintf(out, sizeof(out), "%s/pgbench.out", folder);
    const char *const first[] = {"pgbench", "--no-vacuum", "--protocol=prepared", "--client", count, "--jobs=1", "--time", time};
    for (size_t i = 0; i < ARRAY_COUNT(first); i++)
        arguments[n++] = first[i];
    for (size_t i = 0; i < 2 * (size_t)SCRIPTS; i++) {
        char path[PATH_MAX - 8];
        bool split = i % 2 == 1;
        (void)snprintf(path, sizeof(path), "%.4000s/pgbench-%zu.sql", folder, i);
        (void)snprintf(paths[i], sizeof(paths[i]), "%s@%d", path, split ? SPLIT_OF_100 : 100 - SPLIT_OF_100);
        if (!write_script(city, path, i / 2, split))
            return false;
        arguments[n++] = "--file";
        arguments[n++] = paths[i];
    }
    arguments[n++] = address;
    arguments[n] = NULL;
    *ret_result = (struct engine_result){0};
    if (!run(arguments, out))
        return false;
    ret_result->per_s = rate_of(out);
    return ret_result->per_s >= 0;
}
