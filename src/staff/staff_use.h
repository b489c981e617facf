/* What can be done with passwords. Prepare reads on act->session, work takes processor time and needs no database,
 * commit writes, in a transaction. A wrong password is RESULT_OK with a refusal in the act, so that its count stays.
 * All of it, and what the order points at, lives until then. */
#ifndef TONGBAN_STAFF_STAFF_USE_H
#define TONGBAN_STAFF_STAFF_USE_H

#include "act/sessions.h"
#include "staff/staff_store.h"

/* Where somebody tries a password, as failures are counted there: the keys of the source for tries of one name and of
 * all names, and of its network. */
struct tries_from { uint64_t name, source, network; };

/* Somebody tries the password of a name. */
struct tries {
    const char *username, *device_token;
    struct tries_from from;
    bool has_device, known;       /* a device_token came; it is of a device of this account */
    uint8_t device[SM3_SIZE];
    struct limit_count own;       /* of the known device, else of the name from this source */
    struct limit_count everywhere; /* of the name from devices that are not known */
};
/* With the token of a device, or NULL. */
void tries_begin(const char *username, const char *device_token, struct tries_from from, struct tries *ret_tries);
/* Reads what has failed before, and refuses (429) while another try must wait. Before the work and again in the
 * commit. */
enum result tries_check(struct act *act, struct db_session *session, struct tries *tries);
/* Counts one more, in a commit. The refusal is for the caller to choose (then RESULT_OK, so that the count stays). */
enum result tries_failed(struct act *act, struct db_session *session, const struct tries *tries);
/* The password was right: what this device or source has failed is forgotten, and the device is known from now on by
 * the token (the one it came with, or a new one in the arena). */
enum result tries_succeeded(struct act *act, struct db_session *session, struct tries *tries,
                            const char **ret_device_token);
/* The same for the source, whatever names it tries; in memory. */
enum result tries_source_check(struct act *act, const struct tries *tries);
void tries_source_failed(const struct act *act, const struct tries *tries);

/* Signing in. */
struct sign_in_order { const char *username, *password, *device_token; struct tries_from from; };
struct sign_in {
    struct sign_in_order order;
    struct tries tries;
    struct account account;
    bool usable;                    /* there is such an account, and it may be used */
    bool matches;                   /* and the password is its own */
    char token[SESSION_TOKEN_SIZE]; /* of the session that has begun */
    const char *device_token;       /* of the device from which it has */
};
enum result sign_in_prepare(struct act *act, const struct sign_in_order *order, struct sign_in **ret_sign_in);
enum result sign_in_work(struct act *act, struct sign_in *sign_in);
enum result sign_in_commit(struct act *act, struct db_session *session, struct sign_in *sign_in);

/* Changing one's own password; of the sessions only that of the key stays. */
struct password_order { const char *old_password, *new_password; struct tries_from from; const uint8_t *session_key; };
struct password_change;
enum result password_prepare(struct act *act, const struct password_order *order, struct password_change **ret_change);
enum result password_work(struct act *act, struct password_change *change);
enum result password_commit(struct act *act, struct db_session *session, struct password_change *change);

/* Refusals, for the routes. */
extern const struct problem problem_sign_in_refused, problem_account_locked, problem_source_slowed,
    problem_username_taken, problem_own_account;

#endif
