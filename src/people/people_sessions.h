/* Sessions in memory. The database is the truth; here is what was read of it, so that a request costs one hash and one
 * look into a table. Several threads use it at once. */
#ifndef TONGBAN_PEOPLE_PEOPLE_SESSIONS_H
#define TONGBAN_PEOPLE_PEOPLE_SESSIONS_H

#include "people/people.h"
#include "people/people_store.h"

#define SESSION_TOKEN_SIZE 65 /* 32 random bytes in hex and NUL */
/* Live sessions of one account; with one more the one seen least recently ends. */
#define SESSIONS_OF_ACCOUNT_MAX 64

/* Makes a new token and its key. */
void session_token_make(char token[SESSION_TOKEN_SIZE], uint8_t key[SM3_SIZE]);
/* False when it cannot be a token. */
bool session_token_key(const char *token, uint8_t key[SM3_SIZE]);

/* Called in a transaction: from now on the session is refused, even if the commit fails afterwards (then for a minute only,
 * until it is read from the database again). */
void sessions_forget(struct people *people, const uint8_t key[SM3_SIZE], int64_t now_ms);
/* Ends the account's sessions in the database and here, but `except` (may be NULL) and the `keep` seen last. */
enum result sessions_end_of(struct people *people, struct db_session *session, const char *username,
                            const uint8_t *except, int64_t keep, int64_t now_ms);

#endif
