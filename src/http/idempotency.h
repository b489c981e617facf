/* The records of idempotency keys, for those who keep house. */
#ifndef TONGBAN_HTTP_IDEMPOTENCY_H
#define TONGBAN_HTTP_IDEMPOTENCY_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/crypto.h"
#include "db/db.h"

struct arena;

struct idempotency_record {
    int64_t district;       /* of the effect: struct act, lane */
    const uint8_t *key;     /* IDEMPOTENCY_KEY_SIZE bytes: idempotency_key */
    const uint8_t *request; /* SM3_SIZE bytes, of the request */
    int status;
    const void *answer;     /* sealed; the context is the key in hexadecimal digits */
    size_t answer_size;
    int64_t created_at;
};
#define IDEMPOTENCY_KEY_SIZE 16
/* Under what a key is kept: 16 bytes of the digest of principal, path and key, in which no two keys of a week meet by chance. When the key is
 * a UUID of version 7 (RFC 9562), which begins with its moment in milliseconds, that moment comes first and 10 bytes of the digest after
 * it: keys are then added where the newest ones stand instead of anywhere. Those 80 bits tell apart the keys of one millisecond only; a
 * client that gives all its keys the same moment still meets itself alone, and a request of another digest is refused as a key
 * reused. Not for moments before `since`. */
void idempotency_key(const uint8_t digest[SM3_SIZE], const char *key, int64_t since, uint8_t ret_key[IDEMPOTENCY_KEY_SIZE]);
/* A key is kept for a week. */
#define IDEMPOTENCY_KEPT_MS (INT64_C(7) * 24 * 3600 * 1000)
/* What is known of the keys that earlier versions kept: the `since` of their idempotency_key, and when the newest was kept; milliseconds,
 * 0 when there is none. */
struct former_keys { int64_t since, newest_ms; };
enum result former_keys_read(struct db_session *session, struct former_keys *ret_keys);
extern struct db_statement *const former_keys_statements[];
/* RESULT_CONFLICT when the key is there already. */
enum result idempotency_insert(struct db_session *session, const struct idempotency_record *record);

/* Where keys are kept: today's, and those of earlier versions. */
struct kept_keys { struct db_statement *list_old, *forget; };
extern const struct kept_keys idempotency_keys, former_kept_keys;
struct idempotency_old { int64_t district; const uint8_t *key; size_t key_size; /* of a damaged one whatever it is */ };
/* The oldest keys that were made before that moment, at most `max`, in the arena. */
enum result idempotency_list_old(struct db_session *session, const struct kept_keys *keys, int64_t before_ms, struct arena *arena,
                                 struct idempotency_old *list, size_t max, size_t *ret_count);
/* Deletes one of them; its district is the writer's lane. *ret_forgotten: 1, or 0 when it is not there (any more). */
enum result idempotency_forget(struct db_session *session, const struct kept_keys *keys, const struct idempotency_old *old,
                               int64_t *ret_forgotten);

/* Goes through all records, a page at a time from a place that is {0} at first, in the order in which they lie where the engine
 * knows it; for `tongban check`. A record lives for its call only; a damaged one has no answer, and of its key what fits.
 * RESULT_CORRUPT: a key longer than IDEMPOTENCY_PLACE_MAX, from which there is no going on. */
#define IDEMPOTENCY_PLACE_MAX 64
struct idempotency_place { bool begun, ended; int64_t district, row; uint8_t key[IDEMPOTENCY_PLACE_MAX]; size_t key_size; };
#define IDEMPOTENCY_PAGE 500
extern struct db_statement *const idempotency_statements[];
enum result idempotency_page(struct db_session *session, struct idempotency_place *place,
                             void (*each)(void *context, const struct idempotency_record *record), void *context);

#endif
