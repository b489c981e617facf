/* Signing in and out. Unknown names, disabled accounts and wrong passwords cost the same time, count the same and get
 * the same answer. */
#include "people/people_use.h"

#include <string.h>

#include "base/settings.h"
#include "people/people_sessions.h"

static const struct problem refused = {
    "sign_in_refused", 401, "用户名或密码不正确。", "The user name or the password is wrong."};

struct sign_in {
    const char *username;
    struct account account;
    bool usable;  /* there is such an account, and it may be used */
    bool matches; /* and the password is its own */
};

static enum result compare(struct request *request)
{
    struct sign_in *state = request->state;
    state->matches = crypto_password_matches(json_get_text(request->body, "password"), state->usable ? state->account.password : NULL);
    return RESULT_OK;
}

enum result sign_in_prepare(struct request *request)
{
    struct sign_in *state = arena_alloc(request->arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    state->username = json_get_text(request->body, "username");
    struct lockout lockout;
    enum result result = failures_check(request, request->session, state->username, &lockout);
    if (result != RESULT_OK)
        return result;
    result = account_read(request->session, request->arena, state->username, &state->account);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    const struct staff *staff = &state->account.staff;
    state->usable = result == RESULT_OK && staff->active && (!staff->demo || request->context->settings->demo);
    request->work = compare;
    return RESULT_OK;
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
    json_add_integer(json, "expires_idle_seconds", request->context->settings->session_idle);
    staff_write(json, "staff", staff, request->context->places);
    json_close_object(json);
}

enum result sign_in_commit(struct request *request, struct db_session *session)
{
    struct sign_in *state = request->state;
    struct lockout lockout;
    bool same = state->matches;
    enum result result = failures_check(request, session, state->username, &lockout);
    if (result == RESULT_OK && same)
        result = still_the_same(request, session, state, &same);
    if (result != RESULT_OK)
        return result;
    if (!same) {
        (void)request_refuse(request, &refused);
        return failures_count(request, session, state->username, lockout);
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
