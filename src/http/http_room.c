/* The way of a request as a part of the program: its own addresses and the keys of requests. */
#include "act/room.h"
#include "base/arena.h"
#include "db/writer.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "http/server.h"

static const struct room_table tables[] = {
    {"idempotency", "district"}, {"former_keys", "district"}, {"idempotency_order", NULL}, {0}};
static const db_statement_list statements[] = {idempotency_statements, former_keys_statements, NULL};

/* Each lies somewhere else, so that those who write wait for a hundred at most, and the next hundred has its own turn: neither time nor
 * the end of the server waits for all of them. */
#define PURGED_MAX 100
#define PURGED_BYTES ((size_t)1024 * 1024) /* of their keys; they are small unless they are damaged */

struct purge {
    struct command command; /* first: cast back */
    const struct kept_keys *of;
    struct idempotency_old keys[PURGED_MAX];
    size_t count;
};

static enum result purge_run(struct command *command, struct db_session *session)
{
    struct purge *purge = (struct purge *)command;
    enum result result = RESULT_OK;
    for (size_t i = 0; i < purge->count && result == RESULT_OK; i++)
        if (purge->keys[i].district == command->lane)
            result = idempotency_forget(session, purge->of, &purge->keys[i], NULL);
    return result;
}

static bool is_first_of_district(const struct purge *purge, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (purge->keys[i].district == purge->keys[index].district)
            return false;
    return true;
}

static enum result purge_some(struct context *context, struct db_session *session, const struct kept_keys *of, int64_t now_ms)
{
    struct purge purge = {.of = of};
    struct arena *arena = arena_new(PURGED_BYTES);
    if (arena == NULL)
        return RESULT_NO_MEMORY;
    enum result result = idempotency_list_old(session, of, now_ms - IDEMPOTENCY_KEPT_MS, arena, purge.keys, PURGED_MAX, &purge.count);
    for (size_t i = 0; result == RESULT_OK && i < purge.count; i++) {
        if (!is_first_of_district(&purge, i))
            continue;
        purge.command = (struct command){.run = purge_run, .lane = purge.keys[i].district};
        result = writer_execute(context->writer, &purge.command);
    }
    arena_free(arena);
    return result;
}

static enum result purge_keys(struct context *context, struct db_session *session, int64_t now_ms)
{
    enum result result = purge_some(context, session, &idempotency_keys, now_ms);
    return result == RESULT_OK ? purge_some(context, session, &former_kept_keys, now_ms) : result;
}

static const struct room_routine routines[] = {{"http.old_keys", 1000, true, false, purge_keys}, {0}};

const struct room http_room = {
    .name = "http",
    .purpose = "The server itself: is it up, how does it fare, what can it do, what has just changed.",
    .tables = tables, .statements = statements, .routes = http_routes, .routines = routines, .check = http_check};
