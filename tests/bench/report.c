#include "report.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

double report_ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }
double report_server_us(const struct load_result *run) { return report_ratio((double)run->server_cpu_us, (double)run->sent); }
double report_load_us(const struct load_result *run) { return report_ratio((double)run->load_cpu_us, (double)run->sent); }
double report_bytes(const struct load_result *run) { return report_ratio((double)run->bytes, (double)run->bodies); }

double report_load_average(void)
{
    double now = 0;
    return getloadavg(&now, 1) == 1 ? now : 0;
}

const struct load_result *report_hot(const struct figures *figures, size_t n, const char **ret_name)
{
    static const char *const accepts[LEVELS] = {"accept_c1", "accept_c16", "accept_c64", "accept_c256"};
    *ret_name = n < LEVELS ? accepts[n] : n == LEVELS ? "half" : n == LEVELS + 1 ? "lives" : NULL;
    if (n < LEVELS)
        return &figures->accept[n].http;
    if (n < LEVELS + 2)
        return n == LEVELS ? &figures->half : &figures->lives;
    n -= LEVELS + 2 - READ_CASE;
    if (n >= READ_COUNT)
        return NULL;
    *ret_name = traffic_read_names[n];
    return &figures->reads[n].http;
}

static void head(const char *title, const char *columns)
{
    (void)printf("\n%s (load average %.1f)\n%s\n", title, report_load_average(), columns);
}

static void latencies(const struct histogram *latency)
{
    (void)printf(" %8.2f %8.2f %8.2f\n", histogram_ms(latency, 0.5), histogram_ms(latency, 0.95), histogram_ms(latency, 0.99));
    (void)fflush(stdout);
}

void report_begin(const struct report *report, const struct figures *figures)
{
    (void)printf("\ntraffic: %s\n%llu cases in the database (filled at %.0f a second), %.0f bytes a case\n", report->traffic,
                 (unsigned long long)figures->cases, figures->fill_per_s, figures->bytes_a_case);
    (void)printf("start: %.0f ms the first time, %.0f ms with these cases; idle memory %.1f MB\n", figures->start.first_ms,
                 figures->start.filled_ms, figures->memory.idle_mb);
    (void)fflush(stdout);
}

void report_size(const struct figures *figures) { (void)printf("\n— %llu cases —\n", (unsigned long long)figures->cases); }

void report_accept(const struct figures *figures)
{
    head("acceptances, durable, a second", "                                            cpu µs each:\n"
         "connections     http   engine  ratio  batch   server   engine     load   p50 ms   p95 ms   p99 ms");
    for (size_t i = 0; i < LEVELS; i++) {
        const struct accept_row *row = &figures->accept[i];
        if (row->connections == 0)
            continue;
        (void)printf("%11zu %8.0f %8.0f %6.2f %6.1f %8.0f %8.0f %8.0f", row->connections, row->http.per_s, row->engine_per_s,
                     report_ratio(row->http.per_s, row->engine_per_s), row->batch, report_server_us(&row->http), row->engine_cpu_us,
                     report_load_us(&row->http));
        latencies(&row->http.latency);
    }
}

static void one_line(double first, const struct load_result *run)
{
    (void)printf("%11.0f %8.0f %20.0f %8.0f", first, run->per_s, report_server_us(run), report_load_us(run));
    latencies(&run->latency);
}

void report_half(const struct figures *figures)
{
    head("half of that, at a fixed rate from 64 connections", "       rate     done   cpu µs each: server     load   p50 ms   p95 ms   p99 ms");
    one_line(figures->half_rate, &figures->half);
}

void report_lives(const struct figures *figures)
{
    head("whole lives from application to delivery, 8 of 100 split, 64 connections", "      lives requests   cpu µs each: server     load   p50 ms   p95 ms   p99 ms");
    one_line(figures->lives_per_s, &figures->lives);
}

void report_reads(const struct figures *figures)
{
    head("reads a second from 64 connections", "                                              cpu µs each:\n"
         "       read    bytes     http    fixed  ratio     read    fixed   p50 ms   p95 ms   p99 ms");
    for (size_t i = READ_CASE; i < READ_COUNT; i++) {
        const struct read_row *row = &figures->reads[i];
        if (row->http.sent == 0)
            continue;
        (void)printf("%11s %8.0f %8.0f %8.0f %6.2f %8.0f %8.0f", traffic_read_names[i], report_bytes(&row->http), row->http.per_s,
                     row->fixed.per_s, report_ratio(row->http.per_s, row->fixed.per_s),
                     report_server_us(&row->http), report_server_us(&row->fixed));
        latencies(&row->http.latency);
    }
}

void report_memory(const struct figures *figures)
{
    head("memory", "");
    (void)printf("idle %.1f MB, after all this %.1f MB (peak %.1f MB), with %zu idle connections %.1f MB\n", figures->memory.idle_mb,
                 figures->memory.after_load_mb, figures->memory.peak_mb, figures->memory.idle_connections, figures->memory.idle_connections_mb);
    (void)fflush(stdout);
}

void report_growth(const struct report *report)
{
    const char *name = NULL;
    head("growth: p95 in ms by cases in the database", "");
    (void)printf("%11s", "");
    for (size_t i = 0; i < report->growth_count; i++)
        (void)printf(" %10llu", (unsigned long long)report->growth[i]->cases);
    (void)printf("   last/first\n");
    for (size_t n = 0; report->growth_count > 0 && report_hot(report->growth[0], n, &name) != NULL; n++) {
        double first = 0, last = 0;
        if (report_hot(report->growth[0], n, &name)->latency.total == 0)
            continue;
        (void)printf("%11s", name);
        for (size_t i = 0; i < report->growth_count; i++) {
            last = histogram_ms(&report_hot(report->growth[i], n, &name)->latency, 0.95);
            first = i == 0 ? last : first;
            (void)printf(" %10.2f", last);
        }
        (void)printf(" %12.2f\n", report_ratio(last, first));
    }
    (void)printf("%11s", "bytes/case");
    for (size_t i = 0; i < report->growth_count; i++)
        (void)printf(" %10.0f", report->growth[i]->bytes_a_case);
    (void)printf("\n");
    (void)fflush(stdout);
}

void report_year(const struct year_figures *year)
{
    head("the city's year: whole lives through the API, 8 of 100 split", "");
    (void)printf("%llu lives from %zu connections in %.0f s: %.0f lives and %.0f requests a second, %llu refused and sent again; p50 %.2f, p95 %.2f, p99 %.2f ms\n",
                 (unsigned long long)year->lives, year->connections, year->seconds, report_ratio((double)year->lives, year->seconds),
                 report_ratio((double)year->requests, year->seconds), (unsigned long long)year->faults,
                 histogram_ms(&year->latency, 0.5), histogram_ms(&year->latency, 0.95), histogram_ms(&year->latency, 0.99));
    (void)printf("processor time a request: server %.0f µs, load generator %.0f µs; peak memory %.1f MB; database %.0f MB, %.0f bytes a life\n",
                 year->server_cpu_us, year->load_cpu_us, year->peak_mb, year->database_mb,
                 report_ratio(year->database_mb * 1048576, (double)year->lives));
    (void)printf("tongban check: %s after %.0f s\n", year->sound ? "everything holds" : "NOT SOUND", year->check_seconds);
    (void)fflush(stdout);
}
