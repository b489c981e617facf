/* The records of idempotency keys, for those who keep house. */
#ifndef TONGBAN_HTTP_IDEMPOTENCY_H
#define TONGBAN_HTTP_IDEMPOTENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "db/db.h"

struct idempotency_record {
    int64_t district;       /* of the caller */
    const uint8_t *key;     /* IDEMPOTENCY_KEY_SIZE bytes of the digest of caller and key: 128 bits do not collide */
    const uint8_t *request; /* SM3_SIZE bytes, of the request */
    int status;
    const void *answer;     /* a receipt, or a sealed answer */
    size_t answer_size;
    int64_t created_at;
};
#define IDEMPOTENCY_KEY_SIZE 16
/* Keys of the first version kept the whole answer of an action, sealed. A seal begins with its version, a small number; a
 * receipt is text. */
bool idempotency_is_sealed(const void *answer, size_t size);
/* RESULT_CONFLICT when the key is there already. */
enum result idempotency_insert(struct db_session *session, const struct idempotency_record *record);

struct idempotency_old { int64_t district; uint8_t key[IDEMPOTENCY_KEY_SIZE]; };
/* The oldest keys that were made before that moment, at most `max`. */
enum result idempotency_list_old(struct db_session *session, int64_t before_ms, struct idempotency_old *list, size_t max, size_t *ret_count);
/* Deletes one of them; its district is the writer's lane. *ret_forgotten: 1, or 0 when it is not there (any more, or no key of ours). */
enum result idempotency_forget(struct db_session *session, const struct idempotency_old *old, int64_t *ret_forgotten);

/* Goes through all records, a page at a time from a place that is {0} at first, in the order in which they lie where the engine
 * knows it; for `tongban check`, with idempotency_check_statements. A record lives for its call only. */
struct idempotency_place { bool begun, ended; int64_t district, row; uint8_t key[IDEMPOTENCY_KEY_SIZE]; };
#define IDEMPOTENCY_PAGE 500
extern struct db_statement *const idempotency_check_statements[];
enum result idempotency_page(struct db_session *session, struct idempotency_place *place,
                             void (*each)(void *context, const struct idempotency_record *record), void *context);

#endif
