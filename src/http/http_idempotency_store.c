/* Idempotency keys: the digest of principal, path and key, the digest of the request, and the answer, sealed. */
#include <stdlib.h>
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
/* Keys are scattered: in their order each row would be another page of the table. */
#define CHECKED "SELECT district, key, request, status, answer, created_at"
static struct db_statement page_of_keys = {
    .name = "http.check_keys", .index = -1,
    .sql = CHECKED ", 0 FROM idempotency WHERE (district, key) > ($1, $2) ORDER BY district, key LIMIT 500",
    .by_rowid = CHECKED ", rowid FROM idempotency WHERE rowid > $3 ORDER BY rowid LIMIT 500"};

struct db_statement *const idempotency_statements[] = {&find_key, &keep_key, &list_old, &forget_key, &page_of_keys, NULL};
const struct kept_keys idempotency_keys = {&list_old, &forget_key};

/* ---- the key ---- */

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

enum result idempotency_digest(struct exchange *exchange, const char *key)
{
    struct request *request = &exchange->request;
    struct arena *arena = request->act.arena;
    const char *owner = principal_owner(&request->act.principal, arena);
    const char *path = arena_format(arena, "%s %s %s\n", request->route->operation, request->path[0] != NULL ? request->path[0] : "",
                                    request->path[1] != NULL ? request->path[1] : "");
    const char *whose = owner != NULL && path != NULL ? arena_format(arena, "%s\n%s%s", owner, path, key) : NULL;
    size_t head = path != NULL ? strlen(path) : 0, size = exchange->body.size;
    char *what = arena_alloc(arena, head + size); /* path and body: earlier versions made it alike */
    if (whose == NULL || what == NULL)
        return RESULT_NO_MEMORY;
    memcpy(what, path, head);
    if (size > 0)
        memcpy(what + head, exchange->body.bytes, size);
    uint8_t digest[SM3_SIZE];
    crypto_sm3(whose, strlen(whose), digest);
    idempotency_key(digest, key, 0, exchange->key);
    crypto_sm3(what, head + size, exchange->request_digest);
    return RESULT_OK;
}

/* ---- the answer ---- */

static void context_of(const uint8_t key[IDEMPOTENCY_KEY_SIZE], char context[2 * IDEMPOTENCY_KEY_SIZE + 1])
{
    text_hex(context, key, IDEMPOTENCY_KEY_SIZE);
}

/* Centres apart by blanks, line feed, Location, line feed, answer. */
enum result idempotency_seal(struct exchange *exchange)
{
    struct request *request = &exchange->request;
    struct arena *arena = request->act.arena;
    const char *first = request->concerns[0], *second = request->concerns[1];
    const char *head = arena_format(arena, "%s%s%s\n%s\n", first != NULL ? first : "", second != NULL ? " " : "", second != NULL ? second : "",
                                    request->location != NULL ? request->location : "");
    size_t size = head != NULL ? strlen(head) : 0;
    char context[2 * IDEMPOTENCY_KEY_SIZE + 1], *bytes = arena_alloc(arena, size + request->reply.size);
    uint8_t *sealed = NULL;
    if (head == NULL || bytes == NULL)
        return RESULT_NO_MEMORY;
    if (request->reply.failed)
        return RESULT_TOO_LARGE;
    memcpy(bytes, head, size);
    memcpy(bytes + size, request->reply.bytes, request->reply.size);
    context_of(exchange->key, context);
    enum result result = crypto_seal(request->act.context->keyring, arena, context, bytes, size + request->reply.size, &sealed, &exchange->sealed_size);
    exchange->sealed = sealed;
    return result;
}

/* Does the caller work for one of the centres, which stand apart by blanks up to a line feed? Without any, admit has asked. */
static bool reaches_one(const struct principal *principal, struct arena *arena, const char *centres)
{
    if (*centres == '\n')
        return true;
    while (*centres != '\n') {
        size_t size = strcspn(centres, " \n");
        if (principal_works_for(principal, arena_copy_bytes(arena, centres, size)))
            return true;
        centres += size + (centres[size] == ' ' ? 1 : 0);
    }
    return false;
}

/* What was answered the first time. */
static enum result read_answer(struct exchange *exchange, const struct db_rows *rows)
{
    struct request *request = &exchange->request;
    size_t size = 0;
    const void *sealed = db_column_blob(rows, 2, &size);
    char context[2 * IDEMPOTENCY_KEY_SIZE + 1], *centres = NULL;
    context_of(exchange->key, context);
    enum result result = crypto_open(request->act.context->keyring, request->act.arena, context, sealed, size, &centres, &size);
    if (result != RESULT_OK)
        return result;
    const char *location = memchr(centres, '\n', size);
    const char *reply = location != NULL ? strchr(location + 1, '\n') : NULL;
    if (reply == NULL)
        return RESULT_CORRUPT;
    if (!reaches_one(&request->act.principal, request->act.arena, centres))
        return RESULT_NOT_FOUND;
    location++;
    request->location = reply > location ? arena_copy_bytes(request->act.arena, location, (size_t)(reply - location)) : NULL;
    request->status = (int)db_column_integer(rows, 1);
    buffer_clear(&request->reply);
    buffer_add_text(&request->reply, reply + 1);
    return RESULT_OK;
}

enum result idempotency_find(struct exchange *exchange, int64_t district, bool *ret_found)
{
    struct db_rows rows;
    enum result result = RESULT_OK;
    *ret_found = false;
    db_query(exchange->request.act.session, &find_key, DB_VALUES(db_integer(district), db_blob(exchange->key, IDEMPOTENCY_KEY_SIZE)), &rows);
    if (db_next(&rows)) {
        size_t size = 0;
        const void *digest = db_column_blob(&rows, 0, &size);
        bool same = size == SM3_SIZE && memcmp(digest, exchange->request_digest, SM3_SIZE) == 0;
        result = same ? read_answer(exchange, &rows) : RESULT_KEY_REUSED;
        *ret_found = result == RESULT_OK;
    }
    enum result closed = db_rows_close(&rows);
    return closed != RESULT_OK ? closed : result;
}

bool idempotency_next_district(const char **at, int64_t *ret_district)
{
    char *end = NULL;
    *ret_district = strtoll(*at, &end, 10);
    bool found = end != *at;
    *at = end;
    return found;
}

enum result idempotency_find_elsewhere(struct exchange *exchange, bool *ret_found)
{
    const struct act *act = &exchange->request.act;
    const char *at = act->principal.former_districts;
    enum result result = RESULT_OK;
    int64_t district = 0;
    *ret_found = false;
    while (result == RESULT_OK && !*ret_found && at != NULL && idempotency_next_district(&at, &district))
        if (district != act->lane)
            result = idempotency_find(exchange, district, ret_found);
    return result;
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
        .district = request->act.lane, .key = exchange->key, .request = exchange->request_digest,
        .status = request->status != 0 ? request->status : request->route->status, .created_at = request->act.now_ms,
        .answer = exchange->sealed, .answer_size = exchange->sealed_size};
    return idempotency_insert(session, &record);
}

enum result idempotency_list_old(struct db_session *session, const struct kept_keys *keys, int64_t before_ms, struct arena *arena,
                                 struct idempotency_old *list, size_t max, size_t *ret_count)
{
    struct db_rows rows;
    *ret_count = 0;
    db_query(session, keys->list_old, DB_VALUES(db_integer(before_ms), db_integer((int64_t)max)), &rows);
    while (*ret_count < max && db_next(&rows)) {
        struct idempotency_old *old = &list[(*ret_count)++];
        *old = (struct idempotency_old){.district = db_column_integer(&rows, 0)};
        old->key = db_column_copy_blob(&rows, 1, arena, &old->key_size);
    }
    return db_rows_close(&rows);
}

enum result idempotency_forget(struct db_session *session, const struct kept_keys *keys, const struct idempotency_old *old,
                               int64_t *ret_forgotten)
{
    const void *key = old->key != NULL ? old->key : (const void *)""; /* no bytes are no NULL */
    return db_run(session, keys->forget, DB_VALUES(db_integer(old->district), db_blob(key, old->key_size)), ret_forgotten);
}

/* ---- for tongban check ---- */

enum result idempotency_page(struct db_session *session, struct idempotency_place *place,
                             void (*each)(void *context, const struct idempotency_record *record), void *context)
{
    struct db_rows rows;
    size_t count = 0;
    if (!place->begun)
        *place = (struct idempotency_place){.begun = true, .district = INT64_MIN, .row = INT64_MIN};
    db_query(session, &page_of_keys, DB_VALUES(db_integer(place->district), db_blob(place->key, place->key_size), db_integer(place->row)), &rows);
    while (db_next(&rows)) {
        size_t key_size = 0, request_size = 0;
        struct idempotency_record record = {.district = db_column_integer(&rows, 0), .key = db_column_blob(&rows, 1, &key_size),
                                            .request = db_column_blob(&rows, 2, &request_size), .status = (int)db_column_integer(&rows, 3),
                                            .created_at = db_column_integer(&rows, 5)};
        record.answer = db_column_blob(&rows, 4, &record.answer_size);
        count++;
        if (key_size > sizeof(place->key)) {
            rows.result = RESULT_CORRUPT;
            break;
        }
        if (key_size != IDEMPOTENCY_KEY_SIZE || request_size != SM3_SIZE)
            record.answer = NULL; /* not ours: whoever hears of it finds no answer */
        place->district = record.district;
        place->row = db_column_integer(&rows, 6);
        memset(place->key, 0, sizeof(place->key));
        if (key_size > 0)
            memcpy(place->key, record.key, key_size);
        place->key_size = key_size;
        record.key = place->key;
        each(context, &record);
    }
    place->ended = count < IDEMPOTENCY_PAGE;
    return db_rows_close(&rows);
}
