/* Changing one's own password. Wrong old passwords count like wrong passwords at sign-in. */
#include "staff/staff_use.h"

#include <string.h>

#include "act/sessions.h"

struct password_change {
    struct tries tries;
    struct account account;
    struct password_history history;
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

/* All faults at once; then the new password's hash. A wrong old password is left to the commit, which counts it. */
static enum result examine(struct request *request)
{
    const struct password_body *body = request->body;
    struct password_change *state = request->state;
    const struct account *account = &state->account;
    const char *password = body->new_password;
    (void)password_check(password, account->staff.username, account->staff.role, "new_password", &request->act.errors);
    state->matches = crypto_password_matches(body->old_password, account->password);
    if (!state->matches) {
        field_error_add(&request->act.errors, "old_password", "wrong_password", "原密码不正确。", "The old password is wrong.");
        return RESULT_OK;
    }
    if (was_used(password, account, &state->history))
        field_error_add(&request->act.errors, "new_password", "password_used", "不能使用最近五次用过的密码。",
                        "The password is one of your last five.");
    if (request->act.errors.count > 0)
        return act_refuse_fields(&request->act);
    return crypto_password_hash(password, state->hash);
}

enum result password_prepare(struct request *request)
{
    struct password_change *state = arena_alloc(request->act.arena, sizeof(*state));
    if (state == NULL)
        return RESULT_NO_MEMORY;
    request->state = state;
    const char *username = request->act.principal.id;
    tries_begin(request, username, NULL, &state->tries);
    enum result result = tries_check(request, request->act.session, &state->tries);
    if (result == RESULT_OK)
        result = account_read(request->act.session, request->act.arena, username, &state->account);
    if (result == RESULT_OK)
        result = account_read_history(request->act.session, request->act.arena, username, &state->history);
    request->work = examine;
    return result;
}

enum result password_commit(struct request *request, struct db_session *session)
{
    struct password_change *state = request->state;
    const char *username = state->tries.username;
    struct account account;
    enum result result = tries_check(request, session, &state->tries);
    if (result == RESULT_OK)
        result = account_read(session, request->act.arena, username, &account);
    if (result != RESULT_OK)
        return result;
    if (!state->matches) {
        (void)act_refuse_fields(&request->act);
        return tries_failed(request, session, &state->tries);
    }
    if (strcmp(account.password, state->account.password) != 0)
        return RESULT_STALE;
    result = account_set_password(session, username, state->hash, false, request->act.now_ms);
    if (result == RESULT_OK)
        result = sessions_end_of(&request->act, session, PRINCIPAL_STAFF, username, request->session_key, 0);
    return result;
}
