/* The server's own addresses: health, metrics, the event stream. */
#include "base/clock.h"
#include "events/events.h"
#include "http/server.h"

static const struct field health_reply[] = {
    {"status", FIELD_TEXT, FIELD_REQUIRED, .choices = (const char *const[]){"ok", "stopping", NULL},
     .description = "ok while the program takes work"},
    {"version", FIELD_TEXT, FIELD_REQUIRED, .description = "version of the program"},
    {"uptime_seconds", FIELD_INTEGER, FIELD_REQUIRED, .description = "since the start"},
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

static enum result open_events(struct request *request)
{
    return events_scope(&request->act.principal) == NULL ? RESULT_FORBIDDEN : RESULT_OK;
}

static const struct problem *const stream_refusals[] = {&problem_forbidden, NULL};

const struct route http_routes[] = {
    {.method = HTTP_GET, .path = "/healthz", .operation = "get_health",
     .summary = "Whether the program takes work",
     .description = "For load balancers and supervisors. 200 while requests are taken; once the program has been "
                    "told to stop, the same body comes with status 503 and `stopping`, so that no new traffic is "
                    "sent here.",
     .callers = ANYBODY, .flags = ROUTE_NO_STORE, .reply = health_reply, .status = 200, .read = read_health},
    {.method = HTTP_GET, .path = "/metrics", .operation = "get_metrics",
     .summary = "Figures of the running program",
     .description = "Counters and histograms in the text format of Prometheus: requests and their times by "
                    "operation, SQL statements, the writer, event streams, memory. No personal data. Keep this "
                    "address from the public at the proxy.",
     .callers = ANYBODY, .flags = ROUTE_NO_STORE, .media = "text/plain; version=0.0.4; charset=utf-8", .status = 200,
     .read = http_read_metrics},
    {.method = HTTP_GET, .path = "/v1/events", .operation = "stream_events",
     .summary = "What changes in the caller's scope, as it happens",
     .description = "Server-sent events of the cases that the caller may see. An event names the case and carries no "
                    "personal data; load what you show again. After a break send `Last-Event-ID`; the event `reset` "
                    "says that too much was missed: load everything afresh. The reply's header `Heartbeat` says how "
                    "many seconds may pass without a line before the stream counts as dead.",
     .callers = STAFF_OF(ANY_ROLE), .flags = ROUTE_STREAM, .refusals = stream_refusals, .media = "text/event-stream",
     .status = 200, .read = open_events},
    {0}};
