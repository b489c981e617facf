/* Exchanges with their memory: what one request has used the next one uses again. */
#include <stdlib.h>
#include <string.h>

#include "base/settings.h"
#include "http/server.h"

#define POOL_MAX 256
#define POOLED_ARENA_MAX ((size_t)256 * 1024)
#define POOLED_BUFFER_MAX ((size_t)64 * 1024) /* a page of the worklist */

int64_t request_time_us(const struct http_server *server)
{
    return server->context->settings->request_timeout * SECOND_US;
}

static void exchange_destroy(struct exchange *exchange)
{
    arena_free(exchange->request.act.arena);
    buffer_free(&exchange->request.reply);
    buffer_free(&exchange->body);
    free(exchange);
}

static struct exchange *exchange_make(struct http_server *server)
{
    struct exchange *exchange = calloc(1, sizeof(*exchange));
    if (exchange == NULL)
        return NULL;
    exchange->request.act.arena = arena_new(ARENA_MAX);
    buffer_init(&exchange->request.reply, REPLY_MAX);
    buffer_init(&exchange->body, (size_t)server->context->settings->body_max);
    if (exchange->request.act.arena == NULL) {
        free(exchange);
        return NULL;
    }
    return exchange;
}

struct exchange *exchange_new(struct http_server *server)
{
    (void)pthread_mutex_lock(&server->pool_mutex);
    struct exchange *exchange = server->pool;
    if (exchange != NULL) {
        server->pool = exchange->next_free;
        server->pool_count--;
    }
    (void)pthread_mutex_unlock(&server->pool_mutex);
    if (exchange == NULL)
        exchange = exchange_make(server);
    if (exchange == NULL)
        return NULL;
    struct arena *arena = exchange->request.act.arena;
    struct buffer reply = exchange->request.reply, body = exchange->body;
    memset(exchange, 0, sizeof(*exchange));
    exchange->server = server;
    exchange->request.act.arena = arena;
    exchange->request.act.context = server->context;
    exchange->request.act.errors.arena = arena;
    exchange->request.reply = reply;
    exchange->body = body;
    json_begin(&exchange->request.json, &exchange->request.reply);
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    struct http_server *server = exchange->server;
    struct buffer *reply = &exchange->request.reply, *body = &exchange->body;
    bool small = arena_used(exchange->request.act.arena) <= POOLED_ARENA_MAX && reply->capacity <= POOLED_BUFFER_MAX &&
                 body->capacity <= POOLED_BUFFER_MAX;
    arena_reset(exchange->request.act.arena);
    buffer_clear(reply);
    buffer_clear(body);
    (void)pthread_mutex_lock(&server->pool_mutex);
    bool keep = small && server->pool_count < POOL_MAX;
    if (keep) {
        exchange->next_free = server->pool;
        server->pool = exchange;
        server->pool_count++;
    }
    (void)pthread_mutex_unlock(&server->pool_mutex);
    if (!keep)
        exchange_destroy(exchange);
}

void exchange_pool_free(struct http_server *server)
{
    while (server->pool != NULL) {
        struct exchange *next = server->pool->next_free;
        exchange_destroy(server->pool);
        server->pool = next;
    }
}
