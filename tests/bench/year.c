/* The city's year: whole lives through the API, one after the other on every connection, until there are as many as a year has. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"
#include "measure.h"

#define CONNECTIONS 512 /* a city has more counters: the more write at once, the fewer pages a life costs */
#define CENTRES 32
#define TELL_EVERY 10 /* ticks */
#define SECONDS_MAX (7 * 24 * 3600.0)

struct year {
    struct bench *bench;
    struct year_figures *figures;
    uint64_t lives_before, requests_before; /* of runs that were interrupted */
    double seconds_before;
    int64_t begin_us;
    unsigned ticks;
    char progress[4200];     /* the file of lives, requests and seconds so far */
};

static double seconds_since(int64_t begin_us) { return (double)(clock_monotonic_us() - begin_us) / 1e6; }

static void note_progress(const struct year *year, uint64_t lives, uint64_t requests, double seconds)
{
    FILE *file = fopen(year->progress, "we");
    if (file == NULL)
        return;
    (void)fprintf(file, "%llu %llu %.0f\n", (unsigned long long)lives, (unsigned long long)requests, seconds);
    (void)fclose(file);
}

static bool read_progress(struct year *year)
{
    unsigned long long lives = 0, requests = 0;
    FILE *file = fopen(year->progress, "re");
    bool read = file != NULL && fscanf(file, "%llu %llu %lf", &lives, &requests, &year->seconds_before) == 3;
    if (file != NULL)
        (void)fclose(file);
    year->lives_before = read ? lives : 0;
    year->requests_before = read ? requests : 0;
    return read;
}

static void tell(void *context, const struct load_result *so_far)
{
    struct year *year = context;
    if (++year->ticks % TELL_EVERY != 0)
        return;
    double seconds = seconds_since(year->begin_us);
    uint64_t done = traffic_lives_done(year->bench->traffic), all = year->lives_before + done;
    double rate = report_ratio((double)done, seconds), left = report_ratio((double)(year->figures->planned - all), rate);
    time_t end = (time_t)(clock_now_ms() / 1000 + (int64_t)left);
    struct tm local;
    char clock[24] = "";
    if (localtime_r(&end, &local) != NULL)
        (void)strftime(clock, sizeof(clock), "%d %b %H:%M", &local);
    (void)printf("year: %llu of %llu lives (%.1f %%), %.0f a second, ends in %.0f min (%s)\n", (unsigned long long)all,
                 (unsigned long long)year->figures->planned, 100 * report_ratio((double)all, (double)year->figures->planned), rate, left / 60, clock);
    (void)fflush(stdout);
    note_progress(year, all, year->requests_before + so_far->sent, year->seconds_before + seconds);
}

/* A new database, or the one of a run that was interrupted. */
static bool open_database(struct year *year)
{
    struct bench *bench = year->bench;
    (void)snprintf(year->progress, sizeof(year->progress), "%s/year.progress", bench->folder);
    bool goes_on = read_progress(year) && child_use(&bench->server, "year");
    if (goes_on)
        (void)printf("year: goes on after %llu lives\n", (unsigned long long)year->lives_before);
    else if (!child_load(&bench->server, "year"))
        return false;
    if (!child_start(&bench->server))
        return false;
    bench->traffic = traffic_open(bench->server.port, CENTRES);
    if (bench->traffic != NULL)
        (void)text_copy(bench->report->traffic, sizeof(bench->report->traffic), traffic_describe(bench->traffic));
    return bench->traffic != NULL;
}

static bool live(struct year *year, struct load_result *result)
{
    struct year_figures *figures = year->figures;
    figures->connections = year->bench->connections != 0 ? year->bench->connections : CONNECTIONS;
    struct load_plan plan = {.connections = figures->connections, .seconds = SECONDS_MAX, .tick = tell, .tick_context = year};
    if (year->lives_before >= figures->planned)
        return true;
    traffic_lives(year->bench->traffic, figures->planned - year->lives_before, &plan);
    year->begin_us = clock_monotonic_us();
    bool done = bench_run(year->bench, &plan, result);
    double seconds = seconds_since(year->begin_us);
    figures->lives = year->lives_before + traffic_lives_done(year->bench->traffic);
    figures->seconds = year->seconds_before + seconds;
    figures->requests = year->requests_before + result->sent;
    figures->faults = result->faults;
    figures->latency = result->latency;
    figures->server_cpu_us = report_server_us(result);
    figures->load_cpu_us = report_load_us(result);
    note_progress(year, figures->lives, figures->requests, figures->seconds);
    return done && figures->lives == figures->planned;
}

bool measure_year(struct bench *bench, uint64_t cases)
{
    struct load_result *result = calloc(1, sizeof(*result));
    struct year year = {.bench = bench, .figures = &bench->report->year};
    double now_mb;
    year.figures->planned = cases;
    bool done = result != NULL && open_database(&year) && live(&year, result);
    if (bench->server.pid != 0) {
        child_memory(&bench->server, &now_mb, &year.figures->peak_mb);
        year.figures->database_mb = (double)child_database_size(&bench->server) / 1048576;
        done = child_stop(&bench->server) && done;
    }
    int64_t begin_us = clock_monotonic_us();
    if (done && !bench->unchecked) {
        year.figures->sound = child_command(&bench->server, "check");
        year.figures->check_seconds = seconds_since(begin_us);
        done = year.figures->sound;
    }
    report_year(year.figures);
    if (done && !bench->keep)
        (void)unlink(year.progress);
    free(result);
    return done;
}
