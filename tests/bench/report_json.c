#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json.h"
#include "base/json_write.h"
#include "base/text.h"
#include "report.h"

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

static void write_commit(struct json_writer *json)
{
    char line[200];
    ask("git describe --always --abbrev=40 --exclude='*' --dirty 2>/dev/null", line, sizeof(line));
    json_add_text(json, "commit", line);
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
    json_add_real(json, "load_average", report_load_average(), 2);
    json_close_object(json);
    write_commit(json);
}

static void write_latency(struct json_writer *json, const struct histogram *latency)
{
    json_add_real(json, "p50_ms", histogram_ms(latency, 0.5), 3);
    json_add_real(json, "p95_ms", histogram_ms(latency, 0.95), 3);
    json_add_real(json, "p99_ms", histogram_ms(latency, 0.99), 3);
}

static void write_cpu(struct json_writer *json, const struct load_result *run)
{
    json_add_real(json, "server_cpu_us", report_server_us(run), 1);
    json_add_real(json, "load_cpu_us", report_load_us(run), 1);
    json_add_integer(json, "faults", (int64_t)run->faults);
}

static void write_accept(struct json_writer *json, const char *engine, const struct figures *figures)
{
    json_open_object(json, engine);
    for (size_t i = 0; i < LEVELS; i++) {
        const struct accept_row *row = &figures->accept[i];
        if (row->connections == 0)
            continue;
        char name[24];
        (void)snprintf(name, sizeof(name), "c%zu", row->connections);
        json_open_object(json, name);
        json_add_real(json, "http_per_s", row->http.per_s, 1);
        json_add_real(json, "engine_per_s", row->engine_per_s, 1);
        json_add_real(json, "ratio", report_ratio(row->http.per_s, row->engine_per_s), 3);
        write_latency(json, &row->http.latency);
        json_add_real(json, "batch", row->batch, 1);
        write_cpu(json, &row->http);
        json_add_real(json, "engine_cpu_us", row->engine_cpu_us, 1);
        json_close_object(json);
    }
    json_close_object(json);
}

static void write_half(struct json_writer *json, const char *engine, const struct figures *figures)
{
    json_open_object(json, engine);
    json_add_real(json, "rate", figures->half_rate, 1);
    json_add_real(json, "http_per_s", figures->half.per_s, 1);
    write_latency(json, &figures->half.latency);
    write_cpu(json, &figures->half);
    json_close_object(json);
}

static void write_lives(struct json_writer *json, const char *engine, const struct figures *figures)
{
    json_open_object(json, engine);
    json_add_real(json, "lives_per_s", figures->lives_per_s, 1);
    json_add_real(json, "requests_per_s", figures->lives.per_s, 1);
    write_latency(json, &figures->lives.latency);
    write_cpu(json, &figures->lives);
    json_close_object(json);
}

static void write_reads(struct json_writer *json, const struct figures *figures)
{
    json_open_object(json, "reads");
    for (size_t i = READ_CASE; i < READ_COUNT; i++) {
        const struct read_row *row = &figures->reads[i];
        if (row->http.sent == 0)
            continue;
        json_open_object(json, traffic_read_names[i]);
        json_add_real(json, "per_s", row->http.per_s, 1);
        json_add_real(json, "fixed_per_s", row->fixed.per_s, 1);
        json_add_real(json, "ratio", report_ratio(row->http.per_s, row->fixed.per_s), 3);
        json_add_real(json, "bytes", report_bytes(&row->http), 0);
        write_latency(json, &row->http.latency);
        write_cpu(json, &row->http);
        json_add_real(json, "fixed_cpu_us", report_server_us(&row->fixed), 1);
        json_close_object(json);
    }
    json_close_object(json);
}

static void write_memory(struct json_writer *json, const struct figures *figures)
{
    json_open_object(json, "memory");
    json_add_integer(json, "cases", (int64_t)figures->cases);
    json_add_real(json, "idle_mb", figures->memory.idle_mb, 1);
    json_add_real(json, "after_load_mb", figures->memory.after_load_mb, 1);
    json_add_real(json, "peak_mb", figures->memory.peak_mb, 1);
    json_add_integer(json, "idle_connections", (int64_t)figures->memory.idle_connections);
    json_add_real(json, "idle_connections_mb", figures->memory.idle_connections_mb, 1);
    json_add_real(json, "bytes_a_case", figures->bytes_a_case, 0);
    json_add_real(json, "bytes_a_life", figures->bytes_a_life, 0);
    json_close_object(json);
    json_open_object(json, "start");
    json_add_integer(json, "cases", (int64_t)figures->cases);
    json_add_real(json, "first_ms", figures->start.first_ms, 0);
    json_add_real(json, "filled_ms", figures->start.filled_ms, 0);
    json_close_object(json);
}

static void write_engines(struct json_writer *json, const struct report *report, const char *part,
                          void (*write)(struct json_writer *json, const char *engine, const struct figures *figures))
{
    json_open_object(json, part);
    write(json, "sqlite", &report->sqlite);
    if (report->postgres.cases > 0)
        write(json, "postgres", &report->postgres);
    json_close_object(json);
}

/* Every hot read and write: its p95 in the largest database in those of the smallest. */
static void write_slowdown(struct json_writer *json, const struct report *report)
{
    const struct figures *first = report->growth[0], *last = report->growth[report->growth_count - 1];
    const char *name = NULL;
    json_open_object(json, "p95_last_to_first");
    for (size_t n = 0; report_hot(first, n, &name) != NULL; n++)
        if (report_hot(first, n, &name)->latency.total > 0)
            json_add_real(json, name, report_ratio(histogram_ms(&report_hot(last, n, &name)->latency, 0.95),
                                                   histogram_ms(&report_hot(first, n, &name)->latency, 0.95)), 3);
    json_close_object(json);
}

static void write_growth(struct json_writer *json, const struct report *report)
{
    char name[24];
    json_open_object(json, "growth");
    write_commit(json);
    for (size_t i = 0; i < report->growth_count; i++) {
        const struct figures *figures = report->growth[i];
        (void)snprintf(name, sizeof(name), "%llu", (unsigned long long)figures->cases);
        json_open_object(json, name);
        json_add_real(json, "fill_per_s", figures->fill_per_s, 0);
        write_accept(json, "accept", figures);
        write_half(json, "half", figures);
        write_lives(json, "lives", figures);
        write_reads(json, figures);
        write_memory(json, figures);
        json_close_object(json);
    }
    write_slowdown(json, report);
    json_close_object(json);
}

static void write_year(struct json_writer *json, const struct year_figures *year)
{
    json_open_object(json, "city_year");
    write_commit(json);
    json_add_integer(json, "planned_lives", (int64_t)year->planned);
    json_add_integer(json, "lives", (int64_t)year->lives);
    json_add_integer(json, "requests", (int64_t)year->requests);
    json_add_integer(json, "connections", (int64_t)year->connections);
    json_add_integer(json, "sent_again", (int64_t)year->faults);
    json_add_real(json, "seconds", year->seconds, 1);
    json_add_real(json, "lives_per_s", report_ratio((double)year->lives, year->seconds), 1);
    json_add_real(json, "requests_per_s", report_ratio((double)year->requests, year->seconds), 1);
    write_latency(json, &year->latency);
    json_add_real(json, "server_cpu_us", year->server_cpu_us, 1);
    json_add_real(json, "load_cpu_us", year->load_cpu_us, 1);
    json_add_real(json, "peak_mb", year->peak_mb, 1);
    json_add_real(json, "database_mb", year->database_mb, 1);
    json_add_bool(json, "check_clean", year->sound);
    json_add_real(json, "check_seconds", year->check_seconds, 1);
    json_close_object(json);
}

static void write_all(struct json_writer *json, const struct report *report, const struct json *before)
{
    json_open_object(json, NULL);
    write_machine(json);
    json_open_object(json, "settings");
    json_add_real(json, "seconds", report->seconds, 1);
    json_add_integer(json, "rounds", report->rounds);
    json_add_integer(json, "cases", (int64_t)report->sqlite.cases);
    json_add_text(json, "traffic", report->traffic);
    json_add_text(json, "sqlite", "WAL, synchronous=FULL, one writer; engine_per_s: the same rows by the same statements, as many a commit");
    if (report->postgres.cases > 0)
        json_add_text(json, "postgres", "fsync and synchronous_commit on; engine_per_s: an equivalent pgbench script, as many clients");
    json_add_text(json, "fixed", "GET /healthz");
    json_close_object(json);
    write_engines(json, report, "accept", write_accept);
    write_engines(json, report, "half", write_half);
    write_engines(json, report, "lives", write_lives);
    write_reads(json, &report->sqlite);
    write_memory(json, &report->sqlite);
    if (report->growth_count > 0)
        write_growth(json, report);
    else if (json_get(before, "growth") != NULL)
        json_add_value(json, "growth", json_get(before, "growth"));
    if (report->year.lives > 0)
        write_year(json, &report->year);
    else if (json_get(before, "city_year") != NULL)
        json_add_value(json, "city_year", json_get(before, "city_year"));
    json_close_object(json);
}

bool report_save(const struct report *report, const char *path)
{
    struct arena *arena = arena_new((size_t)16 << 20);
    struct buffer out;
    struct json_writer json;
    struct json_fault fault;
    const struct json *before = NULL;
    char *text = NULL;
    size_t size = 0;
    if (arena != NULL && file_read(arena, path, (size_t)8 << 20, &text, &size) == RESULT_OK)
        (void)json_read(arena, text, size, &before, &fault);
    buffer_init(&out, (size_t)1 << 20);
    json_begin(&json, &out);
    write_all(&json, report, before);
    FILE *file = out.failed ? NULL : fopen(path, "we");
    bool good = file != NULL && fwrite(out.bytes, 1, out.size, file) == out.size && fputc('\n', file) != EOF;
    good = (file == NULL || fclose(file) == 0) && good;
    buffer_free(&out);
    arena_free(arena);
    return good;
}
