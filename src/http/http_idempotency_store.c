/* Idempotency keys: the digest of caller and key, the digest of the request, and the sealed answer (it may hold a query password). */
#include <string.h>

#include "base/text.h"
#include "calendar/calendar.h"
#include "crypto/crypto.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "http/server.h"

#define KEY_SIZE 16 /* of the digest: 128 bits do not collide */

static struct db_statement find_key = DB_STATEMENT("http.idempotency_find",
    "SELECT request, status, answer FROM idempotency WHERE district = $1 AND key = $2");
static struct db_statement keep_key = DB_STATEMENT("http.idempotency_keep",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
static struct db_statement purge_keys = DB_STATEMENT("http.idempotency_purge",
    "DELETE FROM idempotency WHERE created_at < $1 AND created_at <= "
    "(SELECT max(created_at) FROM (SELECT created_at FROM idempotency ORDER BY created_at LIMIT 500) AS oldest)");

struct db_statement *const http_statements[] = {&find_key, &keep_key, &purge_keys, NULL};

/* The distribution column: the caller's district, 0 for the public and the city. */
static int64_t district_of(const struct exchange *exchange)
{
    const char *scope = exchange->server->options.scope(&exchange->request.caller);
    char digits[7];
    int64_t district = 0;
    if (scope == NULL || strlen(scope) < 6)
        return 0;
    (void)text_copy(digits, sizeof(digits), scope);
    return text_parse_int64(digits, &district) ? district : 0;
}

static void context_of(const struct exchange *exchange, char context[2 * KEY_SIZE + 1])
{
    text_hex(context, exchange->key_digest, KEY_SIZE);
}

enum result idempotency_find(struct exchange *exchange, struct db_session *session, bool *ret_found)
{
    struct request *request = &exchange->request;
    struct db_rows rows;
    enum result result = RESULT_OK;
    *ret_found = false;
    db_query(session, &find_key, DB_VALUES(db_integer(district_of(exchange)), db_blob(exchange->key_digest, KEY_SIZE)), &rows);
    if (db_next(&rows)) {
        size_t size = 0, answer_size = 0;
        const void *digest = db_column_blob(&rows, 0, &size);
        if (size != DIGEST_SIZE || memcmp(digest, exchange->request_digest, DIGEST_SIZE) != 0) {
            result = RESULT_KEY_REUSED;
        } else {
            char context[2 * KEY_SIZE + 1], *bytes = NULL;
            const void *sealed = db_column_blob(&rows, 2, &answer_size);
            context_of(exchange, context);
            result = crypto_open(request->context->keyring, request->arena, context, sealed, answer_size, &bytes, &size);
            request->status = (int)db_column_integer(&rows, 1);
            if (result == RESULT_OK)
                buffer_add(&request->reply, bytes, size);
            *ret_found = true;
        }
    }
    enum result closed = db_rows_close(&rows);
    return closed != RESULT_OK ? closed : result;
}

enum result idempotency_keep(struct exchange *exchange, struct db_session *session)
{
    struct request *request = &exchange->request;
    char context[2 * KEY_SIZE + 1];
    uint8_t *sealed = NULL;
    size_t size = 0;
    context_of(exchange, context);
    enum result result = crypto_seal(request->context->keyring, request->arena, context, request->reply.bytes,
                                     request->reply.size, &sealed, &size);
    if (result != RESULT_OK)
        return result;
    int status = request->status != 0 ? request->status : request->route->status;
    return db_run(session, &keep_key,
                  DB_VALUES(db_integer(district_of(exchange)), db_blob(exchange->key_digest, KEY_SIZE),
                            db_blob(exchange->request_digest, DIGEST_SIZE), db_integer(status), db_blob(sealed, size),
                            db_integer(request->now_ms)),
                  NULL);
}

enum result idempotency_purge(struct db_session *session, int64_t before_ms, int64_t *ret_purged)
{
    return db_run(session, &purge_keys, DB_VALUES(db_integer(before_ms)), ret_purged);
}
