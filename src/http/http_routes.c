/* The server's own addresses: health, metrics, the API's description, the event stream. */
#include "base/clock.h"
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
    return events_scope(&request->act.principal) == NULL ? RESULT_FORBIDDEN : RESULT_OK;
}

const struct route http_routes[] = {
    {HTTP_GET, "/healthz", "get_health", "Whether the program takes work", ANYBODY, ROUTE_NO_STORE, NULL, NULL, health_reply, 200, read_health, NULL, NULL, NULL},
    {HTTP_GET, "/metrics", "get_metrics", "Figures of the running program as Prometheus text", ANYBODY, ROUTE_NO_STORE, NULL, NULL, NULL, 200, http_read_metrics, NULL, NULL, NULL},
    {HTTP_GET, "/openapi.json", "get_openapi", "This description", ANYBODY, 0, NULL, NULL, NULL, 200, read_openapi, NULL, NULL, NULL},
    {HTTP_GET, "/v1/events", "stream_events", "Server-sent events of the cases in the caller's scope; event `reset` asks to load afresh; header Heartbeat: something comes at least every so many seconds, else the stream is dead", STAFF_OF(ANY_ROLE),
     ROUTE_STREAM, NULL, NULL, NULL, 200, open_events, NULL, NULL, NULL},
    {0}};
