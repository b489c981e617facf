/* Wrong passwords, counted so that whoever guesses is slowed and not the owner of the name:
 *   a device from which its owner has signed in before counts its own and nobody else's;
 *   all others count by name and source, and by name from everywhere. While strangers go on, the name stays closed to devices
 *   nobody knows, its owner's new ones too: an administrator unlocks it (POST /v1/staff/{username}, `tongban user unlock`);
 *   and a source counts whatever it tries, in memory, before anything is hashed for it; so does its network, for an IPv6 /48 has
 *   65,536 sources.
 * Names without an account are counted like others. */
#include "base/limit_table.h"
#include "base/settings.h"
#include "staff/staff_use.h"

#define EVERYWHERE 4 /* times as many failures of a name from everywhere as from one source */

const struct problem problem_account_locked = {
    "account_locked", 429,
    "密码错误次数过多，请稍后再试。急需登录的，请用登录过的电脑，或请管理员解锁账号。",
    "Too many wrong passwords. Try again later. If it cannot wait, use a machine you have signed in on before, or have an administrator unlock the account."};
const struct problem problem_source_slowed = {
    "source_slowed", 429, "您所在网络的登录失败次数过多，请稍后再试。", "Too many failed sign-ins from your network. Try again later."};

static struct limit_table sources = LIMIT_TABLE_EMPTY, networks = LIMIT_TABLE_EMPTY;

/* Of one device, or of one name from one source: in the long run as many tries a day as locks would allow. */
static struct limit own_limit(const struct settings *settings)
{
    int64_t forget_s = settings->login_lock / settings->login_failures_max;
    return (struct limit){.free = settings->login_failures_max, .wait_s = settings->login_lock, .wait_max_s = settings->login_lock,
                          .forget_s = forget_s > 0 ? forget_s : 1};
}

static struct limit everywhere_limit(const struct settings *settings)
{
    struct limit limit = own_limit(settings);
    limit.free *= EVERYWHERE;
    return limit;
}

/* Fifty people behind one address mistype at opening: that is not yet a guesser. */
static struct limit source_limit(const struct settings *settings)
{
    return (struct limit){.free = settings->login_source_failures_max, .wait_s = 5, .wait_max_s = 900, .forget_s = 60};
}

static enum result refuse_while(struct act *act, const struct limit_count *count, const struct problem *problem)
{
    int64_t seconds = limit_wait_s(count, act->now_ms);
    if (seconds == 0)
        return RESULT_OK;
    act->retry_after_s = (int)seconds;
    return act_refuse(act, problem);
}

enum result tries_source_check(struct act *act, const struct tries *tries)
{
    struct limit of_source = source_limit(act->context->settings);
    struct limit of_network = limit_times(of_source, SOURCES_OF_NETWORK);
    struct limit_count count = limit_table_look(&sources, of_source, tries->from.source, act->now_ms);
    enum result result = refuse_while(act, &count, &problem_source_slowed);
    if (result != RESULT_OK)
        return result;
    count = limit_table_look(&networks, of_network, tries->from.network, act->now_ms);
    return refuse_while(act, &count, &problem_source_slowed);
}

void tries_source_failed(const struct act *act, const struct tries *tries)
{
    struct limit of_source = source_limit(act->context->settings);
    struct limit of_network = limit_times(of_source, SOURCES_OF_NETWORK);
    (void)limit_table_failed(&sources, of_source, tries->from.source, act->now_ms);
    (void)limit_table_failed(&networks, of_network, tries->from.network, act->now_ms);
}

void tries_begin(const char *username, const char *device_token, struct tries_from from, struct tries *ret_tries)
{
    *ret_tries = (struct tries){.username = username, .device_token = device_token, .from = from};
    ret_tries->has_device = device_token != NULL && session_token_key(device_token, ret_tries->device);
}

enum result tries_check(struct act *act, struct db_session *session, struct tries *tries)
{
    enum result result = RESULT_OK;
    tries->known = false;
    if (tries->has_device)
        result = device_read(session, tries->device, tries->username, act->now_ms, &tries->known, &tries->own);
    if (result == RESULT_OK && tries->known)
        return refuse_while(act, &tries->own, &problem_account_locked);
    if (result == RESULT_OK)
        result = failures_read(session, tries->username, (int64_t)tries->from.name, &tries->own, &tries->everywhere);
    if (result == RESULT_OK)
        result = refuse_while(act, &tries->own, &problem_account_locked);
    /* who is signed in already is not slowed by what others try elsewhere */
    if (result == RESULT_OK && act->principal.kind == PRINCIPAL_PUBLIC)
        result = refuse_while(act, &tries->everywhere, &problem_account_locked);
    return result;
}

enum result tries_failed(struct act *act, struct db_session *session, const struct tries *tries)
{
    const struct settings *settings = act->context->settings;
    struct limit_count own = limit_failed(own_limit(settings), tries->own, act->now_ms);
    if (tries->known)
        return device_count(session, tries->device, &own);
    struct limit_count everywhere = limit_failed(everywhere_limit(settings), tries->everywhere, act->now_ms);
    return failures_write(session, tries->username, (int64_t)tries->from.name, &own, &everywhere);
}

enum result tries_succeeded(struct act *act, struct db_session *session, struct tries *tries,
                            const char **ret_device_token)
{
    enum result result = RESULT_OK;
    if (tries->known) {
        *ret_device_token = tries->device_token;
        return device_used(session, tries->device, act->now_ms);
    }
    char *token = arena_alloc(act->arena, SESSION_TOKEN_SIZE);
    if (token == NULL)
        return RESULT_NO_MEMORY;
    session_token_make(token, tries->device);
    *ret_device_token = token;
    if (tries->own.failures > 0)
        result = failures_clear(session, tries->username, (int64_t)tries->from.name);
    if (result == RESULT_OK)
        result = device_insert(session, tries->device, tries->username, act->now_ms);
    return result;
}
