/* What can be done with accounts, each in its prepare and commit of the request (http.h). */
#ifndef TONGBAN_STAFF_STAFF_USE_H
#define TONGBAN_STAFF_STAFF_USE_H

#include "http/http.h"
#include "staff/staff_rules.h"
#include "staff/staff_store.h"

struct places;

/* What comes with each. */
struct sign_in_body { const char *username, *password, *device_token; };
struct password_body { const char *old_password, *new_password; };
struct account_body {
    const char *username, *name, *role, *centre, *district;
    enum yes_or_no active;
    bool unlock, reset_password;
};

/* POST /v1/sessions. A wrong password is counted and committed, then refused. */
enum result sign_in_prepare(struct request *request);
enum result sign_in_commit(struct request *request, struct db_session *session);
/* DELETE /v1/sessions/current */
enum result sign_out_commit(struct request *request, struct db_session *session);
/* POST /v1/password */
enum result password_prepare(struct request *request);
enum result password_commit(struct request *request, struct db_session *session);
/* POST /v1/staff and POST /v1/staff/{username} */
enum result account_create_prepare(struct request *request);
enum result account_create_commit(struct request *request, struct db_session *session);
enum result account_change_prepare(struct request *request);
enum result account_change_commit(struct request *request, struct db_session *session);

/* Somebody tries the password of a name. */
struct tries {
    const char *username, *device_token;
    int64_t source;               /* where from */
    bool has_device, known;       /* a device_token came; it is of a device of this account */
    uint8_t device[SM3_SIZE];
    struct limit_count own;       /* of the known device, else of the name from this source */
    struct limit_count everywhere; /* of the name from devices that are not known */
};
/* From the source of the request; with the token of a device, or NULL. */
void tries_begin(const struct request *request, const char *username, const char *device_token, struct tries *ret_tries);
/* Reads what has failed before, and refuses (429) while another try must wait. Before the work and again in the
 * commit. */
enum result tries_check(struct request *request, struct db_session *session, struct tries *tries);
/* Counts one more, in a commit. The refusal is for the caller to choose (then RESULT_OK, so that the count stays). */
enum result tries_failed(struct request *request, struct db_session *session, const struct tries *tries);
/* The password was right: what this device or source has failed is forgotten, and the device is known from now on by
 * the token (the one it came with, or a new one in the arena). */
enum result tries_succeeded(struct request *request, struct db_session *session, struct tries *tries,
                            const char **ret_device_token);
/* The same for the source, whatever names it tries; in memory. */
enum result tries_source_check(struct request *request);
void tries_source_failed(const struct request *request);

/* A first password, to be changed by its owner: letters and digits that cannot be mistaken, in groups. */
#define INITIAL_PASSWORD_SIZE 20
void initial_password_make(char password[INITIAL_PASSWORD_SIZE]);

/* Checks an account: user name, name (normalised in the arena of `errors`), and where the role works: centre roles need a full
 * centre that is open on `day` and get its district; district roles need a district; the others have neither. Every fault
 * is added under the name of its member. */
bool account_check(const struct places *places, int32_t day, struct staff *staff, struct field_errors *errors);

/* Members of the staff object of a reply: user name, name, role, where. */
void staff_write(struct json_writer *json, const char *key, const struct staff *staff, const struct places *places);

/* Refusals, for the routes. */
extern const struct problem problem_sign_in_refused, problem_account_locked, problem_source_slowed,
    problem_username_taken, problem_own_account;

#endif
