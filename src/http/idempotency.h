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

#define IDEMPOTENCY_PARTS 1440 /* a minute of the day each */
/* Deletes a district's keys of one part (0 … IDEMPOTENCY_PARTS - 1) that were made before that moment; *ret_purged (may be NULL)
 * counts them. A district at a time: a distributed database refuses other commands of a transaction that works on many shards at
 * once. */
enum result idempotency_purge(struct db_session *session, int64_t district, int64_t part, int64_t before_ms, int64_t *ret_purged);

/* Goes through all records, a page at a time from a place that is {0} at first, in the order in which they lie where the engine
 * knows it; for `tongban check`, with idempotency_check_statements. A record lives for its call only. */
struct idempotency_place { bool begun, ended; int64_t district, row; uint8_t key[IDEMPOTENCY_KEY_SIZE]; };
#define IDEMPOTENCY_PAGE 500
extern struct db_statement *const idempotency_check_statements[];
enum result idempotency_page(struct db_session *session, struct idempotency_place *place,
                             void (*each)(void *context, const struct idempotency_record *record), void *context);

#endif
