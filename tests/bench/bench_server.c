/* The running server measured: acceptances against the bare engine, lives, reads against a fixed text, memory, start.
 * usage: bench_server [--seconds 4] [--rounds 2] [--cases 100000] [--connections 64] [--parts accept,half,lives,reads,memory]
 *                     [--reads case,worklist] [--keep]
 *                     PROGRAM FOLDER OUT.json
 * Everything is measured in the same run, in turns, on the machine as it is: the load average is told beside. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "child.h"
#include "engine.h"
#include "report.h"
#include "traffic.h"

#define CENTRES 32
#define NUMBERS_MAX 65536
#define IDLE_CONNECTIONS 2000
#define READ_CONNECTIONS 64

struct bench {
    const char *program, *folder, *out, *parts, *reads;
    double seconds;
    int rounds;
    uint64_t cases;     /* in the database when reads are measured */
    size_t connections; /* of acceptances: only this level; 0 = all */
    bool keep;
    struct child server, engine;
    struct traffic *traffic;
    struct report report;
};

static bool has_part(const struct bench *bench, const char *part)
{
    return bench->parts == NULL || strstr(bench->parts, part) != NULL;
}

/* Runs a plan and adds what it found; false when the server cannot be reached. */
static bool add_run(const struct bench *bench, struct load_plan *plan, struct load_result *total)
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

static const size_t levels[] = {1, 16, 64, 256};

static bool measure_level(struct bench *bench, size_t level, struct accept_row *row)
{
    static const char *numbers[NUMBERS_MAX];
    struct load_plan plan = {.connections = levels[level], .seconds = bench->seconds};
    struct engine_result engine;
    traffic_accept(bench->traffic, &plan);
    double commands = child_metric(&bench->server, "tongban_writer_commands_total");
    double batches = child_metric(&bench->server, "tongban_writer_batches_total");
    if (!add_run(bench, &plan, &row->http))
        return false;
    commands = child_metric(&bench->server, "tongban_writer_commands_total") - commands;
    batches = child_metric(&bench->server, "tongban_writer_batches_total") - batches;
    row->batch = batches > 0 ? commands / batches : 1;
    size_t batch = levels[level] == 1 || row->batch < 1 ? 1 : (size_t)(row->batch + 0.5);
    size_t count = traffic_numbers(bench->traffic, numbers, NUMBERS_MAX);
    if (engine_run(bench->server.database, bench->engine.database, numbers, count, batch, bench->seconds, &engine) != RESULT_OK)
        return false;
    row->engine_per_s += (engine.per_s - row->engine_per_s) / (row->rounds + 1);
    row->engine_cpu_us += (engine.cpu_us_a_row - row->engine_cpu_us) / (row->rounds + 1);
    row->sealed_bytes = engine.bytes_a_row;
    row->rounds++;
    return true;
}

static bool measure_accept(struct bench *bench)
{
    for (int round = 0; round < bench->rounds; round++)
        for (size_t i = 0; i < ARRAY_COUNT(levels); i++) {
            if (bench->connections != 0 && bench->connections != levels[i])
                continue;
            bench->report.accept[i].connections = levels[i];
            if (!measure_level(bench, i, &bench->report.accept[i]))
                return false;
        }
    report_accept(&bench->report, ARRAY_COUNT(levels));
    return true;
}

/* Half of what 64 connections managed, at a fixed rate: what clerks feel on an ordinary busy day. */
static bool measure_half(struct bench *bench)
{
    struct load_plan plan = {.connections = 64, .seconds = 2 * bench->seconds, .rate = bench->report.accept[2].http.per_s / 2};
    if (plan.rate <= 0)
        plan.rate = 1000;
    traffic_accept(bench->traffic, &plan);
    bench->report.half_rate = plan.rate;
    bool done = add_run(bench, &plan, &bench->report.half);
    report_half(&bench->report);
    return done;
}

static bool measure_lives(struct bench *bench)
{
    struct load_plan plan = {.connections = 64, .seconds = 2 * bench->seconds};
    traffic_lives(bench->traffic, &plan);
    bool done = add_run(bench, &plan, &bench->report.lives);
    bench->report.lives_per_s = (double)traffic_take_lives(bench->traffic) / (bench->report.lives.seconds + LOAD_WARM_UP_SECONDS);
    report_lives(&bench->report);
    return done;
}

/* ---- reads ---- */

static bool fill(struct bench *bench)
{
    struct load_result total = {0};
    uint64_t there = traffic_accepted(bench->traffic);
    struct load_plan plan = {.connections = 64, .seconds = 600, .requests_max = there < bench->cases ? bench->cases - there : 0};
    if (plan.requests_max == 0)
        return true;
    traffic_accept(bench->traffic, &plan);
    return add_run(bench, &plan, &total);
}

static bool measure_reads(struct bench *bench)
{
    if (!fill(bench))
        return false;
    bench->report.cases = traffic_accepted(bench->traffic);
    (void)printf("filled: %llu cases\n", (unsigned long long)bench->report.cases);
    (void)fflush(stdout);
    for (int round = 0; round < bench->rounds; round++)
        for (int what = READ_CASE; what < READ_COUNT; what++) {
            struct read_row *row = &bench->report.reads[what];
            if (bench->reads != NULL && strstr(bench->reads, traffic_read_names[what]) == NULL)
                continue;
            struct load_plan plan = {.connections = READ_CONNECTIONS, .seconds = bench->seconds / 2};
            row->name = traffic_read_names[what];
            traffic_reads(bench->traffic, READ_FIXED, &plan);
            if (!add_run(bench, &plan, &row->fixed))
                return false;
            traffic_reads(bench->traffic, (enum traffic_read)what, &plan);
            if (!add_run(bench, &plan, &row->http))
                return false;
        }
    report_reads(&bench->report, READ_CASE, READ_COUNT);
    return true;
}

/* ---- memory and start ---- */

static bool measure_memory(struct bench *bench)
{
    struct memory_figures *memory = &bench->report.memory;
    double peak;
    child_memory(&bench->server, &memory->after_load_mb, &memory->peak_mb);
    size_t held = child_hold(&bench->server, IDLE_CONNECTIONS, &memory->idle_connections_mb);
    memory->idle_connections = held;
    if (!child_stop(&bench->server) || !child_start(&bench->server))
        return false;
    bench->report.start.large_ms = bench->server.start_ms;
    child_memory(&bench->server, &memory->idle_large_mb, &peak);
    report_memory(&bench->report);
    return held > 0;
}

/* The first start makes the demonstration accounts, the second is an ordinary one. */
static bool open_server(struct bench *bench)
{
    double peak;
    if (!child_load(&bench->server, "server") || !child_load(&bench->engine, "engine") || !child_start(&bench->server))
        return false;
    bench->report.start.first_ms = bench->server.start_ms;
    if (!child_stop(&bench->server) || !child_start(&bench->server))
        return false;
    bench->report.start.loaded_ms = bench->server.start_ms;
    child_memory(&bench->server, &bench->report.memory.idle_mb, &peak);
    bench->traffic = traffic_open(bench->server.port, CENTRES);
    return bench->traffic != NULL;
}

static bool measure(struct bench *bench)
{
    const struct { const char *part; bool (*measure)(struct bench *); } parts[] = {
        {"accept", measure_accept}, {"half", measure_half}, {"lives", measure_lives}, {"reads", measure_reads}, {"memory", measure_memory}};
    if (!open_server(bench))
        return false;
    report_begin(&bench->report, traffic_describe(bench->traffic));
    for (size_t i = 0; i < ARRAY_COUNT(parts); i++)
        if (has_part(bench, parts[i].part) && !parts[i].measure(bench))
            return false;
    return true;
}

/* ---- the whole ---- */

static bool read_options(struct bench *bench, int argc, char **argv)
{
    static const struct option options[] = {
        {"seconds", required_argument, NULL, 's'}, {"rounds", required_argument, NULL, 'r'}, {"cases", required_argument, NULL, 'c'},
        {"parts", required_argument, NULL, 'p'}, {"connections", required_argument, NULL, 'n'}, {"reads", required_argument, NULL, 'R'}, {"keep", no_argument, NULL, 'k'}, {0}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
        switch (option) {
        case 's': bench->seconds = strtod(optarg, NULL); break;
        case 'r': bench->rounds = (int)strtol(optarg, NULL, 10); break;
        case 'c': bench->cases = strtoull(optarg, NULL, 10); break;
        case 'p': bench->parts = optarg; break;
        case 'n': bench->connections = strtoul(optarg, NULL, 10); break;
        case 'R': bench->reads = optarg; break;
        case 'k': bench->keep = true; break;
        default: return false;
        }
    if (argc - optind != 3 || bench->seconds <= 0 || bench->rounds < 1)
        return false;
    bench->program = argv[optind];
    bench->folder = argv[optind + 1];
    bench->out = argv[optind + 2];
    return true;
}

static void remove_files(const struct bench *bench)
{
    static const char *const names[] = {"server.db", "server.db-wal", "server.db-shm", "server.db.key",
                                        "engine.db", "engine.db-wal", "engine.db-shm", "engine.db.key", "server.log"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        char path[4200];
        (void)snprintf(path, sizeof(path), "%s/%s", bench->folder, names[i]);
        (void)unlink(path);
    }
}

int main(int argc, char **argv)
{
    static struct bench bench = {.seconds = 4, .rounds = 2, .cases = 100000};
    if (!read_options(&bench, argc, argv)) {
        (void)fputs("usage: bench_server [--seconds N] [--rounds N] [--cases N] [--connections N] [--parts accept,half,lives,reads,memory] [--reads NAMES] [--keep] "
                    "PROGRAM FOLDER OUT.json\n", stderr);
        return 2;
    }
    bench.server = bench.engine = (struct child){.program = bench.program, .folder = bench.folder};
    bench.report.seconds = bench.seconds;
    bench.report.rounds = bench.rounds;
    (void)mkdir(bench.folder, 0750);
    remove_files(&bench);
    bool done = measure(&bench);
    done = (bench.server.pid == 0 || child_stop(&bench.server)) && done;
    done = (!done || child_command(&bench.server, "check")) && done; /* nothing of it may have hurt the database */
    done = report_save(&bench.report, bench.out) && done;
    traffic_close(bench.traffic);
    if (!bench.keep && done)
        remove_files(&bench);
    if (!done)
        (void)fprintf(stderr, "bench: not finished, see %s/server.log\n", bench.folder);
    return done ? 0 : 1;
}
