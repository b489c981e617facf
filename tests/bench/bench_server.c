/* The running server measured: acceptances against the bare engine, lives, reads against a fixed text, memory, start; the same as
 * the database grows; the city's year. Everything is measured in the same run, in turns, on the machine as it is: the load
 * average is told beside. See usage(). */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "measure.h"

struct options {
    uint64_t cases, year;
    const char *cluster;
    uint64_t sizes[SIZES_MAX]; size_t size_count;
};

static int usage(void)
{
    (void)fputs("usage: bench_server [options] PROGRAM FOLDER OUT.json\n"
                "  --cases N            cases in the database that is measured (100000); 0: leave this away\n"
                "  --postgres ADDRESS   acceptances, half and lives on PostgreSQL too, in this cluster (tools/postgres start --durable)\n"
                "  --growth N,N,...     measure databases of these sizes too\n"
                "  --year N             that many whole lives through the API; an interrupted run is continued\n"
                "  --parts NAMES        only these: accept,half,lives,reads,memory\n"
                "  --connections N      acceptances and lives from that many connections only: 1, 16, 64 or 256; the year from any number (512)\n"
                "  --reads NAMES        only these: case,worklist,person,search,guide,centres\n"
                "  --seconds N          of one measurement (4)\n"
                "  --rounds N           of all of them, in turns with what they are compared with (2)\n"
                "  --no-check           do not run tongban check on what was left behind\n"
                "  --keep               leave the databases in the folder\n"
                "  --reuse              measure the databases that were left there; keeps them too\n", stderr);
    return 2;
}

static bool read_sizes(struct options *options, const char *text)
{
    while (*text != '\0' && options->size_count < SIZES_MAX) {
        char *end = NULL;
        options->sizes[options->size_count++] = strtoull(text, &end, 10);
        if (end == text || (*end != ',' && *end != '\0'))
            return false;
        text = *end == ',' ? end + 1 : end;
    }
    return *text == '\0';
}

static bool read_options(struct bench *bench, struct options *options, int argc, char **argv)
{
    static const struct option names[] = {
        {"seconds", required_argument, NULL, 's'}, {"rounds", required_argument, NULL, 'r'}, {"cases", required_argument, NULL, 'c'},
        {"parts", required_argument, NULL, 'p'}, {"connections", required_argument, NULL, 'n'}, {"reads", required_argument, NULL, 'R'},
        {"growth", required_argument, NULL, 'g'}, {"year", required_argument, NULL, 'y'}, {"no-check", no_argument, NULL, 'C'}, {"postgres", required_argument, NULL, 'P'},
        {"keep", no_argument, NULL, 'k'}, {"reuse", no_argument, NULL, 'u'}, {0}};
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;)
        switch (option) {
        case 's': bench->seconds = strtod(optarg, NULL); break;
        case 'r': bench->rounds = (int)strtol(optarg, NULL, 10); break;
        case 'c': options->cases = strtoull(optarg, NULL, 10); break;
        case 'p': bench->parts = optarg; break;
        case 'n': bench->connections = strtoul(optarg, NULL, 10); break;
        case 'R': bench->reads = optarg; break;
        case 'g': if (!read_sizes(options, optarg)) return false; break;
        case 'y': options->year = strtoull(optarg, NULL, 10); break;
        case 'P': options->cluster = optarg; break;
        case 'C': bench->unchecked = true; break;
        case 'k': bench->keep = true; break;
        case 'u': bench->reuse = bench->keep = true; break;
        default: return false;
        }
    if (argc - optind != 3 || bench->seconds <= 0 || bench->rounds < 1)
        return false;
    bench->program = argv[optind];
    bench->folder = argv[optind + 1];
    bench->out = argv[optind + 2];
    return true;
}

/* Reads and memory are SQLite's figures. */
static bool measure_postgres(struct bench *bench, const char *cluster, uint64_t cases)
{
    static const char *const names[] = {"accept", "half", "lives"};
    const char *parts = bench->parts;
    char chosen[80] = "";
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        if (bench_has(bench, names[i]))
            (void)snprintf(chosen + strlen(chosen), sizeof(chosen) - strlen(chosen), "%s ", names[i]);
    bench->server.cluster = cluster;
    bench->parts = chosen;
    bench->half_rate = 0;
    bool done = measure_database(bench, "tongban_bench", cases, &bench->report->postgres);
    done = bench_close(bench) && done;
    bench->server.cluster = NULL;
    bench->parts = parts;
    return done;
}

static bool measure_growth(const struct bench *bench, const struct options *options)
{
    struct bench benches[SIZES_MAX];
    struct figures **growth = bench->report->growth;
    for (size_t i = 0; i < options->size_count; i++) {
        benches[i] = *bench;
        benches[i].half_rate = 0;
        growth[i] = calloc(1, sizeof(*growth[i]));
        if (growth[i] == NULL)
            return false;
        growth[i]->cases = options->sizes[i];
    }
    bool done = measure_databases(benches, options->size_count, growth);
    for (size_t i = 0; i < options->size_count; i++)
        done = bench_close(&benches[i]) && done;
    if (!done || options->size_count == 0)
        return done;
    bench->report->growth_count = options->size_count;
    (void)report_save(bench->report, bench->out); /* the year takes long, and may be interrupted */
    report_growth(bench->report);
    return true;
}

static bool measure_all(struct bench *bench, const struct options *options)
{
    bool done = true;
    if (options->cases > 0) {
        done = measure_database(bench, "server", options->cases, &bench->report->sqlite);
        done = bench_close(bench) && done;
    }
    if (done && options->cluster != NULL)
        done = measure_postgres(bench, options->cluster, options->cases);
    done = done && measure_growth(bench, options);
    if (done && options->year > 0) {
        bool keep = bench->keep;
        done = measure_year(bench, options->year);
        bench->keep = keep || !done; /* to go on, or to look at */
        done = bench_close(bench) && done;
    }
    return done;
}

int main(int argc, char **argv)
{
    static struct report report;
    struct bench bench = {.seconds = 4, .rounds = 2, .report = &report};
    struct options options = {.cases = 100000};
    if (!read_options(&bench, &options, argc, argv))
        return usage();
    bench.server = (struct child){.program = bench.program, .folder = bench.folder};
    report.seconds = bench.seconds;
    report.rounds = bench.rounds;
    (void)mkdir(bench.folder, 0750);
    bool done = measure_all(&bench, &options);
    done = report_save(&report, bench.out) && done;
    for (size_t i = 0; i < SIZES_MAX; i++)
        free(report.growth[i]);
    if (!done)
        (void)fprintf(stderr, "bench: not finished, see %s/server.log\n", bench.folder);
    return done ? 0 : 1;
}
