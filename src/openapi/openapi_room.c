/* The description as a part of the program: its address. */
#include "base/settings.h"
#include "http/http.h"
#include "openapi/openapi.h"

static enum result read_openapi(struct request *request)
{
    const struct context *context = request->act.context;
    openapi_write(&request->reply, context->rooms, context->settings->public_url);
    return RESULT_OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET, .path = "/openapi.json", .operation = "get_openapi",
     .summary = "This description",
     .description = "Written by the running program from the tables by which it checks requests and answers them, so "
                    "that it is never older than the program. `tongban openapi` prints the same.",
     .callers = ANYBODY, .media = "application/json", .status = 200, .read = read_openapi},
    {0}};

const struct room openapi_room = {.name = "openapi", .purpose = "What the API is.", .routes = routes};
