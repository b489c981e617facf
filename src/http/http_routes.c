/* The server's own addresses: health, metrics, the API's description, the event stream. */
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "http/server.h"

static const struct field health_reply[] = {
    {"status", FIELD_TEXT, FIELD_REQUIRED, 0, 0, (const char *const[]){"ok", "stopping", NULL}, NULL, "ok while the program takes work"},
    {"version", FIELD_TEXT, FIELD_REQUIRED, 0, 0, NULL, NULL, "version of the program"},
    {"uptime_seconds", FIELD_INTEGER, FIELD_REQUIRED, 0, 0, NULL, NULL, "since the start"},
    {0}};

static enum result read_health(struct request *request)
{
    const struct http_server *server = server_of(request);
    bool stopping = atomic_load(&((struct http_server *)(uintptr_t)server)->stopping);
    json_open_object(&request->json, NULL);
    json_add_text(&request->json, "status", stopping ? "stopping" : "ok");
    json_add_text(&request->json, "version", TONGBAN_VERSION);
    json_add_integer(&request->json, "uptime_seconds", (clock_now_ms() - server->started_ms) / 1000);
    json_close_object(&request->json);
    if (stopping)
        request->status = 503;
    return RESULT_OK;
}

static enum result read_openapi(struct request *request)
{
    http_write_openapi(&request->reply, &server_of(request)->options);
    return RESULT_OK;
}

static enum result open_events(struct request *request)
{
    const struct http_server *server = server_of(request);
    return server->options.scope(&request->caller) == NULL ? RESULT_FORBIDDEN : RESULT_OK;
}

/* ---- metrics: Prometheus text ---- */

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void number(struct buffer *out, const char *name, const char *type, const char *help, double value)
{
    head(out, name, type, help);
    buffer_add_format(out, "%s %.17g\n", name, value);
}

static void write_latencies(struct buffer *out, const struct http_server *server)
{
    head(out, "tongban_http_request_duration_seconds", "histogram", "Time from the first byte to the answer by operation.");
    for (size_t i = 0; i < server->row_count; i++) {
        struct route_row *row = &server->rows[i];
        uint64_t total = 0;
        if (row->route->flags & ROUTE_STREAM)
            continue;
        for (size_t k = 0; k < LATENCY_BUCKETS; k++) {
            char bound[24];
            (void)snprintf(bound, sizeof(bound), "%g", latency_bounds_ms[k] / 1000.0);
            total += atomic_load_explicit(&row->buckets[k], memory_order_relaxed);
            buffer_add_format(out, "tongban_http_request_duration_seconds_bucket{operation=\"%s\",le=\"%s\"} %llu\n",
                              row->route->operation, k == LATENCY_BUCKETS - 1 ? "+Inf" : bound, (unsigned long long)total);
        }
        buffer_add_format(out, "tongban_http_request_duration_seconds_sum{operation=\"%s\"} %.6f\n", row->route->operation,
                          (double)atomic_load_explicit(&row->microseconds, memory_order_relaxed) / 1e6);
        buffer_add_format(out, "tongban_http_request_duration_seconds_count{operation=\"%s\"} %llu\n",
                          row->route->operation, (unsigned long long)total);
    }
    head(out, "tongban_http_responses_total", "counter", "Answers by operation and hundred of the status.");
    for (size_t i = 0; i < server->row_count; i++)
        for (int hundred = 2; hundred <= 5; hundred++)
            buffer_add_format(out, "tongban_http_responses_total{operation=\"%s\",status=\"%dxx\"} %llu\n",
                              server->rows[i].route->operation, hundred,
                              (unsigned long long)atomic_load_explicit(&server->rows[i].statuses[hundred], memory_order_relaxed));
}

static void write_statements(struct buffer *out, const db_statement_list *lists)
{
    head(out, "tongban_sql_statements_total", "counter", "Runs of each named statement.");
    for (size_t i = 0; lists != NULL && lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++)
            buffer_add_format(out, "tongban_sql_statements_total{statement=\"%s\"} %llu\n", lists[i][k]->name,
                              (unsigned long long)atomic_load_explicit(&lists[i][k]->runs, memory_order_relaxed));
    head(out, "tongban_sql_statement_seconds_total", "counter", "Time spent in each named statement.");
    for (size_t i = 0; lists != NULL && lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++)
            buffer_add_format(out, "tongban_sql_statement_seconds_total{statement=\"%s\"} %.6f\n", lists[i][k]->name,
                              (double)atomic_load_explicit(&lists[i][k]->microseconds, memory_order_relaxed) / 1e6);
}

static double resident_bytes(struct arena *arena)
{
    char *text = NULL;
    size_t size = 0;
    long pages = 0;
    if (file_read(arena, "/proc/self/statm", 4096, &text, &size) != RESULT_OK || sscanf(text, "%*d %ld", &pages) != 1)
        return 0;
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static enum result read_metrics(struct request *request)
{
    const struct http_server *server = server_of(request);
    struct buffer *out = &request->reply;
    struct writer_figures figures;
    writer_figures(request->context->writer, &figures);
    request->content_type = "text/plain; version=0.0.4; charset=utf-8";
    number(out, "tongban_up_seconds", "gauge", "Seconds since the start.", (double)(clock_now_ms() - server->started_ms) / 1000);
    number(out, "tongban_connections", "gauge", "Connections open now.",
           (double)atomic_load(&((struct http_server *)(uintptr_t)server)->connections_now));
    number(out, "tongban_event_subscribers", "gauge", "Readers of the event stream.", (double)events_subscribers(request->context->events));
    number(out, "tongban_writer_batches_total", "counter", "Commits of the writer.", (double)figures.batches);
    number(out, "tongban_writer_commands_total", "counter", "Writes taken by the writer.", (double)figures.commands);
    number(out, "tongban_writer_refused_total", "counter", "Writes refused because the queue was full.", (double)figures.refused);
    number(out, "tongban_writer_failed_commits_total", "counter", "Commits that failed.", (double)figures.failed_commits);
    number(out, "tongban_writer_waiting", "gauge", "Writes waiting now.", (double)figures.waiting);
    number(out, "tongban_database_bytes", "gauge", "Size of the database.", (double)db_size(request->context->db));
    number(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes(request->arena));
    write_latencies(out, server);
    write_statements(out, db_statement_lists(request->context->db));
    return RESULT_OK;
}

const struct route http_routes[] = {
    {HTTP_GET, "/healthz", "get_health", "Whether the program takes work", 0, ROUTE_NO_STORE, NULL, NULL, health_reply, 200, read_health, NULL, NULL},
    {HTTP_GET, "/metrics", "get_metrics", "Figures of the running program as Prometheus text", 0, ROUTE_NO_STORE, NULL, NULL, NULL, 200, read_metrics, NULL, NULL},
    {HTTP_GET, "/openapi.json", "get_openapi", "This description", 0, 0, NULL, NULL, NULL, 200, read_openapi, NULL, NULL},
    {HTTP_GET, "/v1/events", "stream_events", "Server-sent events of the cases in the caller's scope; event `reset` asks to load afresh", ~0u,
     ROUTE_STREAM, NULL, NULL, NULL, 200, open_events, NULL, NULL},
    {0}};
