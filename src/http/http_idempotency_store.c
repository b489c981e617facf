/* Idempotency keys: the digest of caller and key, the digest of the request, and the receipt from which the answer is made
 * again. */
#include <string.h>

#include "base/text.h"
#include "crypto/crypto.h"
#include "http/exchange.h"
#include "http/idempotency.h"
#include "http/server.h"

static struct db_statement find_key = DB_STATEMENT("http.idempotency_find",
    "SELECT request, status, answer, created_at FROM idempotency WHERE district = $1 AND key = $2");
static struct db_statement keep_key = DB_STATEMENT("http.idempotency_keep",
    "INSERT INTO idempotency (district, key, request, status, answer, created_at) VALUES ($1, $2, $3, $4, $5, $6)");
static struct db_statement list_old = DB_STATEMENT("http.idempotency_old",
    "SELECT district, key FROM idempotency WHERE created_at < $1 ORDER BY created_at LIMIT $2");
static struct db_statement forget_key = DB_STATEMENT("http.idempotency_forget", "DELETE FROM idempotency WHERE district = $1 AND key = $2");

static struct db_statement since_when = DB_STATEMENT("http.idempotency_since", "SELECT coalesce(max(since), 0) FROM idempotency_order");

struct db_statement *const idempotency_statements[] = {&find_key, &keep_key, &list_old, &forget_key, &since_when, NULL};

#define MOMENT_SIZE 6

/* The moment of a UUID of version 7, as its first bytes have it. */
static bool read_moment(const char *key, uint8_t moment[MOMENT_SIZE])
{
    static const char shape[] = "xxxxxxxx-xxxx-7xxx-xxxx-xxxxxxxxxxxx";
    char digits[2 * MOMENT_SIZE + 1];
    if (strlen(key) != sizeof(shape) - 1)
        return false;
    for (size_t i = 0; shape[i] != '\0'; i++)
        if (shape[i] != 'x' && key[i] != shape[i])
            return false;
    memcpy(digits, key, 8);
    memcpy(digits + 8, key + 9, 4);
    digits[12] = '\0';
    return text_unhex(moment, MOMENT_SIZE, digits);
}

static int64_t milliseconds_of(const uint8_t moment[MOMENT_SIZE])
{
    int64_t milliseconds = 0;
    for (size_t i = 0; i < MOMENT_SIZE; i++)
        milliseconds = milliseconds << 8 | moment[i];
    return milliseconds;
}

void idempotency_key(const uint8_t digest[SM3_SIZE], const char *key, int64_t since, uint8_t ret_key[IDEMPOTENCY_KEY_SIZE])
{
    uint8_t moment[MOMENT_SIZE];
    size_t size = read_moment(key, moment) && milliseconds_of(moment) >= since ? MOMENT_SIZE : 0;
    memcpy(ret_key, moment, size);
    memcpy(ret_key + size, digest, IDEMPOTENCY_KEY_SIZE - size);
}

enum result idempotency_read_since(struct db_session *session, int64_t *ret_since)
{
    struct db_rows rows;
    *ret_since = 0;
    db_query(session, &since_when, DB_NO_VALUES, &rows);
    if (db_next(&rows))
        *ret_since = db_column_integer(&rows, 0);
    return db_rows_close(&rows);
}

static void context_of(const struct exchange *exchange, char context[2 * IDEMPOTENCY_KEY_SIZE + 1])
{
    text_hex(context, exchange->key, IDEMPOTENCY_KEY_SIZE);
}

static enum result open_answer(struct exchange *exchange, const void *sealed, size_t sealed_size)
{
    struct request *request = &exchange->request;
    char context[2 * IDEMPOTENCY_KEY_SIZE + 1], *bytes = NULL;
    size_t size = 0;
    context_of(exchange, context);
    enum result result = crypto_open(request->act.context->keyring, request->act.arena, context, sealed, sealed_size, &bytes, &size);
    if (result != RESULT_OK)
        return result;
    if (memchr(bytes, '\n', size) == NULL)
        return RESULT_CORRUPT;
    request->receipt = bytes;
    return RESULT_OK;
}

/* Location, line feed, reply: no receipt has a line feed. */
bool request_answer_whole(struct request *request)
{
    const char *feed = strchr(request->receipt, '\n');
    if (feed == NULL)
        return false;
    request->location = feed > request->receipt ? arena_copy_bytes(request->act.arena, request->receipt, (size_t)(feed - request->receipt)) : NULL;
    buffer_add_text(&request->reply, feed + 1);
    return true;
}

bool idempotency_is_sealed(const void *answer, size_t size) { return size > 0 && *(const uint8_t *)answer < ' '; }

/* What was answered the first time. */
static enum result read_answer(struct exchange *exchange, const struct db_rows *rows)
{
    struct request *request = &exchange->request;
    size_t size = 0;
    const void *answer = db_column_blob(rows, 2, &size);
    request->status = (int)db_column_integer(rows, 1);
    request->repeated = true;
    request->repeated_ms = request->act.now_ms;
    request->state = NULL;
    request->act.now_ms = db_column_integer(rows, 3);
    if (answer != NULL && idempotency_is_sealed(answer, size))
        return open_answer(exchange, answer, size);
    request->receipt = arena_copy_bytes(request->act.arena, answer, size);
    return request->receipt != NULL ? RESULT_OK : RESULT_NO_MEMORY;
}

enum result idempotency_find(struct exchange *exchange, struct db_session *session, bool *ret_found)
{
    struct db_rows rows;
    enum result result = RESULT_OK;
    *ret_found = false;
    db_query(session, &find_key, DB_VALUES(db_integer(exchange->request.act.principal.keys_district), db_blob(exchange->key, IDEMPOTENCY_KEY_SIZE)), &rows);
    if (db_next(&rows)) {
        size_t size = 0;
        const void *digest = db_column_blob(&rows, 0, &size);
        if (size != DIGEST_SIZE || memcmp(digest, exchange->request_digest, DIGEST_SIZE) != 0) {
            result = RESULT_KEY_REUSED;
        } else {
            result = read_answer(exchange, &rows);
            *ret_found = true;
        }
    }
    enum result closed = db_rows_close(&rows);
    return closed != RESULT_OK ? closed : result;
}

enum result idempotency_insert(struct db_session *session, const struct idempotency_record *record)
{
    return db_run(session, &keep_key,
                  DB_VALUES(db_integer(record->district), db_blob(record->key, IDEMPOTENCY_KEY_SIZE), db_blob(record->request, SM3_SIZE),
                            db_integer(record->status), db_blob(record->answer, record->answer_size), db_integer(record->created_at)),
                  NULL);
}

enum result idempotency_keep(struct exchange *exchange, struct db_session *session)
{
    const struct request *request = &exchange->request;
    const struct idempotency_record record = {
        .district = request->act.principal.keys_district, .key = exchange->key, .request = exchange->request_digest,
        .status = request->status != 0 ? request->status : request->route->status, .created_at = request->act.now_ms,
        .answer = request->receipt, .answer_size = strlen(request->receipt)};
    return idempotency_insert(session, &record);
}

enum result idempotency_list_old(struct db_session *session, int64_t before_ms, struct idempotency_old *list, size_t max, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, &list_old, DB_VALUES(db_integer(before_ms), db_integer((int64_t)max)), &rows);
    while (*ret_count < max && db_next(&rows)) {
        size_t size = 0;
        const void *key = db_column_blob(&rows, 1, &size);
        struct idempotency_old *old = &list[(*ret_count)++];
        *old = (struct idempotency_old){.district = db_column_integer(&rows, 0)};
        if (key != NULL && size == IDEMPOTENCY_KEY_SIZE)
            memcpy(old->key, key, size);
    }
    return db_rows_close(&rows);
}

enum result idempotency_forget(struct db_session *session, const struct idempotency_old *old, int64_t *ret_forgotten)
{
    return db_run(session, &forget_key, DB_VALUES(db_integer(old->district), db_blob(old->key, IDEMPOTENCY_KEY_SIZE)), ret_forgotten);
}

/* ---- for tongban check ---- */

/* Keys are scattered: in their order each row would be another page of the table. */
#define CHECKED "SELECT district, key, request, status, answer, created_at"
static struct db_statement page_of_keys = {
    .name = "http.check_keys", .index = -1,
    .sql = CHECKED ", 0 FROM idempotency WHERE (district, key) > ($1, $2) ORDER BY district, key LIMIT 500",
    .by_rowid = CHECKED ", rowid FROM idempotency WHERE rowid > $3 ORDER BY rowid LIMIT 500"};

struct db_statement *const idempotency_check_statements[] = {&page_of_keys, NULL};

enum result idempotency_page(struct db_session *session, struct idempotency_place *place,
                             void (*each)(void *context, const struct idempotency_record *record), void *context)
{
    struct db_rows rows;
    size_t count = 0;
    if (!place->begun)
        *place = (struct idempotency_place){.begun = true, .district = INT64_MIN, .row = INT64_MIN};
    db_query(session, &page_of_keys, DB_VALUES(db_integer(place->district), db_blob(place->key, sizeof(place->key)), db_integer(place->row)), &rows);
    while (db_next(&rows)) {
        size_t key_size = 0, request_size = 0;
        struct idempotency_record record = {.district = db_column_integer(&rows, 0), .key = db_column_blob(&rows, 1, &key_size),
                                            .request = db_column_blob(&rows, 2, &request_size), .status = (int)db_column_integer(&rows, 3),
                                            .created_at = db_column_integer(&rows, 5)};
        record.answer = db_column_blob(&rows, 4, &record.answer_size);
        count++;
        if (key_size != IDEMPOTENCY_KEY_SIZE || request_size != DIGEST_SIZE)
            record.answer = NULL; /* not ours: whoever hears of it finds no answer */
        place->district = record.district;
        place->row = db_column_integer(&rows, 6);
        memset(place->key, 0, sizeof(place->key));
        memcpy(place->key, record.key, key_size < sizeof(place->key) ? key_size : sizeof(place->key));
        record.key = place->key;
        each(context, &record);
    }
    place->ended = count < IDEMPOTENCY_PAGE;
    return db_rows_close(&rows);
}
