/* Signing in and out. Unknown names, disabled accounts and wrong passwords cost the same time, count the same and get
 * the same answer. */
#include "people/people_use.h"

#include <string.h>

#include "base/settings.h"
#include "people/people_sessions.h"

static const struct problem refused = {
    "sign_in_refused", 401, "用户名或密码不正确。", "The user name or the password is wrong."};
static const struct problem locked = {
    "account_locked", 429, "密码错误次数过多，请稍后再试。", "Too many wrong passwords. Try again later."};
static const struct problem busy = {
    "sign_in_busy", 503, "登录的人太多，请稍后再试。", "Too many are signing in. Try again in a moment."};

struct sign_in {
    const char *username;
    struct account account;
    bool matches; /* the password is the account's, and the account may be used */
};

static enum result refuse_locked(struct request *request, const struct lockout *lockout)
{
    request->retry_after_s = (int)lockout_seconds_left(lockout, request->now_ms);
    return request_refuse(request, &locked);
}

enum result sign_in_prepare(struct request *request)
{
    struct people *people = request->context->people;
    struct sign_in *state = arena_alloc(request->arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    state->username = json_get_text(request->body, "username");
    struct lockout lockout;
    enum result result = lockout_read(request->session, state->username, &lockout);
    if (result != RESULT_OK)
        return result;
    if (lockout_seconds_left(&lockout, request->now_ms) > 0)
        return refuse_locked(request, &lockout);
    result = account_read(request->session, request->arena, state->username, &state->account);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    const struct staff *staff = &state->account.staff;
    bool usable = result == RESULT_OK && staff->active && (!staff->demo || people_settings(people)->demo);
    if (!people_hashing_begin(people)) {
        request->retry_after_s = 1;
        return request_refuse(request, &busy);
    }
    state->matches = crypto_password_matches(json_get_text(request->body, "password"), usable ? state->account.password : NULL);
    people_hashing_end(people);
    return RESULT_OK;
}

/* Counts one more wrong password of this name. The refusal is for the caller to choose; what was counted stays. */
static enum result count_failure(struct request *request, struct db_session *session, const char *username, struct lockout lockout)
{
    const struct settings *settings = people_settings(request->context->people);
    struct lockout_limits limits = {.failures_max = settings->login_failures_max, .lock_s = settings->login_lock};
    lockout = lockout_after_failure(lockout, limits, request->now_ms);
    return lockout_write(session, username, &lockout);
}

/* Reads the account again: between prepare and now it may have been disabled or got another password. */
static enum result still_the_same(struct request *request, struct db_session *session, struct sign_in *state, bool *ret_same)
{
    struct account now;
    enum result result = account_read(session, request->arena, state->username, &now);
    *ret_same = result == RESULT_OK && now.staff.active && strcmp(now.password, state->account.password) == 0;
    if (result == RESULT_OK)
        state->account = now;
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static void write_session(struct request *request, const char *token, const struct staff *staff)
{
    struct json_writer *json = &request->json;
    json_open_object(json, NULL);
    json_add_text(json, "token", token);
    json_add_integer(json, "expires_idle_seconds", people_settings(request->context->people)->session_idle);
    staff_write(json, "staff", staff, request->context->places);
    json_close_object(json);
}

enum result sign_in_commit(struct request *request, struct db_session *session)
{
    struct sign_in *state = request->state;
    struct lockout lockout;
    bool same = state->matches;
    enum result result = lockout_read(session, state->username, &lockout);
    if (result != RESULT_OK)
        return result;
    if (lockout_seconds_left(&lockout, request->now_ms) > 0)
        return refuse_locked(request, &lockout);
    if (same)
        result = still_the_same(request, session, state, &same);
    if (result != RESULT_OK)
        return result;
    if (!same) {
        (void)request_refuse(request, &refused);
        return count_failure(request, session, state->username, lockout);
    }
    char token[SESSION_TOKEN_SIZE];
    uint8_t key[SM3_SIZE];
    session_token_make(token, key);
    if (lockout.failures > 0)
        result = lockout_clear(session, state->username);
    if (result == RESULT_OK)
        result = sessions_end_of(request->context->people, session, state->username, NULL,
                                 SESSIONS_OF_ACCOUNT_MAX - 1, request->now_ms);
    if (result == RESULT_OK)
        result = session_insert(session, key, state->username, request->now_ms);
    if (result == RESULT_OK)
        write_session(request, token, &state->account.staff);
    return result;
}

enum result sign_out_commit(struct request *request, struct db_session *session)
{
    uint8_t key[SM3_SIZE];
    if (!session_token_key(request->session_token, key))
        return RESULT_UNAUTHENTICATED;
    sessions_forget(request->context->people, key, request->now_ms);
    return session_end(session, key, request->now_ms);
}

/* ---- password ---- */

struct password_change {
    const char *username;
    const char *old_hash;
    bool matches; /* the old password is right */
    char hash[PASSWORD_HASH_SIZE];
};

static bool was_used(const char *password, const struct account *account, const struct password_history *history)
{
    bool used = crypto_password_matches(password, account->password);
    for (size_t i = 0; i < history->count; i++)
        used = used || (strcmp(history->hashes[i], account->password) != 0 && crypto_password_matches(password, history->hashes[i]));
    return used;
}

/* All faults of the new password at once; then its hash. */
static enum result examine(struct request *request, const struct account *account, struct password_change *state)
{
    const char *password = json_get_text(request->body, "new_password");
    struct password_history history;
    state->matches = crypto_password_matches(json_get_text(request->body, "old_password"), account->password);
    if (!state->matches)
        return RESULT_OK;
    enum result result = account_read_history(request->session, request->arena, account->staff.username, &history);
    if (result != RESULT_OK)
        return result;
    (void)password_check(password, account->staff.username, account->staff.role, "new_password", &request->errors);
    if (was_used(password, account, &history))
        field_error_add(&request->errors, "new_password", "password_used", "不能使用最近五次用过的密码。",
                        "The password is one of your last five.");
    if (request->errors.count > 0)
        return request_refuse_fields(request);
    return crypto_password_hash(password, state->hash);
}

enum result password_prepare(struct request *request)
{
    struct people *people = request->context->people;
    struct password_change *state = arena_alloc(request->arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    state->username = request->caller.staff->username;
    struct lockout lockout;
    struct account account;
    enum result result = lockout_read(request->session, state->username, &lockout);
    if (result == RESULT_OK && lockout_seconds_left(&lockout, request->now_ms) > 0)
        return refuse_locked(request, &lockout);
    if (result == RESULT_OK)
        result = account_read(request->session, request->arena, state->username, &account);
    if (result != RESULT_OK)
        return result;
    state->old_hash = account.password;
    if (!people_hashing_begin(people)) {
        request->retry_after_s = 1;
        return request_refuse(request, &busy);
    }
    result = examine(request, &account, state);
    people_hashing_end(people);
    return result;
}

enum result password_commit(struct request *request, struct db_session *session)
{
    struct password_change *state = request->state;
    struct lockout lockout;
    struct account account;
    uint8_t key[SM3_SIZE];
    enum result result = lockout_read(session, state->username, &lockout);
    if (result == RESULT_OK)
        result = account_read(session, request->arena, state->username, &account);
    if (result != RESULT_OK)
        return result;
    if (!state->matches || !session_token_key(request->session_token, key)) {
        field_error_add(&request->errors, "old_password", "wrong_password", "原密码不正确。", "The old password is wrong.");
        (void)request_refuse_fields(request);
        return count_failure(request, session, state->username, lockout);
    }
    if (strcmp(account.password, state->old_hash) != 0)
        return RESULT_STALE;
    result = account_set_password(session, state->username, state->hash, false, request->now_ms);
    if (result == RESULT_OK)
        result = sessions_end_of(request->context->people, session, state->username, key, 0, request->now_ms);
    return result;
}
