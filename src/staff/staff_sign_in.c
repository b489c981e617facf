/* Signing in and out. Unknown names, disabled accounts and wrong passwords cost the same time, count the same and get
 * the same answer. */
#include "staff/staff_use.h"

#include <string.h>

#include "act/sessions.h"
#include "base/settings.h"

const struct problem problem_sign_in_refused = {
    "sign_in_refused", 401, "用户名或密码不正确。", "The user name or the password is wrong."};

struct sign_in {
    struct tries tries;
    struct account account;
    bool usable;  /* there is such an account, and it may be used */
    bool matches; /* and the password is its own */
};

static enum result compare(struct request *request)
{
    const struct sign_in_body *body = request->body;
    struct sign_in *state = request->state;
    state->matches = crypto_password_matches(body->password, state->usable ? state->account.password : NULL);
    if (!state->matches && !state->tries.known)
        tries_source_failed(request);
    return RESULT_OK;
}

enum result sign_in_prepare(struct request *request)
{
    const struct sign_in_body *body = request->body;
    struct sign_in *state = arena_alloc(request->act.arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    tries_begin(request, body->username, body->device_token, &state->tries);
    enum result result = tries_check(request, request->act.session, &state->tries);
    if (result == RESULT_OK && !state->tries.known)
        result = tries_source_check(request);
    if (result != RESULT_OK)
        return result;
    result = account_read(request->act.session, request->act.arena, state->tries.username, &state->account);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    const struct staff *staff = &state->account.staff;
    state->usable = result == RESULT_OK && staff->active && (!staff->demo || request->act.context->settings->demo);
    request->work = compare;
    request->goes_first = state->tries.known;
    return RESULT_OK;
}

/* Reads the account again: between prepare and now it may have been disabled or got another password. */
static enum result still_the_same(struct request *request, struct db_session *session, struct sign_in *state, bool *ret_same)
{
    struct account now;
    enum result result = account_read(session, request->act.arena, state->tries.username, &now);
    *ret_same = result == RESULT_OK && now.staff.active && strcmp(now.password, state->account.password) == 0;
    if (result == RESULT_OK)
        state->account = now;
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

static void write_session(struct request *request, const char *token, const char *device_token,
                          const struct staff *staff)
{
    struct json_writer *json = &request->json;
    json_open_object(json, NULL);
    json_add_text(json, "token", token);
    json_add_integer(json, "expires_idle_seconds", request->act.context->settings->session_idle);
    json_add_text(json, "device_token", device_token);
    staff_write(json, "staff", staff, request->act.context->places);
    json_close_object(json);
}

enum result sign_in_commit(struct request *request, struct db_session *session)
{
    struct sign_in *state = request->state;
    bool same = state->matches;
    enum result result = tries_check(request, session, &state->tries);
    if (result == RESULT_OK && same)
        result = still_the_same(request, session, state, &same);
    if (result != RESULT_OK)
        return result;
    if (!same) {
        (void)act_refuse(&request->act, &problem_sign_in_refused);
        return tries_failed(request, session, &state->tries);
    }
    char token[SESSION_TOKEN_SIZE];
    const char *username = state->tries.username, *device_token = NULL;
    result = tries_succeeded(request, session, &state->tries, &device_token);
    if (result == RESULT_OK)
        result = sessions_begin(&request->act, session, PRINCIPAL_STAFF, username, token);
    if (result == RESULT_OK)
        write_session(request, token, device_token, &state->account.staff);
    return result;
}

enum result sign_out_commit(struct request *request, struct db_session *session)
{
    return sessions_end(&request->act, session, request->session_key);
}
