/* The description as a part of the program: its address. */
#include <stdlib.h>

#include "base/settings.h"
#include "http/http.h"
#include "openapi/openapi.h"

#define DOCUMENT_MAX ((size_t)8 * 1024 * 1024)

/* It does not change while the program runs: it is written once. */
static enum result start(struct context *context, struct db_session *session, const struct room_go_on *go_on)
{
    struct buffer *document = calloc(1, sizeof(*document));
    (void)session;
    (void)go_on;
    *room_memory(context, &openapi_room) = document;
    if (document == NULL)
        return RESULT_NO_MEMORY;
    buffer_init(document, DOCUMENT_MAX);
    openapi_write(document, context->rooms, context->settings->public_url);
    return document->failed ? RESULT_NO_MEMORY : RESULT_OK;
}

static void close_room(struct context *context)
{
    void **memory = room_memory(context, &openapi_room);
    if (*memory != NULL)
        buffer_free(*memory);
    free(*memory);
    *memory = NULL;
}

static enum result read_openapi(struct request *request)
{
    const struct buffer *document = *room_memory(request->act.context, &openapi_room);
    buffer_add(&request->reply, document->bytes, document->size);
    return RESULT_OK;
}

static const struct route routes[] = {
    {.method = HTTP_GET, .path = "/openapi.json", .operation = "get_openapi",
     .summary = "This description",
     .description = "Written by the running program from the tables by which it checks requests and answers them, so "
                    "that it is never older than the program. `tongban openapi` prints the same.",
     .callers = ANYBODY, .media = "application/json", .status = 200, .read = read_openapi},
    {0}};

const struct room openapi_room = {
    .name = "openapi", .purpose = "What the API is.", .routes = routes, .start = start, .close = close_room};
