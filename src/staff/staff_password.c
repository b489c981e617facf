/* Changing one's own password. Wrong old passwords count like wrong passwords at sign-in. */
#include "staff/staff_use.h"

#include <string.h>

struct password_change {
    struct password_order order;
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
enum result password_work(struct act *act, struct password_change *change)
{
    const struct account *account = &change->account;
    const char *password = change->order.new_password;
    (void)password_check(password, account->staff.username, account->staff.role, "new_password", &act->errors);
    change->matches = crypto_password_matches(change->order.old_password, account->password);
    if (!change->matches) {
        field_error_add(&act->errors, "old_password", "wrong_password", "原密码不正确。", "The old password is wrong.");
        return RESULT_OK;
    }
    if (was_used(password, account, &change->history))
        field_error_add(&act->errors, "new_password", "password_used", "不能使用最近五次用过的密码。",
                        "The password is one of your last five.");
    if (act->errors.count > 0)
        return act_refuse_fields(act);
    return crypto_password_hash(password, change->hash);
}

enum result password_prepare(struct act *act, const struct password_order *order, struct password_change **ret_change)
{
    struct password_change *change = *ret_change = arena_alloc(act->arena, sizeof(*change));
    const char *username = act->principal.id;
    if (change == NULL)
        return RESULT_NO_MEMORY;
    change->order = *order;
    tries_begin(username, NULL, order->from, &change->tries);
    enum result result = tries_check(act, act->session, &change->tries);
    if (result == RESULT_OK)
        result = account_read(act->session, act->arena, username, &change->account);
    if (result == RESULT_OK)
        result = account_read_history(act->session, act->arena, username, &change->history);
    return result;
}

enum result password_commit(struct act *act, struct db_session *session, struct password_change *change)
{
    const char *username = change->tries.username;
    struct account account;
    enum result result = tries_check(act, session, &change->tries);
    if (result == RESULT_OK)
        result = account_read(session, act->arena, username, &account);
    if (result != RESULT_OK)
        return result;
    if (!change->matches) {
        (void)act_refuse_fields(act);
        return tries_failed(act, session, &change->tries);
    }
    if (strcmp(account.password, change->account.password) != 0)
        return RESULT_STALE;
    result = account_set_password(session, username, change->hash, false, act->now_ms);
    if (result == RESULT_OK)
        result = sessions_end_of(act, session, PRINCIPAL_STAFF, username, change->order.session_key, 0);
    return result;
}
