/* GET /metrics: the figures of the running program as Prometheus text. Labels come from tables of the program (operations,
 * statements), never from a request: their number has an end, and nothing personal gets in. */
#include <stdio.h>

#include "base/process.h"
#include "base/settings.h"
#include "crypto/crypto.h"
#include "events/events.h"
#include "http/server.h"

static void head(struct buffer *out, const char *name, const char *type, const char *help)
{
    buffer_add_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void whole(struct buffer *out, const char *name, const char *type, const char *help, uint64_t value)
{
    head(out, name, type, help);
    buffer_add_format(out, "%s %llu\n", name, (unsigned long long)value);
}

/* Microseconds and hundredths are counted whole, so a figure never ends in rounding. */
static void hundredths(struct buffer *out, const char *name, const char *type, const char *help, double value)
{
    head(out, name, type, help);
    buffer_add_format(out, "%s %.2f\n", name, value);
}

/* ---- histograms ---- */

/* `label` is name="value" or "". */
static void write_tally(struct buffer *out, const char *name, const char *label, const struct tally *tally)
{
    const char *comma = label[0] != '\0' ? "," : "", *open = label[0] != '\0' ? "{" : "", *close = label[0] != '\0' ? "}" : "";
    uint64_t total = 0, us = atomic_load_explicit(&tally->microseconds, memory_order_relaxed);
    for (size_t i = 0; i <= TALLY_BOUNDS; i++) {
        char bound[24] = "+Inf";
        if (i < TALLY_BOUNDS)
            (void)snprintf(bound, sizeof(bound), "%g", tally_bounds_us[i] / 1e6);
        total += atomic_load_explicit(&tally->counts[i], memory_order_relaxed);
        buffer_add_format(out, "%s_bucket{%s%sle=\"%s\"} %llu\n", name, label, comma, bound, (unsigned long long)total);
    }
    buffer_add_format(out, "%s_sum%s%s%s %llu.%06llu\n", name, open, label, close, (unsigned long long)(us / 1000000),
                      (unsigned long long)(us % 1000000));
    buffer_add_format(out, "%s_count%s%s%s %llu\n", name, open, label, close, (unsigned long long)total);
}

/* What was never asked or run has no lines. */
static void write_label(struct buffer *out, const char *name, const char *label, const char *value, const struct tally *tally)
{
    char text[200];
    if (tally_count(tally) == 0)
        return;
    (void)snprintf(text, sizeof(text), "%s=\"%s\"", label, value);
    write_tally(out, name, text, tally);
}

static void write_routes(struct buffer *out, const struct http_server *server)
{
    static const char name[] = "tongban_http_request_duration_seconds";
    head(out, name, "histogram", "Time from the first byte of a request to its answer.");
    for (size_t i = 0; i < server->row_count; i++)
        if ((server->rows[i].route->flags & ROUTE_STREAM) == 0)
            write_label(out, name, "operation", server->rows[i].route->operation, &server->rows[i].took);
    head(out, "tongban_http_responses_total", "counter", "Answers by operation and hundred of the status.");
    for (size_t i = 0; i < server->row_count; i++)
        for (int hundred = 2; hundred <= 5; hundred++)
            buffer_add_format(out, "tongban_http_responses_total{operation=\"%s\",status=\"%dxx\"} %llu\n",
                              server->rows[i].route->operation, hundred,
                              (unsigned long long)atomic_load_explicit(&server->rows[i].statuses[hundred], memory_order_relaxed));
}

static void write_statements(struct buffer *out, const db_statement_list *lists)
{
    static const char name[] = "tongban_sql_statement_duration_seconds";
    head(out, name, "histogram", "Time a run of each named statement took.");
    for (size_t i = 0; lists != NULL && lists[i] != NULL; i++)
        for (size_t k = 0; lists[i][k] != NULL; k++)
            write_label(out, name, "statement", lists[i][k]->name, &lists[i][k]->took);
}

/* ---- the writer ---- */

static void write_sizes(struct buffer *out, const struct writer_figures *figures)
{
    static const char name[] = "tongban_writer_batch_commands";
    uint64_t total = 0;
    head(out, name, "histogram", "Writes in one commit.");
    for (unsigned i = 0; i < WRITER_SIZES - 1; i++) {
        total += figures->sizes[i];
        buffer_add_format(out, "%s_bucket{le=\"%u\"} %llu\n", name, 1u << i, (unsigned long long)total);
    }
    buffer_add_format(out, "%s_bucket{le=\"+Inf\"} %llu\n%s_sum %llu\n%s_count %llu\n", name, (unsigned long long)figures->batches, name,
                      (unsigned long long)figures->commands, name, (unsigned long long)figures->batches);
}

static void write_writer(struct buffer *out, struct writer *writer)
{
    struct writer_figures figures;
    writer_figures(writer, &figures);
    whole(out, "tongban_writer_batches_total", "counter", "Commits of the writer.", figures.batches);
    whole(out, "tongban_writer_commands_total", "counter", "Writes taken by the writer.", figures.commands);
    whole(out, "tongban_writer_refused_total", "counter", "Writes refused with 503 because too much was waiting.", figures.refused);
    whole(out, "tongban_writer_failed_commits_total", "counter", "Commits that failed; their writes were answered 503.", figures.failed_commits);
    whole(out, "tongban_writer_waiting", "gauge", "Writes waiting now.", figures.waiting);
    whole(out, "tongban_writer_waiting_max", "gauge", "Writes that may wait (write_queue_max).", figures.queue_max);
    whole(out, "tongban_writer_lanes", "gauge", "Threads that write.", figures.lanes);
    write_sizes(out, &figures);
    head(out, "tongban_writer_commit_duration_seconds", "histogram", "Time a batch took, its commit included.");
    write_tally(out, "tongban_writer_commit_duration_seconds", "", figures.commits);
}

static void write_workers(struct buffer *out, struct workers *workers)
{
    struct workers_figures figures;
    workers_figures(workers, &figures);
    whole(out, "tongban_workers", "gauge", "Threads that hash passwords (work_threads).", figures.threads);
    whole(out, "tongban_workers_jobs_total", "counter", "Requests that had a password hashed by them.", figures.jobs);
    whole(out, "tongban_workers_refused_total", "counter", "Requests refused with 503 because too many waited for them.", figures.refused);
    whole(out, "tongban_workers_waiting", "gauge", "Requests waiting for them now.", figures.waiting);
    whole(out, "tongban_workers_waiting_max", "gauge", "Requests that may wait for them (work_queue_max).", figures.queue_max);
    whole(out, "tongban_password_hashes_total", "counter", "Passwords hashed by the process, wherever.", crypto_password_count());
}

/* ---- the process ---- */

static void write_process(struct buffer *out)
{
    struct process_figures p;
    if (!process_look(&p))
        return;
    hundredths(out, "process_start_time_seconds", "gauge", "Start of the process, seconds since 1970.", p.started_at);
    hundredths(out, "process_cpu_seconds_total", "counter", "Processor time used.", p.processor_seconds);
    whole(out, "process_resident_memory_bytes", "gauge", "Resident memory.", (uint64_t)p.resident_bytes);
    whole(out, "process_virtual_memory_bytes", "gauge", "Virtual memory.", (uint64_t)p.virtual_bytes);
    whole(out, "process_threads", "gauge", "Threads.", (uint64_t)p.threads);
    whole(out, "process_open_fds", "gauge", "Open files and sockets.", (uint64_t)p.files);
    whole(out, "process_max_fds", "gauge", "Files and sockets that may be open.", (uint64_t)p.files_max);
}

static void write_database(struct buffer *out, const struct db *db)
{
    int64_t room = db_room(db);
    whole(out, "tongban_database_bytes", "gauge", "Size of the database, its log included.", (uint64_t)db_size(db));
    if (room >= 0)
        whole(out, "tongban_database_free_bytes", "gauge", "Room left on the disk of the database.", (uint64_t)room);
}

enum result http_read_metrics(struct request *request)
{
    const struct http_server *server = server_of(request);
    const struct context *context = request->act.context;
    struct buffer *out = &request->reply;
    head(out, "tongban_build_info", "gauge", "Always 1; version of the program and engine of its database.");
    buffer_add_format(out, "tongban_build_info{version=\"%s\",engine=\"%s\"} 1\n", TONGBAN_VERSION, db_engine_name(context->db));
    whole(out, "tongban_connections", "gauge", "Connections open now.",
          acceptor_connections(server->acceptor));
    whole(out, "tongban_connections_max", "gauge", "Connections kept at most (connections_max).", (uint64_t)context->settings->connections_max);
    whole(out, "tongban_http_refused_total", "counter", "Requests refused before they were read: malformed, too large or too slow.",
          atomic_load(&server->refused));
    whole(out, "tongban_event_subscribers", "gauge", "Readers of the event stream.", events_subscribers(context->events));
    whole(out, "tongban_event_refused_total", "counter", "Event streams refused: too many for one account, or at all.", events_refused(context->events));
    write_database(out, context->db);
    write_writer(out, context->writer);
    write_workers(out, server->workers);
    write_process(out);
    write_routes(out, server);
    write_statements(out, db_statement_lists(context->db));
    return RESULT_OK;
}
