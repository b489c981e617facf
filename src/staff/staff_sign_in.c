/* Signing in. Unknown names, disabled accounts and wrong passwords cost the same time, count the same and get
 * the same answer. */
#include "staff/staff_use.h"

#include <string.h>

#include "base/settings.h"

const struct problem problem_sign_in_refused = {
    "sign_in_refused", 401, "用户名或密码不正确。", "The user name or the password is wrong."};

enum result sign_in_work(struct act *act, struct sign_in *sign_in)
{
    sign_in->matches = crypto_password_matches(sign_in->order.password,
                                               sign_in->usable ? sign_in->account.password : NULL);
    if (!sign_in->matches && !sign_in->tries.known)
        tries_source_failed(act, &sign_in->tries);
    return RESULT_OK;
}

enum result sign_in_prepare(struct act *act, const struct sign_in_order *order, struct sign_in **ret_sign_in)
{
    struct sign_in *sign_in = *ret_sign_in = arena_alloc(act->arena, sizeof(*sign_in));
    if (sign_in == NULL)
        return RESULT_NO_MEMORY;
    sign_in->order = *order;
    tries_begin(order->username, order->device_token, order->from, &sign_in->tries);
    enum result result = tries_check(act, act->session, &sign_in->tries);
    if (result == RESULT_OK && !sign_in->tries.known)
        result = tries_source_check(act, &sign_in->tries);
    if (result != RESULT_OK)
        return result;
    result = account_read(act->session, act->arena, order->username, &sign_in->account);
    if (result != RESULT_OK && result != RESULT_NOT_FOUND)
        return result;
    const struct staff *staff = &sign_in->account.staff;
    sign_in->usable = result == RESULT_OK && staff->active && (!staff->demo || act->context->settings->demo);
    return RESULT_OK;
}

/* Reads the account again: between prepare and now it may have been disabled or got another password. */
static enum result still_the_same(struct act *act, struct db_session *session, struct sign_in *sign_in, bool *ret_same)
{
    struct account now;
    enum result result = account_read(session, act->arena, sign_in->order.username, &now);
    *ret_same = result == RESULT_OK && now.staff.active && strcmp(now.password, sign_in->account.password) == 0;
    if (result == RESULT_OK)
        sign_in->account = now;
    return result == RESULT_NOT_FOUND ? RESULT_OK : result;
}

enum result sign_in_commit(struct act *act, struct db_session *session, struct sign_in *sign_in)
{
    bool same = sign_in->matches;
    enum result result = tries_check(act, session, &sign_in->tries);
    if (result == RESULT_OK && same)
        result = still_the_same(act, session, sign_in, &same);
    if (result != RESULT_OK)
        return result;
    if (!same) {
        (void)act_refuse(act, &problem_sign_in_refused);
        return tries_failed(act, session, &sign_in->tries);
    }
    result = tries_succeeded(act, session, &sign_in->tries, &sign_in->device_token);
    if (result == RESULT_OK)
        result = sessions_begin(act, session, PRINCIPAL_STAFF, sign_in->order.username, sign_in->token);
    return result;
}
