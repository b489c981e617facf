/* Wrong passwords. */
#include "base/settings.h"
#include "people/people_sessions.h"
#include "people/people_use.h"

static const struct problem locked = {
    "account_locked", 429, "密码错误次数过多，请稍后再试。", "Too many wrong passwords. Try again later."};

enum result failures_check(struct request *request, struct db_session *session, const char *username, struct lockout *ret_lockout)
{
    enum result result = lockout_read(session, username, ret_lockout);
    if (result != RESULT_OK)
        return result;
    int64_t seconds = lockout_seconds_left(ret_lockout, request->now_ms);
    if (seconds == 0)
        return RESULT_OK;
    request->retry_after_s = (int)seconds;
    return request_refuse(request, &locked);
}

enum result failures_count(struct request *request, struct db_session *session, const char *username, struct lockout lockout)
{
    const struct settings *settings = request->context->settings;
    struct lockout_limits limits = {.failures_max = settings->login_failures_max, .lock_s = settings->login_lock};
    lockout = lockout_after_failure(lockout, limits, request->now_ms);
    return lockout_write(session, username, &lockout);
}
