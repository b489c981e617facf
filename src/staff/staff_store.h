/* The staff room's SQL. Times are milliseconds UTC. Reads copy into the arena given. */
#ifndef TONGBAN_STAFF_STAFF_STORE_H
#define TONGBAN_STAFF_STAFF_STORE_H

#include "base/limit.h"
#include "crypto/crypto.h"
#include "db/db.h"
#include "staff/staff.h"

struct arena;

struct account {
    struct staff staff;
    const char *password; /* hash */
};

/* RESULT_NOT_FOUND when there is none. */
enum result account_read(struct db_session *session, struct arena *arena, const char *username, struct account *ret_account);
/* RESULT_CONFLICT when the user name is taken. */
enum result account_insert(struct db_session *session, const struct account *account, int64_t now_ms);
/* Everything but the password, by user name. */
enum result account_update(struct db_session *session, const struct staff *staff, int64_t now_ms);
/* Keeps the hash among the last PASSWORDS_REMEMBERED too. */
enum result account_set_password(struct db_session *session, const char *username, const char *hash, bool must_change, int64_t now_ms);
/* The newest first, the present one included. */
struct password_history { const char *hashes[PASSWORDS_REMEMBERED]; size_t count; };
enum result account_read_history(struct db_session *session, struct arena *arena, const char *username,
                                 struct password_history *ret_history);

/* In order of user names. The array lives in the arena. */
enum result account_list(struct db_session *session, struct arena *arena, const struct account_filter *filter,
                         struct staff **ret_items, size_t *ret_count);

/* Forgets failures whose last was before `before_ms`, and devices that were not used for DEVICE_DAYS at `now_ms`. */
enum result staff_sweep(struct db_session *session, int64_t before_ms, int64_t now_ms);

/* Wrong passwords of a name from devices that are not known: from one source, and from everywhere. All zero when there
 * were none. */
enum result failures_read(struct db_session *session, const char *username, int64_t source, struct limit_count *ret_of_source,
                          struct limit_count *ret_everywhere);
enum result failures_write(struct db_session *session, const char *username, int64_t source, const struct limit_count *of_source,
                           const struct limit_count *everywhere);
/* Until when a try from some source or from everywhere must wait; 0 = nowhere. */
enum result failures_until(struct db_session *session, const char *username, int64_t *ret_until_ms);
/* Those from one source. */
enum result failures_clear(struct db_session *session, const char *username, int64_t source);
/* All of the name, those of its devices too: an administrator unlocks it. */
enum result failures_forget(struct db_session *session, const char *username);

/* Devices from which an account has signed in; the key is SM3 of the token. An account has DEVICES_OF_ACCOUNT_MAX, the
 * one used least recently gives way. */
#define DEVICES_OF_ACCOUNT_MAX 32
#define DEVICE_DAYS 90
/* *ret_known is false when it is none, another account's, or too old. */
enum result device_read(struct db_session *session, const uint8_t key[SM3_SIZE], const char *username, int64_t now_ms, bool *ret_known,
                        struct limit_count *ret_count);
enum result device_insert(struct db_session *session, const uint8_t key[SM3_SIZE], const char *username,
                          int64_t now_ms);
/* Somebody signed in from it: its time counts from here, its failures are forgotten. */
enum result device_used(struct db_session *session, const uint8_t key[SM3_SIZE], int64_t now_ms);
enum result device_count(struct db_session *session, const uint8_t key[SM3_SIZE], const struct limit_count *count);
/* None of them is known any more. */
enum result devices_forget(struct db_session *session, const char *username);

/* The demonstration. */
enum result demo_count(struct db_session *session, int64_t *ret_count);
/* Inserts, or mends what is there when it is a demonstration account and differs. */
enum result demo_put(struct db_session *session, const struct account *account, int64_t now_ms);

#endif
