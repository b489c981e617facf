#include "measure.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "cluster.h"
#include "engine.h"
#include "fill.h"

#define CENTRES 32
#define IDLE_CONNECTIONS 2000
#define READ_CONNECTIONS 64
#define LIVES_CONNECTIONS 64
#define WARM_UP_SECONDS_MAX 600
#define FIRST_LIVES 2000 /* so that every item has a delivered case, direct and split, to make others after */

bool bench_has(const struct bench *bench, const char *part)
{
    return bench->parts == NULL || strstr(bench->parts, part) != NULL;
}

bool bench_run(const struct bench *bench, struct load_plan *plan, struct load_result *total)
{
    struct load_result *one = calloc(1, sizeof(*one));
    plan->port = bench->server.port;
    int64_t cpu_us = child_cpu_us(&bench->server);
    bool reached = one != NULL && load_run(plan, one) == RESULT_OK;
    if (reached) {
        one->server_cpu_us = child_cpu_us(&bench->server) - cpu_us;
        load_add(total, one);
    }
    if (reached && one->faults > 0)
        (void)fprintf(stderr, "bench: %llu faults, the first: %s\n", (unsigned long long)one->faults, one->first_fault);
    free(one);
    return reached;
}

/* ---- acceptances ---- */

static const size_t levels[LEVELS] = {1, 16, 64, 256};

static bool run_engine(struct bench *bench, size_t level, const struct accept_row *row, struct engine_result *engine)
{
    size_t batch = levels[level] == 1 || row->batch < 1 ? 1 : (size_t)(row->batch + 0.5);
    uint64_t first = (uint64_t)clock_now_ms() * 1000;
    char copy[PATH_MAX];
    if (bench->server.cluster == NULL)
        return child_stop(&bench->server) &&
               engine_run(&bench->city, bench->server.database, first, batch, bench->seconds, engine) == RESULT_OK && child_start(&bench->server);
    child_beside(&bench->server, "engine", copy, sizeof(copy));
    return cluster_bench(&bench->city, copy, bench->folder, levels[level], bench->seconds, engine);
}

static bool measure_engine(struct bench *bench, size_t level, struct accept_row *row)
{
    struct engine_result engine;
    if (!run_engine(bench, level, row, &engine))
        return false;
    row->engine_per_s += (engine.per_s - row->engine_per_s) / (row->rounds + 1);
    row->engine_cpu_us += (engine.cpu_us_a_row - row->engine_cpu_us) / (row->rounds + 1);
    row->rounds++;
    return true;
}

static bool measure_level(struct bench *bench, size_t level, struct accept_row *row)
{
    struct load_plan plan = {.connections = levels[level], .seconds = bench->seconds};
    traffic_accept(bench->traffic, &plan);
    double commands = child_metric(&bench->server, "tongban_writer_commands_total");
    double batches = child_metric(&bench->server, "tongban_writer_batches_total");
    if (!bench_run(bench, &plan, &row->http))
        return false;
    commands = child_metric(&bench->server, "tongban_writer_commands_total") - commands;
    batches = child_metric(&bench->server, "tongban_writer_batches_total") - batches;
    row->batch = batches > 0 ? commands / batches : 1;
    return measure_engine(bench, level, row);
}

static bool measure_accept(struct bench *bench, struct figures *figures)
{
    if (bench->server.cluster == NULL && engine_warm_up(bench->server.database) != RESULT_OK)
        return false;
    for (int round = 0; round < bench->rounds; round++)
        for (size_t i = 0; i < LEVELS; i++) {
            if (bench->connections != 0 && bench->connections != levels[i])
                continue;
            figures->accept[i].connections = levels[i];
            if (!measure_level(bench, i, &figures->accept[i]))
                return false;
        }
    report_accept(figures);
    return true;
}

/* Half of what 64 connections managed, at a fixed rate: what clerks feel on an ordinary busy day, hours after the server's start.
 * In a growing database the rate stays that of the first. */
static bool measure_half(struct bench *bench, struct figures *figures)
{
    if (bench->half_rate <= 0)
        bench->half_rate = figures->accept[2].http.per_s > 0 ? figures->accept[2].http.per_s / 2 : 500;
    struct load_plan plan = {.connections = 64, .seconds = 2 * bench->seconds, .warm_up = 2, .rate = bench->half_rate};
    traffic_accept(bench->traffic, &plan);
    figures->half_rate = plan.rate;
    bool done = bench_run(bench, &plan, &figures->half);
    report_half(figures);
    return done;
}

static bool measure_lives(struct bench *bench, struct figures *figures)
{
    struct load_plan plan = {.connections = bench->connections != 0 ? bench->connections : LIVES_CONNECTIONS, .seconds = 2 * bench->seconds};
    int64_t bytes = child_database_size(&bench->server);
    traffic_lives(bench->traffic, 0, &plan);
    bool done = bench_run(bench, &plan, &figures->lives);
    double lives = (double)traffic_lives_done(bench->traffic);
    figures->lives_per_s = lives / (figures->lives.seconds + LOAD_WARM_UP_SECONDS);
    figures->bytes_a_life = report_ratio((double)(child_database_size(&bench->server) - bytes), lives);
    report_lives(figures);
    return done;
}

/* ---- reads ---- */

static bool measure_read(struct bench *bench, enum traffic_read what, struct read_row *row)
{
    struct load_plan plan = {.connections = READ_CONNECTIONS, .seconds = bench->seconds / 2};
    traffic_reads(bench->traffic, READ_FIXED, &plan);
    if (!bench_run(bench, &plan, &row->fixed))
        return false;
    traffic_reads(bench->traffic, what, &plan);
    return bench_run(bench, &plan, &row->http);
}

/* Every case that will be asked for once: what comes from the disk for the first time is not what is measured. */
static bool warm_up(struct bench *bench)
{
    static const enum traffic_read reads[] = {READ_CASE, READ_PERSON};
    struct load_result *result = calloc(1, sizeof(*result));
    bool done = result != NULL;
    int64_t begin_us = clock_monotonic_us();
    for (size_t i = 0; i < ARRAY_COUNT(reads) && done; i++) {
        struct load_plan plan = {.connections = READ_CONNECTIONS, .seconds = WARM_UP_SECONDS_MAX, .requests_max = traffic_kept(bench->traffic)};
        traffic_reads(bench->traffic, reads[i], &plan);
        done = plan.requests_max == 0 || bench_run(bench, &plan, result);
    }
    (void)printf("\n%llu cases read once, and their residents' others, in %.1f s\n", (unsigned long long)traffic_kept(bench->traffic),
                 (double)(clock_monotonic_us() - begin_us) / 1e6);
    free(result);
    return done;
}

static bool measure_reads(struct bench *bench, struct figures *figures)
{
    if (!warm_up(bench))
        return false;
    for (int round = 0; round < bench->rounds; round++)
        for (int what = READ_CASE; what < READ_COUNT; what++)
            if ((bench->reads == NULL || strstr(bench->reads, traffic_read_names[what]) != NULL) &&
                !measure_read(bench, (enum traffic_read)what, &figures->reads[what]))
                return false;
    report_reads(figures);
    return true;
}

static bool measure_memory(struct bench *bench, struct figures *figures)
{
    child_memory(&bench->server, &figures->memory.after_load_mb, &figures->memory.peak_mb);
    figures->memory.idle_connections = child_hold(&bench->server, IDLE_CONNECTIONS, &figures->memory.idle_connections_mb);
    report_memory(figures);
    return figures->memory.idle_connections > 0;
}

/* ---- the database ---- */

/* Beside a filled database stand, for who uses it again, the small one it began as and the list of cases to read. */
static void name_samples(const struct bench *bench, const char *name, char path[PATH_MAX])
{
    (void)snprintf(path, PATH_MAX, "%s/%s.samples", bench->folder, name);
}

static bool start_first(struct bench *bench, const char *name, struct figures *figures)
{
    struct load_plan plan = {.connections = 16, .seconds = 60};
    struct load_result *result = calloc(1, sizeof(*result));
    char first[PATH_MAX];
    bool done = result != NULL && child_load(&bench->server, name) && child_start(&bench->server);
    figures->start.first_ms = bench->server.start_ms;
    if (done)
        bench->traffic = traffic_open(bench->server.port, CENTRES);
    done = done && bench->traffic != NULL;
    if (done)
        traffic_lives(bench->traffic, FIRST_LIVES, &plan);
    done = done && bench_run(bench, &plan, result) && child_stop(&bench->server) &&
           child_copy_database(&bench->server, "first", first, sizeof(first)) &&
           city_open(&bench->city, first, bench->server.key_file) == RESULT_OK;
    free(result);
    return done;
}

static void save_samples(const struct bench *bench, const char *name, const struct figures *figures, const struct fill_result *filled)
{
    char path[PATH_MAX];
    name_samples(bench, name, path);
    FILE *file = fopen(path, "we");
    if (file == NULL)
        return;
    (void)fprintf(file, "%.0f %.1f %.0f\n", figures->fill_per_s, figures->bytes_a_case, figures->start.first_ms);
    for (size_t i = 0; i < filled->sample_count; i++)
        (void)fprintf(file, "%s %s %u\n", filled->samples[i].number, filled->samples[i].id_number, filled->samples[i].centre);
    (void)fclose(file);
}

static bool fill(struct bench *bench, const char *name, uint64_t cases, struct figures *figures)
{
    struct fill_plan plan = {.city = &bench->city, .database = bench->server.database, .cases = cases};
    struct fill_result filled;
    int64_t empty = child_database_size(&bench->server);
    plan.centres = traffic_centres(bench->traffic, &plan.centre_count);
    bool done = fill_run(&plan, &filled) == RESULT_OK;
    for (size_t i = 0; done && i < filled.sample_count; i++)
        traffic_keep(bench->traffic, filled.samples[i].number, filled.samples[i].id_number, filled.samples[i].centre);
    figures->fill_per_s = report_ratio((double)filled.cases, filled.seconds);
    figures->bytes_a_case = report_ratio((double)(child_database_size(&bench->server) - empty), (double)filled.cases);
    save_samples(bench, name, figures, &filled);
    free(filled.samples);
    sync(); /* else the first checkpoint of what is measured waits for all that was filled */
    return done;
}

/* pgbench has a database of its own, equal to the server's. */
static bool start_filled(struct bench *bench)
{
    char copy[PATH_MAX];
    return (bench->server.cluster == NULL || child_copy_database(&bench->server, "engine", copy, sizeof(copy))) && child_start(&bench->server);
}

/* A database of this name and size that a run before has left behind. */
static bool open_again(struct bench *bench, const char *name, struct figures *figures)
{
    char path[PATH_MAX], first[PATH_MAX], number[27], id_number[19];
    unsigned centre;
    name_samples(bench, name, path);
    FILE *file = bench->reuse && child_use(&bench->server, name) ? fopen(path, "re") : NULL;
    child_beside(&bench->server, "first", first, sizeof(first));
    bool done = file != NULL && fscanf(file, "%lf %lf %lf", &figures->fill_per_s, &figures->bytes_a_case, &figures->start.first_ms) == 3 &&
                city_open(&bench->city, first, bench->server.key_file) == RESULT_OK && child_start(&bench->server);
    if (done)
        bench->traffic = traffic_open(bench->server.port, CENTRES);
    done = done && bench->traffic != NULL;
    while (done && fscanf(file, "%26s %18s %u", number, id_number, &centre) == 3)
        traffic_keep(bench->traffic, number, id_number, centre);
    if (file != NULL)
        (void)fclose(file);
    if (!done && bench->server.pid != 0)
        (void)child_stop(&bench->server);
    return done;
}

static const struct { const char *name; bool (*measure)(struct bench *, struct figures *); } parts[] = {
    {"accept", measure_accept}, {"half", measure_half}, {"lives", measure_lives}, {"reads", measure_reads}, {"memory", measure_memory}};

static bool check(struct bench *bench)
{
    int64_t begin_us = clock_monotonic_us();
    if (bench->unchecked)
        return true;
    bool sound = child_command(&bench->server, "check");
    (void)printf("tongban check: %s after %.0f s\n", sound ? "everything holds" : "NOT SOUND", (double)(clock_monotonic_us() - begin_us) / 1e6);
    return sound;
}

bool bench_close(struct bench *bench)
{
    bool stopped = bench->server.pid == 0 || child_stop(&bench->server);
    traffic_close(bench->traffic);
    bench->traffic = NULL;
    city_close(&bench->city);
    if (!bench->keep)
        child_remove(&bench->server);
    return stopped;
}

static bool open_database(struct bench *bench, const char *name, uint64_t cases, struct figures *figures)
{
    double peak;
    figures->cases = cases > 0 ? cases : FIRST_LIVES;
    bool done = open_again(bench, name, figures) ||
                (start_first(bench, name, figures) && (cases == 0 || fill(bench, name, cases, figures)) && start_filled(bench));
    if (!done)
        return false;
    figures->start.filled_ms = bench->server.start_ms;
    child_memory(&bench->server, &figures->memory.idle_mb, &peak);
    (void)text_copy(bench->report->traffic, sizeof(bench->report->traffic), traffic_describe(bench->traffic));
    report_begin(bench->report, figures);
    return true;
}

bool measure_database(struct bench *bench, const char *name, uint64_t cases, struct figures *figures)
{
    bool done = open_database(bench, name, cases, figures);
    for (size_t i = 0; i < ARRAY_COUNT(parts) && done; i++)
        done = !bench_has(bench, parts[i].name) || parts[i].measure(bench, figures);
    done = bench->server.pid == 0 || child_stop(&bench->server) ? done : false;
    return done && check(bench); /* nothing of it may have hurt the database */
}

bool measure_databases(struct bench *benches, size_t count, struct figures *const *growth)
{
    bool done = true;
    for (size_t i = 0; i < count && done; i++) {
        char name[40];
        (void)snprintf(name, sizeof(name), "growth-%llu", (unsigned long long)growth[i]->cases);
        done = open_database(&benches[i], name, growth[i]->cases, growth[i]);
    }
    for (size_t part = 0; part < ARRAY_COUNT(parts); part++)
        for (size_t i = 0; i < count && done && bench_has(&benches[i], parts[part].name); i++) {
            report_size(growth[i]);
            benches[i].half_rate = benches[0].half_rate;
            done = parts[part].measure(&benches[i], growth[i]);
        }
    for (size_t i = 0; i < count; i++)
        done = (benches[i].server.pid == 0 || child_stop(&benches[i].server)) && done && check(&benches[i]);
    return done;
}
