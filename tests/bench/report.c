#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/json_write.h"
#include "base/text.h"

static double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

/* Processor time of the server for one request: says most on a machine that others use too. */
static double cpu_us(const struct load_result *run) { return ratio((double)run->server_cpu_us, (double)run->sent); }

static double load_average(void)
{
    double now = 0;
    return getloadavg(&now, 1) == 1 ? now : 0;
}

/* ---- tables ---- */

static void head(const char *title, const char *columns)
{
    (void)printf("\n%s (load average %.1f)\n%s\n", title, load_average(), columns);
}

static void latencies(const struct histogram *latency)
{
    (void)printf(" %8.2f %8.2f %8.2f\n", histogram_ms(latency, 0.5), histogram_ms(latency, 0.95), histogram_ms(latency, 0.99));
    (void)fflush(stdout);
}

void report_begin(struct report *report, const char *traffic)
{
    report->traffic = traffic;
    (void)printf("traffic: %s\n", traffic);
    (void)printf("start: %.0f ms the first time, %.0f ms on a loaded database; idle memory %.1f MB\n", report->start.first_ms,
                 report->start.loaded_ms, report->memory.idle_mb);
    (void)fflush(stdout);
}

void report_accept(const struct report *report, size_t count)
{
    head("acceptances, durable, a second", "                                            cpu µs each:\nconnections     http   engine  ratio  batch   server   engine   p50 ms   p95 ms   p99 ms");
    for (size_t i = 0; i < count; i++) {
        const struct accept_row *row = &report->accept[i];
        if (row->connections == 0)
            continue;
        (void)printf("%11zu %8.0f %8.0f %6.2f %6.1f %8.0f %8.0f", row->connections, row->http.per_s, row->engine_per_s,
                     ratio(row->http.per_s, row->engine_per_s), row->batch, cpu_us(&row->http),
                     row->engine_cpu_us);
        latencies(&row->http.latency);
    }
}

void report_half(const struct report *report)
{
    head("half of that, at a fixed rate from 64 connections", "       rate     done              cpu µs a request   p50 ms   p95 ms   p99 ms");
    (void)printf("%11.0f %8.0f %29.0f ", report->half_rate, report->half.per_s, cpu_us(&report->half));
    latencies(&report->half.latency);
}

void report_lives(const struct report *report)
{
    head("whole lives from application to delivery, 8 of 100 split, 64 connections", "      lives requests              cpu µs a request   p50 ms   p95 ms   p99 ms");
    (void)printf("%11.0f %8.0f %29.0f ", report->lives_per_s, report->lives.per_s, cpu_us(&report->lives));
    latencies(&report->lives.latency);
}

void report_reads(const struct report *report, size_t first, size_t end)
{
    char title[120];
    (void)snprintf(title, sizeof(title), "reads a second from 64 connections, %llu cases in the database", (unsigned long long)report->cases);
    head(title, "                                     cpu µs each:\n       read     http    fixed  ratio     read    fixed   p50 ms   p95 ms   p99 ms");
    for (size_t i = first; i < end; i++) {
        const struct read_row *row = &report->reads[i];
        if (row->name == NULL)
            continue;
        (void)printf("%11s %8.0f %8.0f %6.2f %8.0f %8.0f", row->name, row->http.per_s, row->fixed.per_s, ratio(row->http.per_s, row->fixed.per_s),
                     cpu_us(&row->http), cpu_us(&row->fixed));
        latencies(&row->http.latency);
    }
}

void report_memory(const struct report *report)
{
    const struct memory_figures *memory = &report->memory;
    head("memory and start", "");
    (void)printf("idle %.1f MB, after all this %.1f MB (peak %.1f MB), with %zu idle connections %.1f MB\n", memory->idle_mb,
                 memory->after_load_mb, memory->peak_mb, memory->idle_connections, memory->idle_connections_mb);
    (void)printf("on the large database: listening after %.0f ms, idle %.1f MB\n", report->start.large_ms, memory->idle_large_mb);
}

/* ---- JSON ---- */

/* The first line of a command's output, without its end. */
static void ask(const char *command, char *line, size_t size)
{
    FILE *pipe = popen(command, "re");
    line[0] = '\0';
    if (pipe == NULL)
        return;
    if (fgets(line, (int)size, pipe) != NULL)
        line[strcspn(line, "\n")] = '\0';
    (void)pclose(pipe);
}

static void write_machine(struct json_writer *json)
{
    struct utsname system;
    char line[200];
    json_open_object(json, "machine");
    ask("sed -n 's/^model name[^:]*: //p' /proc/cpuinfo", line, sizeof(line));
    json_add_text(json, "processor", line);
    json_add_integer(json, "processors", sysconf(_SC_NPROCESSORS_ONLN));
    json_add_integer(json, "memory_mb", (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) / 1048576);
    json_add_text(json, "system", uname(&system) == 0 ? system.release : "");
    json_add_real(json, "load_average", load_average(), 2);
    json_close_object(json);
    ask("git rev-parse HEAD 2>/dev/null", line, sizeof(line));
    json_add_text(json, "commit", line);
}

static void write_latency(struct json_writer *json, const struct histogram *latency)
{
    json_add_real(json, "p50_ms", histogram_ms(latency, 0.5), 3);
    json_add_real(json, "p95_ms", histogram_ms(latency, 0.95), 3);
    json_add_real(json, "p99_ms", histogram_ms(latency, 0.99), 3);
}

static void write_accept(struct json_writer *json, const struct report *report)
{
    json_open_object(json, "accept");
    json_open_object(json, "sqlite");
    for (size_t i = 0; i < ACCEPT_ROWS_MAX; i++) {
        const struct accept_row *row = &report->accept[i];
        if (row->connections == 0)
            continue;
        char name[24];
        (void)snprintf(name, sizeof(name), "c%zu", row->connections);
        json_open_object(json, name);
        json_add_real(json, "http_per_s", row->http.per_s, 1);
        json_add_real(json, "engine_per_s", row->engine_per_s, 1);
        json_add_real(json, "ratio", ratio(row->http.per_s, row->engine_per_s), 3);
        json_add_real(json, "batch", row->batch, 1);
        json_add_real(json, "sealed_bytes", row->sealed_bytes, 0);
        json_add_real(json, "http_cpu_us", cpu_us(&row->http), 1);
        json_add_real(json, "engine_cpu_us", row->engine_cpu_us, 1);
        write_latency(json, &row->http.latency);
        json_close_object(json);
    }
    if (report->half_rate > 0) {
        json_open_object(json, "half_of_c64");
        json_add_real(json, "rate", report->half_rate, 1);
        json_add_real(json, "http_per_s", report->half.per_s, 1);
        write_latency(json, &report->half.latency);
        json_close_object(json);
    }
    json_close_object(json);
    json_close_object(json);
}

static void write_lives(struct json_writer *json, const struct report *report)
{
    json_open_object(json, "lives");
    json_add_real(json, "lives_per_s", report->lives_per_s, 1);
    json_add_real(json, "requests_per_s", report->lives.per_s, 1);
    write_latency(json, &report->lives.latency);
    json_close_object(json);
}

static void write_reads(struct json_writer *json, const struct report *report)
{
    json_open_object(json, "reads");
    json_add_integer(json, "cases_in_database", (int64_t)report->cases);
    for (size_t i = 0; i < READ_ROWS_MAX; i++) {
        const struct read_row *row = &report->reads[i];
        if (row->name == NULL)
            continue;
        json_open_object(json, row->name);
        json_add_real(json, "per_s", row->http.per_s, 1);
        json_add_real(json, "fixed_per_s", row->fixed.per_s, 1);
        json_add_real(json, "ratio", ratio(row->http.per_s, row->fixed.per_s), 3);
        json_add_real(json, "cpu_us", cpu_us(&row->http), 1);
        json_add_real(json, "fixed_cpu_us", cpu_us(&row->fixed), 1);
        write_latency(json, &row->http.latency);
        json_close_object(json);
    }
    json_close_object(json);
}

static void write_memory(struct json_writer *json, const struct report *report)
{
    const struct memory_figures *memory = &report->memory;
    json_open_object(json, "memory");
    json_add_real(json, "idle_mb", memory->idle_mb, 1);
    json_add_real(json, "after_load_mb", memory->after_load_mb, 1);
    json_add_real(json, "peak_mb", memory->peak_mb, 1);
    json_add_integer(json, "idle_connections", (int64_t)memory->idle_connections);
    json_add_real(json, "idle_connections_mb", memory->idle_connections_mb, 1);
    json_add_real(json, "idle_large_mb", memory->idle_large_mb, 1);
    json_close_object(json);
    json_open_object(json, "start");
    json_add_real(json, "first_ms", report->start.first_ms, 0);
    json_add_real(json, "loaded_ms", report->start.loaded_ms, 0);
    json_add_real(json, "large_ms", report->start.large_ms, 0);
    json_close_object(json);
}

bool report_save(const struct report *report, const char *path)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, (size_t)1 << 20);
    json_begin(&json, &out);
    json_open_object(&json, NULL);
    write_machine(&json);
    json_open_object(&json, "settings");
    json_add_real(&json, "seconds", report->seconds, 1);
    json_add_integer(&json, "rounds", report->rounds);
    json_add_text(&json, "traffic", report->traffic);
    json_add_text(&json, "engine", "SQLite, WAL, synchronous=FULL, one writer");
    json_close_object(&json);
    write_accept(&json, report);
    write_lives(&json, report);
    write_reads(&json, report);
    write_memory(&json, report);
    json_close_object(&json);
    FILE *file = out.failed ? NULL : fopen(path, "we");
    bool good = file != NULL && fwrite(out.bytes, 1, out.size, file) == out.size && fputc('\n', file) != EOF;
    good = (file == NULL || fclose(file) == 0) && good;
    buffer_free(&out);
    return good;
}
