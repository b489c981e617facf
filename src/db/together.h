/* Work that shares itself out among threads, for whoever goes through much of a database. */
#ifndef TONGBAN_DB_TOGETHER_H
#define TONGBAN_DB_TOGETHER_H

#include "db/db.h"

/* Runs `work` in this thread with `session`, and in one thread more for each further processor (8 altogether at most) with a read
 * session of its own of `db`; all of them have the same `context`. Returns when every one has come back. A thread that gets no
 * connection leaves its share to the others. `db` NULL: this thread alone. */
void db_together(struct db *db, struct db_session *session, void (*work)(void *context, struct db_session *session), void *context);

#endif
