/* Forgetting old idempotency keys. */
#ifndef TONGBAN_HTTP_IDEMPOTENCY_H
#define TONGBAN_HTTP_IDEMPOTENCY_H

#include "db/db.h"

/* Deletes up to about 500 of the oldest keys made before that moment; *ret_purged counts them. */
enum result idempotency_purge(struct db_session *session, int64_t before_ms, int64_t *ret_purged);

#endif
