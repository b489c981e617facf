/* Keys kept by earlier versions, in the district of whoever sent them, with receipts that are not read any more. None of them repeats its
 * effect. All of this goes once nobody upgrades from such a version. */
#include <string.h>

#include "base/text.h"
#include "http/exchange.h"
#include "http/server.h"

static struct db_statement find_key = DB_STATEMENT("http.former_key", "SELECT request, answer FROM former_keys WHERE district = $1 AND key = $2");
static struct db_statement since_when = DB_STATEMENT("http.former_keys_since",
    "SELECT (SELECT coalesce(max(since), 0) FROM idempotency_order), (SELECT coalesce(max(created_at), 0) FROM former_keys)");
static struct db_statement list_old = DB_STATEMENT("http.former_keys_old",
    "SELECT district, key FROM former_keys WHERE created_at < $1 ORDER BY created_at LIMIT $2");
static struct db_statement forget_key = DB_STATEMENT("http.former_keys_forget", "DELETE FROM former_keys WHERE district = $1 AND key = $2");

struct db_statement *const former_keys_statements[] = {&find_key, &since_when, &list_old, &forget_key, NULL};
const struct kept_keys former_kept_keys = {&list_old, &forget_key};

const struct problem problem_answer_no_longer_kept = {"answer_no_longer_kept", 409, "这一请求已经办过，当时的答复不再保存；请查看办件",
    "This request was carried out before, and its answer is no longer kept; look at the case"};

enum result former_keys_read(struct db_session *session, struct former_keys *ret_keys)
{
    struct db_rows rows;
    *ret_keys = (struct former_keys){0};
    db_query(session, &since_when, DB_NO_VALUES, &rows);
    if (db_next(&rows))
        *ret_keys = (struct former_keys){.since = db_column_integer(&rows, 0), .newest_ms = db_column_integer(&rows, 1)};
    return db_rows_close(&rows);
}

/* The case of an acceptance: what was kept began with its number, or is sealed and begins with its address. NULL: not known. */
static const char *case_of(const struct exchange *exchange, const uint8_t key[IDEMPOTENCY_KEY_SIZE], const void *kept, size_t size)
{
    static const char address[] = "/v1/cases/";
    const struct act *act = &exchange->request.act;
    char context[2 * IDEMPOTENCY_KEY_SIZE + 1], *opened = NULL;
    size_t opened_size = 0;
    const char *answer = arena_copy_bytes(act->arena, kept, size);
    if (answer != NULL && (uint8_t)answer[0] >= ' ')
        return arena_copy_bytes(act->arena, answer, strcspn(answer, ","));
    text_hex(context, key, IDEMPOTENCY_KEY_SIZE);
    if (crypto_open(act->context->keyring, act->arena, context, kept, size, &opened, &opened_size) != RESULT_OK || !text_starts_with(opened, address))
        return NULL;
    return arena_copy_bytes(act->arena, opened + strlen(address), strcspn(opened + strlen(address), "\n"));
}

static enum result find_in(struct exchange *exchange, int64_t district, const uint8_t key[IDEMPOTENCY_KEY_SIZE])
{
    struct request *request = &exchange->request;
    struct db_rows rows;
    enum result result = RESULT_OK;
    db_query(request->act.session, &find_key, DB_VALUES(db_integer(district), db_blob(key, IDEMPOTENCY_KEY_SIZE)), &rows);
    if (db_next(&rows)) {
        size_t size = 0;
        const void *digest = db_column_blob(&rows, 0, &size);
        result = RESULT_KEY_REUSED;
        if (size == SM3_SIZE && memcmp(digest, exchange->request_digest, SM3_SIZE) == 0) {
            const void *kept = db_column_blob(&rows, 1, &size);
            request->act.about = request->path[0] != NULL ? request->path[0] : case_of(exchange, key, kept, size);
            result = act_refuse(&request->act, &problem_answer_no_longer_kept);
        }
    }
    enum result closed = db_rows_close(&rows);
    return closed != RESULT_OK ? closed : result;
}

enum result idempotency_refuse_former(struct exchange *exchange, const char *key)
{
    const struct former_keys *former = &exchange->server->former_keys;
    struct act *act = &exchange->request.act;
    if (act->now_ms - former->newest_ms > IDEMPOTENCY_KEPT_MS)
        return RESULT_OK;
    uint8_t digest[SM3_SIZE], former_key[IDEMPOTENCY_KEY_SIZE];
    const char *owner = principal_owner(&act->principal, act->arena);
    const char *whole = owner != NULL ? arena_format(act->arena, "%s\n%s", owner, key) : NULL;
    const char *own = act->principal.scope.code != NULL ? act->principal.scope.code : "";
    const char *places = arena_format(act->arena, "%.6s %s", own, act->principal.former_districts != NULL ? act->principal.former_districts : "");
    if (whole == NULL || places == NULL)
        return RESULT_NO_MEMORY;
    crypto_sm3(whole, strlen(whole), digest);
    idempotency_key(digest, key, former->since, former_key);
    enum result result = RESULT_OK;
    int64_t district = 0;
    while (result == RESULT_OK && idempotency_next_district(&places, &district))
        result = find_in(exchange, district, former_key);
    return result;
}
